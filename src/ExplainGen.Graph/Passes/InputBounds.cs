namespace ExplainGen.Graph;

/// <summary>
/// What an explainer's bounds of the network's input say of the values behind the input: they hold as written where a layer keeps or
/// averages the values of each channel, and are worked out where a layer changes them. A normalization leaves nothing of them.
/// </summary>
internal sealed class InputBounds
{
    private readonly EquatableArray<double> _low, _high;
    private readonly bool[] _kept;
    private readonly Interval[] _ranges;

    public InputBounds(NetworkGraph graph, CompositeArguments explainer)
    {
        (_low, _high) = (explainer.Low, explainer.High);
        _kept = new bool[graph.Nodes.Count];
        double low = Single(_low, double.NegativeInfinity), high = Single(_high, double.PositiveInfinity);
        bool ordered = low <= high;
        _ranges = SignAnalysis.Bounds(graph, ordered ? new Interval(low, high) : Interval.Unbounded);

        // Bounds that cannot be reach everywhere as they are, so that whoever reads them says what is wrong with them.
        foreach (Node node in graph.Nodes)
            _kept[node.Id] = !ordered || node.Id == 0 || (KeepsChannels(node.Operator) && _kept[node.Inputs[0]]);
    }

    /// <summary>Whether anything is written.</summary>
    public bool Any => _low.Count + _high.Count > 0;

    /// <summary>The bounds of a node's values, one or one a channel; empty where nothing is known.</summary>
    public (EquatableArray<double> Low, EquatableArray<double> High) Of(int node) =>
        _kept[node] ? (_low, _high) : (Bound(_ranges[node].Low), Bound(_ranges[node].High));

    private static EquatableArray<double> Bound(double value) => double.IsInfinity(value) ? default : new([value]);

    // Bounds for each channel have no channels to stand for once elements move between them.
    private static double Single(EquatableArray<double> written, double unknown) =>
        written.Count == 1 ? written[0] : unknown;

    private static bool KeepsChannels(Operator op) =>
        op is PadOperator || op.Class is OperatorClass.Identity or OperatorClass.MaxPooling or OperatorClass.AveragePooling
            or OperatorClass.Upsampling;
}
