using System.Collections.Immutable;
using ExplainGen.Onnx.Constants;
using ExplainGen.Onnx.Lowering;

namespace ExplainGen.Onnx.Folding;

/// <summary>Sums, means and largest values along axes of constants.</summary>
internal static class Reductions
{
    internal static ConstantTensor Reduce(NodeContext node, float start, Func<double, double, double> combine, bool isMean)
    {
        ConstantTensor x = node.Known(0, "input");
        HashSet<int> axes = Axes(node, x);
        ImmutableArray<int> kept = [.. x.Axes.Select((size, axis) => axes.Contains(axis) ? 1 : size)];
        int count = ConstantFolding.Count(node, kept);
        var sums = new double[count];
        Array.Fill(sums, start);
        ReadOnlySpan<float> reals = x.IsInteger ? [] : x.Reals;
        ReadOnlySpan<long> integers = x.IsInteger ? x.Integers : [];
        node.Budget.Take(x.Count);
        for (int i = 0; i < x.Count; i++)
        {
            int place = Elementwise.PlaceIn(kept, x.Axes, i);
            sums[place] = combine(sums[place], x.IsInteger ? (double)integers[i] : reals[i]);
        }

        double divisor = isMean ? Math.Max(1, x.Count / Math.Max(1, count)) : 1;
        float[] result = Array.ConvertAll(sums, sum => (float)(sum / divisor));
        ImmutableArray<int> left = node.Integer("keepdims", 1) != 0 ? kept : [.. x.Axes.Where((_, axis) => !axes.Contains(axis))];
        return x.IsInteger && !isMean
            ? ConstantTensor.Of(left, Array.ConvertAll(sums, sum => (long)sum))
            : ConstantTensor.Of(left, result);
    }

    internal static ConstantTensor Softmax(NodeContext node)
    {
        ConstantTensor x = node.Known(0, "input");
        int rank = x.Axes.Length;
        long written = node.Integer("axis", node.OperatorSet < 13 ? 1 : -1), own = written < 0 ? written + rank : written;
        if (own < 0 || own >= rank)
            throw node.Fail($"it normalizes along axis {written} of {ConstantTensor.Text(x.Axes)}");
        int axis = (int)own;

        // Before opset 13 all axes behind that one are normalized together.
        int size = node.OperatorSet < 13 ? x.Axes.Skip(axis).Aggregate(1, (count, a) => count * a) : x.Axes[axis];
        int stride = node.OperatorSet < 13 ? 1 : x.Axes.Skip(axis + 1).Aggregate(1, (count, a) => count * a);
        float[] values = x.Reals.ToArray();
        for (int first = 0; first < values.Length; first++)
        {
            if (first / stride % size != 0)
                continue;
            double largest = double.NegativeInfinity, sum = 0;
            for (int i = 0; i < size; i++)
                largest = Math.Max(largest, values[first + i * stride]);
            for (int i = 0; i < size; i++)
                sum += Math.Exp(values[first + i * stride] - largest);
            for (int i = 0; i < size; i++)
                values[first + i * stride] = (float)(Math.Exp(values[first + i * stride] - largest) / sum);
        }

        return ConstantTensor.Of(x.Axes, values);
    }

    // An input from opset 13 or 18 on, an attribute before; without either all axes.
    private static HashSet<int> Axes(NodeContext node, ConstantTensor x)
    {
        int rank = x.Axes.Length;
        long[] written = node.Has(1) ? node.Known(1, "axes").Integers.ToArray()
            : node.Integers("axes") is { } attribute ? [.. attribute.Select(a => (long)a)]
            : [];
        if (written.Length == 0 && node.Integer("noop_with_empty_axes", 0) == 0)
            written = [.. Enumerable.Range(0, rank).Select(a => (long)a)];
        var axes = new HashSet<int>();
        foreach (long axis in written)
        {
            long own = axis < 0 ? axis + rank : axis;
            if (own < 0 || own >= rank)
                throw node.Fail($"it reduces axis {axis} of {ConstantTensor.Text(x.Axes)}");
            axes.Add((int)own);
        }

        return axes;
    }
}
