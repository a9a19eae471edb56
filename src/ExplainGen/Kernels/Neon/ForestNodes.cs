namespace ExplainGen.Kernels;

/// <summary>
/// The nodes of decision trees, checked and in the order in which they are met: a node's left child follows it, so that the way to a leaf
/// reads memory mostly forward.
/// </summary>
internal sealed class ForestNodes
{
    private const int Leaf = -1;

    private readonly HeadParameters _parameters;
    private readonly double[] _feature, _left, _right;

    /// <summary>Reads nodes.</summary>
    /// <param name="parameters">The layer's parameters.</param>
    /// <param name="features">Features of an input.</param>
    /// <param name="outputs">Numbers that a node holds.</param>
    internal ForestNodes(HeadParameters parameters, int features, int outputs)
    {
        _parameters = parameters;
        double[] value = parameters.Matrix("value", outputs, out int count);
        double[] threshold = parameters.Read("threshold", count);
        _feature = parameters.Read("feature", count);
        _left = parameters.Read("left", count);
        _right = parameters.Read("right", count);
        double[] roots = parameters.Vector("roots");

        Roots = new int[roots.Length];
        var nodes = new List<Node>(count);
        var values = new List<double>(value.Length);
        var isMet = new bool[count];
        var pending = new Stack<(int Node, int Parent)>();
        for (int tree = 0; tree < roots.Length; tree++)
        {
            Roots[tree] = nodes.Count;
            pending.Push((Meet("roots", roots[tree], tree, isMet), Leaf));
            while (pending.TryPop(out (int Node, int Parent) at))
            {
                if (at.Parent != Leaf)
                    nodes[at.Parent] = nodes[at.Parent] with { Right = nodes.Count };
                values.AddRange(value.AsSpan(at.Node * outputs, outputs));
                if (_left[at.Node] == Leaf && _right[at.Node] == Leaf)
                {
                    nodes.Add(new Node(0, 0, Leaf));
                    continue;
                }

                // The left child is taken next; the right one tells its parent where it stands.
                pending.Push((Meet("right", _right[at.Node], at.Node, isMet), nodes.Count));
                pending.Push((Meet("left", _left[at.Node], at.Node, isMet), Leaf));
                nodes.Add(new Node(threshold[at.Node], FeatureOf(at.Node, features), Leaf));
            }
        }

        Nodes = [.. nodes];
        Values = [.. values];
    }

    /// <summary>The nodes of all trees.</summary>
    internal Node[] Nodes { get; }

    /// <summary>What each of them says, one number an output.</summary>
    internal double[] Values { get; }

    /// <summary>The root of each tree.</summary>
    internal int[] Roots { get; }

    private int FeatureOf(int node, int features)
    {
        double feature = _feature[node];
        if (feature >= 0 && feature < features && feature == Math.Floor(feature))
            return (int)feature;
        throw _parameters.Problem(
            "feature",
            $"is {HeadParameters.Text(feature)} at node {node}, which has children; expected whole numbers from 0 to {features - 1}");
    }

    // A node that is met twice has two parents, or is among its own ancestors: walking there might not end.
    private int Meet(string name, double node, int at, bool[] isMet)
    {
        if (!(node >= 0 && node < isMet.Length && node == Math.Floor(node)))
        {
            throw _parameters.Problem(
                name,
                $"is {HeadParameters.Text(node)} at element {at}; "
                + $"expected a node from 0 to {isMet.Length - 1}, or {Leaf} left and right of a leaf");
        }

        if (isMet[(int)node])
            throw _parameters.Problem(name, $"is {HeadParameters.Text(node)} at element {at}, a node reached before; expected trees");
        isMet[(int)node] = true;
        return (int)node;
    }

    /// <summary>A node.</summary>
    /// <param name="Threshold">Up to here to the left.</param>
    /// <param name="Feature">What it compares with it.</param>
    /// <param name="Right">The right child; -1 of a leaf.</param>
    internal readonly record struct Node(double Threshold, int Feature, int Right)
    {
        /// <summary>Whether the way ends here.</summary>
        internal bool IsLeaf => Right < 0;

        /// <summary>The child that an input goes to.</summary>
        /// <param name="x">Its features.</param>
        /// <param name="own">Where this node stands.</param>
        internal int Next(ReadOnlySpan<float> x, int own) => x[Feature] <= Threshold ? own + 1 : Right;
    }
}
