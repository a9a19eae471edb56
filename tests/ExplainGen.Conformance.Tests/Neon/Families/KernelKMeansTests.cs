using ExplainGen.Neon;
using KernelKMeansOracle = ExplainGen.TestKit.Oracle.Neon.KernelKMeans;

namespace ExplainGen.Conformance.Tests.Neon.Families;

/// <summary>Generated kernel k-means against the oracle, cluster by cluster.</summary>
public sealed class KernelKMeansTests
{
    private const int Features = 6, Count = 4;

    [Theory]
    [InlineData(0.02, 0.1)]
    [InlineData(0.4, 0.1)]
    [InlineData(0.4, 0)]
    [InlineData(5, 10)]
    public void Agrees_with_the_oracle_for_every_cluster(double gamma, double beta)
    {
        (double[][] points, int[] labels) = Data();
        KernelClusters model = Load(points, labels, gamma, beta);
        foreach (double[] x in Inputs(points))
        {
            for (int c = 0; c < Count; c++)
            {
                HeadComparison.AssertAgrees(
                    KernelKMeansOracle.Explain(x, points, labels, gamma, beta, c), model.Explain(RandomPoints.Floats(x), Target.Class(c)));
            }
        }
    }

    [Theory]
    [InlineData(1e-6, 1)]
    [InlineData(1e6, 1)]
    [InlineData(1, 1e-6)]
    [InlineData(1, 1e6)]
    public void Extreme_scales_stay_finite_and_right(double gamma, double beta)
    {
        (double[][] points, int[] labels) = Data();
        points = [.. points, points[2]];
        labels = [.. labels, labels[2]];
        KernelClusters model = Load(points, labels, gamma, beta);
        foreach (double[] x in new[] { points[2], points[7], new double[Features], [.. Enumerable.Repeat(1e6, Features)] })
        {
            int cluster = model.Assign(RandomPoints.Floats(x));
            HeadComparison.AssertAgrees(
                KernelKMeansOracle.Explain(x, points, labels, gamma, beta, cluster), model.Explain(RandomPoints.Floats(x)));
        }
    }

    [Fact]
    public void The_cluster_with_the_positive_score_is_that_of_the_smallest_distance()
    {
        (double[][] points, int[] labels) = Data();
        KernelClusters model = Load(points, labels, 0.3, 0.1);
        foreach (double[] x in RandomPoints.Normal(3, 40, Features, deviation: 1.5))
        {
            float[] scores = model.Predict(RandomPoints.Floats(x)).ToArray();
            int winner = model.Assign(RandomPoints.Floats(x));
            Assert.Equal([winner], Enumerable.Range(0, Count).Where(c => scores[c] > 0));
            Assert.True(KernelKMeansOracle.Margin(x, points, labels, 0.3, winner) > 0);
        }
    }

    /// <summary>With one member each it is k-means.</summary>
    [Fact]
    public void Clusters_of_one_point_conserve()
    {
        double[][] points = RandomPoints.Normal(1, 2, Features);
        TwoKernelClusters model = TwoKernelClusters.Neuralize(
            new KernelKMeansParameters(Features, 2, RandomPoints.Flat(points), [1, 0], gamma: 3, beta: 1));
        double[] x = RandomPoints.Normal(2, 1, Features)[0];

        Explanation why = model.Explain(RandomPoints.Floats(x), Target.Class(0));

        HeadComparison.AssertAgrees(TestKit.Oracle.Neon.KMeans.Explain(x, [points[1], points[0]], 1, 0), why);
        Assert.Equal(0, why.Ledger.Bias, 1e-5);
    }

    [Fact]
    public void On_the_border_of_two_clusters_nothing_is_shared_and_nothing_lost()
    {
        TwoKernelClusters model = TwoKernelClusters.Neuralize(new KernelKMeansParameters(
            Features, 2, [-1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0], [0, 1], gamma: 1, beta: 1));
        Explanation one = model.Explain([0, 3, 0, 0, 0, 0], Target.Class(0).With(Seed.One));

        Assert.Equal(0, one.Logits.Span[0]);
        Assert.All(one.Relevance.ToArray(), r => Assert.Equal(0, r));
        Assert.Equal(1, one.Ledger.Dropped);
    }

