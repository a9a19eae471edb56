namespace ExplainGen;

/// <summary>Gradient boosted trees: a base, and the sum of decision trees whose values the learning rate has scaled already.</summary>
/// <remarks>
/// See <see cref="DecisionTreeAttribute"/>; units are the trees. Weights are those of a tree, with the root of every tree in
/// <c>roots</c>. A tree of one class alone has zeros for the others. Scores are what the trees add up to: of classifiers, logits.
/// </remarks>
public sealed class GradientBoostingAttribute : NeonAttribute
{
    /// <summary>How many numbers a node holds: 1 of a regression, by default, or of two classes, or one a class.</summary>
    public int Outputs { get; set; } = 1;
}
