namespace ExplainGen;

/// <summary>Relevance goes through unchanged: the rule of activations.</summary>
/// <remarks>
/// <c>R_in = R</c>. For activations, normalizations (batch normalization where it is not folded), and linear layers whose input
/// and output have one shape.
/// </remarks>
/// <param name="selector"><inheritdoc cref="RuleAttribute(string)" path="/param[@name='selector']"/></param>
public sealed class PassAttribute(string selector) : RuleAttribute(selector);
