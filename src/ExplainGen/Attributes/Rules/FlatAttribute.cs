namespace ExplainGen;

/// <summary>LRP-flat: equal shares for every input that an output sees; for the first layer.</summary>
/// <remarks>
/// <c>R_in = 1^T [R / n]</c> with <c>n</c> the inputs of an output, padding excluded (Lapuschkin et al., "Unmasking Clever
/// Hans predictors and assessing what machines really learn", Nature Communications 10, 2019). For dense layers and
/// convolutions. After the first layer it spreads relevance onto units that are not active, which is a warning.
/// </remarks>
/// <param name="selector"><inheritdoc cref="RuleAttribute(string)" path="/param[@name='selector']"/></param>
public sealed class FlatAttribute(string selector) : RuleAttribute(selector);
