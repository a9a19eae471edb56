namespace ExplainGen;

/// <summary>
/// How far an input is from its nearest neighbours: the mean of the k least squared distances to points, or the k-th least. A point of
/// the data itself counts as its own neighbour.
/// </summary>
/// <remarks>
/// Distances and an order statistic; <c>R_i = (1/k) sum_j (x_i - u_ji)^2</c> over the k nearest, or <c>(x_i - u_i)^2</c> of the k-th,
/// sums up to the score exactly and is never negative; derived here. Of equal distances the first point is the nearer one. Weights:
/// <c>points</c> (points x features), at least k of them.
/// </remarks>
public sealed class KnnOutlierAttribute : NeonAttribute
{
    /// <summary>k, at least 1.</summary>
    public int Neighbors { get; set; }

    /// <summary>Which of the nearest distances is the score; their <see cref="NeighborOrder.Mean"/> by default.</summary>
    public NeighborOrder Order { get; set; }
}
