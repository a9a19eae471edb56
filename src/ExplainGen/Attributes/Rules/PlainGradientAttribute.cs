namespace ExplainGen;

/// <summary>The ordinary gradient in place of a relevance, <c>J^T R</c>; it is not conserved.</summary>
/// <param name="selector"><inheritdoc cref="RuleAttribute(string)" path="/param[@name='selector']"/></param>
public sealed class PlainGradientAttribute(string selector) : RuleAttribute(selector);
