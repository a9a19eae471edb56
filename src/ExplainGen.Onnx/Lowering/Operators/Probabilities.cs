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
        bool isLast = (axis < 0 ? axis + x.Axes.Length : axis) == x.Axes.Length - 1;
        if (x.LayerAxis(axis) is not { } classes || (isOfAxes && !isLast && x.Shape.Axes[classes] != x.Count))
            throw node.Fail($"it normalizes along axis {axis} of {ConstantTensor.Text(x.Axes)}", "a single axis of several elements can be normalized");
        SetSoftmax(node, x, axis);
    }

    internal static void LowerLogarithms(NodeContext node)
    {
        Lower(node);
        node.Set((FlowValue)node.Results[0]! with { IsLogarithm = true });
    }

    /// <summary>Sets a node's output to probabilities along an axis of the file.</summary>
    internal static void SetSoftmax(NodeContext node, FlowValue x, long axis)
    {
        FlowValue logits = Arrangement.WithChannels(node, x, x.LayerAxis(axis)!.Value);
        node.Set(Activations.Like(logits, node.AddLayer(node.Name, "Softmax", [], [logits])));
    }
}
