using System.Collections.Immutable;
using ExplainGen.Onnx.Constants;
using ExplainGen.Onnx.Lowering;

namespace ExplainGen.Onnx.Folding;

/// <summary>Constants whose elements are moved, repeated or left out.</summary>
internal static class Moves
{
    internal static ConstantTensor Reshape(NodeContext node)
    {
        ConstantTensor x = node.Known(0, "input");
        long[] target = (node.Has(1) ? node.Known(1, "shape").Integers.ToArray() : [.. (node.Integers("shape") ?? []).Select(a => (long)a)]);
        bool keepsZeros = node.Integer("allowzero", 0) == 0;
        for (int i = 0; i < target.Length; i++)
        {
            if (target[i] == 0 && keepsZeros && i < x.Axes.Length)
                target[i] = x.Axes[i];
        }

        int free = Array.IndexOf(target, -1L);
        if (free >= 0)
        {
            long known = 1;
            for (int i = 0; i < target.Length; i++)
                known *= i == free ? 1 : Math.Clamp(target[i], 0, int.MaxValue);
            target[free] = known > 0 && x.Count % known == 0 ? x.Count / known : throw DoesNotFit();
        }

        ImmutableArray<int> axes = ConstantFolding.Axes(node, target);
        return ConstantFolding.Count(node, axes) == x.Count ? x.Reshaped(axes) : throw DoesNotFit();

        LoweringException DoesNotFit() =>
            node.Fail($"its shape [{OnnxText.List(target)}] does not fit an input of {ConstantTensor.Text(x.Axes)}");
    }

    /// <summary>
    /// How many elements each part of a split has: by an input from opset 13 on, by an attribute before; without either the parts are equal
    /// but for the last one.
    /// </summary>
    internal static int[] PartSizes(NodeContext node, int size, long axis)
    {
        long each = (size + node.OutputCount - 1L) / Math.Max(1, node.OutputCount);
        long[] sizes = node.Has(1) ? node.Known(1, "split").Integers.ToArray()
            : node.Integers("split") is { } attribute ? [.. attribute.Select(v => (long)v)]
            : [.. Enumerable.Range(0, node.OutputCount).Select(i => Math.Min(each, size - i * each))];
        return sizes.Length == node.OutputCount && sizes.All(s => s >= 1 && s <= size) && sizes.Sum() == size
            ? Array.ConvertAll(sizes, s => (int)s)
            : throw node.Fail($"its parts of {OnnxText.List(sizes)} do not fit the {size} elements of axis {axis}");
    }

    /// <summary>The parts along an axis; the first one is what is handed back.</summary>
    internal static ConstantTensor Split(NodeContext node)
    {
        ConstantTensor x = node.Known(0, "input");
        long written = node.Integer("axis", 0), own = written < 0 ? written + x.Axes.Length : written;
        if (own < 0 || own >= x.Axes.Length)
            throw node.Fail($"it splits axis {written} of {ConstantTensor.Text(x.Axes)}");
        int axis = (int)own;
        node.Budget.Take(ConstantFolding.Count(node, x.Axes));
        int size = x.Axes[axis];
        int[] sizes = PartSizes(node, size, axis);
        int inner = x.Axes.Skip(axis + 1).Aggregate(1, (count, a) => count * a);
        ConstantTensor? first = null;
        int start = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            int part = sizes[i], begin = start;
            ConstantTensor picked = x.Picked(
                x.Axes.SetItem(axis, part),
                place => (place / (part * inner) * size + begin + place / inner % part) * inner + place % inner);
            start += part;
            first ??= picked;
            node.Set(new KnownValue(picked), i);
        }

