using System.Collections.Immutable;
using ExplainGen.Onnx.Constants;
using ExplainGen.Onnx.Lowering;

namespace ExplainGen.Onnx.Folding;

/// <summary>Element-wise arithmetic on constants, broadcast as NumPy does it.</summary>
internal static class Elementwise
{
    /// <summary>The axes that two tensors are broadcast to; null where they do not fit.</summary>
    internal static ImmutableArray<int>? Broadcast(ImmutableArray<int> a, ImmutableArray<int> b)
    {
        int rank = Math.Max(a.Length, b.Length);
        var axes = new int[rank];
        for (int i = 0; i < rank; i++)
        {
            int left = AxisAt(a, i, rank), right = AxisAt(b, i, rank);
            if (left != right && left != 1 && right != 1)
                return null;
            axes[i] = left == 1 ? right : left;
        }

        return [.. axes];
    }

    /// <summary>The element of a tensor that stands at a place of the tensor that it is broadcast to.</summary>
    internal static int PlaceIn(ImmutableArray<int> axes, ImmutableArray<int> target, int place)
    {
        int result = 0, stride = 1;
        for (int i = target.Length - 1; i >= 0; i--)
        {
            int index = place % target[i];
            place /= target[i];
            int own = AxisAt(axes, i, target.Length);
            if (own != 1)
                result += index * stride;
            stride *= own;
        }

        return result;
    }

    internal static ConstantTensor Map(NodeContext node, Func<float, float> function)
    {
        ConstantTensor x = node.Known(0, "input");
        float[] values = Array.ConvertAll(x.Reals.ToArray(), v => function(v));
        return x.IsInteger ? ConstantTensor.Of(x.Axes, Array.ConvertAll(values, v => (long)v)) : ConstantTensor.Of(x.Axes, values);
    }

    /// <summary>The same, where integers stay what they are: single precision holds those up to 2^24 alone.</summary>
    internal static ConstantTensor Map(NodeContext node, Func<float, float> function, Func<long, long> integers)
    {
        ConstantTensor x = node.Known(0, "input");
        return x.IsInteger ? ConstantTensor.Of(x.Axes, Array.ConvertAll(x.Integers.ToArray(), i => integers(i))) : Map(node, function);
    }

    internal static ConstantTensor Compute(NodeContext node, Func<float, float, float> reals, Func<long, long, long> integers) =>
        Compute(node, node.Known(0, "operand"), node.Known(1, "operand"), reals, integers);

    /// <summary>The same over one operand or more.</summary>
    internal static ConstantTensor ComputeAll(NodeContext node, Func<float, float, float> reals, Func<long, long, long> integers)
    {
        ConstantTensor result = node.Known(0, "operand");
        for (int i = 1; i < node.InputCount; i++)
        {
            result = Compute(node, result, node.Known(i, "operand"), reals, integers);
            ConstantFolding.Take(node, result.Count);
        }

        return result;
    }

    /// <summary>Truth values, as integers.</summary>
    internal static ConstantTensor Compare(NodeContext node, Func<float, float, bool> reals, Func<long, long, bool> integers)
    {
        ConstantTensor result = Compute(node, (a, b) => reals(a, b) ? 1 : 0, (a, b) => integers(a, b) ? 1 : 0);
        return result.IsInteger ? result : ConstantTensor.Of(result.Axes, result.Integers.ToArray());
    }

    /// <summary>One of two operands, by a condition.</summary>
    internal static ConstantTensor Where(NodeContext node)
    {
        ConstantTensor condition = node.Known(0, "condition"), x = node.Known(1, "operand"), y = node.Known(2, "operand");
        if (Broadcast(condition.Axes, x.Axes) is not { } both || Broadcast(both, y.Axes) is not { } axes)
        {
            throw node.Fail(
                $"it combines {ConstantTensor.Text(condition.Axes)}, {ConstantTensor.Text(x.Axes)} and {ConstantTensor.Text(y.Axes)}, "
                + "which do not fit");
        }

        int count = ConstantFolding.Count(node, axes);
        ReadOnlySpan<float> conditions = condition.Reals;
        var isFirst = new bool[count];
        for (int i = 0; i < count; i++)
            isFirst[i] = conditions[PlaceIn(condition.Axes, axes, i)] != 0;
        return x.IsInteger && y.IsInteger
            ? ConstantTensor.Of(axes, Chosen(isFirst, axes, x.Axes, x.Integers, y.Axes, y.Integers))
            : ConstantTensor.Of(axes, Chosen(isFirst, axes, x.Axes, x.Reals, y.Axes, y.Reals));
    }

    private static T[] Chosen<T>(
        bool[] isFirst, ImmutableArray<int> axes,
        ImmutableArray<int> xAxes, ReadOnlySpan<T> x, ImmutableArray<int> yAxes, ReadOnlySpan<T> y)
    {
        var values = new T[isFirst.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = isFirst[i] ? x[PlaceIn(xAxes, axes, i)] : y[PlaceIn(yAxes, axes, i)];
        return values;
    }

    private static ConstantTensor Compute(
        NodeContext node, ConstantTensor a, ConstantTensor b, Func<float, float, float> reals, Func<long, long, long> integers)
    {
        if (Broadcast(a.Axes, b.Axes) is not { } axes)
            throw node.Fail($"it combines {ConstantTensor.Text(a.Axes)} with {ConstantTensor.Text(b.Axes)}, which do not fit");
        int count = ConstantFolding.Count(node, axes);
        if (a.IsInteger && b.IsInteger)
        {
            ReadOnlySpan<long> left = a.Integers, right = b.Integers;
            var values = new long[count];
            for (int i = 0; i < count; i++)
                values[i] = integers(left[PlaceIn(a.Axes, axes, i)], right[PlaceIn(b.Axes, axes, i)]);
            return ConstantTensor.Of(axes, values);
        }
        else
        {
            ReadOnlySpan<float> left = a.Reals, right = b.Reals;
            var values = new float[count];
            bool isWholeA = a.Count == count, isWholeB = b.Count == count;
            for (int i = 0; i < count; i++)
            {
                float x = left[isWholeA ? i : a.Count == 1 ? 0 : PlaceIn(a.Axes, axes, i)];
                values[i] = reals(x, right[isWholeB ? i : b.Count == 1 ? 0 : PlaceIn(b.Axes, axes, i)]);
            }

            return ConstantTensor.Of(axes, values);
        }
    }

    private static int AxisAt(ImmutableArray<int> axes, int index, int rank) =>
        index - (rank - axes.Length) is var own && own >= 0 ? axes[own] : 1;
}
