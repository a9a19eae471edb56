using ExplainGen.Graph;

namespace ExplainGen.Generators.Emission;

/// <summary>What a reader of generated code is told of a layer.</summary>
internal static class NodeComment
{
    /// <summary><c>Conv2d k3 p1, 1x28x28 -> 16x28x28</c>.</summary>
    public static string Shapes(NetworkGraph graph, Node node)
    {
        string sign = node.Operator.Class switch
        {
            OperatorClass.Product or OperatorClass.MatrixProduct => " * ",
            OperatorClass.Attention => ", ",
            _ => " + ",
        };
        string arguments = node.Operator.Describe();
        string kind = node.Operator.Kind + (arguments.Length == 0 ? "" : " " + arguments);
        if (node.Operator is ParameterOperator)
            return $"{kind} {node.Shape}";
        return $"{kind}, {string.Join(sign, node.Inputs.Select(i => graph.Nodes[i].Shape.ToString()))} -> {node.Shape}";
    }
}
