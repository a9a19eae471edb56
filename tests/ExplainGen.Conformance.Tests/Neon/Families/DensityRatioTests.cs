using ExplainGen.Neon;
using DensityRatioOracle = ExplainGen.TestKit.Oracle.Neon.DensityRatio;

namespace ExplainGen.Conformance.Tests.Neon.Families;

/// <summary>Generated log ratios of densities against the oracle.</summary>
public sealed class DensityRatioTests
{
    private const int Features = 7;

    [Theory]
    [InlineData(1, 1, 0.3)]
    [InlineData(2, 30, 5)]
    [InlineData(40, 17, 0.01)]
    [InlineData(40, 17, 0.4)]
    public void Agrees_with_the_oracle(int above, int below, double gamma)
    {
        (double[][] numerator, double[][] denominator) = Points(above, below);
        LogRatio model = Load(numerator, denominator, gamma);
        foreach (double[] x in Inputs(numerator))
        {
            HeadComparison.AssertAgrees(
                DensityRatioOracle.Explain(x, numerator, denominator, gamma), model.Explain(RandomPoints.Floats(x)));
            HeadComparison.AssertAgrees(
                DensityRatioOracle.Explain(x, numerator, denominator, gamma, seed: 1),
                model.Explain(RandomPoints.Floats(x), Target.Class(0).With(Seed.One)));
        }
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1)]
    [InlineData(1e6)]
    public void Extreme_scales_stay_finite_and_right(double gamma)
    {
        (double[][] numerator, double[][] denominator) = Points(15, 10);
        numerator = [.. numerator, .. numerator, denominator[4]];
        LogRatio model = Load(numerator, denominator, gamma);
        double[][] inputs = [numerator[3], denominator[4], new double[Features], [.. Enumerable.Repeat(1e6, Features)]];
        foreach (double[] x in inputs)
        {
            HeadComparison.AssertAgrees(
                DensityRatioOracle.Explain(x, numerator, denominator, gamma), model.Explain(RandomPoints.Floats(x)), units: x[0] < 1e3);
        }
    }

    [Fact]
    public void Between_two_points_nothing_is_shared_and_nothing_lost()
    {
        double[] left = [-1, 0, 0, 0, 0, 0, 0], right = [1, 0, 0, 0, 0, 0, 0];
        Explanation why = Load([left], [right], 1).Explain([0, 3, 0, 0, 0, 0, 0], Target.Class(0).With(Seed.One));

        Assert.Equal(0, why.Logits.Span[0]);
        Assert.All(why.Relevance.ToArray(), r => Assert.Equal(0, r));
        Assert.Equal(1, why.Ledger.Dropped);
    }

    [Fact]
    public void Moving_everything_changes_nothing()
    {
        (double[][] numerator, double[][] denominator) = Points(12, 9);
        double[][] Moved(double[][] points) => [.. points.Select(u => u.Select(v => v + 64).ToArray())];
        float[] x = RandomPoints.Floats(RandomPoints.Normal(3, 1, Features)[0]);

        float[] here = Load(numerator, denominator, 0.3).Explain(x).Relevance.ToArray();
        float[] there = Load(Moved(numerator), Moved(denominator), 0.3).Explain([.. x.Select(v => v + 64)]).Relevance.ToArray();

        for (int i = 0; i < Features; i++)
            Assert.Equal(here[i], there[i], 1e-4f * here.Max(Math.Abs));
    }

    [Fact]
    public void Is_equivalent_to_the_original()
    {
        (double[][] numerator, double[][] denominator) = Points(30, 20);
        EquivalenceCertificate certificate =
            Load(numerator, denominator, 0.4).Certify(RandomPoints.Floats(RandomPoints.Flat(Inputs(numerator))));

        Assert.True(double.IsFinite(certificate.LargestDifference));
        Assert.InRange(certificate.LargestRelativeDifference, 0, 1e-5);
    }

    [Fact]
    public void The_gradient_is_that_of_the_score()
    {
        (double[][] numerator, double[][] denominator) = Points(12, 9);
        HeadGradient.AssertIsThatOf(
            Load(numerator, denominator, 0.3), LogRatio.Metadata, RandomPoints.Normal(11, 1, Features)[0], 0,
            x => DensityRatioOracle.LogRatio(x, numerator, denominator, 0.3));
    }

    private static (double[][] Numerator, double[][] Denominator) Points(int above, int below) =>
        (RandomPoints.Normal(1, above, Features), RandomPoints.Normal(2, below, Features, deviation: 1.5, center: 0.5));

    private static double[][] Inputs(double[][] points) =>
        [.. RandomPoints.Normal(3, 6, Features), points[0], .. RandomPoints.Normal(4, 2, Features, deviation: 30)];

    private static LogRatio Load(double[][] numerator, double[][] denominator, double gamma) => LogRatio.Neuralize(
        new DensityRatioParameters(Features, RandomPoints.Flat(numerator), RandomPoints.Flat(denominator), gamma));
}
