namespace ExplainGen.TestKit.Oracle.Neon;

/// <summary>
/// Log odds of a component of a Gaussian mixture, or of a class of quadratic or linear discriminant analysis, as a network of quadratic
/// (linear) units and a soft minimum. Derivations of this project.
/// </summary>
public static class GaussianMixture
{
    /// <summary>The model itself: the posterior probability of a component, by its densities up to a common factor.</summary>
    public static double Posterior(
        double[] x, double[] logPriors, double[][] means, double[][][] precisions, double[] logDeterminants, int component)
    {
        double Joint(int k)
        {
            double form = 0;
            for (int i = 0; i < x.Length; i++)
            {
                for (int j = 0; j < x.Length; j++)
                    form += (x[i] - means[k][i]) * precisions[k][i][j] * (x[j] - means[k][j]);
            }

            return Math.Exp(logPriors[k]) * Math.Exp(-form / 2) / Math.Sqrt(Math.Exp(logDeterminants[k]));
        }

        return Joint(component) / Enumerable.Range(0, means.Length).Sum(Joint);
    }

    /// <summary>
    /// <c>h_k = (delta_k P_k delta_k - delta_c P_c delta_c) / 2 + constants</c>; with m_k of <see cref="Pooling.MinTakeMost"/>
    /// <c>R_i = sum_k m_k ( delta_ki (P_k delta_k)_i - delta_ci (P_c delta_c)_i ) / 2</c>; log priors and determinants are Bias.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="logPriors">Logarithms of the weights of the components.</param>
    /// <param name="means">One row per component.</param>
    /// <param name="precisions">The inverse covariance of each.</param>
    /// <param name="logDeterminants">The logarithm of the determinant of each covariance.</param>
    /// <param name="target">The component whose log odds are explained.</param>
    /// <param name="seed">The relevance of the output; the log odds if none.</param>
    public static NeonResult Explain(
        double[] x, double[] logPriors, double[][] means, double[][][] precisions, double[] logDeterminants, int target,
        double? seed = null)
    {
        double[] Form(int k) => SquaredNorms.Quadratic([.. x.Zip(means[k], (xi, mi) => xi - mi)], precisions[k]);
        (double[] Terms, double Constant) Unit(int c, int k) => (
            [.. Form(k).Zip(Form(c), (other, own) => (other - own) / 2)],
            logPriors[c] - logPriors[k] - (logDeterminants[c] - logDeterminants[k]) / 2);
        return LogOddsHead.Explain(x.Length, means.Length, Unit, target, seed);
    }

    /// <summary>
    /// Linear discriminant analysis, one precision P for all: <c>w = P (mu_c - mu_k)</c>, <c>h_k = w (x - m_k) + log(pi_c / pi_k)</c> with
    /// the midpoint m_k of the means; <c>R_i = sum_k m_k w_i (x_i - m_ki)</c>, log priors are Bias.
    /// </summary>
    public static NeonResult Lda(
        double[] x, double[] logPriors, double[][] means, double[][] precision, int target, double? seed = null)
    {
        (double[] Terms, double Constant) Unit(int c, int k)
        {
            double[] between = [.. means[c].Zip(means[k], (own, other) => own - other)];
            double[] w = [.. precision.Select(row => row.Zip(between, (p, b) => p * b).Sum())];
            return ([.. w.Select((wi, i) => wi * (x[i] - (means[c][i] + means[k][i]) / 2))], logPriors[c] - logPriors[k]);
        }

        return LogOddsHead.Explain(x.Length, means.Length, Unit, target, seed);
    }
}
