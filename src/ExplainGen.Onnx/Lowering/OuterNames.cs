using System.Collections.Immutable;
using ExplainGen.Onnx.Files;

namespace ExplainGen.Onnx.Lowering;

/// <summary>What graphs within nodes, such as the body of a loop, read of the graph around them: it is named nowhere else.</summary>
internal static class OuterNames
{
    /// <summary>Everything that a node reads: its inputs, then what its graphs read.</summary>
    internal static ImmutableArray<string> ReadBy(OnnxNode node) =>
        node.Attributes.Any(a => a.Graph is not null) ? [.. node.Inputs, .. Graphs(node).SelectMany(Of)] : node.Inputs;

    /// <summary>The names that a graph reads and does not compute, each once.</summary>
    internal static IEnumerable<string> Of(OnnxGraph graph)
    {
        var own = new HashSet<string>(graph.Inputs.Select(i => i.Name).Concat(graph.Initializers.Select(t => t.Name)), StringComparer.Ordinal);
        var outer = new HashSet<string>(StringComparer.Ordinal);
        foreach (OnnxNode node in graph.Nodes)
        {
            outer.UnionWith(ReadBy(node).Where(IsOuter));
            own.UnionWith(node.Outputs);
        }

        outer.UnionWith(graph.Outputs.Select(o => o.Name).Where(IsOuter));
        return outer;

        bool IsOuter(string name) => name.Length > 0 && !own.Contains(name);
    }

    /// <summary>How many names a graph is written with, those of the graphs within it included: what it takes to look through it.</summary>
    internal static long Count(OnnxGraph graph) => graph.Inputs.Length + graph.Outputs.Length + graph.Initializers.Length
        + graph.Nodes.Sum(node => 1L + node.Inputs.Length + node.Outputs.Length + Graphs(node).Sum(Count));

    private static IEnumerable<OnnxGraph> Graphs(OnnxNode node) => node.Attributes.Select(a => a.Graph).OfType<OnnxGraph>();
}
