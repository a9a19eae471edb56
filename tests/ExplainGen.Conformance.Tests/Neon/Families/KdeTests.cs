using ExplainGen.Neon;
using KdeOracle = ExplainGen.TestKit.Oracle.Neon.Kde;

namespace ExplainGen.Conformance.Tests.Neon.Families;

/// <summary>Generated kernel density estimates against the oracle.</summary>
public sealed class KdeTests
{
    private const int Features = 7;

    [Theory]
    [InlineData(1, 0.3)]
    [InlineData(2, 5)]
    [InlineData(17, 0.01)]
    [InlineData(64, 0.3)]
    [InlineData(64, 5)]
    public void Agrees_with_the_oracle_and_conserves(int count, double gamma)
    {
        double[][] points = RandomPoints.Normal(1, count, Features);
        Density model = Load(points, gamma);
        foreach (double[] x in Inputs())
        {
            Explanation why = model.Explain(RandomPoints.Floats(x));
            HeadComparison.AssertAgrees(KdeOracle.Explain(x, points, gamma), why);
            Assert.All(why.Relevance.ToArray(), r => Assert.True(r >= 0));
            Assert.Equal(why.Logits.Span[0], why.Sum, 1e-5 * why.Logits.Span[0]);
            Assert.Equal(0, why.Ledger.Bias);
        }
    }

    [Fact]
    public void What_a_point_at_the_input_would_get_is_dropped()
    {
        double[][] points = RandomPoints.Normal(1, 5, Features);
        Explanation why = Load(points, 0.05).Explain(RandomPoints.Floats(points[3]));

        HeadComparison.AssertAgrees(KdeOracle.Explain(points[3], points, 0.05), why);
        Assert.True(why.Ledger.Dropped > 0);
    }

    [Fact]
    public void At_the_only_point_any_seed_is_dropped()
    {
        double[][] points = RandomPoints.Normal(1, 1, Features);
        Explanation why = Load(points, 0.5).Explain(RandomPoints.Floats(points[0]), Target.Class(0).With(Seed.One));

        HeadComparison.AssertAgrees(KdeOracle.Explain(points[0], points, 0.5, seed: 1), why);
        Assert.Equal(1, why.Ledger.Dropped);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1)]
    [InlineData(1e6)]
    public void Extreme_scales_stay_finite_and_right(double gamma)
    {
        double[][] points = [.. RandomPoints.Normal(5, 20, Features), .. RandomPoints.Normal(5, 20, Features)];
        Density model = Load(points, gamma);
        foreach (double[] x in new[] { points[3], new double[Features], [.. Enumerable.Repeat(1e6, Features)] })
            HeadComparison.AssertAgrees(KdeOracle.Explain(x, points, gamma), model.Explain(RandomPoints.Floats(x)), units: x[0] < 1e3);
    }

    [Fact]
    public void Is_equivalent_to_the_original()
    {
        double[][] points = RandomPoints.Normal(1, 40, Features);
        EquivalenceCertificate certificate = Load(points, 0.4).Certify(RandomPoints.Floats(RandomPoints.Flat(Inputs())));

        Assert.True(double.IsFinite(certificate.LargestDifference));
        Assert.InRange(certificate.LargestRelativeDifference, 0, 1e-5);
        Assert.InRange(certificate.LargestUnattributed, 0, 1e-5);
    }

    [Fact]
    public void The_gradient_is_that_of_the_score()
    {
        double[][] points = RandomPoints.Normal(1, 12, Features);
        HeadGradient.AssertIsThatOf(
            Load(points, 0.3), Density.Metadata, RandomPoints.Normal(11, 1, Features)[0], 0, x => KdeOracle.Outlierness(x, points, 0.3));
    }

    [Fact]
    public void A_scale_that_cannot_be_is_refused_by_name()
    {
        var exception = Assert.Throws<Weights.WeightsException>(() => SmallDensity.Load(Dynamic.WeightFiles.InMemory(
            [HeadTensors.Matrix("kde1.points", [[1, 2]]), HeadTensors.Vector("kde1.gamma", 0)])));
        Assert.Contains("'kde1.gamma' is 0; expected a number above 0", exception.Message, StringComparison.Ordinal);
    }

    private static Density Load(double[][] points, double gamma) =>
        Density.Neuralize(new KdeParameters(Features, RandomPoints.Flat(points), gamma));

    // Near, and far.
    private static double[][] Inputs() =>
        [.. RandomPoints.Normal(3, 6, Features), .. RandomPoints.Normal(4, 2, Features, deviation: 30)];
}
