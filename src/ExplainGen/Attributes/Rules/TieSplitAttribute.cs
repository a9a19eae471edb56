namespace ExplainGen;

/// <summary>For max-pooling: relevance shared equally among all largest values of the window (Bach et al. 2015).</summary>
/// <param name="selector"><inheritdoc cref="RuleAttribute(string)" path="/param[@name='selector']"/></param>
public sealed class TieSplitAttribute(string selector) : RuleAttribute(selector);