        return first!;
    }

    internal static ConstantTensor Squeeze(NodeContext node)
    {
        ConstantTensor x = node.Known(0, "input");
        int rank = x.Axes.Length;
        HashSet<long>? dropped = Axes(node)?.Select(a => a < 0 ? a + rank : a).ToHashSet();
        if (dropped?.Any(a => a < 0 || a >= rank || x.Axes[(int)a] != 1) == true)
            throw node.Fail($"it drops axes that {ConstantTensor.Text(x.Axes)} has not, or that have several elements");
        return x.Reshaped([.. x.Axes.Where((size, i) => dropped is null ? size != 1 : !dropped.Contains(i))]);
    }

    internal static ConstantTensor Unsqueeze(NodeContext node)
    {
        ConstantTensor x = node.Known(0, "input");
        long[] written = Axes(node) ?? throw node.Fail("it says no axes");
        int rank = x.Axes.Length + written.Length;
        HashSet<long> added = [.. written.Select(a => a < 0 ? a + rank : a)];
        if (added.Count != written.Length || added.Any(a => a < 0 || a >= rank))
            throw node.Fail($"it adds axes {OnnxText.List(written)} to {ConstantTensor.Text(x.Axes)}");
        var old = new Queue<int>(x.Axes);
        return x.Reshaped([.. Enumerable.Range(0, rank).Select(i => added.Contains(i) ? 1 : old.Dequeue())]);
    }

    internal static ConstantTensor Transpose(NodeContext node)
    {
        ConstantTensor x = node.Known(0, "input");
        int rank = x.Axes.Length;
        ImmutableArray<int> order = node.Integers("perm") ?? [.. Enumerable.Range(0, rank).Reverse()];
        if (!order.Order().SequenceEqual(Enumerable.Range(0, rank)))
            throw node.Fail($"its perm [{OnnxText.List(order)}] is no order of the axes of {ConstantTensor.Text(x.Axes)}");
        int[] strides = Strides(x.Axes);
        ImmutableArray<int> axes = [.. order.Select(axis => x.Axes[axis])];
        return x.Picked(axes, place =>
        {
            int from = 0;
            for (int i = rank - 1; i >= 0; place /= axes[i--])
                from += place % axes[i] * strides[order[i]];
            return from;
        });
    }

    internal static ConstantTensor Expand(NodeContext node)
    {
        ConstantTensor x = node.Known(0, "input");
        ImmutableArray<int> target = ConstantFolding.Axes(node, node.Known(1, "shape").Integers);
        if (Elementwise.Broadcast(x.Axes, target) is not { } axes)
            throw node.Fail($"it expands {ConstantTensor.Text(x.Axes)} to {ConstantTensor.Text(target)}, which does not fit");
        ConstantFolding.Count(node, axes);
        return x.Picked(axes, place => Elementwise.PlaceIn(x.Axes, axes, place));
    }

    internal static ConstantTensor Gather(NodeContext node)
    {
        ConstantTensor x = node.Known(0, "input"), indices = node.Known(1, "indices");
        int axis = Axis(node, x, node.Integer("axis", 0)), size = x.Axes[axis];
        int inner = x.Axes[(axis + 1)..].Aggregate(1, (product, a) => product * a);
        long[] chosen = Array.ConvertAll(indices.Integers.ToArray(), i => i < 0 ? i + size : i);
        if (chosen.Any(i => i < 0 || i >= size))
            throw node.Fail($"an index lies outside of axis {axis} of {ConstantTensor.Text(x.Axes)}");
        ImmutableArray<int> axes = [.. x.Axes[..axis], .. indices.Axes, .. x.Axes[(axis + 1)..]];
        ConstantFolding.Count(node, axes);
        return x.Picked(axes, place =>
        {
            int rest = place / inner;
            return (rest / chosen.Length * size + (int)chosen[rest % chosen.Length]) * inner + place % inner;
        });
    }

    internal static ConstantTensor Slice(NodeContext node)
    {
        ConstantTensor x = node.Known(0, "input");
        long[] starts = List(1, "starts") ?? [], ends = List(2, "ends") ?? [];
        long[] axes = List(3, "axes") ?? [.. Enumerable.Range(0, starts.Length).Select(i => (long)i)];
        long[] steps = List(4, "steps") ?? [.. Enumerable.Repeat(1L, starts.Length)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length || steps.Any(s => s == 0))
            throw node.Fail("its starts, ends, axes and steps are not equally many, or a step is 0");
        int rank = x.Axes.Length;
        if (axes.Length > rank || axes.Select(axis => Axis(node, x, axis)).Distinct().Count() < axes.Length)
            throw node.Fail($"it slices an axis of {ConstantTensor.Text(x.Axes)} twice");
        int[] first = new int[rank], step = [.. Enumerable.Repeat(1, rank)], strides = Strides(x.Axes);
        int[] result = [.. x.Axes];
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = Axis(node, x, axes[i]), size = x.Axes[axis];
            long by = Math.Clamp(steps[i], -size - 1, size + 1);
            long from = Math.Clamp(starts[i] < 0 ? starts[i] + size : starts[i], by > 0 ? 0 : -1, by > 0 ? size : size - 1);
            long to = Math.Clamp(ends[i] < 0 ? ends[i] + size : ends[i], by > 0 ? 0 : -1, size);
            first[axis] = (int)from;
            step[axis] = (int)by;
            result[axis] = (int)Math.Max(0, by > 0 ? (to - from + by - 1) / by : (from - to - by - 1) / -by);
        }

        return x.Picked([.. result], place =>
        {
            int at = 0;
            for (int i = rank - 1; i >= 0; place /= result[i--])
                at += (first[i] + place % result[i] * step[i]) * strides[i];
            return at;
        });

        long[]? List(int input, string name) => node.Has(input) ? node.Known(input, name).Integers.ToArray()
            : node.Integers(name) is { } attribute ? [.. attribute.Select(v => (long)v)] : null;
    }

    internal static ConstantTensor Concat(NodeContext node) =>
        Join(node, [.. Enumerable.Range(0, node.InputCount).Select(i => node.Known(i, "part"))], node.Integer("axis", 0));

    /// <summary>Tensors side by side along an axis.</summary>
    internal static ConstantTensor Join(NodeContext node, ConstantTensor[] parts, long along)
    {
        if (parts.Length == 0)
            throw node.Fail("it joins nothing");
        ConstantTensor head = parts[0];
        int axis = Axis(node, head, along);
        foreach (ConstantTensor part in parts)
        {
            // Numbers and integers do not stand beside each other in ONNX; they would be converted part by part here, again and again.
            if (part.IsInteger != head.IsInteger)
                throw node.Fail("it joins integers and numbers");
            if (part.Axes.Length != head.Axes.Length || part.Axes.Where((size, i) => i != axis && size != head.Axes[i]).Any())
                throw node.Fail($"it joins {ConstantTensor.Text(head.Axes)} and {ConstantTensor.Text(part.Axes)}, which do not fit");
        }

        ImmutableArray<int> axes = head.Axes.SetItem(axis, checked(parts.Sum(p => p.Axes[axis])));
        int count = ConstantFolding.Count(node, axes), inner = axes[(axis + 1)..].Aggregate(1, (product, a) => product * a);
        // Empty parts add nothing, however many there are.
        parts = [.. parts.Where(part => part.Axes[axis] > 0)];
        bool isInteger = head.IsInteger;
        var reals = new float[isInteger ? 0 : count];
        var integers = new long[isInteger ? count : 0];
        int at = 0;
        for (int outer = 0; at < count; outer++)
        {
            foreach (ConstantTensor part in parts)
            {
                int length = part.Axes[axis] * inner;
                if (isInteger)
                    part.Integers.Slice(outer * length, length).CopyTo(integers.AsSpan(at));
                else
                    part.Reals.Slice(outer * length, length).CopyTo(reals.AsSpan(at));
                at += length;
            }
        }

        return isInteger ? ConstantTensor.Of(axes, integers) : ConstantTensor.Of(axes, reals);
    }

    private static int[] Strides(ImmutableArray<int> axes)
    {
        var strides = new int[axes.Length];
        for (int i = axes.Length - 1, stride = 1; i >= 0; stride *= axes[i--])
            strides[i] = stride;
        return strides;
    }

    // An input from opset 13 on, an attribute before.
    private static long[]? Axes(NodeContext node) => node.Has(1)
        ? node.Known(1, "axes").Integers.ToArray()
        : node.Integers("axes") is { } axes ? [.. axes.Select(a => (long)a)] : null;

    private static int Axis(NodeContext node, ConstantTensor x, long axis)
    {
        long index = axis < 0 ? axis + x.Axes.Length : axis;
        return index >= 0 && index < x.Axes.Length ? (int)index : throw node.Fail($"there is no axis {axis} in {ConstantTensor.Text(x.Axes)}");
    }
}
