namespace ExplainGen;

/// <summary><c>x * Phi(x)</c> with the standard normal distribution function (<c>torch.nn.GELU</c>).</summary>
public sealed class GeluAttribute : LayerAttribute
{
    /// <summary>
    /// Whether to use the approximation <c>0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))</c>; false by default.
    /// </summary>
    public bool Tanh { get; set; }
}
