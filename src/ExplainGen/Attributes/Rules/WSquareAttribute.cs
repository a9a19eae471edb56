namespace ExplainGen;

/// <summary>LRP-w^2: shares by squared weights, whatever the input; for the first layer of unbounded inputs.</summary>
/// <remarks>
/// <c>R_in = (W^2)^T [R / st(sum W^2 + b^2)]</c> (Montavon et al. 2017, the w^2 rule). For dense layers and convolutions. After
/// the first layer it spreads relevance onto units that are not active, which is a warning.
/// </remarks>
/// <param name="selector"><inheritdoc cref="RuleAttribute(string)" path="/param[@name='selector']"/></param>
public sealed class WSquareAttribute(string selector) : RuleAttribute(selector);
