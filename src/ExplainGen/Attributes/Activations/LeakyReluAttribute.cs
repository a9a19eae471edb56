namespace ExplainGen;

/// <summary><c>x</c> where positive, <c>slope * x</c> elsewhere (<c>torch.nn.LeakyReLU</c>).</summary>
/// <param name="slope">Slope below zero; 0.01 by default.</param>
public sealed class LeakyReluAttribute(double slope = 0.01) : LayerAttribute
{
    /// <summary>Slope below zero.</summary>
    public double Slope { get; } = slope;
}
