using System.Collections.Immutable;
using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>Other axes for the same elements. Axes that are transposed are only renamed; where elements change places, a layer does it.</summary>
internal static class Reshaping
{
    private const int MostAxes = 16;

    internal static void ShapeOf(NodeContext node)
    {
        ImmutableArray<int> axes = node.Input(0) is FlowValue flow ? flow.Axes : node.Known(0, "input").Axes;
        int start = Clamp(node.Integer("start", 0)), end = Clamp(node.Integer("end", axes.Length));
        node.Set(new KnownValue(ConstantTensor.List([.. axes[start..Math.Max(start, end)].Select(axis => (long)axis)])));

        int Clamp(long index) => (int)Math.Clamp(index < 0 ? index + axes.Length : index, 0, axes.Length);
    }

    internal static void Flatten(NodeContext node)
    {
        FlowValue x = node.Flow(0);
        long axis = node.Integer("axis", 1);
        if ((axis < 0 ? axis + x.Axes.Length : axis) != 1 || x.Axes.Length < 1)
            throw node.Fail($"it flattens from axis {axis} on", "flattening behind the batch axis can be imported");
        Become(node, x, [x.Axes[0], (int)(x.Count / x.Axes[0])]);
    }

    internal static void Reshape(NodeContext node)
    {
        FlowValue x = node.Flow(0);

        // An input from opset 5 on, an attribute before.
        long[] target = node.Has(1) ? node.Known(1, "shape").Integers.ToArray() : [.. (node.Integers("shape") ?? []).Select(a => (long)a)];
        bool keepsZeros = node.Integer("allowzero", 0) == 0;
        for (int i = 0; i < target.Length; i++)
        {
            if (target[i] == 0 && keepsZeros && i < x.Axes.Length)
                target[i] = x.Axes[i];
        }

        if (target.Length > MostAxes)
            throw node.Fail($"its result would have {target.Length} axes, more than {MostAxes}");
        long known = target.Where(a => a != -1).Aggregate(1L, (product, a) => a is > 0 and <= int.MaxValue && product <= int.MaxValue ? product * a : 0);
        int free = Array.IndexOf(target, -1L);
        if (known == 0 || target.Count(a => a == -1) > 1 || (free < 0 ? known != x.Count : x.Count % known != 0))
            throw node.Fail($"its shape [{OnnxText.List(target)}] does not fit an input of {ConstantTensor.Text(x.Axes)}");
        if (free >= 0)
            target[free] = x.Count / known;
        Become(node, x, [.. target.Select(a => (int)a)]);
    }

    internal static void Squeeze(NodeContext node)
    {
        FlowValue x = node.Flow(0);
        int rank = x.Axes.Length;
        long[]? axes = Axes(node);
        HashSet<long> dropped = axes is null
            ? [.. Enumerable.Range(0, rank).Where(i => x.Axes[i] == 1).Select(i => (long)i)]
            : [.. axes.Select(a => a < 0 ? a + rank : a)];
        if (dropped.Any(a => a < 0 || a >= rank || x.Axes[(int)a] != 1))
            throw node.Fail($"it drops axes {OnnxText.List(dropped)} of {ConstantTensor.Text(x.Axes)}, which must have one element");
        Become(node, x, [.. x.Axes.Where((_, i) => !dropped.Contains(i))]);
    }

    internal static void Unsqueeze(NodeContext node)
    {
        FlowValue x = node.Flow(0);
        long[] axes = Axes(node) ?? throw node.Fail("it says no axes");
        int rank = x.Axes.Length + axes.Length;
        HashSet<long> added = [.. axes.Select(a => a < 0 ? a + rank : a)];
        if (added.Count != axes.Length || rank > MostAxes || added.Any(a => a < 0 || a >= rank))
            throw node.Fail($"it adds axes {OnnxText.List(axes)} to {ConstantTensor.Text(x.Axes)}");
        var old = new Queue<int>(x.Axes);
        Become(node, x, [.. Enumerable.Range(0, rank).Select(i => added.Contains(i) ? 1 : old.Dequeue())]);
    }

    internal static void Transpose(NodeContext node)
    {
        FlowValue x = node.Flow(0);
        int rank = x.Axes.Length;
        ImmutableArray<int> order = node.Integers("perm") ?? [.. Enumerable.Range(0, rank).Reverse()];
        if (!order.Order().SequenceEqual(Enumerable.Range(0, rank)))
            throw node.Fail($"its perm [{OnnxText.List(order)}] is no order of the axes of {ConstantTensor.Text(x.Axes)}");
        node.Set(x with { Order = [.. order.Select(axis => x.Order[axis])] });
    }

    // An input from opset 13 on, an attribute before.
    private static long[]? Axes(NodeContext node) => node.Has(1)
        ? node.Known(1, "axes").Integers.ToArray()
        : node.Integers("axes") is { } axes ? [.. axes.Select(a => (long)a)] : null;

    private static void Become(NodeContext node, FlowValue x, ImmutableArray<int> axes) => node.Set(Arrangement.Reshaped(node, x, axes));
}
