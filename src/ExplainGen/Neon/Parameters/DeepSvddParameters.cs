using ExplainGen.Weights;

namespace ExplainGen.Neon;

/// <summary>
/// A deep support vector data description: |z - c|^2 of what a network makes of the input (Ruff et al., Deep one-class classification,
/// ICML 2018).
/// </summary>
public sealed record DeepSvddParameters : NeonParameters
{
    /// <summary>Checks and holds the parameters.</summary>
    /// <param name="center">The center c, [F]; at least one number.</param>
    /// <exception cref="ArgumentException">There is no number, or one is not finite.</exception>
    public DeepSvddParameters(double[] center)
        : base(ParameterCheck.Rows(center, features: 1))
    {
        Center = center;
    }

    /// <summary>The center, [F].</summary>
    public double[] Center { get; }

    private protected override IEnumerable<NamedTensor> TensorsOf(string layer) => [Tensor(layer, "center", Center, Features)];
}
