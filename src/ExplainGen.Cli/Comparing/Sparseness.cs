namespace ExplainGen.Cli.Comparing;

/// <summary>
/// The Gini index of the sizes of relevance: 0 where all count the same, near 1 where few count (Chalasani et al. 2020).
/// </summary>
internal static class Sparseness
{
    /// <summary>The index; 0 where there is no relevance at all.</summary>
    internal static double Of(ReadOnlySpan<double> relevance)
    {
        double[] sizes = relevance.ToArray();
        for (int i = 0; i < sizes.Length; i++)
            sizes[i] = Math.Abs(sizes[i]);
        Array.Sort(sizes);
        double sum = 0, weighted = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            sum += sizes[i];
            weighted += (2.0 * (i + 1) - sizes.Length - 1) * sizes[i];
        }

        return sum == 0 ? 0 : weighted / (sizes.Length * sum);
    }
}
