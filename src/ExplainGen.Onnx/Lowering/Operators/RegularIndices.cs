using System.Collections.Immutable;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>
/// Indices that step along each of their axes by a stride of its own, as those of a view do: such elements are found along axes that the
/// indexed axis is split into.
/// </summary>
/// <param name="Begin">Where the part of the axis begins that is split.</param>
/// <param name="Factors">The sizes that this part is split into, the first of the longest steps.</param>
/// <param name="Starts">For each factor, the first place that is taken.</param>
/// <param name="Sizes">For each factor, how many places are taken.</param>
/// <param name="Order">For each axis of the indices with several elements, its factor.</param>
internal sealed record RegularIndices(
    int Begin, ImmutableArray<int> Factors, ImmutableArray<int> Starts, ImmutableArray<int> Sizes, ImmutableArray<int> Order)
{
    /// <summary>Finds the steps of indices.</summary>
    /// <param name="axes">The axes of the indices.</param>
    /// <param name="places">The indices, none outside of the axis.</param>
    /// <param name="size">The size of the axis that they stand for.</param>
    /// <returns>Null where no factors of the axis give exactly these indices.</returns>
    internal static RegularIndices? Find(ImmutableArray<int> axes, int[] places, int size)
    {
        int[] sizes = [.. axes.Where(a => a > 1)], strides = new int[sizes.Length];
        for (int i = sizes.Length - 1, step = 1; i >= 0; step *= sizes[i--])
            strides[i] = places[step] - places[0];
        for (int place = 0; place < places.Length; place++)
        {
            int expected = places[0];
            for (int i = sizes.Length - 1, rest = place; i >= 0; rest /= sizes[i--])
                expected += rest % sizes[i] * strides[i];
            if (expected != places[place])
                return null;
        }

        // Each stride must be a number of the next shorter ones; then no two axes of the indices meet in one element.
        int[] order = [.. Enumerable.Range(0, sizes.Length).OrderByDescending(i => strides[i])];
        for (int i = 0; i < order.Length; i++)
        {
            if (strides[order[i]] < 1 || (i > 0 && strides[order[i - 1]] % strides[order[i]] != 0))
                return null;
        }

        int longest = strides[order[0]];
        int begin = (int)Math.Min(places[0] / longest * longest, size - (long)longest * sizes[order[0]]), left = places[0] - begin;
        if (begin < 0 || left >= longest)
            return null;
        var factors = ImmutableArray.CreateBuilder<int>();
        var starts = ImmutableArray.CreateBuilder<int>();
        var taken = ImmutableArray.CreateBuilder<int>();
        Add(sizes[order[0]], 0, sizes[order[0]]);
        for (int i = 1; i <= order.Length; i++)
        {
            (int next, int count) = i < order.Length ? (strides[order[i]], sizes[order[i]]) : (1, 1);
            Add(strides[order[i - 1]] / next, left / next, count);
            left %= next;
        }

        return factors.Zip(starts, taken).All(f => f.Second + f.Third <= f.First)
            ? new RegularIndices(
                begin, factors.ToImmutable(), starts.ToImmutable(), taken.ToImmutable(),
                [.. Enumerable.Range(0, sizes.Length).Select(axis => Array.IndexOf(order, axis))])
            : null;

        void Add(int factor, int start, int count)
        {
            factors.Add(factor);
            starts.Add(start);
            taken.Add(count);
        }
    }
}
