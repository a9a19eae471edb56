namespace ExplainGen;

/// <summary>
/// <c>x</c> where positive, <c>(lower + upper) / 2 * x</c> elsewhere (<c>torch.nn.RReLU</c> in evaluation mode).
/// </summary>
/// <param name="lower">Smallest slope that training drew; 1/8 by default.</param>
/// <param name="upper">Largest slope that training drew; 1/3 by default.</param>
public sealed class RReluAttribute(double lower = 1.0 / 8, double upper = 1.0 / 3) : LayerAttribute
{
    /// <summary>Smallest slope that training drew.</summary>
    public double Lower { get; } = lower;

    /// <summary>Largest slope that training drew.</summary>
    public double Upper { get; } = upper;
}
