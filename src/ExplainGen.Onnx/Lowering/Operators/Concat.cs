using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>Values side by side along their channels.</summary>
internal static class Concat
{
    internal static void Lower(NodeContext node)
    {
        FlowValue[] parts = [.. Enumerable.Range(0, node.InputCount).Select(node.Flow)];
        FlowValue first = parts[0];
        long axis = node.Integer("axis", 1);
        if (first.LayerAxis(axis) != 0)
            throw node.Fail($"it joins along axis {axis} of {ConstantTensor.Text(first.Axes)}", "only channels can be joined");
        if (parts.Any(p => !p.Order.SequenceEqual(first.Order)))
            throw node.Fail("it joins values whose axes were transposed differently");
        node.Set(parts.Length == 1 ? first : Activations.Like(first, node.AddLayer(node.Name, "Concat", [], parts)));
    }
}
