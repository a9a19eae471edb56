using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using ExplainGen.Onnx.Files;

namespace ExplainGen.Onnx.Lowering;

/// <summary>What graphs within nodes, such as the body of a loop, read of the graph around them: it is named nowhere else.</summary>
internal static class OuterNames
{
    /// <summary>Found once a graph: a graph in a loop is asked in each round, and graphs lie within each other.</summary>
    private static readonly ConditionalWeakTable<OnnxGraph, string[]> s_found = [];

    /// <summary>Everything that a node reads: its inputs, then what its graphs read.</summary>
    internal static ImmutableArray<string> ReadBy(OnnxNode node) => node.Attributes.Any(a => a.Graph is not null)
        ? [.. node.Inputs, .. node.Attributes.Select(a => a.Graph).OfType<OnnxGraph>().SelectMany(Of)]
        : node.Inputs;

    /// <summary>The names that a graph reads and does not compute, each once.</summary>
    internal static IReadOnlyList<string> Of(OnnxGraph graph) => s_found.GetValue(graph, Find);

    private static string[] Find(OnnxGraph graph)
    {
        var own = new HashSet<string>(graph.Inputs.Select(i => i.Name), StringComparer.Ordinal);
        own.UnionWith(graph.Initializers.Select(t => t.Name));
        var outer = new HashSet<string>(StringComparer.Ordinal);
        foreach (OnnxNode node in graph.Nodes)
        {
            outer.UnionWith(ReadBy(node).Where(IsOuter));
            own.UnionWith(node.Outputs);
        }

        outer.UnionWith(graph.Outputs.Select(o => o.Name).Where(IsOuter));
        return [.. outer];

        bool IsOuter(string name) => name.Length > 0 && !own.Contains(name);
    }
}
