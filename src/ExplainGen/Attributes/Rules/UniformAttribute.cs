namespace ExplainGen;

/// <summary>For products of two values: half of the relevance to each.</summary>
/// <remarks>
/// <c>R_a = R_b = R / 2</c> for <see cref="MultiplyAttribute"/>, summed over the axes along which a factor is repeated: the Taylor
/// expansion of the product that treats both alike (Achtibat et al., "AttnLRP", ICML 2024). It conserves.
/// </remarks>
/// <param name="selector"><inheritdoc cref="RuleAttribute(string)" path="/param[@name='selector']"/></param>
public sealed class UniformAttribute(string selector) : RuleAttribute(selector);
