using ExplainGen.Weights;

namespace ExplainGen.Neon;

/// <summary>A kernel density estimate with the Gaussian kernel exp(-gamma d^2): gamma = 1 / (2 h^2) for a bandwidth h.</summary>
public sealed record KdeParameters : NeonParameters
{
    /// <summary>Checks and holds the parameters.</summary>
    /// <param name="features">F, the number of features.</param>
    /// <param name="points">The training points, [N, F].</param>
    /// <param name="gamma">The kernel's scale, above 0.</param>
    /// <exception cref="ArgumentException">A size does not fit, a number is not finite, or gamma is not above 0.</exception>
    public KdeParameters(int features, double[] points, double gamma)
        : base(features)
    {
        ParameterCheck.Rows(points, features);
        ParameterCheck.Positive(gamma);
        Points = points;
        Gamma = gamma;
    }

    /// <summary>The training points, [N, F].</summary>
    public double[] Points { get; }

    /// <summary>The kernel's scale, above 0.</summary>
    public double Gamma { get; }

    private protected override IEnumerable<NamedTensor> TensorsOf(string layer) =>
        [Rows(layer, "points", Points), Scalar(layer, "gamma", Gamma)];
}
