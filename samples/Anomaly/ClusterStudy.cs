using ExplainGen;
using ExplainGen.Neon;

namespace Anomaly;

/// <summary>A cluster, and what makes it.</summary>
/// <param name="Members">How many wines fell into it.</param>
/// <param name="Center">Its centroid, in standard deviations from the mean of all wines.</param>
/// <param name="Why">The mean over its members of why they belong to it.</param>
internal sealed record ExplainedCluster(int Members, double[] Center, FeatureShares Why);

/// <summary>A wine between two clusters.</summary>
/// <param name="Row">Its row in the table, from 1.</param>
/// <param name="Cultivar">What it is made of.</param>
/// <param name="Deviations">Its features, in standard deviations from the mean of all wines.</param>
/// <param name="Cluster">The cluster that it fell into, from 0.</param>
/// <param name="Competitor">The cluster that comes next, from 0.</param>
/// <param name="Why">Why the one rather than the other: the difference of their scores by feature.</param>
internal sealed record ContrastedWine(int Row, string Cultivar, double[] Deviations, int Cluster, int Competitor, FeatureShares Why);

/// <summary>k-means groups wines by their chemicals, without being told of cultivars.</summary>
internal sealed class ClusterStudy
{
    /// <summary>How many clusters to look for.</summary>
    public const int Clusters = 3;

    private ClusterStudy(
        Dataset data,
        KMeansFit fit,
        double beta,
        int[,] counts,
        EquivalenceCertificate certificate,
        ExplainedCluster[] explained,
        ContrastedWine wine)
    {
        Data = data;
        Fit = fit;
        Beta = beta;
        Counts = counts;
        Certificate = certificate;
        Explained = explained;
        Wine = wine;
    }

    /// <summary>The table.</summary>
    public Dataset Data { get; }

    /// <summary>The model as it was fitted.</summary>
    public KMeansFit Fit { get; }

    /// <summary>How stiff the pooling over competitors is: 1 over the mean score.</summary>
    public double Beta { get; }

    /// <summary>How many wines of each cultivar fell into each cluster, [clusters, cultivars].</summary>
    public int[,] Counts { get; }

    /// <summary>How far the network agrees with the fitted model on all wines.</summary>
    public EquivalenceCertificate Certificate { get; }

    /// <summary>What makes each cluster.</summary>
    public IReadOnlyList<ExplainedCluster> Explained { get; }

    /// <summary>Of the wines in a cluster that is mostly another cultivar's, the one that lies furthest inside.</summary>
    public ContrastedWine Wine { get; }

    /// <summary>Fits and explains.</summary>
    public static ClusterStudy Run()
    {
        Dataset data = Dataset.Load("wine.csv");
        int features = data.Features.Length;
        double[] points = new Standardization(features, data.Values).Apply(data.Values);
        KMeansFit fit = KMeansFit.Run(features, points, Clusters);
        var parameters = new KMeansParameters(features, fit.Centroids, KMeansParameters.HeuristicBeta(features, fit.Centroids, points));
        WineClusters model = WineClusters.Neuralize(parameters);

        float[] inputs = Array.ConvertAll(points, value => (float)value);
        float[][] wines = [.. inputs.Chunk(features)];
        Explanation[] explanations = [.. wines.Select(wine => model.Explain(wine))];
        int[] clusters = [.. explanations.Select(why => why.Target.ClassIndex)];
        int[,] counts = Agreement.CountPairs(clusters, [.. data.Classes.Select(cultivar => int.Parse(cultivar) - 1)]);

        ExplainedCluster[] explained =
        [
            .. Enumerable.Range(0, Clusters).Select(c =>
            {
                FeatureShares[] members = [.. explanations.Where(why => why.Target.ClassIndex == c).Select(FeatureShares.Of)];
                double[] center = fit.Centroids[(c * features)..((c + 1) * features)];
                return new ExplainedCluster(members.Length, center, FeatureShares.Mean(members));
            }),
        ];

        int[] strangers = [.. Enumerable.Range(0, data.Count).Where(i => data.Classes[i] != Cultivar(counts, clusters[i]))];
        int strange = strangers.MaxBy(i => explanations[i].Ledger.Seeded);
        int competitor = Enumerable.Range(0, Clusters).Where(c => c != clusters[strange])
            .MaxBy(c => explanations[strange].Logits.Span[c]);
        Explanation contrast = model.Explain(wines[strange], Target.Contrast(clusters[strange], competitor));
        var wine = new ContrastedWine(
            strange + 1,
            data.Classes[strange],
            points[(strange * features)..((strange + 1) * features)],
            clusters[strange],
            competitor,
            FeatureShares.Of(contrast));
        return new ClusterStudy(data, fit, parameters.Beta, counts, model.Certify(inputs), explained, wine);
    }

    /// <summary>The cultivar that most wines of a cluster are of.</summary>
    /// <param name="counts">[clusters, cultivars].</param>
    /// <param name="cluster">From 0.</param>
    public static string Cultivar(int[,] counts, int cluster) =>
        $"{Enumerable.Range(0, counts.GetLength(1)).MaxBy(c => counts[cluster, c]) + 1}";
}
