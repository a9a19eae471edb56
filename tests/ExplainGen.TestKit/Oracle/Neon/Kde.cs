namespace ExplainGen.TestKit.Oracle.Neon;

/// <summary>
/// Kernel density outlierness as a network: squared distances and a soft minimum. Its relevance follows Kauffmann et al.'s D2Neighbors
/// (Clever Hans in unsupervised learning).
/// </summary>
public static class Kde
{
    /// <summary>The model itself: <c>-(1/gamma) log( (1/N) sum_j exp(-gamma |x - u_j|^2) )</c>.</summary>
    public static double Outlierness(double[] x, double[][] points, double gamma)
    {
        double sum = 0;
        foreach (double[] u in points)
            sum += Math.Exp(-gamma * x.Select((xi, i) => Math.Pow(xi - u[i], 2)).Sum());
        return -Math.Log(sum / points.Length) / gamma;
    }

    /// <summary>
    /// <c>o = M^-gamma{d_j^2}</c> in squared distance; the pooling gives <c>R_j = p_j o</c>, the distances
    /// <c>R_i = sum_j (x_i - u_ij)^2 / d_j^2 R_j</c>. What a point on x itself would get cannot be shared: it is dropped.
    /// </summary>
    public static NeonResult Explain(double[] x, double[][] points, double gamma, double? seed = null)
    {
        double[] squared = Distances.Squared(x, points);
        double o = Pooling.MeanSoftMin(squared, gamma);
        double[] p = Pooling.SoftMinWeights(squared, gamma);
        var relevance = new double[x.Length];
        double dropped = 0;
        for (int j = 0; j < points.Length; j++)
        {
            if (squared[j] > 0)
                Distances.Add(relevance, p[j] * o, [.. Distances.ByFeature(x, points[j]).Select(term => term / squared[j])]);
            else
                dropped += p[j] * o;
        }

        return NeonResult.Of([o], 0, seed, relevance, [.. p.Select(pj => pj * o)], 0, dropped);
    }
}
