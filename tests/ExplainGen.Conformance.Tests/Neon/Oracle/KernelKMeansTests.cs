using ExplainGen.TestKit.Oracle.Neon;

namespace ExplainGen.Conformance.Tests.Neon.Oracle;

/// <summary>Neuralized kernel k-means is the model, by four layers and by differences of soft-min distances.</summary>
public sealed class KernelKMeansTests
{
    [Fact]
    public void Four_layers_are_the_difference_of_soft_distances() => Each((x, points, labels, gamma, beta, clusters, _) =>
    {
        NeonResult got = KernelKMeans.Explain(x, points, labels, gamma, beta, 0);
        for (int c = 0; c < clusters; c++)
        {
            NeonCases.AssertClose(KernelKMeans.Margin(x, points, labels, gamma, c), got.Scores[c], 10);
            NeonCases.AssertClose(KernelKMeans.LayerByLayer(x, points, labels, gamma, c), got.Scores[c], 10);
        }
    });

    [Fact]
    public void Every_cluster_conserves() => Each((x, points, labels, gamma, beta, clusters, _) =>
    {
        for (int c = 0; c < clusters; c++)
        {
            NeonCases.AssertLinearInSeed(seed => KernelKMeans.Explain(x, points, labels, gamma, beta, c, seed));
            NeonResult got = KernelKMeans.Explain(x, points, labels, gamma, beta, c);
            if (got.Seed > 0)
                NeonCases.AssertClose(got.Seed, got.UnitRelevance.Sum());
        }
    });

    [Fact]
    public void Clusters_of_one_point_are_k_means() => Each((x, points, _, gamma, beta, _, _) =>
    {
        double[][] centroids = points[..4];
        for (int c = 0; c < 4; c++)
        {
            NeonResult kernel = KernelKMeans.Explain(x, centroids, [0, 1, 2, 3], gamma, beta, c);
            NeonResult plain = KMeans.Explain(x, centroids, beta, c);
            NeonCases.AssertClose(plain.Scores, kernel.Scores);
            NeonCases.AssertClose(plain.Relevance, kernel.Relevance);
            NeonCases.AssertClose(plain.UnitRelevance, kernel.UnitRelevance);
        }
    });

    [Fact]
    public void Bias_is_the_entropies_of_two_clusters() => Each((x, points, labels, gamma, beta, _, _) =>
    {
        int[] halves = [.. labels.Select(label => Math.Min(label, 1))];
        double Divergence(int c)
        {
            double[] squared = [.. points.Where((_, n) => halves[n] == c).Select(u => NeonCases.Squared(x, u))];
            return Pooling.SoftMinWeights(squared, gamma).Sum(p => p == 0 ? 0 : p * Math.Log(p * squared.Length)) / gamma;
        }

        NeonCases.AssertClose(
            Divergence(1) - Divergence(0), KernelKMeans.Explain(x, points, halves, gamma, beta, 0).Bias, 1 / gamma);
    });

    [Fact]
    public void Extremes_are_finite_and_conserve() => Each((x, points, labels, _, beta, clusters, _) =>
    {
        foreach (double gamma in (double[])[1e-6, 1, 1e6])
        {
            foreach (double[] point in (double[][])[x, points[0], [.. x.Select(xi => 1e6 * xi)]])
                NeonCases.AssertConserves(KernelKMeans.Explain(point, points, labels, gamma, beta, clusters - 1));
        }
    });

    private static void Each(Action<double[], double[][], int[], double, double, int, Random> check) => NeonCases.Each(random =>
    {
        int features = random.Features();
        int count = random.Next(4, 12);
        int clusters = random.Next(2, 5);
        check(
            random.Vector(features), random.Rows(count, features), random.Labels(count, clusters), random.Gamma(), random.Gamma(),
            clusters, random);
    });
}
