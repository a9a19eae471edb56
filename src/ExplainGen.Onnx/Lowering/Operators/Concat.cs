using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>Values side by side along an axis, which becomes that of the channels.</summary>
internal static class Concat
{
    internal static void Lower(NodeContext node)
    {
        int flows = Array.FindIndex([.. Enumerable.Range(0, node.InputCount)], i => !node.IsKnown(i));
        FlowValue first = node.Flow(Math.Max(flows, 0));
        long written = node.Integer("axis", 1), axis = written < 0 ? written + first.Axes.Length : written;
        if (axis < 0 || axis >= first.Axes.Length)
            throw node.Fail($"it joins along axis {written} of {ConstantTensor.Text(first.Axes)}");
        FlowValue[] parts = [.. Enumerable.Range(0, node.InputCount).Select(i => node.IsKnown(i) ? Constant(i) : node.Flow(i))];
        if (parts.Length == 1)
        {
            node.Set(first);
            return;
        }

        node.Set(Join(node, parts, axis));

        // A constant has the axes of the others but for the one that is joined.
        FlowValue Constant(int input)
        {
            ConstantTensor constant = node.Known(input, "part");
            return constant.Axes.Length == first.Axes.Length
                && Parameters.Beside(node, constant, first, first.Axes.SetItem((int)axis, constant.Axes[(int)axis])) is { } parameter
                ? parameter
                : throw node.Fail($"it joins {ConstantTensor.Text(constant.Axes)} to {ConstantTensor.Text(first.Axes)}, which do not fit");
        }
    }

    /// <summary>Several values side by side along an axis of the file.</summary>
    internal static FlowValue Join(NodeContext node, FlowValue[] parts, long axis)
    {
        FlowValue[] joined = Array.ConvertAll(parts, part => part.LayerAxis(axis) is { } own
            ? Arrangement.Compact(node, Arrangement.WithChannels(node, part, own))
            : throw node.Fail($"it joins along axis {axis} of {ConstantTensor.Text(part.Axes)}, which no layer has"));
        FlowValue first = joined[0];
        if (joined.Any(p => !p.Order.SequenceEqual(first.Order)))
            throw node.Fail("it joins values whose axes were transposed differently");
        return Activations.Like(first, node.AddLayer(node.Name, "Concat", [], joined));
    }
}
