using ExplainGen.Graph;

namespace ExplainGen.Generators.Emission;

/// <summary>Fields of the class <c>Maps</c>: what a layer does, without its weights.</summary>
internal static class MapNames
{
    /// <summary>The map of a node, or of one input of a node that has a map an input.</summary>
    public static string Of(NetworkGraph graph, MapReference map)
    {
        Node node = graph.Nodes[map.Node];
        return "Maps." + (node.Inputs.Count > 1 ? FieldOf(graph, node, $"Input{map.Input + 1}") : FieldOf(graph, node));
    }

    /// <summary>The map of a node that has one for all of its inputs.</summary>
    public static string WholeOf(NetworkGraph graph, int node) => "Maps." + FieldOf(graph, graph.Nodes[node]);

    /// <summary>The even spread of a linear node.</summary>
    public static string FlatOf(NetworkGraph graph, int node) => "Maps." + FieldOf(graph, graph.Nodes[node], "Flat");

    /// <summary>One way of a recurrent node through the sequence.</summary>
    public static string RecurrentOf(NetworkGraph graph, int node, RecurrentDirection direction) =>
        "Maps." + FieldOf(graph, graph.Nodes[node], direction == RecurrentDirection.Reverse ? "Reverse" : "");

    /// <summary>The field itself; set apart by an underscore, in which no layer's name ends, where a layer is named like it.</summary>
    public static string FieldOf(NetworkGraph graph, Node node, string suffix = "")
    {
        string name = LayerIdentifier.Of(node.Name) + suffix;
        return suffix.Length > 0 && graph.Nodes.Any(other => LayerIdentifier.Of(other.Name) == name) ? name + "_" : name;
    }
}
