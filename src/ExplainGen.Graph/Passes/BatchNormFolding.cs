namespace ExplainGen.Graph;

/// <summary>
/// Folds BatchNorm into the linear layer after or before which it stands, by data flow and never across a nonlinearity. The fold is
/// exact: outputs stay the same up to rounding; under rules other than LRP-0 relevance does not, which is why it is done at all.
/// </summary>
public sealed class BatchNormFolding
{
    private readonly NetworkGraph _graph;
    private readonly IReadOnlyList<IReadOnlyList<int>> _consumers;
    private readonly Dictionary<int, int> _replacement = [];
    private readonly Dictionary<int, List<FoldedBatchNorm>> _folded = [];

    private BatchNormFolding(NetworkGraph graph)
    {
        _graph = graph;
        _consumers = graph.Consumers();
    }

    /// <param name="reasons">Takes why each BatchNorm that is left could not be folded, by node name.</param>
    public static NetworkGraph Fold(NetworkGraph graph, Dictionary<string, string> reasons)
    {
        Node[] norms = [.. graph.Nodes.Where(n => n.Operator is BatchNormOperator)];
        var folding = new BatchNormFolding(graph);

        // Of several in a row the one next to the layer folds first: along the data flow behind a layer, against it before one.
        foreach (Node norm in norms)
            folding.FoldIntoSource(norm);
        foreach (Node norm in norms.Where(n => !folding.IsFolded(n)).Reverse())
            folding.FoldIntoTarget(norm);
        foreach (Node norm in norms.Where(n => !folding.IsFolded(n)))
            reasons[norm.Name] = $"{folding.SourceProblem(norm)}; {folding.TargetProblem(norm)}";
        return folding.Apply();
    }

    private bool IsFolded(Node norm) => _replacement.ContainsKey(norm.Id);

    private void FoldIntoSource(Node norm)
    {
        if (SourceProblem(norm) is not null)
            return;
        Node source = Source(norm);
        FoldedInto(source).Add(Describe(norm, before: false));
        _replacement[norm.Id] = source.Id;
    }

    private void FoldIntoTarget(Node norm)
    {
        if (TargetProblem(norm) is not null)
            return;
        FoldedInto(Target(norm)).Insert(0, Describe(norm, before: true));
        _replacement[norm.Id] = norm.Inputs[0];
    }

    private NetworkGraph Apply()
    {
        if (_folded.Count == 0)
            return _graph;
        var nodes = new EquatableArray<Node>(_graph.Nodes.Select(n => _folded.TryGetValue(n.Id, out var norms) ? n with { Folded = new(norms) } : n));
        return (_graph with { Nodes = nodes }).Without(_replacement);
    }

    private List<FoldedBatchNorm> FoldedInto(Node linear)
    {
        if (!_folded.TryGetValue(linear.Id, out List<FoldedBatchNorm>? norms))
            _folded[linear.Id] = norms = [];
        return norms;
    }

    private static FoldedBatchNorm Describe(Node norm, bool before) =>
        new(norm.WeightsLayer, (BatchNormOperator)norm.Operator, before, norm.Origin);

    // What a BatchNorm reads, but for others in between that are folded already.
    private Node Source(Node norm)
    {
        int id = norm.Inputs[0];
        while (_replacement.TryGetValue(id, out int next))
            id = next;
        return _graph.Nodes[id];
    }

    // What alone reads a BatchNorm, but for others in between that are folded already.
    private Node Target(Node norm)
    {
        Node target = _graph.Nodes[_consumers[norm.Id][0]];
        return _replacement.ContainsKey(target.Id) ? Target(target) : target;
    }

    private string? SourceProblem(Node norm)
    {
        Node source = Source(norm);
        if (!source.Operator.IsLinear)
            return $"it follows '{source.Name}' ({source.Operator.Kind}), not a linear layer";
        return _consumers[norm.Inputs[0]].Count == 1 ? null : $"'{source.Name}' before it is read by other layers too";
    }

    private string? TargetProblem(Node norm)
    {
        if (norm.Id == _graph.Output || _consumers[norm.Id].Count == 0)
            return "nothing follows it";
        if (_consumers[norm.Id].Count > 1)
            return "several layers read it";
        Node target = Target(norm);
        if (!target.Operator.IsLinear)
            return $"'{target.Name}' ({target.Operator.Kind}) after it is not a linear layer";

        // Padded zeros stand for zeros after normalization; folded, they would stand for zeros before it.
        if (target.Operator is ConvolutionOperator { Window: var window })
        {
            (AxisWindow d, AxisWindow h, AxisWindow w) = window.Resolve(norm.Shape);
            if (new[] { d, h, w }.Any(a => a.PadBegin != 0 || a.PadEnd != 0))
                return $"'{target.Name}' after it pads with zeros, which a shift cannot pass";
        }
        else if (target.Operator is TransposedConvolutionOperator)
        {
            return $"the outputs of '{target.Name}' after it see unequal numbers of taps";
        }

        return null;
    }
}
