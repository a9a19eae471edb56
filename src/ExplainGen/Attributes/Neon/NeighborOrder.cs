namespace ExplainGen;

/// <summary>Which of the squared distances to the k nearest neighbours is the score.</summary>
public enum NeighborOrder
{
    /// <summary>The mean of all k.</summary>
    Mean,

    /// <summary>The largest, that to the k-th.</summary>
    Kth,
}
