namespace ExplainGen.TestKit.Oracle.Neon;

/// <summary>
/// The one-class SVM as a network of distances and a soft minimum: one-class deep Taylor decomposition, Kauffmann, Mueller, Montavon,
/// arXiv:1805.06230. Coefficients are normalized to sum 1, so that the outlier score is not negative.
/// </summary>
/// <remarks>
/// The relevance with the Gaussian and the Laplace kernel is the paper's; that with the Student kernel and both inlier scores are
/// derivations of this project.
/// </remarks>
public static class OneClassSvm
{
    /// <summary>The model itself: <c>sum_j a_j k(x, u_j) - rho</c>, negative for outliers.</summary>
    public static double Decision(
        double[] x, double[][] supportVectors, double[] coefficients, double gamma, double rho, NeonKernel kernel = NeonKernel.Gaussian)
    {
        double sum = -rho;
        for (int j = 0; j < supportVectors.Length; j++)
        {
            double squared = 0;
            for (int i = 0; i < x.Length; i++)
                squared += Math.Pow(x[i] - supportVectors[j][i], 2);
            sum += coefficients[j] * kernel switch
            {
                NeonKernel.Gaussian => Math.Exp(-gamma * squared),
                NeonKernel.Laplace => Math.Exp(-gamma * Math.Sqrt(squared)),
                _ => 1 / (1 + gamma * squared),
            };
        }

        return sum;
    }

    /// <summary>
    /// The outlier score beyond which <see cref="Decision"/> is negative: <c>-log(rho / sum a)</c>, with the Student kernel
    /// <c>sum a / rho - 1</c>.
    /// </summary>
    public static double Boundary(double[] coefficients, double rho, NeonKernel kernel = NeonKernel.Gaussian) =>
        kernel == NeonKernel.Student ? coefficients.Sum() / rho - 1 : -Math.Log(rho / coefficients.Sum());

    /// <summary>
    /// Outlierness. Gaussian and Laplace: <c>o = -log sum_j a_j k_j</c>. Student: <c>o = 1 / sum_j a_j k_j - 1</c>, which grows like
    /// d^2. The soft minimum gives unit j the relevance <c>p_j o</c>, <c>p_j = a_j k_j / sum</c>; the distance layer
    /// <c>R_i = sum_j p_j (x_i - u_ij)^2 / d_j^2 min(o, g_j)</c>, where g_j is the part of o that grows with d_j: gamma d^2, gamma d, and
    /// for Student <c>(1 + o) gamma d^2 / (1 + gamma d^2)</c>. The rest, <c>sum_j p_j max(0, o - g_j)</c>, is slack (Bias).
    /// </summary>
    public static NeonResult Outlier(
        double[] x, double[][] supportVectors, double[] coefficients, double gamma,
        NeonKernel kernel = NeonKernel.Gaussian, double? seed = null)
    {
        double[] a = Normalized(coefficients);

        // Layer 1: distances, and what they take from the logarithm of the kernel.
        double[] squared = Distances.Squared(x, supportVectors);
        double[] logs = [.. squared.Select(d2 => LogKernel(kernel, gamma, d2))];

        // Layer 2: the soft minimum.
        double log = Pooling.LogMeanExp(a, logs);
        double o = kernel == NeonKernel.Student ? Pooling.ExpMinusOne(-log) : -log;

        double[] p = Pooling.MeanExpWeights(a, logs);
        var relevance = new double[x.Length];
        double slack = 0;
        for (int j = 0; j < p.Length; j++)
        {
            // g_j / d_j^2, of which min(o / d_j^2, .) is taken: nothing is 0 / 0 where x is a support vector.
            double d2 = squared[j];
            double slope = kernel switch
            {
                NeonKernel.Gaussian => gamma,
                NeonKernel.Laplace => gamma / Math.Sqrt(d2),
                _ => (1 + o) * gamma / (1 + gamma * d2),
            };
            if (d2 > 0)
                Distances.Add(relevance, p[j] * Math.Min(o / d2, slope), Distances.ByFeature(x, supportVectors[j]));
            slack += p[j] * Math.Max(0, d2 > 0 ? o - slope * d2 : o);
        }

        return NeonResult.Of([o], 0, seed, relevance, [.. p.Select(pj => pj * o)], slack);
    }

    /// <summary>
    /// Inlierness against a budget c: <c>i = c - o = log sum_j a_j exp(s_j)</c> with the similarities <c>s_j = c + log k_j</c>, a soft
    /// maximum. Unit j takes <c>p_j i</c> and passes on <c>p_j min(i, s_j)</c>, shared isotropically from the sphere
    /// <c>s_j = 0</c>: <c>R_i = sum_j p_j min(1, i / s_j) ( c / D + (x_i - u_ij)^2 / d_j^2 log k_j )</c>. The rest,
    /// <c>sum_j p_j max(0, i - s_j)</c>, is slack. Where i is not positive nothing is normalized: the factor is 1.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="supportVectors">One row each.</param>
    /// <param name="coefficients">Positive, of any sum.</param>
    /// <param name="gamma">The kernel's scale.</param>
    /// <param name="budget">c, in units of -log k: <c>-log(rho / sum a)</c> puts i = 0 on the decision boundary.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="seed">The relevance of the output; i if none.</param>
    public static NeonResult InlierBudget(
        double[] x, double[][] supportVectors, double[] coefficients, double gamma, double budget,
        NeonKernel kernel = NeonKernel.Gaussian, double? seed = null)
    {
        double[] a = Normalized(coefficients);
        double[] squared = Distances.Squared(x, supportVectors);
        double[] logs = [.. squared.Select(d2 => LogKernel(kernel, gamma, d2))];
        double[] similarities = [.. logs.Select(log => budget + log)];
        double inlier = budget + Pooling.LogMeanExp(a, logs);

        double[] p = Pooling.MeanExpWeights(a, logs);
        var relevance = new double[x.Length];
        double passed = 0;
        for (int j = 0; j < p.Length; j++)
        {
            double factor = p[j] * (inlier > 0 && similarities[j] > inlier ? inlier / similarities[j] : 1);
            double[] terms = Distances.ByFeature(x, supportVectors[j]);
            for (int i = 0; i < x.Length; i++)
                relevance[i] += factor * (budget / x.Length + (squared[j] > 0 ? terms[i] / squared[j] * logs[j] : 0));
            passed += factor * similarities[j];
        }

        return NeonResult.Of([inlier], 0, seed, relevance, [.. p.Select(pj => pj * inlier)], inlier - passed);
    }

    /// <summary>
    /// Inlierness against an explicit alternative, a <see cref="DensityRatio"/>: the log ratio of the model's kernel sum (normalized)
    /// to that of the contrast vectors (normalized). Gaussian kernel.
    /// </summary>
    public static NeonResult InlierContrast(
        double[] x, double[][] supportVectors, double[] coefficients, double[][] contrastVectors, double[] contrastCoefficients,
        double gamma, double? seed = null) =>
        DensityRatio.Explain(
            x, supportVectors, coefficients, contrastVectors, contrastCoefficients, gamma, seed);

    private static double LogKernel(NeonKernel kernel, double gamma, double squared) => kernel switch
    {
        NeonKernel.Gaussian => -gamma * squared,
        NeonKernel.Laplace => -gamma * Math.Sqrt(squared),
        _ => -Pooling.LogOnePlus(gamma * squared),
    };

    private static double[] Normalized(double[] coefficients)
    {
        double sum = coefficients.Sum();
        return [.. coefficients.Select(c => c / sum)];
    }
}
