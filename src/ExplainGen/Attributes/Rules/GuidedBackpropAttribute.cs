namespace ExplainGen;

/// <summary>For <see cref="ReluAttribute"/>: the gradient where both it and the input are positive, else 0.</summary>
/// <remarks>
/// <c>R_in = R * [R &gt; 0] * [x &gt; 0]</c>. Springenberg et al., "Striving for simplicity: the all convolutional net", ICLR
/// workshop 2015.
/// </remarks>
/// <param name="selector"><inheritdoc cref="RuleAttribute(string)" path="/param[@name='selector']"/></param>
public sealed class GuidedBackpropAttribute(string selector) : RuleAttribute(selector);
