namespace ExplainGen;

/// <summary>For <see cref="ReluAttribute"/>: the gradient where it is positive, whatever the input, else 0.</summary>
/// <remarks>
/// <c>R_in = max(R, 0)</c>. Zeiler and Fergus, "Visualizing and understanding convolutional networks", ECCV 2014.
/// </remarks>
/// <param name="selector"><inheritdoc cref="RuleAttribute(string)" path="/param[@name='selector']"/></param>
public sealed class DeconvolutionAttribute(string selector) : RuleAttribute(selector);
