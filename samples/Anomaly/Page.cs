using ExplainGen.Rendering;

namespace Anomaly;

/// <summary>The studies as a page of charts.</summary>
internal static class Page
{
    private const int ShownFeatures = 12, ShownSamples = 10;
    private const string ScoreUnit = "relevance (score: -log of the weighted kernel sum)";
    private const string DistanceUnit = "relevance (squared standard deviations)";

    /// <summary>Lays the page out.</summary>
    public static HtmlReport Of(OutlierStudy outliers, ClusterStudy clusters)
    {
        var page = new HtmlReport("What stands out, and why")
        {
            Introduction = "A one-class SVM that learned what benign samples look like, and k-means on wines: both were fitted by this "
                + "program, rewritten exactly as networks, and explained by relevance propagation. Relevance of the features and what is "
                + "not attributed to any of them add up to the score.",
            Footer = "Data: Breast Cancer Wisconsin (Diagnostic) by W. H. Wolberg, W. N. Street, O. L. Mangasarian "
                + "(doi:10.24432/C5DW2B), and Wine by S. Aeberhard and M. Forina (doi:10.24432/C5PC7J), UCI Machine Learning Repository, "
                + "CC BY 4.0; headings were added. An example of explanations, not of medical diagnosis.",
        };
        AddOutliers(page, outliers);
        AddClusters(page, clusters);
        AddWine(page, clusters);
        return page;
    }

    private static void AddOutliers(HtmlReport page, OutlierStudy study)
    {
        ScoredSample furthest = study.Samples[0], benign = study.FurthestBenign;
        (int malignant, int malignantOutside) = study.Count("malignant");
        (int harmless, int harmlessOutside) = study.Count("benign");
        page.AddSection(
            "Samples far from all benign ones",
            $"The model learned from {study.Learned} benign samples and scored {study.Samples.Count} others. A malignant one scores higher "
            + $"than a benign one with a probability of {study.AreaUnderCurve:f3} (area under the curve). Beyond the model's own line, "
            + $"{study.Threshold:f2}, lie {malignantOutside} of {malignant} malignant samples, and {harmlessOutside} of {harmless} benign "
            + "ones.")
            .AddCharts(
                Chart(study, furthest, $"Sample {furthest.Row}, {furthest.Diagnosis}: the furthest out"),
                Chart(study, benign, $"Sample {benign.Row}, {benign.Diagnosis}: the furthest of the benign ones"))
            .AddText($"Equivalence: on {study.Certificate.Inputs} samples the network's scores differ from the fitted model's by "
                + $"{study.Certificate.LargestRelativeDifference:0.0e-0} of themselves at most.");
        page.AddSection(
            "The samples furthest out",
            "Times the line: the score over the line beyond which the model calls a sample an outlier.").AddTable(
            ["sample", "diagnosis", "score", "times the line", "most relevant features", "not attributed"],
            [.. study.Samples.Take(ShownSamples).Select(sample => Row(study, sample))]);
    }

    private static string[] Row(OutlierStudy study, ScoredSample sample) =>
    [
        $"{sample.Row}",
        sample.Diagnosis,
        $"{sample.Why.Score:f1}",
        $"{sample.Why.Score / study.Threshold:f1}",
        string.Join(
            ", ", sample.Why.Ranking.Take(3).Select(f => $"{study.Data.Features[f]} {sample.Why.Relevance[f] / sample.Why.Score:p0}")),
        $"{sample.Why.Unattributed / sample.Why.Score:p1}",
    ];

    private static BarChart Chart(OutlierStudy study, ScoredSample sample, string title)
    {
        FeatureShares why = sample.Why;
        var chart = new BarChart(title)
        {
            Axis = ScoreUnit,
            Caption = $"Score {why.Score:f1}, {why.Score / study.Threshold:f1} times the line. Behind each name: how many standard "
                + "deviations from the mean of the benign samples. Not attributed: what the weights of support vectors explain. Each chart "
                + "has a scale of its own.",
            Width = 520,
        };
        foreach (int f in why.Ranking.Take(ShownFeatures))
            chart.AddBar(WithDeviation(study.Data.Features[f], sample.Deviations[f]), why.Relevance[f]);
        double others = why.Ranking.Skip(ShownFeatures).Sum(f => why.Relevance[f]);
        return chart
            .AddRemainder($"{why.Relevance.Length - ShownFeatures} other features", others)
            .AddRemainder("not attributed", why.Unattributed);
    }

