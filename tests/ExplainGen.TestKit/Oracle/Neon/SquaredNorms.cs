namespace ExplainGen.TestKit.Oracle.Neon;

/// <summary>Outlier scores that are one quadratic form: no pooling, relevance by feature that sums to the score.</summary>
public static class SquaredNorms
{
    /// <summary>
    /// Deep SVDD's head: <c>|x - c|^2</c>, <c>R_i = (x_i - c_i)^2</c>. One unit.
    /// </summary>
    public static NeonResult DeepSvdd(double[] x, double[] center, double? seed = null)
    {
        double[] relevance = Distances.ByFeature(x, center);
        double score = Distances.Squared(x, [center])[0];
        return NeonResult.Of([score], 0, seed, relevance, [score], 0);
    }

    /// <summary>
    /// Mahalanobis distance <c>delta^T P delta</c>, <c>delta = x - mean</c>, with the precision P; <c>R_i = delta_i (P delta)_i</c>, of
    /// either sign. One unit.
    /// </summary>
    public static NeonResult Mahalanobis(double[] x, double[] mean, double[][] precision, double? seed = null)
    {
        double[] delta = [.. x.Zip(mean, (xi, mi) => xi - mi)];
        double score = 0;
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j < x.Length; j++)
                score += delta[i] * precision[i][j] * delta[j];
        }

        return NeonResult.Of([score], 0, seed, Quadratic(delta, precision), [score], 0);
    }

    /// <summary>
    /// PCA's reconstruction error <c>|r|^2</c>, <c>r = delta - V^T V delta</c>. To inputs <c>R_i = delta_i r_i</c>, or to residuals
    /// <c>R_i = r_i^2</c>. The units are the residuals, with <c>r_i^2</c>.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="mean">Of the data.</param>
    /// <param name="components">Orthonormal rows.</param>
    /// <param name="toResiduals">Which attribution.</param>
    /// <param name="seed">The relevance of the output; the score if none.</param>
    public static NeonResult PcaReconstruction(
        double[] x, double[] mean, double[][] components, bool toResiduals = false, double? seed = null)
    {
        double[] delta = [.. x.Zip(mean, (xi, mi) => xi - mi)];
        double[] residual = [.. delta];
        foreach (double[] v in components)
            Distances.Add(residual, -v.Zip(delta, (vi, di) => vi * di).Sum(), v);
        double[] squares = [.. residual.Select(r => r * r)];
        double[] relevance = toResiduals ? squares : [.. delta.Zip(residual, (d, r) => d * r)];
        return NeonResult.Of([squares.Sum()], 0, seed, relevance, squares, 0);
    }

    /// <summary><c>delta_i (P delta)_i</c> of every feature.</summary>
    internal static double[] Quadratic(double[] delta, double[][] precision) =>
        [.. delta.Select((d, i) => d * precision[i].Zip(delta, (p, dj) => p * dj).Sum())];
}
