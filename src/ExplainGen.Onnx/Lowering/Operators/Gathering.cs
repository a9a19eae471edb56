using System.Collections.Immutable;
using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>
/// Elements of a value by constant indices, where these only select and move: a run is a slice, regular steps are a reshape, slices and a
/// permutation, and a few runs are slices side by side.
/// </summary>
internal static class Gathering
{
    private const int MostAxes = 16;

    /// <summary>Most slices that are joined.</summary>
    private const int MostRuns = 16;

    /// <summary>Elements along one axis, which becomes the axes of the indices.</summary>
    internal static void Gather(NodeContext node)
    {
        FlowValue x = node.Flow(0);
        ConstantTensor indices = node.Known(1, "indices");
        long written = node.Integer("axis", 0), axis = written < 0 ? written + x.Axes.Length : written;
        if (axis < 0 || axis >= x.Axes.Length)
            throw node.Fail($"it takes elements along axis {written} of {ConstantTensor.Text(x.Axes)}");
        node.Set(Taken(node, x, (int)axis, indices.Axes, indices.Integers.ToArray()));
    }

    /// <summary>Elements along the first axes, by a place along each of them: one index of all these axes in one.</summary>
    internal static void GatherNd(NodeContext node)
    {
        FlowValue x = node.Flow(0);
        ConstantTensor indices = node.Known(1, "indices");
        if (node.Integer("batch_dims", 0) != 0)
            throw node.Fail("its indices are those of batches", "indices without batch_dims can be imported");
        int count = indices.Axes.Length > 0 ? indices.Axes[^1] : 0;
        if (count < 1 || count > x.Axes.Length)
            throw node.Fail($"its indices of {ConstantTensor.Text(indices.Axes)} do not fit {ConstantTensor.Text(x.Axes)}");
        ReadOnlySpan<long> written = indices.Integers;
        long[] places = new long[written.Length / count];
        for (int i = 0; i < written.Length; i++)
        {
            int axis = i % count, size = x.Axes[axis];
            places[i / count] = places[i / count] * size + Place(node, x, axis, written[i]);
        }

        int joined = x.Axes[..count].Aggregate(1, (product, size) => product * size);
        node.Set(Taken(node, Arrangement.Reshaped(node, x, [joined, .. x.Axes[count..]]), 0, indices.Axes[..^1], places));
    }

    private static FlowValue Taken(NodeContext node, FlowValue x, int axis, ImmutableArray<int> axes, long[] indices)
    {
        ImmutableArray<int> result = [.. x.Axes[..axis], .. axes, .. x.Axes[(axis + 1)..]];
        if (result.Length > MostAxes)
            throw node.Fail($"its result would have {result.Length} axes, more than {MostAxes}");
        if (indices.Length == 0)
            throw node.Fail($"it takes no elements along axis {axis} of {ConstantTensor.Text(x.Axes)}");
        int[] places = Array.ConvertAll(indices, index => Place(node, x, axis, index));
        List<(int Start, int Stop)> runs = Runs(places);
        if (runs.Count == 1)
            return Arrangement.Reshaped(node, Part(node, x, axis, runs[0].Start, runs[0].Stop), result);
        if (RegularIndices.Find(axes, places, x.Axes[axis]) is { } steps)
            return View(node, x, axis, steps, result);
        if (runs.Count <= MostRuns && x.LayerAxis(axis) is not null)
        {
            FlowValue[] parts = [.. runs.Select(run => Part(node, x, axis, run.Start, run.Stop))];
            return Arrangement.Reshaped(node, Concat.Join(node, parts, axis), result);
        }

        throw node.Fail(
            $"it takes elements {OnnxText.List(indices.Take(8))}{(indices.Length > 8 ? ", ..." : "")} along axis {axis} of "
            + ConstantTensor.Text(x.Axes),
            $"elements that follow one another, that stand in regular steps, or that are up to {MostRuns} such runs can be taken");
    }

    private static int Place(NodeContext node, FlowValue x, int axis, long index)
    {
        int size = x.Axes[axis];
        return index >= -size && index < size
            ? (int)(index < 0 ? index + size : index)
            : throw node.Fail($"its index {index} lies outside of axis {axis} of {ConstantTensor.Text(x.Axes)}");
    }

    /// <summary>Places that follow one another, as many as there are together.</summary>
    private static List<(int Start, int Stop)> Runs(int[] places)
    {
        var runs = new List<(int Start, int Stop)>();
        foreach (int place in places)
        {
            if (runs.Count > 0 && runs[^1].Stop == place)
                runs[^1] = (runs[^1].Start, place + 1);
            else
                runs.Add((place, place + 1));
        }

        return runs;
    }

    private static FlowValue Part(NodeContext node, FlowValue x, int axis, int start, int stop) =>
        x.LayerAxis(axis) is { } own ? Slicing.Part(node, x, own, start, stop) : x;

    private static FlowValue View(NodeContext node, FlowValue x, int axis, RegularIndices steps, ImmutableArray<int> result)
    {
        int whole = steps.Factors.Aggregate(1, (product, factor) => product * factor), count = steps.Factors.Length;
        FlowValue y = Part(node, x, axis, steps.Begin, steps.Begin + whole);
        y = Arrangement.Reshaped(node, y, [.. x.Axes[..axis], .. steps.Factors, .. x.Axes[(axis + 1)..]]);
        for (int i = 0; i < count; i++)
            y = Part(node, y, axis + i, steps.Starts[i], steps.Starts[i] + steps.Sizes[i]);

        // What the axes of the indices are of the factors; the last factor has one element, and goes.
        y = y with { Order = [.. y.Order[..axis], .. steps.Order.Select(i => y.Order[axis + i]), .. y.Order[(axis + count)..]] };
        return Arrangement.Reshaped(node, y, result);
    }
}
