using ExplainGen.Weights;

namespace ExplainGen.Neon;

/// <summary>
/// Linear discriminant analysis: Gaussian classes with one covariance. The score of class c is its log odds against the others,
/// log P_c / (1 - P_c).
/// </summary>
public sealed record LdaParameters : NeonParameters
{
    /// <summary>Checks and holds the parameters. <see cref="FromCovariance"/> computes the last.</summary>
    /// <param name="features">F, the number of features.</param>
    /// <param name="logPriors">The logarithms of the classes' priors, [K], at least two; a common offset does not matter.</param>
    /// <param name="means">The means, [K, F].</param>
    /// <param name="precision">The inverse of the covariance that the classes share, [F, F], symmetric with a positive diagonal.</param>
    /// <exception cref="ArgumentException">A size does not fit, a number is not finite, or the precision matrix is none.</exception>
    public LdaParameters(int features, double[] logPriors, double[] means, double[] precision)
        : base(features)
    {
        Classes = ParameterCheck.Rows(means, features, leastRows: 2);
        ParameterCheck.Length(logPriors, Classes, "one a mean");
        ParameterCheck.Length(precision, (long)features * features, "features x features");
        ParameterCheck.Symmetric(precision, features);
        LogPriors = logPriors;
        Means = means;
        Precision = precision;
    }

    /// <summary>K, at least 2.</summary>
    public int Classes { get; }

    /// <summary>The logarithms of the priors, [K].</summary>
    public double[] LogPriors { get; }

    /// <summary>The means, [K, F].</summary>
    public double[] Means { get; }

    /// <summary>The inverse of the common covariance, [F, F].</summary>
    public double[] Precision { get; }

    /// <summary>Inverts the covariance.</summary>
    /// <param name="features">F, the number of features.</param>
    /// <param name="priors">The priors of the classes, [K], above 0, of any sum.</param>
    /// <param name="means">The means, [K, F], at least two.</param>
    /// <param name="covariance">The covariance within the classes, [F, F], symmetric and positive definite.</param>
    /// <exception cref="ArgumentException">
    /// A size does not fit, a number is not finite, a prior is not above 0, or the covariance is singular.
    /// </exception>
    public static LdaParameters FromCovariance(int features, double[] priors, double[] means, double[] covariance)
    {
        ParameterCheck.Count(features);
        ParameterCheck.Length(priors, ParameterCheck.Rows(means, features, leastRows: 2), "one a mean");
        ParameterCheck.AllPositive(priors);
        ParameterCheck.Length(covariance, (long)features * features, "features x features");
        ParameterCheck.Symmetric(covariance, features);
        return new LdaParameters(
            features,
            GaussianMixtureParameters.LogPriorsOf(priors),
            means,
            CovarianceFactor.Of(covariance, features, nameof(covariance), whose: null).Precision);
    }

    private protected override IEnumerable<NamedTensor> TensorsOf(string layer) =>
    [
        Tensor(layer, "log_priors", LogPriors, Classes),
        Rows(layer, "means", Means),
        Tensor(layer, "precision", Precision, Features, Features),
    ];
}
