namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>
/// Class probabilities, or their logarithms: as the last layer, where logits are what is explained. What follows must not compute anything.
/// </summary>
internal static class Probabilities
{
    internal static void Lower(NodeContext node)
    {
        FlowValue x = node.Flow(0);
        node.Set(Activations.Like(x, node.AddLayer(node.Name, "Softmax", [], [x])));
    }
}
