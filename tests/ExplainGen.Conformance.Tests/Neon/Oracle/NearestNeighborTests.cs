using ExplainGen.TestKit.Oracle.Neon;

namespace ExplainGen.Conformance.Tests.Neon.Oracle;

/// <summary>Neuralized nearest neighbors vote as the model does; their relevance conserves.</summary>
public sealed class NearestNeighborTests
{
    [Fact]
    public void Positive_exactly_for_the_majority() => Each((x, points, labels, classes, neighbors) =>
    {
        int[] votes = NearestNeighbors.Votes(x, points, labels, classes, neighbors);
        NeonResult got = NearestNeighbors.Classifier(x, points, labels, classes, neighbors, 0);
        Assert.Equal(classes, got.Scores.Length);
        for (int c = 0; c < classes; c++)
            Assert.Equal(2 * votes[c] > neighbors, got.Scores[c] > 0);
        if (classes == 2)
            Assert.Equal(got.Scores[0], -got.Scores[1]);
    });

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.8, 0)]
    [InlineData(1, 0)]
    [InlineData(0.8, 1)]
    [InlineData(1, 2)]
    public void Every_rule_conserves(double eta, int window) => Each((x, points, labels, classes, neighbors) =>
    {
        for (int c = 0; c < classes; c++)
        {
            NeonCases.AssertLinearInSeed(
                seed => NearestNeighbors.Classifier(x, points, labels, classes, neighbors, c, eta, window, seed));
            NeonResult got = NearestNeighbors.Classifier(x, points, labels, classes, neighbors, c, eta, window);
            NeonCases.AssertClose(got.Sum, got.UnitRelevance.Sum(), got.UnitRelevance.Sum(Math.Abs));
            if (eta == 1)
                NeonCases.AssertClose(got.Seed, got.Sum, 100);
        }
    });

    /// <summary>One neighbor: the linear unit between the nearest points of both sides.</summary>
    [Fact]
    public void One_neighbor_is_the_pair_of_nearest_points() => Each((x, points, labels, classes, _) =>
    {
        double[] Nearest(bool own) => points.Where((_, n) => (labels[n] == 0) == own).MinBy(u => NeonCases.Squared(x, u))!;
        double[] u = Nearest(true), v = Nearest(false);
        NeonCases.AssertClose(
            [.. x.Select((xi, i) => 2 * (u[i] - v[i]) * (xi - (u[i] + v[i]) / 2))],
            NearestNeighbors.Classifier(x, points, labels, classes, 1, 0, eta: 1).Relevance, 1e-8);
        NeonCases.AssertClose(
            [.. x.Select((xi, i) => 2 * xi * (u[i] - v[i]))],
            NearestNeighbors.Classifier(x, points, labels, classes, 1, 0, eta: 0).Relevance, 1e-8);
    });

    /// <summary>A window of n ranks on either side is the mean of their differences.</summary>
    [Fact]
    public void Window_averages_over_ranks()
    {
        NeonResult got = NearestNeighbors.Classifier([0], [[1], [2], [3], [-4], [-5], [-6]], [0, 0, 0, 1, 1, 1], 2, 3, 0, 1, 1);
        Assert.Equal((16 + 25 + 36 - 1 - 4 - 9) / 3.0, got.Seed, 1e-12);
        Assert.Equal([-1 / 3.0, -4 / 3.0, -3, 16 / 3.0, 25 / 3.0, 12], got.UnitRelevance.Select(r => Math.Round(r, 12)), (a, b) =>
            Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void Outlier_scores_are_squared_distances() => Each((x, points, _, _, neighbors) =>
    {
        double[] sorted = [.. points.Select(u => NeonCases.Squared(x, u)).Order()];
        double[][] nearest = [.. points.OrderBy(u => NeonCases.Squared(x, u)).Take(neighbors)];
        NeonResult mean = NearestNeighbors.OutlierByMean(x, points, neighbors);
        NeonResult kth = NearestNeighbors.OutlierByKth(x, points, neighbors);
        NeonCases.AssertClose(sorted.Take(neighbors).Average(), mean.Seed);
        NeonCases.AssertClose(sorted[neighbors - 1], kth.Seed);
        NeonCases.AssertClose([.. x.Select((xi, i) => nearest.Average(u => Math.Pow(xi - u[i], 2)))], mean.Relevance);
        NeonCases.AssertClose([.. x.Select((xi, i) => Math.Pow(xi - nearest[^1][i], 2))], kth.Relevance);
        NeonCases.AssertLinearInSeed(seed => NearestNeighbors.OutlierByMean(x, points, neighbors, seed));
        NeonCases.AssertLinearInSeed(seed => NearestNeighbors.OutlierByKth(x, points, neighbors, seed));
    });

    [Fact]
    public void What_cannot_vote_is_refused()
    {
        Assert.Throws<ArgumentException>(() => NearestNeighbors.Classifier([0], [[1], [2]], [0, 1], 2, 2, 0));
        Assert.Throws<ArgumentException>(() => NearestNeighbors.Classifier([0], [[1], [2]], [0, 1], 2, 3, 0));
    }

    // Four points of each class at least, so that up to seven neighbors can vote.
    private static void Each(Action<double[], double[][], int[], int, int> check) => NeonCases.Each(random =>
    {
        int features = random.Features();
        int classes = random.Next(2, 4);
        int count = 4 * classes + random.Next(6);
        int[] labels = [.. Enumerable.Range(0, count).Select(n => n < 4 * classes ? n % classes : random.Next(classes))];
        check(random.Vector(features), random.Rows(count, features), labels, classes, 2 * random.Next(4) + 1);
    });
}
