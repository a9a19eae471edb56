namespace ExplainGen;

/// <summary>
/// Emits the gradient of the outputs with respect to the input as well, which the Taylor family (saliency, gradient x input,
/// integrated gradients, SmoothGrad) builds on.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class GradientAttribute : Attribute;
