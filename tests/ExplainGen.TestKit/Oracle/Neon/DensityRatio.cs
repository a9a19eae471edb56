namespace ExplainGen.TestKit.Oracle.Neon;

/// <summary>
/// The log ratio of two Gaussian kernel sums as a network: linear units <c>h_ij</c> of pairs, a soft maximum over i, a soft minimum
/// over j; relevance by the midpoint rule. Bley et al., arXiv:2508.03913, with positive coefficients on either side.
/// </summary>
public static class DensityRatio
{
    /// <summary>The model itself: <c>log( mean_i k(x, u_i) / mean_j k(x, v_j) )</c>.</summary>
    public static double LogRatio(double[] x, double[][] numerator, double[][] denominator, double gamma) =>
        Math.Log(Mean(x, numerator, gamma) / Mean(x, denominator, gamma));

    /// <summary>The log ratio of the densities of two sets of points.</summary>
    public static NeonResult Explain(double[] x, double[][] numerator, double[][] denominator, double gamma, double? seed = null) =>
        Explain(x, numerator, Uniform(numerator.Length), denominator, Uniform(denominator.Length), gamma, seed);

    /// <summary>
    /// <c>g = log sum_i a_i exp(-gamma |x-u_i|^2) - log sum_j b_j exp(-gamma |x-v_j|^2)</c> with coefficients normalized to sum 1, and
    /// <c>R = gamma ( sum_j p_j (x-v_j)^2 - sum_i p_i (x-u_i)^2 )</c>, in the units of g. The logarithms of coefficients and the
    /// entropies of the poolings are Bias. Relevance of units: of u_i, then of v_j.
    /// </summary>
    public static NeonResult Explain(
        double[] x, double[][] numerator, double[] numeratorCoefficients,
        double[][] denominator, double[] denominatorCoefficients, double gamma, double? seed = null)
    {
        double[] nearest = Distances.Nearest(x, [.. numerator, .. denominator]);
        var above = new KernelSide(x, numerator, numeratorCoefficients, gamma, normalize: true, nearest);
        var below = new KernelSide(x, denominator, denominatorCoefficients, gamma, normalize: true, nearest);

        // Of pairs: h_ij / gamma = z_j - z_i; the soft minimum over j of the soft maximum over i parts into the two sums.
        double g = below.SoftMin - above.SoftMin;
        var relevance = new double[x.Length];
        above.AddMidpoint(relevance, x, -gamma);
        below.AddMidpoint(relevance, x, gamma);
        double[] units = [.. above.UnitMidpoints(x, -gamma), .. below.UnitMidpoints(x, gamma)];
        return NeonResult.Of([g], 0, seed, relevance, units, below.Residual - above.Residual);
    }

    private static double[] Uniform(int count) => [.. Enumerable.Repeat(1.0 / count, count)];

    private static double Mean(double[] x, double[][] points, double gamma)
    {
        double sum = 0;
        foreach (double[] u in points)
            sum += Math.Exp(-gamma * x.Select((xi, i) => Math.Pow(xi - u[i], 2)).Sum());
        return sum / points.Length;
    }
}
