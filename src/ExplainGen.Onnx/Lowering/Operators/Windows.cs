using System.Collections.Immutable;
using ExplainGen.Graph;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>Kernel, stride, dilation and padding of operators that slide a window, as the arguments of layers.</summary>
internal static class Windows
{
    /// <summary>The arguments of a convolution.</summary>
    /// <param name="node">The node.</param>
    /// <param name="kernel">The size of the kernel along each axis, as its weights have it.</param>
    internal static IEnumerable<Argument> Convolution(NodeContext node, ImmutableArray<int> kernel)
    {
        foreach (Argument argument in Steps(node, kernel))
            yield return argument;
        string auto = node.Text("auto_pad", "NOTSET");
        if (auto is "SAME_UPPER" or "SAME_LOWER")
            yield return Argument.Text("AutoPad", auto == "SAME_UPPER" ? "SameUpper" : "SameLower");
        else if (Paddings(node, auto, kernel.Length) is { } paddings)
            yield return paddings;
    }

    /// <summary>The arguments of the same window along some of its axes.</summary>
    /// <param name="arguments">Those of the whole window, of several axes.</param>
    /// <param name="axes">The axes that are left; along the others it is 1 wide and pads nothing.</param>
    /// <param name="rank">How many axes there are.</param>
    internal static IEnumerable<Argument> Along(IEnumerable<Argument> arguments, IReadOnlyList<int> axes, int rank)
    {
        foreach (Argument argument in arguments)
        {
            double[] values = [.. argument.Numbers];
            if (values.Length <= 1)
            {
                yield return argument;
                continue;
            }

            double[] left = [.. Enumerable.Range(0, values.Length / rank).SelectMany(side => axes.Select(axis => values[side * rank + axis]))];
            string one = argument.Name is "Kernel" ? argument.Name : argument.Name[..^1];
            yield return left.Distinct().Count() == 1 ? Argument.Number(one, left[0]) : Argument.List(argument.Name, left);
        }
    }

    /// <summary>Whether a window pads nothing along an axis.</summary>
    /// <param name="arguments">Those of the whole window.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="rank">How many axes there are.</param>
    internal static bool PadsNothing(IEnumerable<Argument> arguments, int axis, int rank) => arguments.All(argument => argument.Name switch
    {
        "Padding" => argument.Numbers[0] == 0,
        "Paddings" => argument.Numbers.Where((_, i) => i % rank == axis).All(pad => pad == 0),
        _ => true,
    });

    /// <summary>The arguments of a transposed convolution; padding that follows from its size is made explicit.</summary>
    /// <param name="node">The node.</param>
    /// <param name="kernel">The size of the kernel along each axis, as its weights have it.</param>
    /// <param name="outputPadding">What is added at the end of each axis of the output.</param>
    internal static IEnumerable<Argument> Transposed(NodeContext node, ImmutableArray<int> kernel, ImmutableArray<int> outputPadding)
    {
        foreach (Argument argument in Steps(node, kernel))
            yield return argument;
        string auto = node.Text("auto_pad", "NOTSET");
        if (auto is not ("SAME_UPPER" or "SAME_LOWER"))
        {
            if (Paddings(node, auto, kernel.Length) is { } paddings)
                yield return paddings;
            yield break;
        }

        // The input's last element stands a stride before the end of the output, whatever the size of both.
        ImmutableArray<int>? strides = Written(node, "strides", kernel.Length), dilations = Written(node, "dilations", kernel.Length);
        long[] totals = [.. kernel.Select((size, axis) =>
            (size - 1L) * (dilations?[axis] ?? 1) + 1 + outputPadding[axis] - (strides?[axis] ?? 1))];
        if (totals.Any(total => total is < 0 or > int.MaxValue))
            throw node.Fail($"its kernel of {OnnxText.Axes(kernel)} does not fill its strides, as {auto} needs it");
        if (Halves(auto == "SAME_UPPER", totals) is { } same)
            yield return same;
    }

    private static IEnumerable<Argument> Steps(NodeContext node, ImmutableArray<int> kernel)
    {
        if (node.Integers("kernel_shape") is { } written && !written.SequenceEqual(kernel))
            throw node.Fail($"its kernel_shape of {OnnxText.Axes(written)} is not that of its weight, {OnnxText.Axes(kernel)}");
        yield return PerAxis("Kernel", "Kernel", kernel);
        if (Written(node, "strides", kernel.Length) is { } strides)
            yield return PerAxis("Stride", "Strides", strides);
        if (Written(node, "dilations", kernel.Length) is { } dilations)
            yield return PerAxis("Dilation", "Dilations", dilations);
    }

