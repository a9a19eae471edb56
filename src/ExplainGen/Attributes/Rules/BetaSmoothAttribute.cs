namespace ExplainGen;

/// <summary>For <see cref="ReluAttribute"/>: the gradient of a softplus in place of the rectifier's.</summary>
/// <remarks>
/// <c>R_in = R / (1 + exp(-beta * x))</c>. Dombrowski et al., "Explanations can be manipulated and geometry is to blame",
/// NeurIPS 2019.
/// </remarks>
/// <param name="selector"><inheritdoc cref="RuleAttribute(string)" path="/param[@name='selector']"/></param>
/// <param name="beta">Sharpness of the softplus, above 0; 10 by default.</param>
public sealed class BetaSmoothAttribute(string selector, double beta = 10) : RuleAttribute(selector)
{
    /// <summary>Sharpness of the softplus.</summary>
    public double Beta { get; } = beta;
}
