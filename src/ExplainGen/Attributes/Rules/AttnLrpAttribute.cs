namespace ExplainGen;

/// <summary>
/// For a softmax, and for attention with its softmax: relevance by the first-order Taylor expansion at the input. The default.
/// </summary>
/// <remarks>
/// <c>R_i = x_i (R_i' - s_i sum_j R_j')</c> for outputs <c>s</c> with relevance <c>R'</c> (Achtibat et al., "AttnLRP: attention-aware
/// layer-wise relevance propagation for transformers", ICML 2024). It does not conserve; the ledger shows what the softmax takes as
/// dropped. In attention the products of values and weights, and of keys and queries, go by <see cref="UniformAttribute"/>, with the
/// same stabilizer; masked scores get 0.
/// </remarks>
/// <param name="selector"><inheritdoc cref="RuleAttribute(string)" path="/param[@name='selector']"/></param>
public sealed class AttnLrpAttribute(string selector) : RuleAttribute(selector);
