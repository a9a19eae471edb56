namespace ExplainGen;

/// <summary><c>max(x, 0) + min(alpha * (exp(x / alpha) - 1), 0)</c> (<c>torch.nn.CELU</c>).</summary>
/// <param name="alpha">Minus the limit for large negative inputs, other than 0; 1 by default.</param>
public sealed class CeluAttribute(double alpha = 1) : LayerAttribute
{
    /// <summary>Minus the limit for large negative inputs.</summary>
    public double Alpha { get; } = alpha;
}
