using System.Xml.Linq;
using Anomaly;
using ExplainGen.TestKit.Oracle.Neon;

namespace ExplainGen.Conformance.Tests.Samples;

/// <summary>
/// The sample's studies against the oracle and against figures of scikit-learn 1.2 on the same rows (OneClassSVM, KMeans with 200
/// beginnings, roc_auc_score, adjusted_rand_score).
/// </summary>
public sealed class AnomalyTests(AnomalyFixture studies) : IClassFixture<AnomalyFixture>
{
    private readonly OutlierStudy _outliers = studies.Outliers;
    private readonly ClusterStudy _clusters = studies.Clusters;

    [Fact]
    public void The_detector_is_that_of_scikit_learn()
    {
        Assert.True(_outliers.Fit.Converged);
        Assert.Equal((179, 390), (_outliers.Learned, _outliers.Samples.Count));
        Assert.Equal(0.022968656912732838, _outliers.Fit.Parameters.Gamma, 1e-12);
        Assert.Equal(2.300060160723619, _outliers.Threshold, 2e-3);
        Assert.Equal(0.9638541445834216, _outliers.AreaUnderCurve, 5e-4);
        Assert.Equal(127.60813758730896, _outliers.Samples[0].Why.Score, 0.05);
        Assert.Equal([462, 213, 123, 369], _outliers.Samples.Take(4).Select(sample => sample.Row));
        Assert.Equal((212, 178), (_outliers.Count("malignant").All, _outliers.Count("benign").All));
        Assert.InRange(_outliers.Count("malignant").Outside, 200, 202);
        Assert.InRange(_outliers.Count("benign").Outside, 37, 39);
    }

    [Fact]
    public void Every_sample_is_explained_as_the_oracle_explains_it()
    {
        int features = _outliers.Data.Features.Length;
        double[][] vectors = [.. _outliers.Fit.Parameters.SupportVectors.Chunk(features)];
        foreach (ScoredSample sample in _outliers.Samples)
        {
            NeonResult expected = OneClassSvm.Outlier(
                sample.Deviations, vectors, _outliers.Fit.Parameters.Coefficients, _outliers.Fit.Parameters.Gamma);
            AssertAgrees(expected.Seed, expected.Relevance, expected.Bias + expected.Dropped, sample.Why);
        }
    }

    [Fact]
    public void The_clusters_are_those_of_scikit_learn()
    {
        Assert.True(_clusters.Fit.Converged);
        Assert.Equal(1277.9284888446423, _clusters.Fit.Inertia, 1e-6);
        Assert.Equal(0.8974949815093207, Agreement.AdjustedRandIndex(_clusters.Counts), 1e-12);
        Assert.Equal([51, 62, 65], _clusters.Explained.Select(cluster => cluster.Members).Order());
    }

    [Fact]
    public void Every_cluster_is_explained_as_the_oracle_explains_its_members()
    {
        int features = _clusters.Data.Features.Length;
        double[][] centroids = [.. _clusters.Fit.Centroids.Chunk(features)];
        double[][] wines = [.. Deviations(_clusters.Data).Chunk(features)];
        for (int c = 0; c < centroids.Length; c++)
        {
            NeonResult[] members = [.. wines.Where(wine => KMeans.Margin(wine, centroids, c) > 0)
                .Select(wine => KMeans.Explain(wine, centroids, _clusters.Beta, c))];
            ExplainedCluster found = _clusters.Explained[c];
            Assert.Equal(members.Length, found.Members);
            double[] relevance = [.. Enumerable.Range(0, features).Select(f => members.Average(member => member.Relevance[f]))];
            AssertAgrees(members.Average(member => member.Seed), relevance, members.Average(member => member.Bias), found.Why);
        }
    }