    /// <summary>The arguments of a pooling; padding that follows from the size of its input is made explicit.</summary>
    /// <param name="node">The node.</param>
    /// <param name="input">The shape of what it reads.</param>
    internal static IEnumerable<Argument> Pooling(NodeContext node, Shape input)
    {
        if (node.Integers("kernel_shape") is not { } kernel || kernel.Length != input.SpatialRank)
            throw node.Fail($"its kernel_shape is not one number for each of the {input.SpatialRank} axes that it slides over");
        if (Written(node, "dilations", kernel.Length) is not null)
            throw node.Fail("its window is dilated", "poolings without dilation can be imported");
        ImmutableArray<int> strides = Written(node, "strides", kernel.Length) ?? [.. Enumerable.Repeat(1, kernel.Length)];
        if (kernel.Concat(strides).Any(size => size < 1))
            throw node.Fail($"its window of {OnnxText.Axes(kernel)} moves by {OnnxText.Axes(strides)}, where 1 is the least");
        yield return PerAxis("Kernel", "Kernel", kernel);

        // A layer's stride is its window unless said otherwise.
        if (!strides.SequenceEqual(kernel))
            yield return PerAxis("Stride", "Strides", strides);
        if (node.Integer("ceil_mode", 0) != 0)
            yield return Argument.Flag("CeilMode", true);
        string auto = node.Text("auto_pad", "NOTSET");
        if (auto is "SAME_UPPER" or "SAME_LOWER")
        {
            if (Same(input, kernel, strides, auto == "SAME_UPPER") is { } same)
                yield return same;
        }
        else if (Paddings(node, auto, kernel.Length) is { } paddings)
        {
            yield return paddings;
        }
    }

    private static Argument? Same(Shape input, ImmutableArray<int> kernel, ImmutableArray<int> strides, bool upper)
    {
        return Halves(upper, [.. kernel.Select((window, axis) =>
        {
            int size = input.Axes[axis + 1], outputs = (size - 1) / strides[axis] + 1;
            return Math.Max(0, (outputs - 1L) * strides[axis] + window - size);
        })]);
    }

    /// <summary>Padding of which half stands on either side; the larger one at the end or at the beginning.</summary>
    private static Argument? Halves(bool upper, long[] totals)
    {
        int[] small = [.. totals.Select(t => (int)(t / 2))], large = [.. totals.Select(t => (int)(t - t / 2))];
        return totals.All(t => t == 0) ? null : PerSide(upper ? [.. small, .. large] : [.. large, .. small]);
    }

    private static Argument? Paddings(NodeContext node, string auto, int rank)
    {
        if (auto == "VALID")
            return null;
        if (auto is not ("NOTSET" or ""))
            throw node.Fail($"there is no auto_pad {OnnxText.Quote(auto)}");
        if (node.Integers("pads") is not { } pads || pads.All(p => p == 0))
            return null;
        if (pads.Length != 2 * rank)
            throw node.Fail($"it has {pads.Length} pads for {rank} axes, where two for each are needed");
        return PerSide(pads);
    }

    /// <summary>A list of one number an axis; null where all are 1, which is the default.</summary>
    private static ImmutableArray<int>? Written(NodeContext node, string name, int rank)
    {
        if (node.Integers(name) is not { Length: > 0 } values)
            return null;
        if (values.Length != rank)
            throw node.Fail($"it has {values.Length} {name} for {rank} axes");
        return values.All(v => v == 1) ? null : values;
    }

    private static Argument PerAxis(string one, string many, ImmutableArray<int> values) =>
        values.Distinct().Count() == 1 ? Argument.Number(one, values[0]) : Argument.List(many, values.Select(v => (double)v));

    private static Argument PerSide(ImmutableArray<int> pads)
    {
        if (pads.Distinct().Count() == 1)
            return Argument.Number("Padding", pads[0]);
        int rank = pads.Length / 2;
        bool isSymmetric = pads[..rank].SequenceEqual(pads[rank..]);
        return Argument.List("Paddings", (isSymmetric ? pads[..rank] : pads).Select(p => (double)p));
    }
}
