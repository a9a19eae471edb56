using System.Text.Json;
using ExplainGen.Neon;

namespace ExplainGen.Tests.Neon;

/// <summary>k-means against scikit-learn from the same first centroids, and what must hold of any result.</summary>
public sealed class KMeansFitTests
{
    public static TheoryData<string> Cases =>
        [.. Fixture.Json("kmeans.json").GetProperty("cases").EnumerateArray().Select(one => one.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void FromTheSameCentroidsScikitLearnFindsTheSame(string name)
    {
        JsonElement expected = Fixture.Case("kmeans.json", name);
        (int features, double[] points) = expected.Data();
        var options = new KMeansOptions
        {
            Tolerance = expected.Double("tolerance"),
            MaxIterations = (int)expected.Double("maxIterations"),
        };
        KMeansFit fit = KMeansFit.RunFrom(features, points, expected.Doubles("initial"), options);

        Assert.Equal(expected.Integers("labels"), fit.Labels);
        double[] centroids = expected.Doubles("centroids");
        Assert.Equal(centroids.Length, fit.Centroids.Length);
        for (int i = 0; i < centroids.Length; i++)
            Assert.Equal(centroids[i], fit.Centroids[i], 1e-9);
        Assert.Equal(1, fit.Inertia / expected.Double("inertia"), 1e-9);
        Assert.Equal((int)expected.Double("iterations"), fit.Iterations);
        Assert.Equal(name != "three passes", fit.Converged);
    }

    [Theory]
    [InlineData(0, 1ul)]
    [InlineData(0, 99ul)]
    [InlineData(1, 1ul)]
    [InlineData(1, 99ul)]
    public void SeparatedBlobsAreFound(int index, ulong seed)
    {
        JsonElement expected = Fixture.Json("kmeans.json").GetProperty("best")[index];
        (int features, double[] points) = expected.Data();
        KMeansFit fit = KMeansFit.Run(
            features, points, (int)expected.Double("clusters"), new KMeansOptions { Seed = seed, Restarts = 20, Tolerance = 0 });
        Assert.Equal(1, fit.Inertia / expected.Double("inertia"), 1e-9);
        Assert.True(fit.Converged);
    }

    // The bits themselves, so that another platform, or another width of vectors, that finds others fails here.
    [Fact]
    public void ASeedGivesTheSameBitsEverywhere()
    {
        double[] points = Fixture.Blobs(8, 300, [[0, 0, 0, 0, 0, 0, 0], [0.5, 0, 1, 0, 0, 1, 0]], 2);
        KMeansFit fit = KMeansFit.Run(7, points, 5, new KMeansOptions { Seed = 5, Restarts = 3 });
        ulong hash = 14695981039346656037;
        foreach (double value in fit.Centroids)
            hash = unchecked((hash ^ BitConverter.DoubleToUInt64Bits(value)) * 1099511628211);
        Assert.Equal(1196295193456185352ul, hash);
    }

    [Fact]
    public void AnotherSeedMayEndElsewhere()
    {
        double[] points = Fixture.Blobs(9, 200, [[0, 0]], 2);
        var inertias = Enumerable.Range(0, 10)
            .Select(seed => KMeansFit.Run(2, points, 8, new KMeansOptions { Seed = (ulong)seed, Restarts = 1 }).Inertia).ToHashSet();
        Assert.InRange(inertias.Count, 2, 10);
    }

    // More restarts begin as fewer do, so the best of them can only be better.
    [Fact]
    public void RestartsOnlyImprove()
    {
        double[] points = Fixture.Blobs(10, 200, [[0, 0]], 2);
        double[] inertias = [.. new[] { 1, 2, 5, 10, 20 }
            .Select(restarts => KMeansFit.Run(2, points, 8, new KMeansOptions { Restarts = restarts }).Inertia)];
        Assert.Equal(inertias.OrderDescending(), inertias);
        Assert.True(inertias[^1] < inertias[0]);
    }

    [Fact]
    public void LabelsCentroidsAndInertiaBelongTogether()
    {
        const int Features = 3, Clusters = 6;
        double[] points = Fixture.Blobs(11, 250, [[0, 0, 0], [2, 1, 0]], 2);
        KMeansFit fit = KMeansFit.Run(Features, points, Clusters, new KMeansOptions { Tolerance = 0 });
        double inertia = 0;
        for (int n = 0; n < fit.Labels.Length; n++)
        {
            double[] distances = [.. Enumerable.Range(0, Clusters).Select(c => Enumerable.Range(0, Features)
                .Sum(f => Math.Pow(points[(n * Features) + f] - fit.Centroids[(c * Features) + f], 2)))];
            Assert.Equal(distances.Min(), distances[fit.Labels[n]], 1e-12);
            inertia += distances.Min();
        }

        Assert.Equal(inertia, fit.Inertia, 1e-9);
        for (int c = 0; c < Clusters; c++)
        {
            int[] members = [.. Enumerable.Range(0, fit.Labels.Length).Where(n => fit.Labels[n] == c)];
            Assert.NotEmpty(members);
            for (int f = 0; f < Features; f++)
                Assert.Equal(members.Average(n => points[(n * Features) + f]), fit.Centroids[(c * Features) + f], 1e-12);
        }
    }

    [Fact]
    public void AsManyClustersAsDifferentPointsIsAPerfectFit()
    {
        double[] points = [0, 0, 1, 5, 5, 1, 9, 9, 9, 9, 0, 0];
        KMeansFit fit = KMeansFit.Run(2, points, 4);
        Assert.Equal(0, fit.Inertia);
        Assert.Equal(4, fit.Labels.Distinct().Count());
    }

    [Fact]
    public void TheHeadHasTheHeuristicStiffness()
    {
        double[] points = Fixture.Blobs(12, 60, [[0, 0], [5, 5]], 1);
        KMeansFit fit = KMeansFit.Run(2, points, 2);
        KMeansParameters parameters = fit.ToParameters(points);
        Assert.Same(fit.Centroids, parameters.Centroids);
        Assert.Equal(KMeansParameters.HeuristicBeta(2, fit.Centroids, points), parameters.Beta);
    }

    [Fact]
    public void BadArgumentsAreNamed()
    {
        Check("points", "has 2 different rows; expected at least 3", () => KMeansFit.Run(1, [1, 2, 1, 2, 1], 3));
        Check("points", "has 2 rows; expected at least 3", () => KMeansFit.Run(1, [1, 2], 3));
        Check("points", "has 2 rows; expected at least 3", () => KMeansFit.RunFrom(1, [1, 2], [1, 2, 3]));
        Check("points", "is NaN at entry 1", () => KMeansFit.Run(1, [1, double.NaN], 2));
        Check("clusters", "is 1; expected at least 2", () => KMeansFit.Run(1, [1, 2], 1));
        Check("centroids", "has 1 rows", () => KMeansFit.RunFrom(1, [1, 2], [1]));
        Check("features", "is 0; expected at least 1", () => KMeansFit.Run(0, [1, 2], 2));
        Check("options.Restarts", "is 0; expected at least 1", () => KMeansFit.Run(1, [1, 2], 2, new() { Restarts = 0 }));
        Check("options.MaxIterations", "is -1; expected at least 1", () => KMeansFit.Run(1, [1, 2], 2, new() { MaxIterations = -1 }));
        Check("options.Tolerance", "is NaN; expected", () => KMeansFit.Run(1, [1, 2], 2, new() { Tolerance = double.NaN }));
    }

    private static void Check(string argument, string message, Func<object> call)
    {
        var error = Assert.Throws<ArgumentException>(call);
        Assert.Equal(argument, error.ParamName);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
