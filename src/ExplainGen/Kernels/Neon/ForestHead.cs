using System.Numerics;
using System.Runtime.InteropServices;
using ExplainGen.Weights;

namespace ExplainGen.Kernels;

/// <summary>
/// Decision trees as a network of split units, leaf units and a read-out (Biau, Scornet, Welbl, arXiv:1604.07143, with x up to the
/// threshold to the left). Of the leaf units of a tree one is on: that at the end of the input's path, so that no other is computed.
/// </summary>
public sealed class ForestHead : InputwiseHead
{
    private readonly ForestNodes.Node[] _nodes;
    private readonly double[] _values;
    private readonly int[] _roots;
    private readonly double[] _base;
    private readonly double _treeWeight;

    /// <summary>Reads the parameters.</summary>
    /// <param name="reader">The weights file.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="features">Features of an input.</param>
    /// <param name="outputs">Numbers that a node holds.</param>
    /// <param name="average">Whether trees are averaged rather than added up.</param>
    /// <exception cref="WeightsException">A parameter is missing or cannot be, or nodes do not form trees.</exception>
    public ForestHead(WeightReader reader, string layer, int features, int outputs, bool average)
        : base(layer, features, outputs)
    {
        var parameters = new HeadParameters(reader, layer);
        var nodes = new ForestNodes(parameters, features, outputs);
        (_nodes, _values, _roots) = (nodes.Nodes, nodes.Values, nodes.Roots);
        _base = parameters.Read("base", outputs);
        _treeWeight = average ? 1.0 / _roots.Length : 1;
    }

    /// <inheritdoc/>
    public override int UnitCount => _roots.Length;

    /// <inheritdoc/>
    public override long MultiplyAdds => _roots.Length * (1L + BitOperations.Log2((uint)(_nodes.Length / _roots.Length)));

    // Sums over trees, and later what each part of the scores passes on; the relevance of the features; the leaf of each tree; the
    // relevance of the trees.
    /// <inheritdoc/>
    protected override int StateLength => (2 * (Outputs + Features)) + (2 * _roots.Length);

    /// <inheritdoc/>
    public override void Decide(ReadOnlySpan<double> x, Span<double> scores)
    {
        scores.Clear();
        foreach (int root in _roots)
        {
            int node = root;
            while (!_nodes[node].IsLeaf)
                node = x[_nodes[node].Feature] <= _nodes[node].Threshold ? node + 1 : _nodes[node].Right;
            for (int c = 0; c < scores.Length; c++)
                scores[c] += _values[(node * Outputs) + c];
        }

        for (int c = 0; c < scores.Length; c++)
            scores[c] = (scores[c] * _treeWeight) + _base[c];
    }

    /// <inheritdoc/>
    protected override void Detect(ReadOnlySpan<float> x, Span<float> state)
    {
        Span<int> leaves = Leaves(state);
        for (int tree = 0; tree < leaves.Length; tree++)
        {
            int node = _roots[tree];
            while (!_nodes[node].IsLeaf)
                node = _nodes[node].Next(x, node);
            leaves[tree] = node;
        }
    }

    /// <inheritdoc/>
    protected override void Pool(Span<float> state, Span<float> scores)
    {
        Span<double> sums = Quotients(state);
        sums.Clear();
        foreach (int leaf in Leaves(state))
        {
            ReadOnlySpan<double> value = Value(leaf);
            for (int c = 0; c < value.Length; c++)
                sums[c] += value[c];
        }

        for (int c = 0; c < sums.Length; c++)
            scores[c] = (float)((sums[c] * _treeWeight) + _base[c]);
    }

    /// <inheritdoc/>
    protected override void RedistributePool(
        ReadOnlySpan<float> relevance, ReadOnlySpan<float> scores, Span<float> state, QuotientLoss? loss)
    {
        Span<double> quotients = Quotients(state);
        HeadState.Divide(relevance, scores, quotients, loss);
        ReadOnlySpan<int> leaves = Leaves(state);
        Span<float> units = state[^_roots.Length..];
        for (int tree = 0; tree < units.Length; tree++)
            units[tree] = (float)(Relevance(leaves[tree], quotients) * _treeWeight);
        if (loss is null)
            return;
        for (int c = 0; c < quotients.Length; c++)
            loss.Bias += _base[c] * quotients[c];
    }

    /// <inheritdoc/>
    protected override void RedistributeDetection(ReadOnlySpan<float> x, Span<float> state, Span<float> relevance, QuotientLoss? loss)
    {
        ReadOnlySpan<double> quotients = Quotients(state);
        Span<double> sums = Sums(state);
        sums.Clear();
        double bias = 0;
        foreach (int root in _roots)
        {
            int node = root;
            double above = Relevance(node, quotients);
            bias += above;
            while (!_nodes[node].IsLeaf)
            {
                int child = _nodes[node].Next(x, node);
                double below = Relevance(child, quotients);
                sums[_nodes[node].Feature] += below - above;
                (node, above) = (child, below);
            }
        }

        for (int i = 0; i < relevance.Length; i++)
            relevance[i] += (float)(sums[i] * _treeWeight);
        if (loss is not null)
            loss.Bias += bias * _treeWeight;
    }

    /// <inheritdoc/>
    protected override ReadOnlySpan<float> RelevanceOfUnits(ReadOnlySpan<float> state) => state[^_roots.Length..];

    // The part of the relevance that the value of a node is.
    private double Relevance(int node, ReadOnlySpan<double> quotients)
    {
        ReadOnlySpan<double> value = Value(node);
        double sum = 0;
        for (int c = 0; c < value.Length; c++)
            sum += value[c] * quotients[c];
        return sum;
    }

    private ReadOnlySpan<double> Value(int node) => _values.AsSpan(node * Outputs, Outputs);

    private Span<double> Quotients(Span<float> state) => HeadState.Doubles(state, 0, Outputs);

    private Span<double> Sums(Span<float> state) => HeadState.Doubles(state, Outputs, Features);

    private Span<int> Leaves(Span<float> state) =>
        MemoryMarshal.Cast<float, int>(state.Slice(2 * (Outputs + Features), _roots.Length));
}
