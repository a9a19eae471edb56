namespace ExplainGen.TestKit.Oracle.Neon;

/// <summary>
/// One side of a ratio of Gaussian kernel sums: effective distances <c>z_j = gamma d_j^2 - log a_j</c> and their soft minimum. All
/// squared distances are beyond that to a reference point, which both sides share and which cancels between them: far from all points
/// the distances are large and alike.
/// </summary>
internal sealed class KernelSide
{
    private readonly double[][] _points;
    private readonly double[] _reference;

    /// <param name="x">The input.</param>
    /// <param name="points">One row each.</param>
    /// <param name="coefficients">a, positive.</param>
    /// <param name="gamma">Of the kernel.</param>
    /// <param name="normalize">Whether a is divided by its sum, exactly: the sum's rounding would be all there is at a tiny gamma.</param>
    /// <param name="reference">Not farther from x than any of the points: <see cref="Distances.Nearest"/> of both sides.</param>
    public KernelSide(
        double[] x, double[][] points, double[] coefficients, double gamma, bool normalize, double[] reference)
    {
        _points = points;
        _reference = reference;

        // Normalized, so that nothing cancels where gamma d^2 is tiny.
        double sum = coefficients.Sum();
        double[] w = [.. coefficients.Select(a => a / sum)];
        double[] logs = [.. points.Select(u => -gamma * Math.Max(0, Distances.Beyond(x, u, reference).Sum()))];
        double log = Pooling.LogMeanExp(w, logs);
        double scale = normalize ? 0 : Math.Log(sum);
        SoftMin = -log - scale;
        Weights = Pooling.MeanExpWeights(w, logs);
        Residual = -scale;
        for (int j = 0; j < w.Length; j++)
            Residual += Weights[j] * (logs[j] - log);
    }

    /// <summary><c>-log sum_j a_j exp(-gamma d_j^2)</c>, less gamma times the squared distance to the reference.</summary>
    public double SoftMin { get; }

    /// <summary>The shares of the points in the sum.</summary>
    public double[] Weights { get; }

    /// <summary>
    /// What the soft minimum has beyond <c>gamma sum_j p_j d_j^2</c>: <c>sum_j p_j log(p_j / a_j)</c>, the logarithms of the coefficients
    /// and the entropy of the pooling.
    /// </summary>
    public double Residual { get; }

    /// <summary>Adds <c>factor sum_j p_j ( (x_i - u_ij)^2 - (x_i - r_i)^2 )</c>.</summary>
    public void AddMidpoint(double[] relevance, double[] x, double factor)
    {
        for (int j = 0; j < _points.Length; j++)
            Distances.Add(relevance, factor * Weights[j], Distances.Beyond(x, _points[j], _reference));
    }

    /// <summary><c>factor p_j d_j^2</c> of every point.</summary>
    public IEnumerable<double> UnitMidpoints(double[] x, double factor) =>
        _points.Select((u, j) => factor * Weights[j] * Distances.ByFeature(x, u).Sum());
}
