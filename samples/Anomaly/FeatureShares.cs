using ExplainGen;

namespace Anomaly;

/// <summary>An explanation by named features, and what is not attributed to any.</summary>
/// <param name="Score">What was explained.</param>
/// <param name="Relevance">One a feature, in their order.</param>
/// <param name="Unattributed">What no feature gets, as the ledger accounts for it.</param>
internal sealed record FeatureShares(double Score, double[] Relevance, double Unattributed)
{
    /// <summary>The features, the most relevant first, whatever the sign.</summary>
    public int[] Ranking => [.. Enumerable.Range(0, Relevance.Length).OrderByDescending(f => Math.Abs(Relevance[f]))];

    /// <summary>Takes an explanation over.</summary>
    public static FeatureShares Of(Explanation why) => new(
        why.Ledger.Seeded,
        Array.ConvertAll(why.Relevance.ToArray(), relevance => (double)relevance),
        why.Ledger.Bias + why.Ledger.Stabilizer + why.Ledger.Dropped);

    /// <summary>The mean of several explanations.</summary>
    /// <param name="all">At least one.</param>
    public static FeatureShares Mean(IReadOnlyList<FeatureShares> all) => new(
        all.Average(why => why.Score),
        [.. Enumerable.Range(0, all[0].Relevance.Length).Select(f => all.Average(why => why.Relevance[f]))],
        all.Average(why => why.Unattributed));
}
