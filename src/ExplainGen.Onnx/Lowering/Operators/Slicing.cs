using ExplainGen.Graph;
using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>Every so many-th element along spatial axes, as shortcuts without weights take them: a pooling of windows of one element.</summary>
internal static class Slicing
{
    internal static void Slice(NodeContext node)
    {
        FlowValue x = node.ChannelsFirst(0);
        int rank = x.Axes.Length;
        (long[] starts, long[] ends) = (List(1, "starts")!, List(2, "ends")!);
        long[] axes = List(3, "axes") ?? [.. Enumerable.Range(0, starts.Length).Select(i => (long)i)];
        long[] steps = (node.Has(4) ? node.Known(4, "steps").Integers.ToArray() : null) ?? [.. Enumerable.Repeat(1L, starts.Length)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length)
            throw node.Fail("its starts, ends, axes and steps are not equally many");
        int[] strides = [.. Enumerable.Repeat(1, Math.Max(0, rank - 2))];
        for (int i = 0; i < axes.Length; i++)
        {
            long axis = axes[i] < 0 ? axes[i] + rank : axes[i];
            if (axis < 0 || axis >= rank)
                throw node.Fail($"it slices axis {axes[i]} of {ConstantTensor.Text(x.Axes)}");
            int size = x.Axes[(int)axis];
            bool isWhole = (starts[i] == 0 || starts[i] <= -size) && ends[i] >= size;
            if (!isWhole || steps[i] < 1 || steps[i] > int.MaxValue || (axis < 2 && steps[i] != 1))
            {
                throw node.Fail(
                    $"it takes {starts[i]}:{ends[i]}:{steps[i]} of axis {axis} of {ConstantTensor.Text(x.Axes)}",
                    "only whole axes, spatial ones by steps, can be sliced");
            }

            if (axis >= 2)
                strides[axis - 2] = (int)steps[i];
        }

        if (strides.All(s => s == 1))
        {
            node.Set(x);
            return;
        }

        Argument stride = strides.Distinct().Count() == 1
            ? Argument.Number("Stride", strides[0])
            : Argument.List("Strides", strides.Select(s => (double)s));
        node.SetLayer($"MaxPool{strides.Length}d", [Argument.Number("Kernel", 1), stride], [x]);

        // Inputs from opset 10 on, attributes before.
        long[]? List(int input, string name) => node.Has(input) ? node.Known(input, name).Integers.ToArray()
            : node.Integers(name) is { } attribute ? [.. attribute.Select(v => (long)v)]
            : name == "axes" ? null : throw node.Fail($"it has no {name}");
    }
}
