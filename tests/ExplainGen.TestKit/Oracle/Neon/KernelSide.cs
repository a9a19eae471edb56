namespace ExplainGen.TestKit.Oracle.Neon;

/// <summary>One side of a ratio of Gaussian kernel sums: effective distances <c>z_j = gamma d_j^2 - log a_j</c> and their soft minimum.</summary>
internal sealed class KernelSide
{
    private readonly double[][] _points;
    private readonly double[] _squared;

    public KernelSide(double[] x, double[][] points, double[] coefficients, double gamma)
    {
        _points = points;
        _squared = Distances.Squared(x, points);

        // Normalized, so that nothing cancels where gamma d^2 is tiny.
        double sum = coefficients.Sum();
        double[] w = [.. coefficients.Select(a => a / sum)];
        double[] logs = [.. _squared.Select(d2 => -gamma * d2)];
        SoftMin = -Pooling.LogMeanExp(w, logs) - Math.Log(sum);
        Weights = Pooling.MeanExpWeights(w, logs);
    }

    /// <summary><c>-log sum_j a_j exp(-gamma d_j^2)</c>.</summary>
    public double SoftMin { get; }

    /// <summary>The shares of the points in the sum.</summary>
    public double[] Weights { get; }

    /// <summary>Adds <c>factor sum_j p_j (x_i - u_ij)^2</c>.</summary>
    public void AddMidpoint(double[] relevance, double[] x, double factor)
    {
        for (int j = 0; j < _points.Length; j++)
            Distances.Add(relevance, factor * Weights[j], Distances.ByFeature(x, _points[j]));
    }

    /// <summary><c>factor p_j d_j^2</c> of every point.</summary>
    public IEnumerable<double> UnitMidpoints(double factor) => Weights.Select((p, j) => factor * p * _squared[j]);
}
