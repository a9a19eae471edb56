using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>
/// Class probabilities, or their logarithms: as the last layer, where logits are what is explained. What follows must not compute anything.
/// </summary>
internal static class Probabilities
{
    internal static void Lower(NodeContext node)
    {
        FlowValue x = node.Flow(0);

        // Before opset 13 all axes behind that one are normalized together.
        bool isOfAxes = node.OperatorSet < 13;
        long axis = node.Integer("axis", isOfAxes ? 1 : -1);
        if (x.LayerAxis(axis) is not { } classes || (x.Shape.Axes[classes] != x.Count && (classes != 0 || isOfAxes)))
            throw node.Fail($"it normalizes along axis {axis} of {ConstantTensor.Text(x.Axes)}", "only channels can be normalized");
        node.Set(Activations.Like(x, node.AddLayer(node.Name, "Softmax", [], [x])));
    }
}
