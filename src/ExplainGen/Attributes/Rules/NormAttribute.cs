namespace ExplainGen;

/// <summary>Shares by contribution for any function: the rule of sums, average pooling and upsampling.</summary>
/// <remarks>
/// <c>R_in = x * J^T [R / st(f(x))]</c> with the Jacobian <c>J</c> of <c>f</c> at <c>x</c>. For linear layers it is
/// <see cref="EpsilonAttribute"/>; it is also for activations and for batch normalization that is not folded.
/// </remarks>
/// <param name="selector"><inheritdoc cref="RuleAttribute(string)" path="/param[@name='selector']"/></param>
public sealed class NormAttribute(string selector) : RuleAttribute(selector);
