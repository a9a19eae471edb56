namespace ExplainGen.Graph;

/// <summary>
/// What an explainer's bounds of the network's input say of the values behind the input: each layer makes of them what it makes of values
/// within them, channel by channel as long as channels stay what they are, all in one behind that. A normalization leaves nothing of them.
/// </summary>
internal sealed class InputBounds
{
    private readonly NetworkGraph _graph;
    private readonly EquatableArray<double> _low, _high;
    private readonly bool _areBounds;

    // By node: one interval for all channels, or one each.
    private readonly Interval[][] _values;

    public InputBounds(NetworkGraph graph, CompositeArguments explainer)
    {
        _graph = graph;
        (_low, _high) = (explainer.Low, explainer.High);
        int count = Math.Max(1, Math.Max(_low.Count, _high.Count));
        Interval[] input = [.. Enumerable.Range(0, count).Select(c => new Interval(
            At(_low, c, double.NegativeInfinity), At(_high, c, double.PositiveInfinity)))];
        _areBounds = (count == 1 || count == graph.Input.Shape.Channels) && Fit(_low, count) && Fit(_high, count)
            && input.All(i => i.Low <= i.High);
        _values = new Interval[graph.Nodes.Count][];
        foreach (Node node in graph.Nodes)
            _values[node.Id] = node.Id == 0 ? _areBounds ? input : [Interval.Unbounded] : Infer(node);
    }

    /// <summary>Whether both sides are known at the input.</summary>
    public bool AreWhole => _low.Count > 0 && _high.Count > 0;

    /// <summary>
    /// The bounds of a node's values, one or one a channel; empty where nothing is known. Bounds that cannot be reach everywhere as they are
    /// written, so that whoever reads them says what is wrong with them.
    /// </summary>
    public (EquatableArray<double> Low, EquatableArray<double> High) Of(int node) => _areBounds
        ? (Side(_values[node].Select(i => i.Low)), Side(_values[node].Select(i => i.High)))
        : (_low, _high);

    /// <summary>Whether a node's values are bounded on both sides.</summary>
    public bool Reach(int node) => Of(node) is { Low.Count: > 0, High.Count: > 0 };

    private Interval[] Infer(Node node)
    {
        bool byChannel = KeepsChannels(node.Operator) && node.Inputs.All(i => _graph.Nodes[i].Shape.Channels == node.Shape.Channels);
        if (!byChannel)
            return [node.Operator.InferBounds([.. node.Inputs.Select(i => _values[i].Aggregate((a, b) => a.Union(b)))])];
        int count = node.Inputs.Max(i => _values[i].Length);
        return [.. Enumerable.Range(0, count).Select(c =>
            node.Operator.InferBounds([.. node.Inputs.Select(i => _values[i][_values[i].Length == 1 ? 0 : c])]))];
    }

    private static bool KeepsChannels(Operator op) => op is PadOperator { ChannelsBefore: 0, ChannelsAfter: 0 } || op.Class
        is OperatorClass.Identity or OperatorClass.Activation or OperatorClass.MaxPooling or OperatorClass.AveragePooling
        or OperatorClass.Upsampling or OperatorClass.Sum or OperatorClass.Product;

    private static bool Fit(EquatableArray<double> side, int count) =>
        (side.Count <= 1 || side.Count == count) && side.All(v => !double.IsNaN(v) && !float.IsInfinity((float)v));

    private static double At(EquatableArray<double> side, int channel, double unknown) =>
        side.Count == 0 ? unknown : side[side.Count == 1 ? 0 : Math.Min(channel, side.Count - 1)];

    private static EquatableArray<double> Side(IEnumerable<double> values)
    {
        double[] distinct = [.. values.Distinct()];
        return distinct.Any(double.IsInfinity) ? default : new(distinct.Length == 1 ? distinct : values);
    }
}
