namespace ExplainGen;

/// <summary>LRP-gamma: shares by contribution, with the weights of the output's own sign raised by gamma.</summary>
/// <remarks>
/// For a positive output <c>R_in = x * V^T [R / st(V x + b + gamma * b+)]</c> with <c>V = W + gamma * W+</c> for positive
/// inputs and <c>W + gamma * W-</c> for negative ones; for a negative output the two change places; an output of exactly 0
/// passes nothing on (Montavon et al. 2019, section 10.2.1, in the form for signed inputs). For dense layers and
/// convolutions. Gamma 0 is LRP-0; with gamma growing it becomes <see cref="ZPlusAttribute"/>.
/// </remarks>
/// <param name="selector"><inheritdoc cref="RuleAttribute(string)" path="/param[@name='selector']"/></param>
/// <param name="gamma">By how much the weights are raised, at least 0; 0.25 by default.</param>
public sealed class GammaAttribute(string selector, double gamma = 0.25) : RuleAttribute(selector)
{
    /// <summary>By how much the weights are raised.</summary>
    public double Gamma { get; } = gamma;
}
