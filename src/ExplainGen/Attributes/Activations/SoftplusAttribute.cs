namespace ExplainGen;

/// <summary><c>log(1 + exp(beta * x)) / beta</c> (<c>torch.nn.Softplus</c>).</summary>
/// <param name="beta">Sharpness, above 0; 1 by default.</param>
/// <param name="threshold">Where <c>beta * x</c> is above it the result is <c>x</c>; 20 by default.</param>
public sealed class SoftplusAttribute(double beta = 1, double threshold = 20) : LayerAttribute
{
    /// <summary>Sharpness.</summary>
    public double Beta { get; } = beta;

    /// <summary>Where <c>beta * x</c> is above it the result is <c>x</c>.</summary>
    public double Threshold { get; } = threshold;
}