    [Fact]
    public void A_contrast_is_the_difference_of_two_explanations()
    {
        (double[][] points, int[] labels) = Data();
        KernelClusters model = Load(points, labels, 0.3, 0.1);
        float[] x = RandomPoints.Floats(RandomPoints.Normal(2, 1, Features)[0]);
        Explanation both = model.Explain(x, Target.Contrast(1, 3));
        Explanation first = model.Explain(x, Target.Class(1)), second = model.Explain(x, Target.Class(3));
        float scale = first.Relevance.ToArray().Concat(second.Relevance.ToArray()).Max(Math.Abs);

        for (int i = 0; i < Features; i++)
            Assert.Equal(first.Relevance.Span[i] - second.Relevance.Span[i], both.Relevance.Span[i], 1e-5f * scale);
        Assert.Equal(first.Ledger.Bias - second.Ledger.Bias, both.Ledger.Bias, 1e-5 * scale);
    }

    [Fact]
    public void Is_equivalent_to_the_original()
    {
        (double[][] points, int[] labels) = Data();
        EquivalenceCertificate certificate =
            Load(points, labels, 0.3, 0.1).Certify(RandomPoints.Floats(RandomPoints.Flat(Inputs(points))));

        Assert.True(double.IsFinite(certificate.LargestDifference));
        Assert.InRange(certificate.LargestRelativeDifference, 0, 1e-5);
    }

    [Fact]
    public void The_gradient_is_that_of_the_score()
    {
        (double[][] points, int[] labels) = Data();
        for (int c = 0; c < Count; c++)
        {
            int target = c;
            HeadGradient.AssertIsThatOf(
                Load(points, labels, 0.3, 0.1), KernelClusters.Metadata, RandomPoints.Normal(11, 1, Features)[0], target,
                x => KernelKMeansOracle.Margin(x, points, labels, 0.3, target));
        }
    }

    [Fact]
    public void A_cluster_without_points_is_refused_by_name()
    {
        double[][] points = RandomPoints.Normal(1, 5, Features);
        string Error(params double[] labels) => Assert.Throws<Weights.WeightsException>(() =>
            KernelClusters.Load(Dynamic.WeightFiles.InMemory(
        [
            HeadTensors.Matrix("kernelKMeans1.points", points),
            HeadTensors.Vector("kernelKMeans1.labels", labels),
            HeadTensors.Vector("kernelKMeans1.gamma", 1),
            HeadTensors.Vector("kernelKMeans1.beta", 1),
        ]))).Message;

        Assert.Contains(
            "'kernelKMeans1.labels' gives cluster 2 no point; expected at least 1", Error(0, 1, 3, 3, 1), StringComparison.Ordinal);
        Assert.Contains("'kernelKMeans1.labels' is 4 at element 2", Error(0, 1, 4, 3, 2), StringComparison.Ordinal);
    }

    private static (double[][] Points, int[] Labels) Data() =>
    (
        [.. Enumerable.Range(0, Count).SelectMany(c => RandomPoints.Normal(20 + c, 3 + c, Features, center: c - 1.5))],
        [.. Enumerable.Range(0, Count).SelectMany(c => Enumerable.Repeat((c + 1) % Count, 3 + c))]
    );

    private static double[][] Inputs(double[][] points) =>
        [.. RandomPoints.Normal(3, 8, Features, deviation: 1.5), points[0], .. RandomPoints.Normal(4, 3, Features, deviation: 50)];

    private static KernelClusters Load(double[][] points, int[] labels, double gamma, double beta) =>
        KernelClusters.Neuralize(new KernelKMeansParameters(Features, Count, RandomPoints.Flat(points), labels, gamma, beta));
}
