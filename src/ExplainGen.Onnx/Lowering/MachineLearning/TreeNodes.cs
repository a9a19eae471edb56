using System.Collections.Immutable;

namespace ExplainGen.Onnx.Lowering.MachineLearning;

/// <summary>
/// The nodes of trees: inputs up to the threshold go to the left. Files name nodes by their tree and a number within it; here they are
/// numbered through, in the order of the file.
/// </summary>
internal sealed class TreeNodes
{
    /// <summary>Numbers of nodes are stored in single precision, which has whole numbers up to here.</summary>
    private const int MostNodes = 1 << 24;

    /// <summary>What any file may have of values, how many times as many as it has nodes and weights, and no file.</summary>
    private const long LeastValues = 1 << 20, ValuesPerEntry = 64, MostValues = 1 << 28;

    private const int None = -1;

    private readonly Dictionary<(long Tree, long Node), int> _index = [];
    private readonly bool[] _isLeaf;
    private readonly float[] _rates;
    private readonly List<int> _parentsFirst = [];

    private TreeNodes(int count, float[] rates)
    {
        (Feature, Threshold, Left, Right) = (new float[count], new float[count], new float[count], new float[count]);
        _isLeaf = new bool[count];
        _rates = rates;
        Roots = [];
    }

    /// <summary>What an inner node looks at; 0 of leaves.</summary>
    public float[] Feature { get; }

    /// <summary>What it compares with; 0 of leaves.</summary>
    public float[] Threshold { get; }

    /// <summary>The child of values up to the threshold; -1 of leaves.</summary>
    public float[] Left { get; }

    /// <summary>The child of values above it; -1 of leaves.</summary>
    public float[] Right { get; }

    /// <summary>The root of each tree.</summary>
    public int[] Roots { get; private set; }

    /// <summary>Reads the nodes, and checks that they form trees.</summary>
    internal static TreeNodes Read(NodeContext node, int features)
    {
        ImmutableArray<long> trees = NodeAttributes.Integers(node, "nodes_treeids");
        int count = trees.Length;
        if (count is 0 or > MostNodes)
            throw node.Fail($"its nodes_treeids has {count} entries, where 1 to {MostNodes} nodes can be imported");
        const string because = "as many as nodes_treeids";
        ImmutableArray<long> ids = NodeAttributes.Integers(node, "nodes_nodeids", count, because);
        ImmutableArray<long> looks = NodeAttributes.Integers(node, "nodes_featureids", count, because);
        ImmutableArray<long> whenTrue = NodeAttributes.Integers(node, "nodes_truenodeids", count, because);
        ImmutableArray<long> whenFalse = NodeAttributes.Integers(node, "nodes_falsenodeids", count, because);
        ImmutableArray<string> modes = NodeAttributes.Texts(node, "nodes_modes", count, because);
        float[] values = NodeAttributes.Reals(node, "nodes_values", count, because);
        float[] rates = NodeAttributes.Reals(node, "nodes_hitrates");
        var nodes = new TreeNodes(count, rates.Length == count ? rates : []);
        for (int n = 0; n < count; n++)
        {
            if (!nodes._index.TryAdd((trees[n], ids[n]), n))
                throw node.Fail($"its nodes_nodeids has node {ids[n]} of tree {trees[n]} twice");
        }

        for (int n = 0; n < count; n++)
        {
            if (modes[n] == "LEAF")
            {
                nodes._isLeaf[n] = true;
                nodes.Left[n] = nodes.Right[n] = None;
                continue;
            }

            if (looks[n] < 0 || looks[n] >= features)
                throw node.Fail($"its nodes_featureids is {looks[n]} at {n}, where inputs have {features} features");
            nodes.Feature[n] = looks[n];
            nodes.Split(node, n, modes[n], values[n], Child(n, whenTrue, "nodes_truenodeids"), Child(n, whenFalse, "nodes_falsenodeids"));
        }

        nodes.Order(node, trees, ids);
        return nodes;

        int Child(int n, ImmutableArray<long> children, string name) => nodes._index.TryGetValue((trees[n], children[n]), out int child)
            ? child
            : throw node.Fail($"its {name} is {children[n]} at {n}, which is no node of tree {trees[n]}");
    }

