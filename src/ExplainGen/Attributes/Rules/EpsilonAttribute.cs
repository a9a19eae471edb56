namespace ExplainGen;

/// <summary>LRP-epsilon: shares by contribution, with weak evidence absorbed by epsilon; 0 is LRP-0.</summary>
/// <remarks>
/// <c>R_in = x * W^T [R / st(W x + b)]</c> with epsilon as the stabilizer (Bach et al. 2015, eq. 58). For dense layers,
/// convolutions, sums, average pooling, upsampling, batch normalization that is not folded, all sums in recurrent layers, and
/// normalizations by statistics of their input, of which the deviation counts as a constant:
/// <c>R_in = x / deviation * (w s - mean(w s))</c> with <c>s = R / st(y)</c> (Achtibat et al. 2024). Contributions that cancel make the
/// denominator small and the relevance large.
/// </remarks>
/// <param name="selector"><inheritdoc cref="RuleAttribute(string)" path="/param[@name='selector']"/></param>
/// <param name="epsilon">What keeps the denominators away from zero, at least 0; 1e-6 by default.</param>
public sealed class EpsilonAttribute(string selector, double epsilon = 1e-6) : RuleAttribute(selector)
{
    /// <summary>What keeps the denominators away from zero, in place of <see cref="RuleAttribute.Stabilizer"/>.</summary>
    public double Epsilon { get; } = epsilon;
}
