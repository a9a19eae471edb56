namespace ExplainGen;

/// <summary>The hyperbolic tangent (<c>torch.nn.Tanh</c>).</summary>
public sealed class TanhAttribute : LayerAttribute;
