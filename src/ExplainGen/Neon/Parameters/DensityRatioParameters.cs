using ExplainGen.Weights;

namespace ExplainGen.Neon;

/// <summary>The ratio of two kernel density estimates with the Gaussian kernel exp(-gamma d^2); its logarithm is the score.</summary>
public sealed record DensityRatioParameters : NeonParameters
{
    /// <summary>Checks and holds the parameters.</summary>
    /// <param name="features">F, the number of features.</param>
    /// <param name="numerator">The points of the upper density, [N, F].</param>
    /// <param name="denominator">The points of the lower density, [M, F].</param>
    /// <param name="gamma">The kernel's scale, above 0.</param>
    /// <exception cref="ArgumentException">A size does not fit, a number is not finite, or gamma is not above 0.</exception>
    public DensityRatioParameters(int features, double[] numerator, double[] denominator, double gamma)
        : base(features)
    {
        ParameterCheck.Rows(numerator, features);
        ParameterCheck.Rows(denominator, features);
        ParameterCheck.Positive(gamma);
        Numerator = numerator;
        Denominator = denominator;
        Gamma = gamma;
    }

    /// <summary>The points of the upper density, [N, F].</summary>
    public double[] Numerator { get; }

    /// <summary>The points of the lower density, [M, F].</summary>
    public double[] Denominator { get; }

    /// <summary>The kernel's scale, above 0.</summary>
    public double Gamma { get; }

    private protected override IEnumerable<NamedTensor> TensorsOf(string layer) =>
    [
        Rows(layer, "numerator", Numerator),
        Rows(layer, "denominator", Denominator),
        Scalar(layer, "gamma", Gamma),
    ];
}
