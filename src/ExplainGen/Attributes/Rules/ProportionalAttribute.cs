namespace ExplainGen;

/// <summary>For max-pooling: relevance shared over the window in proportion to its values.</summary>
/// <remarks>
/// <c>R_in = x * R / st(sum x)</c> over each window (Montavon et al. 2017, pooling in deep Taylor decomposition); for inputs that
/// are not negative.
/// </remarks>
/// <param name="selector"><inheritdoc cref="RuleAttribute(string)" path="/param[@name='selector']"/></param>
public sealed class ProportionalAttribute(string selector) : RuleAttribute(selector);
