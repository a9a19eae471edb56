using ExplainGen.Neon;

namespace Anomaly;

/// <summary>A sample that the detector has not learned from, and why it scores as it does.</summary>
/// <param name="Row">Its row in the table, from 1.</param>
/// <param name="Diagnosis">What physicians found.</param>
/// <param name="Deviations">Its features, in standard deviations of the benign samples that were learned from.</param>
/// <param name="Why">Its score by feature.</param>
internal sealed record ScoredSample(int Row, string Diagnosis, double[] Deviations, FeatureShares Why);

/// <summary>
/// A one-class SVM learns what benign samples look like, from every second of them. The others, and all malignant ones, are scored.
/// </summary>
internal sealed class OutlierStudy
{
    /// <summary>The part of benign samples that may lie outside.</summary>
    public const double Nu = 0.05;

    private OutlierStudy(Dataset data, OneClassSvmFit fit, int learned, CellDetector detector, float[] inputs, ScoredSample[] samples)
    {
        Data = data;
        Fit = fit;
        Learned = learned;
        Threshold = detector.Threshold;
        Certificate = detector.Certify(inputs);
        Samples = samples;
    }

    /// <summary>The table.</summary>
    public Dataset Data { get; }

    /// <summary>The model as it was fitted.</summary>
    public OneClassSvmFit Fit { get; }

    /// <summary>How many benign samples it was fitted to.</summary>
    public int Learned { get; }

    /// <summary>The score beyond which the fitted model calls a sample an outlier.</summary>
    public double Threshold { get; }

    /// <summary>How far the network agrees with the fitted model on all other samples.</summary>
    public EquivalenceCertificate Certificate { get; }

    /// <summary>All other samples, the one that lies furthest out first.</summary>
    public IReadOnlyList<ScoredSample> Samples { get; }

    /// <summary>The benign sample that lies furthest out.</summary>
    public ScoredSample FurthestBenign => Samples.First(sample => !IsMalignant(sample));

    /// <summary>The probability that a malignant sample scores higher than a benign one.</summary>
    public double AreaUnderCurve => Agreement.AreaUnderCurve(Scores(IsMalignant), Scores(sample => !IsMalignant(sample)));

    /// <summary>Fits, scores and explains.</summary>
    public static OutlierStudy Run()
    {
        Dataset data = Dataset.Load("breast-cancer.csv");
        int features = data.Features.Length;
        int[] benign = [.. Enumerable.Range(0, data.Count).Where(row => data.Classes[row] == "benign")];
        int[] learned = [.. benign.Where((_, i) => i % 2 == 0)];
        int[] others = [.. Enumerable.Range(0, data.Count).Except(learned)];

        double[] normal = Rows(data, learned);
        var standardization = new Standardization(features, normal);
        double[] points = standardization.Apply(normal);
        // The kernel's width follows from the benign samples alone: half their squared distances are larger, half are smaller.
        OneClassSvmFit fit = OneClassSvmFit.Run(features, points, Nu, gamma: 1 / MedianSquaredDistance(features, points));
        CellDetector detector = CellDetector.Neuralize(fit.Parameters);

        var samples = new ScoredSample[others.Length];
        var inputs = new List<float>();
        for (int i = 0; i < others.Length; i++)
        {
            double[] deviations = standardization.Apply(data.Row(others[i]));
            float[] input = Array.ConvertAll(deviations, value => (float)value);
            inputs.AddRange(input);
            samples[i] = new ScoredSample(others[i] + 1, data.Classes[others[i]], deviations, FeatureShares.Of(detector.Explain(input)));
        }

        return new OutlierStudy(
            data, fit, learned.Length, detector, [.. inputs], [.. samples.OrderByDescending(sample => sample.Why.Score)]);
    }

    /// <summary>How many samples of a diagnosis there are, and how many of them lie beyond the threshold.</summary>
    public (int All, int Outside) Count(string diagnosis) =>
        (Samples.Count(sample => sample.Diagnosis == diagnosis),
         Samples.Count(sample => sample.Diagnosis == diagnosis && sample.Why.Score > Threshold));

    private static bool IsMalignant(ScoredSample sample) => sample.Diagnosis == "malignant";

    private float[] Scores(Func<ScoredSample, bool> which) => [.. Samples.Where(which).Select(sample => (float)sample.Why.Score)];

    private static double[] Rows(Dataset data, int[] rows) => [.. rows.SelectMany(row => data.Row(row).ToArray())];

    private static double MedianSquaredDistance(int features, double[] points)
    {
        var distances = new List<double>();
        for (int a = 0; a < points.Length; a += features)
        {
            for (int b = a + features; b < points.Length; b += features)
            {
                double sum = 0;
                for (int f = 0; f < features; f++)
                    sum += (points[a + f] - points[b + f]) * (points[a + f] - points[b + f]);
                distances.Add(sum);
            }
        }

        distances.Sort();
        return distances[distances.Count / 2];
    }
}
