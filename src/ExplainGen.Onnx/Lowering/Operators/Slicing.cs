using ExplainGen.Graph;
using ExplainGen.Onnx.Constants;
using ExplainGen.Onnx.Folding;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>
/// Parts of a value along its axes. Every so many-th element along spatial axes, as shortcuts without weights take them, is a pooling of
/// windows of one element.
/// </summary>
internal static class Slicing
{
    internal static void Slice(NodeContext node)
    {
        FlowValue x = node.Flow(0);
        int rank = x.Axes.Length;
        (long[] starts, long[] ends) = (List(1, "starts")!, List(2, "ends")!);
        long[] axes = List(3, "axes") ?? [.. Enumerable.Range(0, starts.Length).Select(i => (long)i)];
        long[] steps = (node.Has(4) ? node.Known(4, "steps").Integers.ToArray() : null) ?? [.. Enumerable.Repeat(1L, starts.Length)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length)
            throw node.Fail("its starts, ends, axes and steps are not equally many");
        if (axes.Length > rank)
            throw node.Fail($"it slices {axes.Length} axes of {ConstantTensor.Text(x.Axes)}");
        if (axes.Select(a => a < 0 ? a + rank : a).Distinct().Count() != axes.Length)
            throw node.Fail("it slices an axis twice");
        var strides = new int[x.Shape.Rank];
        Array.Fill(strides, 1);
        for (int i = 0; i < axes.Length; i++)
        {
            long axis = axes[i] < 0 ? axes[i] + rank : axes[i];
            if (axis < 0 || axis >= rank)
                throw node.Fail($"it slices axis {axes[i]} of {ConstantTensor.Text(x.Axes)}");
            int size = x.Axes[(int)axis];
            long start = Place(starts[i], size), end = Place(ends[i], size);
            if (start >= end || steps[i] < 1 || steps[i] > int.MaxValue)
                throw Unfit("at least one element, forwards, can be taken");
            if (x.LayerAxis(axis) is not { } own)
                continue;
            if (steps[i] != 1 && (own == 0 || start != 0 || end != size))
                throw Unfit("only whole spatial axes can be taken by steps");
            strides[own] = (int)steps[i];
            x = Part(node, x, own, (int)start, (int)end);

            LoweringException Unfit(string help) =>
                node.Fail($"it takes {starts[i]}:{ends[i]}:{steps[i]} of axis {axis} of {ConstantTensor.Text(x.Axes)}", help);
        }

        node.Set(strides.All(s => s == 1) ? x : ByStrides(node, x, strides[1..]));

        // Inputs from opset 10 on, attributes before.
        long[]? List(int input, string name) => node.Has(input) ? node.Known(input, name).Integers.ToArray()
            : node.Integers(name) is { } attribute ? [.. attribute.Select(v => (long)v)]
            : name == "axes" ? null : throw node.Fail($"it has no {name}");
    }

    internal static void Split(NodeContext node)
    {
        FlowValue x = node.Flow(0);
        long written = node.Integer("axis", 0), axis = written < 0 ? written + x.Axes.Length : written;
        if (axis < 0 || axis >= x.Axes.Length || x.LayerAxis(axis) is not { } own)
            throw node.Fail($"it splits axis {written} of {ConstantTensor.Text(x.Axes)}, which is none of several elements");
        int[] sizes = Moves.PartSizes(node, x.Axes[(int)axis], axis);
        int start = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            node.Set(Part(node, x, own, start, start + sizes[i]), i);
            start += sizes[i];
        }
    }

    /// <summary>Some elements along an axis of the layer; all of them are the value itself.</summary>
    internal static FlowValue Part(NodeContext node, FlowValue x, int axis, int start, int stop)
    {
        if (start == 0 && stop == x.Shape.Axes[axis])
            return x;
        List<Argument> arguments = [Argument.Number("Start", start), Argument.Number("Stop", stop)];
        if (axis != 0)
            arguments.Add(Argument.Number("Axis", axis));
        return Activations.Like(x, node.AddLayer(node.Name, "Slice", arguments, [x]));
    }

    private static FlowValue ByStrides(NodeContext node, FlowValue x, int[] strides)
    {
        Argument stride = strides.Distinct().Count() == 1
            ? Argument.Number("Stride", strides[0])
            : Argument.List("Strides", strides.Select(s => (double)s));
        return Activations.Like(x, node.AddLayer(node.Name, $"MaxPool{strides.Length}d", [Argument.Number("Kernel", 1), stride], [x]));
    }

    /// <summary>A place along an axis, of which those before its beginning or behind its end are its beginning and its end.</summary>
    private static long Place(long written, int size) => Math.Clamp(written < 0 ? written + size : written, 0, size);
}
