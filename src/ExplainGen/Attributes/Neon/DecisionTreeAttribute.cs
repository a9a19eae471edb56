namespace ExplainGen;

/// <summary>
/// A decision tree: a unit a split, <c>x_f &lt;= t</c> to the left, a unit a leaf that is on where all splits on its path agree, and the
/// leaf's values read out.
/// </summary>
/// <remarks>
/// The network is that of Biau, Scornet, Welbl: "Neural Random Forests" (arXiv:1604.07143), with the ties of
/// scikit-learn. It is constant almost everywhere, so that gradients say nothing. Relevance is the change of value along the input's
/// path, v of the child less v of the node, credited to the feature that the node splits by (known as Saabas' decomposition); it sums up
/// with the value of the root and the base, which are the bias's, to the score. Weights, N nodes: <c>feature</c>, <c>threshold</c>,
/// <c>left</c>, <c>right</c> (N each; left and right of a leaf are -1), <c>value</c> (N x outputs, of inner nodes too), <c>roots</c> (1),
/// <c>base</c> (outputs).
/// </remarks>
public sealed class DecisionTreeAttribute : NeonAttribute
{
    /// <summary>How many numbers a node holds: 1 of a regression, by default, or of two classes, or one a class.</summary>
    public int Outputs { get; set; } = 1;
}
