namespace Anomaly;

/// <summary>How well scores and clusters agree with classes that no model was told.</summary>
internal static class Agreement
{
    /// <summary>
    /// The area under the receiver operating characteristic: the probability that an example of the one kind scores higher than one of
    /// the other, equal scores counted as half.
    /// </summary>
    /// <param name="high">Scores of the kind that should be high.</param>
    /// <param name="low">Scores of the other.</param>
    public static double AreaUnderCurve(IReadOnlyList<float> high, IReadOnlyList<float> low)
    {
        double wins = high.Sum(h => low.Sum(l => h > l ? 1 : h == l ? 0.5 : 0));
        return wins / high.Count / low.Count;
    }

    /// <summary>How many examples of each class fell into each cluster.</summary>
    /// <param name="clusters">The cluster of each example, from 0.</param>
    /// <param name="classes">The class of each example, from 0.</param>
    /// <returns>[clusters, classes].</returns>
    public static int[,] CountPairs(IReadOnlyList<int> clusters, IReadOnlyList<int> classes)
    {
        var counts = new int[clusters.Max() + 1, classes.Max() + 1];
        for (int i = 0; i < clusters.Count; i++)
            counts[clusters[i], classes[i]]++;
        return counts;
    }

    /// <summary>
    /// The Rand index adjusted for chance (Hubert and Arabie, Comparing partitions, Journal of Classification 2, 1985): 1 for equal
    /// partitions, 0 on average for random ones of the same sizes.
    /// </summary>
    /// <param name="counts">What <see cref="CountPairs"/> gives.</param>
    public static double AdjustedRandIndex(int[,] counts)
    {
        var rows = new double[counts.GetLength(0)];
        var columns = new double[counts.GetLength(1)];
        double together = 0, total = 0;
        for (int r = 0; r < rows.Length; r++)
        {
            for (int c = 0; c < columns.Length; c++)
            {
                together += Pairs(counts[r, c]);
                rows[r] += counts[r, c];
                columns[c] += counts[r, c];
                total += counts[r, c];
            }
        }

        double inRows = rows.Sum(Pairs), inColumns = columns.Sum(Pairs);
        double expected = inRows * inColumns / Pairs(total), most = (inRows + inColumns) / 2;
        // Where chance leaves no choice (one cluster of all, or one of each example), the partitions are equal.
        return most == expected ? 1 : (together - expected) / (most - expected);
    }

    private static double Pairs(double count) => count * (count - 1) / 2;
}
