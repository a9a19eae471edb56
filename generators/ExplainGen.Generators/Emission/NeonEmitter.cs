using ExplainGen.Graph;

namespace ExplainGen.Generators.Emission;

/// <summary>Neuralized models in the class <c>ModelWeights</c>: one object with the parameters and the kernels.</summary>
internal static class NeonEmitter
{
    /// <summary>The class of a constant.</summary>
    public static string TypeOf(NetworkGraph graph, HeadConstant constant) =>
        ((NeonOperator)graph.Nodes[constant.Node].Operator).KernelType(InputOf(graph, graph.Nodes[constant.Node]));

    /// <summary>Makes it of what the file has.</summary>
    public static string Create(NetworkGraph graph, HeadConstant constant)
    {
        Node node = graph.Nodes[constant.Node];
        var op = (NeonOperator)node.Operator;
        Shape input = InputOf(graph, node);
        IEnumerable<string> arguments = op.KernelArguments(input).Select(argument => $", {argument.Name}: {argument.Value}");
        int features = op.FeaturesOf(input);
        return $"new Kernels::{op.KernelType(input)}(reader, {Literal.Of(node.WeightsLayer)}, features: {Literal.Of(features)}{string.Concat(arguments)})";
    }

    /// <summary>The head of a network; null where it has none.</summary>
    public static Node? Find(NetworkGraph graph) => graph.OutputNode.Operator is NeonOperator ? graph.OutputNode : null;

    private static Shape InputOf(NetworkGraph graph, Node node) => graph.Nodes[node.Inputs[0]].Shape;
}
