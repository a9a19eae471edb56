namespace ExplainGen.Kernels;

/// <summary>
/// The order in which points are packed. Blocks of neighbours let kernels pass over a block at once where all its points are too far away
/// to count.
/// </summary>
internal static class PointOrder
{
    /// <summary>
    /// The order of a k-d tree's leaves (Bentley 1975): points are halved at the median of the feature in which they vary most, at a
    /// multiple of a block, until a block is left. The same points give the same order.
    /// </summary>
    /// <param name="rows">The points one behind the other, <c>[count, features]</c>.</param>
    /// <param name="features">Features of a point, at least 1.</param>
    /// <returns>For each place the number of the row that stands there.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is less than one feature.</exception>
    /// <exception cref="ArgumentException">There is no point, or no whole number of points.</exception>
    internal static int[] Neighbors(ReadOnlySpan<float> rows, int features)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        int[] order = [.. Enumerable.Range(0, PointSet.CountOf(rows, features))];
        var parts = new Stack<(int Begin, int End)>([(0, order.Length)]);
        while (parts.TryPop(out (int Begin, int End) part))
        {
            int blocks = (part.End - part.Begin - 1) / PointSet.Lanes + 1;
            if (blocks < 2)
                continue;
            Span<int> members = order.AsSpan(part.Begin..part.End);
            Sort(members, rows, features, MostVaried(rows, features, members));
            int middle = part.Begin + blocks / 2 * PointSet.Lanes;
            parts.Push((part.Begin, middle));
            parts.Push((middle, part.End));
        }

        return order;
    }

    /// <summary>Sorts points by a feature, and by their number where it is the same.</summary>
    private static void Sort(Span<int> members, ReadOnlySpan<float> rows, int features, int feature)
    {
        var pairs = new (float Value, int Member)[members.Length];
        for (int i = 0; i < pairs.Length; i++)
            pairs[i] = (rows[members[i] * features + feature], members[i]);
        Array.Sort(pairs);
        for (int i = 0; i < pairs.Length; i++)
            members[i] = pairs[i].Member;
    }

    private static int MostVaried(ReadOnlySpan<float> rows, int features, ReadOnlySpan<int> members)
    {
        int most = 0;
        double greatest = -1;
        for (int feature = 0; feature < features; feature++)
        {
            double sum = 0, mean, squares = 0;
            foreach (int member in members)
                sum += rows[member * features + feature];
            mean = sum / members.Length;
            foreach (int member in members)
            {
                double difference = rows[member * features + feature] - mean;
                squares += difference * difference;
            }

            if (squares > greatest)
                (greatest, most) = (squares, feature);
        }

        return most;
    }
}
