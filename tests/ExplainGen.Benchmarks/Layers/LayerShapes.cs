using ExplainGen.Graph;

namespace ExplainGen.Benchmarks.Layers;

/// <summary>The convolutions and dense layers of the networks, each shape once.</summary>
internal static class LayerShapes
{
    /// <summary>The distinct layers of a network with how often each occurs, in execution order.</summary>
    public static IReadOnlyList<(Node Node, string Text, int Uses)> Of(NetworkGraph graph) =>
    [
        .. graph.Nodes.Where(n => n.Operator.IsLinear)
            .GroupBy(n => Text(graph, n))
            .Select(group => (group.First(), group.Key, group.Count())),
    ];

    /// <summary>The layer of that text, as <see cref="Of"/> names it.</summary>
    /// <exception cref="ArgumentException">The network has no such layer.</exception>
    public static Node Find(NetworkGraph graph, string text) =>
        graph.Nodes.FirstOrDefault(n => n.Operator.IsLinear && Text(graph, n) == text)
        ?? throw new ArgumentException($"There is no layer '{text}'.", nameof(text));

    private static string Text(NetworkGraph graph, Node node)
    {
        string arguments = node.Operator.Describe();
        string kind = arguments.Length == 0 ? node.Operator.Kind : $"{node.Operator.Kind} {arguments}";
        return $"{kind}, {graph.Nodes[node.Inputs[0]].Shape} -> {node.Shape}";
    }
}
