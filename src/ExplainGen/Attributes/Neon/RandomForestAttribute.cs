namespace ExplainGen;

/// <summary>A random forest: the mean (or sum) of decision trees, and a base.</summary>
/// <remarks>
/// See <see cref="DecisionTreeAttribute"/>; units are the trees. Weights are those of a tree, with the root of every tree in <c>roots</c>.
/// </remarks>
public sealed class RandomForestAttribute : NeonAttribute
{
    /// <summary>How many numbers a node holds: 1 of a regression, by default, or of two classes, or one a class.</summary>
    public int Outputs { get; set; } = 1;

    /// <summary>Whether trees are averaged rather than added up; true by default.</summary>
    public bool Average { get; set; } = true;
}
