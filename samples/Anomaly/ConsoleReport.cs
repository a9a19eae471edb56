using ExplainGen.Neon;

namespace Anomaly;

/// <summary>The studies as tables.</summary>
internal static class ConsoleReport
{
    private const int Shown = 10;

    /// <summary>Writes what the one-class SVM found.</summary>
    public static void Write(TextWriter writer, OutlierStudy study)
    {
        ScoredSample furthest = study.Samples[0];
        writer.WriteLine($"Breast cancer, {study.Data.Count} samples, {study.Data.Features.Length} features: a one-class SVM learns from "
            + $"{study.Learned} benign samples what is normal");
        writer.WriteLine($"  fitted                  {study.Fit.Support.Length} support vectors, gamma {study.Fit.Parameters.Gamma:f4} "
            + $"(1 / median squared distance), nu {OutlierStudy.Nu}, {Converged(study.Fit.Converged)}");
        WriteCertificate(writer, study.Certificate);
        writer.WriteLine($"  AUC of the score        {study.AreaUnderCurve:f3}, malignant against benign, on the {study.Samples.Count} "
            + "samples not learned from");
        foreach (string diagnosis in (string[])["malignant", "benign"])
        {
            (int all, int outside) = study.Count(diagnosis);
            writer.WriteLine($"  {diagnosis + " beyond line",-23} {outside} of {all} score above {study.Threshold:f3}");
        }

        writer.WriteLine();
        writer.WriteLine($"Sample {furthest.Row} ({furthest.Diagnosis}) lies furthest out. Its score by feature:");
        writer.WriteLine();
        Write(writer, study.Data, furthest.Row, furthest.Deviations, furthest.Why, Shown);
        writer.WriteLine();
    }

    /// <summary>Writes what k-means found.</summary>
    public static void Write(TextWriter writer, ClusterStudy study)
    {
        writer.WriteLine($"Wine, {study.Data.Count} wines, {study.Data.Features.Length} features: k-means looks for "
            + $"{ClusterStudy.Clusters} clusters and is told of no cultivar");
        writer.WriteLine($"  fitted                  {study.Fit.Iterations} passes, inertia {study.Fit.Inertia:f1}, beta {study.Beta:f4}, "
            + $"{Converged(study.Fit.Converged)}");
        WriteCertificate(writer, study.Certificate);
        writer.WriteLine($"  adjusted Rand index     {Agreement.AdjustedRandIndex(study.Counts):f3}, clusters against cultivars");
        writer.WriteLine();
        WriteCounts(writer, study.Counts);
        writer.WriteLine();
        writer.WriteLine(
            "What makes the clusters: mean relevance of their members by feature (and the centroid, in deviations from all wines)");
        writer.WriteLine();
        WriteClusters(writer, study);
        writer.WriteLine();

        ContrastedWine wine = study.Wine;
        writer.WriteLine($"Wine {wine.Row}, of cultivar {wine.Cultivar}, fell into cluster {wine.Cluster + 1}. "
            + $"Why that one rather than cluster {wine.Competitor + 1}:");
        writer.WriteLine();
        Write(writer, study.Data, wine.Row, wine.Deviations, wine.Why, study.Data.Features.Length);
        writer.WriteLine();
    }

    private static string Converged(bool converged) => converged ? "converged" : "not converged";

    private static void WriteCertificate(TextWriter writer, EquivalenceCertificate certificate) => writer.WriteLine(
        $"  certificate             the network's scores differ from the fitted model's by {certificate.LargestRelativeDifference:0.0e-0} "
        + $"of themselves at most ({certificate.Inputs} inputs)");

    private static void Write(TextWriter writer, Dataset data, int row, double[] deviations, FeatureShares why, int shown)
    {
        writer.WriteLine($"  {"feature",-26} {"value",9} {"deviations",11} {"relevance",10} {"share",7}");
        foreach (int f in why.Ranking.Take(shown))
        {
            writer.WriteLine($"  {data.Features[f],-26} {data.Row(row - 1)[f],9} {Deviation.Text(deviations[f]),11} "
                + $"{why.Relevance[f],10:f3} {why.Relevance[f] / why.Score,7:p1}");
        }

        double rest = why.Ranking.Skip(shown).Sum(f => why.Relevance[f]);
        if (shown < why.Relevance.Length)
            WriteSum(writer, $"{why.Relevance.Length - shown} other features", rest, why.Score);
        WriteSum(writer, "not attributed", why.Unattributed, why.Score);
        WriteSum(writer, "score", why.Score, why.Score);
    }

    private static void WriteSum(TextWriter writer, string name, double sum, double score) =>
        writer.WriteLine($"  {name,-26} {"",9} {"",11} {Math.Round(sum, 3) + 0.0,10:f3} {Math.Round(sum / score, 3) + 0.0,7:p1}");

    private static void WriteCounts(TextWriter writer, int[,] counts)
    {
        int cultivars = counts.GetLength(1);
        writer.WriteLine($"  {"",-9} {string.Join(" ", Enumerable.Range(1, cultivars).Select(c => $"{"cultivar " + c,11}"))}");
        for (int c = 0; c < counts.GetLength(0); c++)
            writer.WriteLine($"  cluster {c + 1} {string.Join(" ", Enumerable.Range(0, cultivars).Select(k => $"{counts[c, k],11}"))}");
    }

    private static void WriteClusters(TextWriter writer, ClusterStudy study)
    {
        Row("feature", c => $"cluster {c + 1}");
        for (int f = 0; f < study.Data.Features.Length; f++)
            Row(study.Data.Features[f], c => $"{study.Explained[c].Why.Relevance[f]:f3} ({study.Explained[c].Center[f]:+0.00;-0.00})");
        Row("not attributed", c => $"{Math.Round(study.Explained[c].Why.Unattributed, 3) + 0.0:f3}{"",8}");
        Row("score", c => $"{study.Explained[c].Why.Score:f3}{"",8}");

        void Row(string name, Func<int, string> cell) =>
            writer.WriteLine($"  {name,-22} {string.Join(" ", Enumerable.Range(0, study.Explained.Count).Select(c => $"{cell(c),16}"))}");
    }
}
