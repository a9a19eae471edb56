using ExplainGen.Onnx.Files;
using ExplainGen.Onnx.Lowering;

namespace ExplainGen.Onnx.Folding;

/// <summary>A graph within a node, such as the body of a loop, that reads constants alone and is computed at import.</summary>
internal sealed class InnerGraph
{
    /// <summary>To compute a node takes about as much as so many elements, however few its result has.</summary>
    private const int CostOfNode = 128;

    /// <summary>To look up what a name stands for, likewise.</summary>
    private const int CostOfName = 16;

    private readonly NodeContext _owner;
    private readonly OnnxGraph _graph;

    /// <summary>What names stand for within the graph; in each round the nodes set theirs anew.</summary>
    private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);

    /// <summary>The graph with the constants that it reads of the graph around it.</summary>
    public InnerGraph(NodeContext owner, OnnxGraph graph)
    {
        (_owner, _graph) = (owner, graph);
        IReadOnlyList<string> outer = OuterNames.Of(graph);
        ConstantFolding.Take(owner, CostOfName * (outer.Count + graph.Initializers.Length));
        foreach (string name in outer)
        {
            if (owner.Values.TryGetValue(name, out Value? value))
                _values[name] = value;
        }

        foreach (OnnxTensor tensor in graph.Initializers)
            _values[tensor.Name] = new KnownValue(owner.Decode(tensor));
    }

    /// <summary>What every run takes at least.</summary>
    public long Cost => _graph.Nodes.Sum(CostOf) + CostOfNode + CostOfName * (_graph.Inputs.Length + _graph.Outputs.Length);

    /// <summary>Whether a graph reads nothing of the graph around it that is not known.</summary>
    internal static bool IsConstant(NodeContext owner, OnnxGraph graph) =>
        OuterNames.Of(graph).All(name => owner.Values.GetValueOrDefault(name) is null or KnownValue or SequenceValue);

    /// <summary>Computes the graph's outputs.</summary>
    /// <param name="inputs">One for each of its inputs.</param>
    public Value[] Run(params ReadOnlySpan<Value> inputs)
    {
        ConstantFolding.Take(_owner, CostOfNode + CostOfName * (inputs.Length + _graph.Outputs.Length));
        for (int i = 0; i < inputs.Length; i++)
            _values[_graph.Inputs[i].Name] = inputs[i];
        foreach (OnnxNode node in _graph.Nodes)
        {
            ConstantFolding.Take(_owner, CostOf(node));
            Compute(_owner.ForInner(node, _values));
        }

        return [.. _graph.Outputs.Select(output => _values.GetValueOrDefault(output.Name)
            ?? throw _owner.Fail($"its graph does not compute {OnnxText.Quote(output.Name)}"))];
    }

    // What is written of it is looked at in each round, be it empty names.
    private static long CostOf(OnnxNode node) =>
        CostOfNode + node.Inputs.Length + node.Outputs.Length
        + node.Attributes.Sum(a => 1L + a.Integers.Length + a.Reals.Length + a.Texts.Length);

    private void Compute(NodeContext node)
    {
        // Reading counts too, since it is done again and again.
        ConstantFolding.Take(node, node.Node.Inputs.Sum(name => _values.GetValueOrDefault(name) switch
        {
            KnownValue known => known.Tensor.Count,
            SequenceValue sequence => sequence.Elements.Length,
            _ => 0L,
        }));
        if (node.Node.Domain.Length > 0 || !ConstantFolding.TryFold(node))
        {
            // What it reads may be missing; that is said first.
            for (int i = 0; i < node.InputCount; i++)
                _ = node.Has(i) ? node.Input(i) : null;
            throw node.Fail(
                $"it stands in a graph of {OnnxText.Plain(_owner.Node.Operator)}, and cannot be computed at import",
                "operators on constants can");
        }

        for (int i = 0; i < node.OutputCount; i++)
        {
            if (node.Results[i] is { } value)
                _values[node.Node.Outputs[i]] = value;
        }
    }
}
