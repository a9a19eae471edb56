namespace ExplainGen.Graph;

/// <summary>Which values depend on the network's input, and which are made of parameters alone.</summary>
internal static class InputDependence
{
    /// <summary>For each node, whether its output depends on the input.</summary>
    public static bool[] Of(NetworkGraph graph)
    {
        bool[] depends = new bool[graph.Nodes.Count];
        foreach (Node node in graph.Nodes)
            depends[node.Id] = node.Id == 0 || (node.Operator is not ParameterOperator && node.Inputs.Any(i => depends[i]));
        return depends;
    }
}