    private static void AddClusters(HtmlReport page, ClusterStudy study)
    {
        double most = study.Explained.Max(cluster => cluster.Why.Relevance.Max());
        double least = study.Explained.Min(cluster => cluster.Why.Relevance.Min());
        page.AddSection(
            "What makes the clusters of wines",
            "Mean relevance of each chemical over the wines of a cluster, for belonging to it rather than to its competitors; all charts "
            + "share a scale. The arrow tells whether the cluster's center lies above or below the mean of all wines.")
            .AddCharts([.. Enumerable.Range(0, study.Explained.Count).Select(c => Chart(study, c).Cover(most).Cover(least))])
            .AddText("k-means was not told of cultivars. Its clusters agree with them with an adjusted Rand index of "
                + $"{Agreement.AdjustedRandIndex(study.Counts):f3} (1: the same, 0: by chance).")
            .AddTable(
                ["cluster", .. Enumerable.Range(1, study.Counts.GetLength(1)).Select(cultivar => $"cultivar {cultivar}")],
                [.. Enumerable.Range(0, study.Explained.Count).Select(c => Row(study.Counts, c))])
            .AddText($"Equivalence: on {study.Certificate.Inputs} wines the network's scores differ from the fitted model's by "
                + $"{study.Certificate.LargestRelativeDifference:0.0e-0} of themselves at most.");
    }

    private static string[] Row(int[,] counts, int cluster) =>
        [$"{cluster + 1}", .. Enumerable.Range(0, counts.GetLength(1)).Select(cultivar => $"{counts[cluster, cultivar]}")];

    private static BarChart Chart(ClusterStudy study, int c)
    {
        ExplainedCluster cluster = study.Explained[c];
        var chart = new BarChart($"Cluster {c + 1}: {cluster.Members} wines, mostly of cultivar {ClusterStudy.Cultivar(study.Counts, c)}")
        {
            Axis = DistanceUnit,
            Caption = $"Mean score {cluster.Why.Score:f1}: how much nearer the center is than the next one, in squared distances.",
            Width = 340,
        };
        for (int f = 0; f < study.Data.Features.Length; f++)
            chart.AddBar($"{study.Data.Features[f]} {(cluster.Center[f] < 0 ? '↓' : '↑')}", cluster.Why.Relevance[f]);
        return chart;
    }

    private static void AddWine(HtmlReport page, ClusterStudy study)
    {
        ContrastedWine wine = study.Wine;
        var chart = new BarChart($"Why cluster {wine.Cluster + 1} rather than cluster {wine.Competitor + 1}")
        {
            Axis = DistanceUnit,
            Caption = $"Score of cluster {wine.Cluster + 1} minus that of cluster {wine.Competitor + 1}: {wine.Why.Score:f2}. Behind "
                + "each name: how many standard deviations from the mean of all wines. Not attributed: the losing cluster's score is negative, and "
                + "sharing it among features leaves a rest.",
            Width = 560,
        };
        foreach (int f in wine.Why.Ranking)
            chart.AddBar(WithDeviation(study.Data.Features[f], wine.Deviations[f]), wine.Why.Relevance[f]);
        chart.AddRemainder("not attributed", wine.Why.Unattributed);
        page.AddSection(
            $"Wine {wine.Row}: of cultivar {wine.Cultivar}, among those of cultivar {ClusterStudy.Cultivar(study.Counts, wine.Cluster)}",
            $"Of the wines that stand in another cultivar's cluster, it lies furthest inside. Red speaks for cluster {wine.Cluster + 1}, "
            + $"blue for cluster {wine.Competitor + 1}.").AddCharts(chart);
    }

    private static string WithDeviation(string feature, double deviations) => $"{feature} ({Deviation.Text(deviations)})";
}
