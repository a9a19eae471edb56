using System.Text.Json;
using ExplainGen.Neon;

namespace ExplainGen.Tests.Neon;

/// <summary>The bandwidth of most leave-one-out likelihood: a scan with scikit-learn, closed forms, and how it moves.</summary>
public sealed class KdeFitTests
{
    public static TheoryData<string> Cases =>
        [.. Fixture.Json("kde.json").GetProperty("cases").EnumerateArray().Select(one => one.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void AScanFindsTheSameMaximum(string name)
    {
        JsonElement expected = Fixture.Case("kde.json", name);
        (int features, double[] points) = expected.Data();
        KdeFit fit = KdeFit.Run(features, points);
        Assert.True(fit.Converged);

        // About a maximum the likelihood is flat: the scan finds the place to the root of its own precision.
        Assert.Equal(1, fit.Bandwidth / expected.Double("bandwidth"), 1e-6);
        Assert.Equal(expected.Double("meanLogLikelihood"), fit.MeanLogLikelihood, 1e-10);
    }

    // Two points at distance d: the likelihood of one under the other is Gaussian, and its best variance a feature is d^2 / F.
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void TwoPointsHaveTheirDistanceAsBandwidth(int features)
    {
        double[] points = [.. new double[features], .. Enumerable.Repeat(3.0, features)];
        KdeFit fit = KdeFit.Run(features, points);
        Assert.Equal(3, fit.Bandwidth, 1e-12);
        double logDensity = -features * (0.5 + Math.Log(3 * Math.Sqrt(2 * Math.PI)));
        Assert.Equal(logDensity, fit.MeanLogLikelihood, 1e-12);
    }

    [Fact]
    public void TheBandwidthScalesWithTheData()
    {
        double[] points = Fixture.Blobs(41, 70, [[0, 0, 1]], 2);
        KdeFit one = KdeFit.Run(3, points);
        KdeFit ten = KdeFit.Run(3, Array.ConvertAll(points, value => (10 * value) + 500));
        Assert.Equal(10 * one.Bandwidth, ten.Bandwidth, 1e-6);
        Assert.Equal(one.MeanLogLikelihood - (3 * Math.Log(10)), ten.MeanLogLikelihood, 1e-9);
    }

    [Fact]
    public void EveryPassRaisesTheLikelihood()
    {
        double[] points = Fixture.Blobs(42, 60, [[0, 0], [8, 0]], 1);
        double[] likelihoods = [.. Enumerable.Range(1, 15)
            .Select(passes => KdeFit.Run(2, points, new KdeOptions { MaxIterations = passes }).MeanLogLikelihood)];
        Assert.Equal(likelihoods.Order(), likelihoods);
        Assert.True(likelihoods[^1] > likelihoods[0] + 0.1);
        Assert.False(KdeFit.Run(2, points, new KdeOptions { MaxIterations = 2 }).Converged);
    }

    // So many points that they are shared among threads.
    [Fact]
    public void TheSameBitsOnEveryRun()
    {
        double[] points = Fixture.Blobs(43, 600, [[0, 0]], 2);
        var few = new KdeOptions { MaxIterations = 2 };
        double expected = KdeFit.Run(2, points, few).Parameters.Gamma;
        for (int i = 0; i < 3; i++)
            Assert.Equal(expected, KdeFit.Run(2, points, few).Parameters.Gamma);
    }

    [Fact]
    public void OnePointWithoutACopyGivesAMaximum()
    {
        KdeFit fit = KdeFit.Run(1, [0, 0, 1, 1, 3]);
        Assert.True(fit.Converged);
        Assert.True(double.IsFinite(fit.MeanLogLikelihood));
    }

    [Fact]
    public void BadArgumentsAreNamed()
    {
        Check("points", "every point has a copy", () => KdeFit.Run(1, [1, 2, 1, 2]));
        Check("points", "every point has a copy", () => KdeFit.Run(1, [1, 1]));
        Check("points", "squared distances exceed", () => KdeFit.Run(1, [1e200, -1e200]));
        Check("points", "has 1 rows of 1 features; expected at least 2", () => KdeFit.Run(1, [1]));
        Check("points", "is NaN at entry 0", () => KdeFit.Run(1, [double.NaN, 1]));
        Check("options.Tolerance", "is 0; expected", () => KdeFit.Run(1, [1, 2], new() { Tolerance = 0 }));
        Check("options.MaxIterations", "is 0; expected", () => KdeFit.Run(1, [1, 2], new() { MaxIterations = 0 }));
    }

    private static void Check(string argument, string message, Func<object> call)
    {
        var error = Assert.Throws<ArgumentException>(call);
        Assert.Equal(argument, error.ParamName);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
