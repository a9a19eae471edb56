using ExplainGen.Weights;

namespace ExplainGen.Neon;

/// <summary>The squared Mahalanobis distance (x - mean)^T S^-1 (x - mean) to the data's distribution.</summary>
public sealed record MahalanobisParameters : NeonParameters
{
    /// <summary>Checks and holds the parameters. <see cref="FromCovariance"/> computes the precision.</summary>
    /// <param name="mean">The mean, [F]; at least one number.</param>
    /// <param name="precision">The inverse of the covariance, [F, F], symmetric with a positive diagonal.</param>
    /// <exception cref="ArgumentException">A size does not fit, a number is not finite, or the precision matrix is none.</exception>
    public MahalanobisParameters(double[] mean, double[] precision)
        : base(ParameterCheck.Rows(mean, features: 1))
    {
        ParameterCheck.Length(precision, (long)Features * Features, "features x features");
        ParameterCheck.Symmetric(precision, Features);
        Mean = mean;
        Precision = precision;
    }

    /// <summary>The mean, [F].</summary>
    public double[] Mean { get; }

    /// <summary>The inverse of the covariance, [F, F].</summary>
    public double[] Precision { get; }

    /// <summary>Inverts the covariance.</summary>
    /// <param name="mean">The mean, [F]; at least one number.</param>
    /// <param name="covariance">The covariance, [F, F], symmetric and positive definite.</param>
    /// <exception cref="ArgumentException">A size does not fit, a number is not finite, or the covariance is singular.</exception>
    public static MahalanobisParameters FromCovariance(double[] mean, double[] covariance)
    {
        int features = ParameterCheck.Rows(mean, features: 1);
        ParameterCheck.Length(covariance, (long)features * features, "features x features");
        ParameterCheck.Symmetric(covariance, features);
        return new MahalanobisParameters(
            mean, CovarianceFactor.Of(covariance, features, nameof(covariance), whose: null).Precision);
    }

    private protected override IEnumerable<NamedTensor> TensorsOf(string layer) =>
        [Tensor(layer, "mean", Mean, Features), Tensor(layer, "precision", Precision, Features, Features)];
}
