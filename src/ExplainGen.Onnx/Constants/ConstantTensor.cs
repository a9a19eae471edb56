using System.Collections.Immutable;

namespace ExplainGen.Onnx.Constants;

/// <summary>A tensor whose elements are known at import: weights, or the integers that shapes are computed with.</summary>
public sealed class ConstantTensor
{
    private readonly float[]? _reals;
    private readonly long[]? _integers;

    private ConstantTensor(ImmutableArray<int> axes, float[]? reals, long[]? integers)
    {
        Axes = axes;
        _reals = reals;
        _integers = integers;
        Count = Axes.Aggregate(1, (count, axis) => checked(count * axis));
        if (Count != (reals?.Length ?? integers!.Length))
            throw new ArgumentException($"A tensor of {Text(axes)} has {Count} elements, not {reals?.Length ?? integers!.Length}.", nameof(axes));
    }

    /// <summary>The size of each axis; empty for a scalar.</summary>
    public ImmutableArray<int> Axes { get; }

    /// <summary>Number of elements.</summary>
    public int Count { get; }

    /// <summary>Whether the elements are integers or truth values.</summary>
    public bool IsInteger => _integers is not null;

    /// <summary>The elements in C order as numbers of single precision.</summary>
    public ReadOnlySpan<float> Reals => _reals ?? Array.ConvertAll(_integers!, i => (float)i);

    /// <summary>The elements in C order as integers, rounded towards zero.</summary>
    public ReadOnlySpan<long> Integers => _integers ?? Array.ConvertAll(_reals!, r => (long)r);

    /// <summary>A tensor of numbers.</summary>
    /// <param name="axes">The size of each axis.</param>
    /// <param name="values">As many elements as the axes say; not to be changed afterwards.</param>
    public static ConstantTensor Of(ImmutableArray<int> axes, float[] values) => new(axes, values, null);

    /// <summary>A tensor of integers.</summary>
    /// <param name="axes">The size of each axis.</param>
    /// <param name="values">As many elements as the axes say; not to be changed afterwards.</param>
    public static ConstantTensor Of(ImmutableArray<int> axes, long[] values) => new(axes, null, values);

    /// <summary>A list of integers, such as a shape.</summary>
    public static ConstantTensor List(params long[] values) => new([values.Length], null, values);

    /// <summary>The same elements under other axes.</summary>
    public ConstantTensor Reshaped(ImmutableArray<int> axes) => new(axes, _reals, _integers);

    /// <summary>The elements at places of this tensor, under other axes.</summary>
    /// <param name="axes">The new size of each axis.</param>
    /// <param name="place">For each new element, in C order, the place of the old one.</param>
    public ConstantTensor Picked(ImmutableArray<int> axes, Func<int, int> place)
    {
        int count = axes.Aggregate(1, (product, axis) => checked(product * axis));
        float[]? reals = _reals is null ? null : new float[count];
        long[]? integers = _integers is null ? null : new long[count];
        for (int i = 0; i < count; i++)
        {
            if (reals is not null)
                reals[i] = _reals![place(i)];
            else
                integers![i] = _integers![place(i)];
        }

        return new(axes, reals, integers);
    }

    /// <summary>Axes as messages write them.</summary>
    internal static string Text(IEnumerable<int> axes) => $"[{OnnxText.List(axes)}]";
}