    [Fact]
    public void The_contrast_is_the_difference_of_two_explanations()
    {
        ContrastedWine wine = _clusters.Wine;
        double[][] centroids = [.. _clusters.Fit.Centroids.Chunk(_clusters.Data.Features.Length)];
        NeonResult own = KMeans.Explain(wine.Deviations, centroids, _clusters.Beta, wine.Cluster);
        NeonResult other = KMeans.Explain(wine.Deviations, centroids, _clusters.Beta, wine.Competitor);

        Assert.NotEqual(ClusterStudy.Cultivar(_clusters.Counts, wine.Cluster), wine.Cultivar);
        Assert.Equal(own.Scores.OrderDescending().Take(2), new[] { own.Scores[wine.Cluster], own.Scores[wine.Competitor] });
        AssertAgrees(own.Seed - other.Seed, [.. own.Relevance.Zip(other.Relevance, (a, b) => a - b)], own.Bias - other.Bias, wine.Why);
    }

    [Fact]
    public void Networks_and_fitted_models_are_the_same()
    {
        Assert.Equal(390, _outliers.Certificate.Inputs);
        Assert.InRange(_outliers.Certificate.LargestRelativeDifference, 0, 1e-5);
        Assert.Equal(178, _clusters.Certificate.Inputs);
        Assert.InRange(_clusters.Certificate.LargestRelativeDifference, 0, 1e-5);
    }

    [Fact]
    public void The_page_shows_both_studies_by_charts()
    {
        string html = Page.Of(_outliers, _clusters).ToHtml();
        Assert.DoesNotContain("NaN", html);
        Assert.Contains("CC BY 4.0", html);
        const string end = "</figure>";
        XElement[] charts = [.. html.Split("<figure")[1..].Select(
            part => XElement.Parse("<figure" + part[..(part.IndexOf(end, StringComparison.Ordinal) + end.Length)]))];
        Assert.Equal([14, 14, 13, 13, 13, 14], charts.Select(chart => chart.Descendants("rect").Count()));
        Assert.Equal(
            [2, 2, 0, 0, 0, 1], charts.Select(chart => chart.Descendants("rect").Count(bar => bar.Attribute("class")!.Value == "rest")));
    }

    [Fact]
    public void The_tables_add_up()
    {
        var writer = new StringWriter();
        ConsoleReport.Write(writer, _outliers);
        string[] lines = writer.ToString().Split('\n', StringSplitOptions.TrimEntries);
        int heading = Array.FindIndex(lines, line => line.StartsWith("feature"));
        string[] table = [.. lines[(heading + 1)..].TakeWhile(line => line.Length > 0)];
        double[] relevance = [.. table.Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]))];
        Assert.Equal(13, table.Length);
        Assert.StartsWith("area error", table[0]);
        Assert.StartsWith("score", table[^1]);
        Assert.Equal(relevance[^1], relevance[..^1].Sum(), 0.01);
    }

    [Theory]
    [InlineData(0.04, "0.0")]
    [InlineData(-0.04, "0.0")]
    [InlineData(1.25, "+1.2")]
    [InlineData(-63.57, "-63.6")]
    public void Deviations_have_signs_unless_they_round_to_0(double deviation, string expected) =>
        Assert.Equal(expected, Deviation.Text(deviation));

    private static void AssertAgrees(double score, double[] relevance, double unattributed, FeatureShares found)
    {
        // Inputs are single precision in the network, and double precision here.
        double scale = 1e-5 * Math.Max(Math.Abs(score), relevance.Max(Math.Abs));
        Assert.Equal(score, found.Score, scale);
        for (int f = 0; f < relevance.Length; f++)
            Assert.Equal(relevance[f], found.Relevance[f], scale);
        Assert.Equal(unattributed, found.Unattributed, scale);
        Assert.Equal(found.Score, found.Relevance.Sum() + found.Unattributed, scale);
    }

    private static double[] Deviations(Dataset data)
    {
        int features = data.Features.Length;
        double[][] columns = [.. Enumerable.Range(0, features).Select(f => data.Values.Where((_, i) => i % features == f).ToArray())];
        double[] means = [.. columns.Select(column => column.Average())];
        double[] deviations = [.. columns.Select((column, f) => Math.Sqrt(column.Average(value => Math.Pow(value - means[f], 2))))];
        return [.. data.Values.Select((value, i) => (value - means[i % features]) / deviations[i % features])];
    }
}
