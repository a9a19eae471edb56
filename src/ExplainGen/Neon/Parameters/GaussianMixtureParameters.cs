using ExplainGen.Weights;

namespace ExplainGen.Neon;

/// <summary>
/// Gaussians with a weight each: the components of a mixture, or the classes of quadratic discriminant analysis. The score of component
/// c is its log odds against the others, log P_c / (1 - P_c).
/// </summary>
public sealed record GaussianMixtureParameters : NeonParameters
{
    /// <summary>Checks and holds the parameters. <see cref="FromCovariances"/> computes the last two.</summary>
    /// <param name="features">F, the number of features.</param>
    /// <param name="logPriors">The logarithms of the components' weights, [K], at least two; a common offset does not matter.</param>
    /// <param name="means">The means, [K, F].</param>
    /// <param name="precisions">The inverses of the covariances, [K, F, F], symmetric with positive diagonals.</param>
    /// <param name="logDeterminants">The logarithms of the covariances' determinants, [K].</param>
    /// <exception cref="ArgumentException">A size does not fit, a number is not finite, or a precision matrix is none.</exception>
    public GaussianMixtureParameters(
        int features, double[] logPriors, double[] means, double[] precisions, double[] logDeterminants)
        : base(features)
    {
        Components = ParameterCheck.Rows(means, features, leastRows: 2);
        ParameterCheck.Length(logPriors, Components, "one a mean");
        ParameterCheck.Length(precisions, (long)means.Length * features, "features x features a mean");
        ParameterCheck.Symmetric(precisions, features);
        ParameterCheck.Length(logDeterminants, Components, "one a mean");
        LogPriors = logPriors;
        Means = means;
        Precisions = precisions;
        LogDeterminants = logDeterminants;
    }

    /// <summary>K, at least 2: components of a mixture or classes.</summary>
    public int Components { get; }

    /// <summary>The logarithms of the components' weights, [K].</summary>
    public double[] LogPriors { get; }

    /// <summary>The means, [K, F].</summary>
    public double[] Means { get; }

    /// <summary>The inverses of the covariances, [K, F, F].</summary>
    public double[] Precisions { get; }

    /// <summary>The logarithms of the covariances' determinants, [K].</summary>
    public double[] LogDeterminants { get; }

    /// <summary>Inverts the covariances.</summary>
    /// <param name="features">F, the number of features.</param>
    /// <param name="weights">The weights of the components or the priors of the classes, [K], above 0, of any sum.</param>
    /// <param name="means">The means, [K, F], at least two.</param>
    /// <param name="covariances">The covariances, [K, F, F], symmetric and positive definite.</param>
    /// <exception cref="ArgumentException">
    /// A size does not fit, a number is not finite, a weight is not above 0, or a covariance is singular.
    /// </exception>
    public static GaussianMixtureParameters FromCovariances(int features, double[] weights, double[] means, double[] covariances)
    {
        ParameterCheck.Count(features);
        int components = ParameterCheck.Rows(means, features, leastRows: 2);
        ParameterCheck.Length(weights, components, "one a mean");
        ParameterCheck.AllPositive(weights);
        ParameterCheck.Length(covariances, (long)means.Length * features, "features x features a mean");
        ParameterCheck.Symmetric(covariances, features);

        int size = features * features;
        double[] precisions = new double[covariances.Length];
        double[] logDeterminants = new double[components];
        for (int k = 0; k < components; k++)
        {
            ReadOnlySpan<double> covariance = covariances.AsSpan(k * size, size);
            CovarianceFactor factor = CovarianceFactor.Of(covariance, features, nameof(covariances), $"component {k}");
            factor.Precision.CopyTo(precisions, k * size);
            logDeterminants[k] = factor.LogDeterminant;
        }

        return new GaussianMixtureParameters(
            features, LogPriorsOf(weights), means, precisions, logDeterminants);
    }

    /// <summary>log(w_k / sum w).</summary>
    internal static double[] LogPriorsOf(double[] weights)
    {
        // The largest first out, so that no sum overflows.
        double largest = weights.Max();
        double logSum = Math.Log(weights.Sum(weight => weight / largest)) + Math.Log(largest);
        return Array.ConvertAll(weights, weight => Math.Log(weight) - logSum);
    }

    private protected override IEnumerable<NamedTensor> TensorsOf(string layer) =>
    [
        Tensor(layer, "log_priors", LogPriors, Components),
        Rows(layer, "means", Means),
        Tensor(layer, "precisions", Precisions, Components, Features, Features),
        Tensor(layer, "log_determinants", LogDeterminants, Components),
    ];
}
