using ExplainGen.Graph;

namespace ExplainGen.Generators.Emission;

/// <summary>Fields of the class <c>Maps</c>: what a layer does, without its weights.</summary>
internal static class MapNames
{
    /// <summary>The map of a node, or of one input of a node that has a map an input.</summary>
    public static string Of(NetworkGraph graph, MapReference map)
    {
        Node node = graph.Nodes[map.Node];
        string name = "Maps." + LayerIdentifier.Of(node.Name);
        return node.Inputs.Count > 1 ? $"{name}Input{map.Input + 1}" : name;
    }

    /// <summary>The even spread of a linear node.</summary>
    public static string FlatOf(NetworkGraph graph, int node) => "Maps." + LayerIdentifier.Of(graph.Nodes[node].Name) + "Flat";
}
