using CsCheck;
using ExplainGen.Conformance.Tests.Properties;
using ExplainGen.TestKit.Oracle.Neon;

namespace ExplainGen.Conformance.Tests.Neon.Oracle;

/// <summary>Random models of few features for the oracle of neuralized models, by number, and how its results are compared.</summary>
internal static class NeonCases
{
    /// <summary>How far equal quantities may be apart, relative to what they are made of.</summary>
    public const double Tolerance = 1e-9;

    private const int Count = 200;

    /// <summary>Checks a claim on random cases; a failure tells the case's number.</summary>
    public static void Each(Action<Random> check) =>
        Assert.All(Enumerable.Range(0, Count), number => check(new PcgRandom(new PCG(7, (ulong)number))));

    /// <summary>A feature count of 1 to 5.</summary>
    public static int Features(this Random random) => random.Next(1, 6);

    /// <summary>Entries between -scale and scale.</summary>
    public static double[] Vector(this Random random, int length, double scale = 2) =>
        [.. Enumerable.Range(0, length).Select(_ => scale * (2 * random.NextDouble() - 1))];

    /// <summary>Rows of such vectors.</summary>
    public static double[][] Rows(this Random random, int count, int length, double scale = 2) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Vector(length, scale))];

    /// <summary>Between 0.05 and 1, not normalized.</summary>
    public static double[] Coefficients(this Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => 0.05 + 0.95 * random.NextDouble())];

    /// <summary>Between 0.05 and 2, evenly in its logarithm.</summary>
    public static double Gamma(this Random random) => 0.05 * Math.Pow(40, random.NextDouble());

    /// <summary>A symmetric positive definite matrix: <c>A A^T / n + 0.3 I</c>.</summary>
    public static double[][] Precision(this Random random, int size)
    {
        double[][] a = random.Rows(size, size);
        return [.. Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size).Select(
            j => a[i].Zip(a[j], (p, q) => p * q).Sum() / size + (i == j ? 0.3 : 0)).ToArray())];
    }

    /// <summary>Labels of which each of the first classes occurs.</summary>
    public static int[] Labels(this Random random, int count, int classes) =>
        [.. Enumerable.Range(0, count).Select(n => n < classes ? n : random.Next(classes))];

    /// <summary>The squared distance, anew.</summary>
    public static double Squared(double[] x, double[] u) => x.Zip(u, (a, b) => (a - b) * (a - b)).Sum();

    /// <summary>All coordinates moved.</summary>
    public static double[] Moved(this double[] x, double[] by) => [.. x.Zip(by, (a, b) => a + b)];

    /// <summary>The derivatives of a function by central differences.</summary>
    public static double[] Gradient(Func<double[], double> f, double[] x)
    {
        const double Step = 1e-5;
        return [.. x.Select((_, i) =>
        {
            double At(double by) => f([.. x.Select((v, n) => n == i ? v + by : v)]);
            return (At(Step) - At(-Step)) / (2 * Step);
        })];
    }

    /// <summary>Equal to 1e-9 of the scale.</summary>
    public static void AssertClose(double expected, double got, double scale = 1)
    {
        double allowed = Tolerance * Math.Max(scale, Math.Abs(expected));
        Assert.True(Math.Abs(expected - got) <= allowed, $"Expected {expected:r}, got {got:r}, allowed {allowed:g3}.");
    }

    /// <summary>Each element equal to a tolerance of the largest.</summary>
    public static void AssertClose(double[] expected, double[] got, double tolerance = Tolerance)
    {
        Assert.Equal(expected.Length, got.Length);
        double allowed = tolerance * Math.Max(1e-300, expected.Max(Math.Abs));
        for (int i = 0; i < got.Length; i++)
            Assert.True(Math.Abs(expected[i] - got[i]) <= allowed, $"[{i}]: expected {expected[i]:r}, got {got[i]:r}.");
    }

    /// <summary>
    /// The seed is the sum of what goes to features, to Bias and to Dropped, to 1e-9 of what is involved; all are finite.
    /// </summary>
    public static void AssertConserves(NeonResult result)
    {
        Assert.All(result.Scores, score => Assert.True(double.IsFinite(score)));
        Assert.All(result.Relevance, r => Assert.True(double.IsFinite(r)));
        Assert.All(result.UnitRelevance, r => Assert.True(double.IsFinite(r)));
        double involved = Math.Max(Math.Abs(result.Seed), result.Relevance.Sum(Math.Abs) + Math.Abs(result.Bias) + result.Dropped);
        double error = result.Seed - result.Sum - result.Bias - result.Dropped;
        Assert.True(Math.Abs(error) <= Tolerance * involved, $"{result.Seed:r} is not conserved by {error:g3}.");
    }

    /// <summary>Relevance is linear in the seed, and conserves it.</summary>
    /// <param name="explain">The model under a seed, its own score if none.</param>
    public static void AssertLinearInSeed(Func<double?, NeonResult> explain)
    {
        NeonResult own = explain(null);
        AssertConserves(own);
        if (own.Seed == 0)
            return;
        foreach (double seed in (double[])[1, -2.5])
        {
            NeonResult got = explain(seed);
            Assert.Equal(seed, got.Seed);
            AssertClose([.. own.Relevance.Select(r => r / own.Seed * seed)], got.Relevance);
            AssertClose([.. own.UnitRelevance.Select(r => r / own.Seed * seed)], got.UnitRelevance);
            AssertConserves(got);
        }
    }
}
