using System.Text.Json;
using ExplainGen.TestKit.Goldens;
using ExplainGen.TestKit.Oracle.Neon;

namespace ExplainGen.Conformance.Tests.Neon.Oracle;

/// <summary>Neuralized k-means is the model, and its relevance conserves and knows no origin.</summary>
public sealed class KMeansTests
{
    [Fact]
    public void Network_is_the_model_and_positive_for_the_nearest_alone() => Each((x, centroids, beta, _) =>
    {
        NeonResult got = KMeans.Explain(x, centroids, beta, 0);
        double[] distances = [.. centroids.Select(mu => NeonCases.Squared(x, mu))];
        int nearest = Array.IndexOf(distances, distances.Min());
        for (int c = 0; c < centroids.Length; c++)
        {
            NeonCases.AssertClose(KMeans.Margin(x, centroids, c), got.Scores[c], distances.Max());
            Assert.Equal(c == nearest, got.Scores[c] > 0);
            double[] differences = [.. distances.Where((_, k) => k != c).Select(d2 => d2 - distances[c])];
            NeonCases.AssertClose(differences, KMeans.Units(x, centroids, c));
        }
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_cluster_conserves(bool soft) => Each((x, centroids, beta, _) =>
    {
        for (int c = 0; c < centroids.Length; c++)
        {
            NeonResult got = KMeans.Explain(x, centroids, beta, c, soft);
            NeonCases.AssertLinearInSeed(seed => KMeans.Explain(x, centroids, beta, c, soft, seed));
            if (got.Seed <= 0)
                continue;
            NeonCases.AssertClose(got.Seed, got.Sum, 1e-3);
            NeonCases.AssertClose(got.Seed, got.UnitRelevance.Sum(), 1e-3);
            Assert.Equal(0, got.Bias, 1e-12 * Math.Max(1, got.Seed));
        }
    });

    /// <summary>The pooling's shares: <c>R_k = softmin(beta h)_k f</c>.</summary>
    [Fact]
    public void Competitors_share_the_score_by_their_nearness() => Each((x, centroids, beta, _) =>
    {
        int winner = Winner(x, centroids);
        NeonResult got = KMeans.Explain(x, centroids, beta, winner);
        double[] e = [.. centroids.Select((mu, k) => k == winner ? 0 : Math.Exp(-beta * NeonCases.Squared(x, mu)))];
        NeonCases.AssertClose([.. e.Select(ek => ek / e.Sum() * got.Seed)], got.UnitRelevance);
    });

    /// <summary>Beta to infinity: the nearest competitor alone. Beta to 0: all alike.</summary>
    [Fact]
    public void Stiffness_has_its_limits() => Each((x, centroids, _, _) =>
    {
        int winner = Winner(x, centroids);
        int[] others = [.. Enumerable.Range(0, centroids.Length).Where(k => k != winner)];
        int second = others.MinBy(k => NeonCases.Squared(x, centroids[k]));
        foreach (double beta in (double[])[1e12, double.PositiveInfinity])
        {
            NeonResult hard = KMeans.Explain(x, centroids, beta, winner);
            NeonCases.AssertClose(Pair(x, centroids[winner], centroids[second]), hard.Relevance);
        }

        NeonResult even = KMeans.Explain(x, centroids, 1e-14, winner);
        NeonCases.AssertClose(
            [.. centroids.Select((_, k) => k == winner ? 0 : even.Seed / others.Length)], even.UnitRelevance);
    });

    [Fact]
    public void Two_clusters_need_no_stiffness() => Each((x, centroids, _, _) =>
    {
        double[][] two = centroids[..2];
        for (int c = 0; c < 2; c++)
        {
            foreach (double beta in (double[])[1e-6, 1, 1e6])
                NeonCases.AssertClose(Pair(x, two[c], two[1 - c]), KMeans.Explain(x, two, beta, c).Relevance);
        }
    });

    /// <summary>On the midpoint of two centroids the pair's units have nothing to share by, feature by feature.</summary>
    [Fact]
    public void Midpoint_has_no_relevance() => Each((_, centroids, beta, _) =>
    {
        double[] midpoint = [.. centroids[0].Zip(centroids[1], (u, v) => (u + v) / 2)];
        NeonResult got = KMeans.Explain(midpoint, centroids[..2], beta, 0);
        Assert.All(got.Relevance, r => Assert.Equal(0, r, 1e-12));
    });

    [Fact]
    public void Moving_all_changes_nothing() => Each((x, centroids, beta, random) =>
    {
        double[] by = random.Vector(x.Length, 10);
        double[][] moved = [.. centroids.Select(mu => mu.Moved(by))];
        for (int c = 0; c < centroids.Length; c++)
        {
            NeonResult here = KMeans.Explain(x, centroids, beta, c);
            NeonResult there = KMeans.Explain(x.Moved(by), moved, beta, c);
            NeonCases.AssertClose(here.Seed, there.Seed, 1);
            double scale = here.Relevance.Max(Math.Abs);
            for (int i = 0; i < x.Length; i++)
                NeonCases.AssertClose(here.Relevance[i], there.Relevance[i], Math.Max(1, scale));
        }
    });

    [Fact]
    public void Soft_score_is_the_log_odds_of_soft_membership() => Each((x, centroids, beta, _) =>
    {
        double[] e = [.. centroids.Select(mu => Math.Exp(-beta * NeonCases.Squared(x, mu)))];
        NeonResult got = KMeans.Explain(x, centroids, beta, 0, soft: true);
        for (int c = 0; c < centroids.Length; c++)
            NeonCases.AssertClose(Math.Log(e[c] / e.Where((_, k) => k != c).Sum()) / beta, got.Scores[c], 1 / beta);
    });

    [Fact]
    public void Duplicates_do_not_compete_and_ties_have_no_relevance()
    {
        double[] x = [0.5, 1];
        NeonResult plain = KMeans.Explain(x, [[0, 0], [3, 0], [0, 4]], 0.1, 0);
        NeonResult doubled = KMeans.Explain(x, [[0, 0], [3, 0], [0, 4], [0, 0]], 0.1, 0);
        Assert.Equal(plain.Scores[0], doubled.Scores[0]);
        Assert.Equal(plain.Relevance, doubled.Relevance);
        Assert.Equal(0, doubled.UnitRelevance[3]);
        Assert.Equal([0, 0], KMeans.Explain(x, [[1, 1], [1, 1]], 0.1, 0).Relevance);

        Assert.Equal([0, 0], KMeans.Explain([0, 2], [[0, 0], [2, 2]], 0.1, 0).Relevance);
        NeonResult tie = KMeans.Explain([0, 2], [[0, 0], [2, 2]], 0.1, 0, seed: 3);
        Assert.Equal([0, 0], tie.Relevance);
        Assert.Equal(3, tie.Dropped);
        Assert.Throws<ArgumentException>(() => KMeans.Explain(x, [[1, 1]], 0.1, 0));
    }

    /// <summary>Shares over clusters instead of features, from <c>(x - w / 4) h</c>, as one published package has it.</summary>
    [Fact]
    public void Shares_over_clusters_do_not_conserve()
    {
        (JsonElement inputs, _) = ClosedFormGoldens.Entry("G3_kmeans");
        double[] Doubles(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetDouble())];
        double[][] golden = [.. inputs.GetProperty("centroids").EnumerateArray().Select(Doubles)];
        Assert.Equal(5.970, SharedOverClusters(Doubles(inputs.GetProperty("x")), golden, 0.1, 0).Sum(), 5e-4);

        int conserving = 0;
        Each((x, centroids, beta, _) =>
        {
            int winner = Winner(x, centroids);
            double f = KMeans.Margin(x, centroids, winner);
            if (Math.Abs(SharedOverClusters(x, centroids, beta, winner).Sum() - f) <= 1e-3 * f)
                conserving++;
        });
        Assert.InRange(conserving, 0, 20);
    }

    private static double[] SharedOverClusters(double[] x, double[][] centroids, double beta, int cluster)
    {
        double[][] others = [.. centroids.Where((_, k) => k != cluster)];
        double[] h = KMeans.Units(x, centroids, cluster);
        double[] q = Pooling.SoftMinWeights(h, beta);
        return [.. x.Select((xi, i) =>
        {
            double[] z = [.. others.Select((mu, k) => (xi - 2 * (centroids[cluster][i] - mu[i]) / 4) * h[k])];
            return z.Select((zk, k) => zk / z.Sum() * q[k] * h.Min()).Sum();
        })];
    }

    private static double[] Pair(double[] x, double[] own, double[] other) =>
        [.. x.Select((xi, i) => 2 * (own[i] - other[i]) * (xi - (own[i] + other[i]) / 2))];

    private static int Winner(double[] x, double[][] centroids) =>
        Enumerable.Range(0, centroids.Length).MinBy(c => NeonCases.Squared(x, centroids[c]));

    // Three clusters or more: two have no beta.
    private static void Each(Action<double[], double[][], double, Random> check) => NeonCases.Each(random =>
    {
        int features = random.Features();
        check(random.Vector(features, 3), random.Rows(random.Next(3, 7), features), random.Gamma(), random);
    });
}