    /// <summary>
    /// What each node says: leaves what the file has, inner nodes the mean of their children's, weighted by the hit rates.
    /// </summary>
    /// <returns>One row a node, one column an output.</returns>
    internal float[] Values(NodeContext node, LeafWeights leaves, int outputs)
    {
        int count = _isLeaf.Length;
        long most = Math.Min(MostValues, Math.Max(LeastValues, ValuesPerEntry * ((long)count + leaves.Weights.Length)));
        long size = (long)count * outputs;
        if (size > most)
        {
            throw node.Fail(
                $"its {count} nodes say {outputs} numbers each, more than {most} in all, which a file with so few weights may have");
        }

        var values = new float[size];
        var isGiven = new bool[size];
        for (int i = 0; i < leaves.Weights.Length; i++)
        {
            if (!_index.TryGetValue((leaves.Trees[i], leaves.Nodes[i]), out int leaf) || !_isLeaf[leaf])
                throw node.Fail($"it has weights of node {leaves.Nodes[i]} of tree {leaves.Trees[i]}, which is no leaf");
            int place = leaf * outputs + (int)leaves.Outputs[i];
            if (isGiven[place])
                throw node.Fail($"it has weights of node {leaves.Nodes[i]} of tree {leaves.Trees[i]} for output {leaves.Outputs[i]} twice");
            isGiven[place] = true;
            values[place] = leaves.Weights[i];
        }

        // Children stand behind their parents.
        for (int i = _parentsFirst.Count - 1; i >= 0; i--)
        {
            int n = _parentsFirst[i];
            if (_isLeaf[n])
                continue;
            int left = (int)Left[n], right = (int)Right[n];
            double share = ShareOfLeft(left, right);
            ReadOnlySpan<float> one = values.AsSpan(left * outputs, outputs), other = values.AsSpan(right * outputs, outputs);
            for (int c = 0; c < outputs; c++)
                values[n * outputs + c] = (float)(share * one[c] + (1 - share) * other[c]);
        }

        return values;
    }

    private double ShareOfLeft(int left, int right) => _rates.Length > 0 && _rates[left] > 0 && _rates[right] > 0
        ? _rates[left] / ((double)_rates[left] + _rates[right])
        : 0.5;

    // x < t is x <= the number before t, and the other comparisons are these with children the other way round.
    private void Split(NodeContext node, int n, string mode, float value, int whenTrue, int whenFalse)
    {
        (Threshold[n], Left[n], Right[n]) = mode switch
        {
            "BRANCH_LEQ" => (value, whenTrue, whenFalse),
            "BRANCH_LT" => (MathF.BitDecrement(value), whenTrue, whenFalse),
            "BRANCH_GT" => (value, whenFalse, whenTrue),
            "BRANCH_GTE" => (MathF.BitDecrement(value), (float)whenFalse, (float)whenTrue),
            _ => throw node.Fail(
                $"its nodes_modes is {OnnxText.Quote(mode)} at {n}",
                "leaves (LEAF) and comparisons of order (BRANCH_LEQ, BRANCH_LT, BRANCH_GT, BRANCH_GTE) can be imported"),
        };
        if (!float.IsFinite(Threshold[n]))
            throw node.Fail($"its nodes_values is {value} at {n}, below which there is no number");
    }

    private void Order(NodeContext node, ImmutableArray<long> trees, ImmutableArray<long> ids)
    {
        var isChild = new bool[_isLeaf.Length];
        for (int n = 0; n < _isLeaf.Length; n++)
        {
            if (_isLeaf[n])
                continue;
            foreach (int child in (ReadOnlySpan<int>)[(int)Left[n], (int)Right[n]])
            {
                if (isChild[child])
                {
                    throw node.Fail(
                        $"node {ids[child]} of tree {trees[child]} is reached in two ways (nodes_truenodeids, nodes_falsenodeids)");
                }

                isChild[child] = true;
            }
        }

        var rooted = new HashSet<long>();
        var roots = new List<int>();
        for (int n = 0; n < _isLeaf.Length; n++)
        {
            if (isChild[n])
                continue;
            if (!rooted.Add(trees[n]))
                throw node.Fail($"tree {trees[n]} has two roots (nodes_truenodeids, nodes_falsenodeids)");
            roots.Add(n);
        }

        Roots = [.. roots];
        var pending = new Stack<int>(Roots);
        while (pending.TryPop(out int n))
        {
            _parentsFirst.Add(n);
            if (_isLeaf[n])
                continue;
            pending.Push((int)Left[n]);
            pending.Push((int)Right[n]);
        }

        // Each node has one parent at most, so that what no root leads to goes round in circles.
        if (_parentsFirst.Count != _isLeaf.Length)
            throw node.Fail("its nodes form a cycle (nodes_truenodeids, nodes_falsenodeids)");
    }
}
