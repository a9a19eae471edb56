namespace ExplainGen;

/// <summary><c>x</c> where positive, <c>alpha * (exp(x) - 1)</c> elsewhere (<c>torch.nn.ELU</c>).</summary>
/// <param name="alpha">Minus the limit for large negative inputs; 1 by default.</param>
public sealed class EluAttribute(double alpha = 1) : LayerAttribute
{
    /// <summary>Minus the limit for large negative inputs.</summary>
    public double Alpha { get; } = alpha;
}
