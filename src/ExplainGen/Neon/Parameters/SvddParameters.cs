using ExplainGen.Weights;

namespace ExplainGen.Neon;

/// <summary>
/// A support vector data description with the Gaussian kernel: a sphere in feature space with center sum_j a_j Phi(u_j) (Tax and Duin,
/// Support vector data description, Machine Learning 54, 2004). As k(x, x) = 1, the distance to the center falls where
/// sum_j a_j k(x, u_j) rises.
/// </summary>
public sealed record SvddParameters : NeonParameters
{
    /// <summary>Checks and holds the parameters.</summary>
    /// <param name="features">F, the number of features.</param>
    /// <param name="supportVectors">The support vectors u, [S, F].</param>
    /// <param name="coefficients">The dual coefficients a, [S], above 0, of any sum.</param>
    /// <param name="gamma">Of the kernel exp(-gamma d^2), above 0.</param>
    /// <param name="radius">The sphere's radius in feature space, at least 0; not its square.</param>
    /// <exception cref="ArgumentException">A size does not fit, a number is not finite, or one is outside its range.</exception>
    public SvddParameters(int features, double[] supportVectors, double[] coefficients, double gamma, double radius)
        : base(features)
    {
        ParameterCheck.Length(coefficients, ParameterCheck.Rows(supportVectors, features), "one a support vector");
        ParameterCheck.AllPositive(coefficients);
        ParameterCheck.Positive(gamma);
        ParameterCheck.NotNegative(radius);
        SupportVectors = supportVectors;
        Coefficients = coefficients;
        Gamma = gamma;
        Radius = radius;
    }

    /// <summary>The support vectors, [S, F].</summary>
    public double[] SupportVectors { get; }

    /// <summary>The dual coefficients, [S], above 0.</summary>
    public double[] Coefficients { get; }

    /// <summary>The kernel's scale, above 0.</summary>
    public double Gamma { get; }

    /// <summary>The radius in feature space, at least 0.</summary>
    public double Radius { get; }

    private protected override IEnumerable<NamedTensor> TensorsOf(string layer) =>
    [
        Rows(layer, "support_vectors", SupportVectors),
        Tensor(layer, "coefficients", Coefficients, Coefficients.Length),
        Scalar(layer, "gamma", Gamma),
        Scalar(layer, "radius", Radius),
    ];
}
