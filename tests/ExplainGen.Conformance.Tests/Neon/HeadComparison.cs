using ExplainGen.TestKit.Oracle.Neon;

namespace ExplainGen.Conformance.Tests.Neon;

/// <summary>Generated single-precision code against the double-precision oracle.</summary>
internal static class HeadComparison
{
    /// <summary>What single precision is allowed, of the largest magnitude that takes part.</summary>
    public const double Tolerance = 1e-5;

    /// <summary>Compares scores, relevance of features and units, and what the ledger says was taken; and checks that nothing is lost.</summary>
    /// <param name="expected">The oracle's.</param>
    /// <param name="actual">The generated code's.</param>
    /// <param name="tolerance">Of the largest magnitude that takes part.</param>
    /// <param name="units">
    /// Whether units are compared too. So far out that distances differ by less than single precision tells apart, which of them wins is
    /// rounding, and so are their shares; that of the features are not.
    /// </param>
    public static void AssertAgrees(NeonResult expected, Explanation actual, double tolerance = Tolerance, bool units = true)
    {
        Assert.Equal(expected.Scores.Length, actual.Logits.Length);
        AssertClose(expected.Scores, actual.Logits.Span, Largest(expected.Scores), tolerance, "scores");
        double scale = Math.Max(Math.Abs(expected.Seed), Largest(expected.Relevance));
        AssertClose(expected.Relevance, actual.Relevance.Span, scale, tolerance, "relevance");
        if (units)
            AssertClose(expected.UnitRelevance, actual.Units.Span, Math.Max(scale, Largest(expected.UnitRelevance)), tolerance, "units");
        AssertClose(expected.Bias, actual.Ledger.Bias, scale, tolerance, "bias");
        AssertClose(expected.Dropped, actual.Ledger.Dropped, scale, tolerance, "dropped");
        AssertConserves(actual, tolerance);
    }

    /// <summary>What was seeded is what arrived and what was taken.</summary>
    public static void AssertConserves(Explanation why, double tolerance = Tolerance)
    {
        double scale = Math.Max(Math.Abs(why.Ledger.Seeded), why.Relevance.ToArray().Max(Math.Abs));
        AssertClose(why.Ledger.Seeded, why.Sum + why.Ledger.Bias + why.Ledger.Dropped, scale, tolerance, "conservation");
    }

    private static void AssertClose(double[] expected, ReadOnlySpan<float> actual, double scale, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            AssertClose(expected[i], actual[i], scale, tolerance, $"{what}[{i}]");
    }

    private static void AssertClose(double expected, double actual, double scale, double tolerance, string what) => Assert.True(
        double.IsFinite(actual) && Math.Abs(expected - actual) <= tolerance * scale, $"{what}: expected {expected:g9}, found {actual:g9}, scale {scale:g3}");

    private static double Largest(double[] values) => values.Select(Math.Abs).DefaultIfEmpty().Max();
}
