using ExplainGen.Neon;
using KMeansOracle = ExplainGen.TestKit.Oracle.Neon.KMeans;

namespace ExplainGen.Conformance.Tests.Neon.Families;

/// <summary>Generated k-means against the oracle, cluster by cluster, and what is proven of its scores.</summary>
public sealed class KMeansTests
{
    private const int Features = 7, Count = 5;

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.1)]
    [InlineData(10)]
    public void Agrees_with_the_oracle_for_every_cluster(double beta)
    {
        double[][] centroids = RandomPoints.Normal(1, Count, Features, deviation: 2);
        Clusters hard = Clusters.Neuralize(new KMeansParameters(Features, RandomPoints.Flat(centroids), beta));
        SoftClusters soft = SoftClusters.Neuralize(new KMeansParameters(Features, RandomPoints.Flat(centroids), beta));
        foreach (double[] x in Inputs())
        {
            for (int c = 0; c < Count; c++)
            {
                HeadComparison.AssertAgrees(KMeansOracle.Explain(x, centroids, beta, c), hard.Explain(RandomPoints.Floats(x), Target.Class(c)));
                HeadComparison.AssertAgrees(
                    KMeansOracle.Explain(x, centroids, beta, c, soft: true), soft.Explain(RandomPoints.Floats(x), Target.Class(c)));
            }
        }
    }

    [Fact]
    public void Is_equivalent_to_the_original()
    {
        double[] centroids = RandomPoints.Flat(RandomPoints.Normal(1, Count, Features, deviation: 2));
        float[] inputs = [.. Inputs().SelectMany(RandomPoints.Floats)];

        EquivalenceCertificate hard = Clusters.Neuralize(new KMeansParameters(Features, centroids, 0.2)).Certify(inputs);
        EquivalenceCertificate soft = SoftClusters.Neuralize(new KMeansParameters(Features, centroids, 0.2)).Certify(inputs);

        Assert.InRange(hard.LargestRelativeDifference, 0, 1e-5);
        Assert.InRange(soft.LargestRelativeDifference, 0, 1e-5);
        Assert.InRange(hard.LargestUnattributed, 0, 1e-5);
    }

    [Fact]
    public void The_cluster_with_the_positive_score_is_the_nearest_one()
    {
        double[][] centroids = RandomPoints.Normal(1, Count, Features, deviation: 2);
        Clusters model = Clusters.Neuralize(new KMeansParameters(Features, RandomPoints.Flat(centroids), 0.1));
        foreach (double[] x in Inputs())
        {
            float[] scores = model.Predict(RandomPoints.Floats(x)).ToArray();
            int winner = model.Assign(RandomPoints.Floats(x));
            Assert.Equal([winner], Enumerable.Range(0, Count).Where(c => scores[c] > 0));
            Assert.Equal(Enumerable.Range(0, Count).MinBy(c => x.Zip(centroids[c], (a, b) => (a - b) * (a - b)).Sum()), winner);
        }
    }

    [Fact]
    public void A_contrast_is_the_difference_of_two_explanations()
    {
        Clusters model = Clusters.Neuralize(new KMeansParameters(Features, RandomPoints.Flat(RandomPoints.Normal(1, Count, Features)), 0.1));
        float[] x = RandomPoints.Floats(RandomPoints.Normal(2, 1, Features)[0]);

        float[] both = model.Explain(x, Target.Contrast(1, 3)).Relevance.ToArray();
        float[] first = model.Explain(x, Target.Class(1)).Relevance.ToArray(), second = model.Explain(x, Target.Class(3)).Relevance.ToArray();

        for (int i = 0; i < Features; i++)
            Assert.Equal(first[i] - second[i], both[i], 1e-4f);
    }

    [Fact]
    public void With_two_clusters_the_stiffness_does_not_matter()
    {
        double[][] centroids = RandomPoints.Normal(1, 2, Features);
        float[] x = RandomPoints.Floats(RandomPoints.Normal(2, 1, Features)[0]);
        float[] Explain(double beta) =>
            TwoClusters.Neuralize(new KMeansParameters(Features, RandomPoints.Flat(centroids), beta)).Explain(x).Relevance.ToArray();

        Assert.Equal(Explain(1e-6), Explain(1e6));
    }

    [Fact]
    public void On_the_border_of_two_clusters_nothing_is_shared_and_nothing_lost()
    {
        double[] left = [-1, 0, 0, 0, 0, 0, 0], right = [1, 0, 0, 0, 0, 0, 0];
        TwoClusters model = TwoClusters.Neuralize(new KMeansParameters(Features, [.. left, .. right], 1));
        float[] x = [0, 3, 0, 0, 0, 0, 0];

        Explanation why = model.Explain(x, Target.Class(0)), one = model.Explain(x, Target.Class(0).With(Seed.One));

        Assert.Equal(0, why.Logits.Span[0]);
        Assert.All(why.Relevance.ToArray().Concat(one.Relevance.ToArray()), r => Assert.Equal(0, r));
        Assert.Equal(0, why.Ledger.Dropped);
        Assert.Equal(1, one.Ledger.Dropped);
    }

    [Fact]
    public void Extreme_inputs_stay_finite_and_right()
    {
        double[][] centroids = RandomPoints.Normal(1, Count, Features);
        foreach (double beta in new[] { 1e-6, 1e6 })
        {
            Clusters model = Clusters.Neuralize(new KMeansParameters(Features, RandomPoints.Flat(centroids), beta));
            foreach (double[] x in new[] { centroids[2], [.. Enumerable.Repeat(1e6, Features)], new double[Features] })
                HeadComparison.AssertAgrees(
                    KMeansOracle.Explain(x, centroids, beta, model.Assign(RandomPoints.Floats(x))), model.Explain(RandomPoints.Floats(x)));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_gradient_is_that_of_the_score(bool soft)
    {
        double[][] centroids = RandomPoints.Normal(1, Count, Features);
        var parameters = new KMeansParameters(Features, RandomPoints.Flat(centroids), 0.1);
        INeuralizedModel model = soft ? SoftClusters.Neuralize(parameters) : Clusters.Neuralize(parameters);
        for (int c = 0; c < Count; c++)
        {
            int cluster = c;
            HeadGradient.AssertIsThatOf(
                model, soft ? SoftClusters.Metadata : Clusters.Metadata, RandomPoints.Normal(11, 1, Features)[0], cluster,
                x => KMeansOracle.Explain(x, centroids, 0.1, cluster, soft).Scores[cluster]);
        }
    }

    [Fact]
    public void Centroids_at_one_place_are_refused()
    {
        double[][] centroids = RandomPoints.Normal(1, Count, Features);
        centroids[4] = centroids[1];
        var exception = Assert.Throws<Weights.WeightsException>(
            () => Clusters.Neuralize(new KMeansParameters(Features, RandomPoints.Flat(centroids), 1)));
        Assert.Contains("has the same point in rows 1 and 4", exception.Message, StringComparison.Ordinal);
    }

    private static double[][] Inputs() =>
        [.. RandomPoints.Normal(3, 12, Features, deviation: 2), .. RandomPoints.Normal(4, 3, Features, deviation: 50)];
}
