namespace ExplainGen;

/// <summary>
/// For a softmax, and for attention with its softmax: its outputs count as constants. In attention the values get all relevance, queries
/// and keys nothing; what arrives at a softmax alone is dropped.
/// </summary>
/// <remarks>
/// <c>R_V = V * [R / st(V A)] A^T</c> with the attention weights <c>A</c> (Ali et al., "XAI for transformers: better explanations through
/// conservative propagation", ICML 2022).
/// </remarks>
/// <param name="selector"><inheritdoc cref="RuleAttribute(string)" path="/param[@name='selector']"/></param>
public sealed class CpLrpAttribute(string selector) : RuleAttribute(selector);
