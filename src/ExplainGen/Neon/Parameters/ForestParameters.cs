using ExplainGen.Weights;

namespace ExplainGen.Neon;

/// <summary>
/// Decision trees as arrays of nodes: one tree, a random forest or gradient boosted trees. An input goes to the left child where its
/// feature is at most the threshold, and to the right child otherwise; a leaf's left and right are -1.
/// </summary>
public sealed record ForestParameters : NeonParameters
{
    /// <summary>What left and right of a leaf are.</summary>
    public const int Leaf = -1;

    /// <summary>Checks and holds the parameters.</summary>
    /// <param name="features">F, the number of features.</param>
    /// <param name="outputs">The numbers a node holds, at least 1.</param>
    /// <param name="feature">The feature an inner node looks at, [N]; any number at leaves.</param>
    /// <param name="threshold">What it compares with, [N]; any finite number at leaves.</param>
    /// <param name="left">The child for values up to the threshold, [N]; <see cref="Leaf"/> at leaves.</param>
    /// <param name="right">The child for values above it, [N]; <see cref="Leaf"/> at leaves.</param>
    /// <param name="value">What a node says, [N, outputs]; at inner nodes what it would say as a leaf.</param>
    /// <param name="roots">The root of every tree, [T]; at least one.</param>
    /// <param name="base">What is added to the trees' sum, [outputs]; null when nothing is.</param>
    /// <exception cref="ArgumentException">
    /// A size does not fit, a number is not finite, an index does not exist, or the nodes below a root are no tree of its own.
    /// </exception>
    public ForestParameters(
        int features,
        int outputs,
        int[] feature,
        double[] threshold,
        int[] left,
        int[] right,
        double[] value,
        int[] roots,
        double[]? @base = null)
        : base(features)
    {
        ParameterCheck.Count(outputs);
        ParameterCheck.Length(threshold, ParameterCheck.Rows(value, outputs), "one a node");
        int nodes = threshold.Length;
        Entries(feature, nodes, nameof(feature));
        Entries(left, nodes, nameof(left));
        Entries(right, nodes, nameof(right));
        ArgumentNullException.ThrowIfNull(roots);
        ParameterCheck.Count(roots.Length, least: 1, nameof(roots));
        ParameterCheck.Labels(roots, roots.Length, nodes, "one a tree");
        if (@base is not null)
            ParameterCheck.Length(@base, outputs, "one an output");
        CheckNodes(feature, left, right, roots, features);
        Outputs = outputs;
        Feature = feature;
        Threshold = threshold;
        Left = left;
        Right = right;
        Value = value;
        Roots = roots;
        Base = @base;
    }

    /// <summary>The numbers a node holds, at least 1.</summary>
    public int Outputs { get; }

    /// <summary>The feature an inner node looks at, [N].</summary>
    public int[] Feature { get; }

    /// <summary>What it compares with, [N].</summary>
    public double[] Threshold { get; }

    /// <summary>The child for values up to the threshold, [N].</summary>
    public int[] Left { get; }

    /// <summary>The child for values above it, [N].</summary>
    public int[] Right { get; }

    /// <summary>What a node says, [N, outputs].</summary>
    public double[] Value { get; }

    /// <summary>The root of every tree, [T].</summary>
    public int[] Roots { get; }

    /// <summary>What is added to the trees' sum, [outputs]; null when nothing is.</summary>
    public double[]? Base { get; }

    private protected override IEnumerable<NamedTensor> TensorsOf(string layer)
    {
        int nodes = Threshold.Length;
        return
        [
            Tensor(layer, "feature", Feature, nodes),
            Tensor(layer, "threshold", Threshold, nodes),
            Tensor(layer, "left", Left, nodes),
            Tensor(layer, "right", Right, nodes),
            Tensor(layer, "value", Value, nodes, Outputs),
            Tensor(layer, "roots", Roots, Roots.Length),
            Tensor(layer, "base", Base ?? new double[Outputs], Outputs),
        ];
    }

    private static void Entries(int[] values, int nodes, string name)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        if (values.Length != nodes)
            throw ParameterCheck.Error($"{name} has {values.Length} entries; expected {nodes}, one a node.", name);
    }

    // Every node that a root leads to is met once: a node met twice has two parents or is its own ancestor.
    private static void CheckNodes(int[] feature, int[] left, int[] right, int[] roots, int features)
    {
        bool[] met = new bool[left.Length];
        var pending = new Stack<int>();
        foreach (int root in roots)
        {
            Meet(root, nameof(roots));
            while (pending.TryPop(out int node))
            {
                if (left[node] == Leaf && right[node] == Leaf)
                    continue;
                if (feature[node] < 0 || feature[node] >= features)
                {
                    throw ParameterCheck.Error(
                        $"{nameof(feature)} is {feature[node]} at node {node}; expected 0 to {features - 1}.", nameof(feature));
                }

                Meet(left[node], nameof(left), node);
                Meet(right[node], nameof(right), node);
            }
        }

        void Meet(int node, string name, int? parent = null)
        {
            string at = parent is null ? "" : FormattableString.Invariant($" at node {parent}");
            if (node < 0 || node >= met.Length)
            {
                throw ParameterCheck.Error(
                    $"{name} is {node}{at}; expected a node from 0 to {met.Length - 1}, or {Leaf} left and right of a leaf.", name);
            }

            if (met[node])
                throw ParameterCheck.Error($"{name} is {node}{at}, a node reached before; expected trees.", name);
            met[node] = true;
            pending.Push(node);
        }
    }
}
