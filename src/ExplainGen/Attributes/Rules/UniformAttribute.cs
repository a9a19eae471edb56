namespace ExplainGen;

/// <summary>For products of two values: half of the relevance to each factor.</summary>
/// <remarks>
/// <c>R_a = R_b = R / 2</c> for <see cref="MultiplyAttribute"/>, summed over the axes along which a factor is repeated;
/// <c>R_A = A * [R / st(2 A B)] B^T</c> and <c>R_B = B * A^T [R / st(2 A B)]</c> for <see cref="MatMulAttribute"/>: the Taylor expansion of the
/// product that treats both alike (Achtibat et al., "AttnLRP: attention-aware layer-wise relevance propagation for transformers", ICML
/// 2024). Together they are all but what the stabilizer takes. A factor that does not depend on the input gets nothing, and the other one
/// all.
/// </remarks>
/// <param name="selector"><inheritdoc cref="RuleAttribute(string)" path="/param[@name='selector']"/></param>
public sealed class UniformAttribute(string selector) : RuleAttribute(selector);
