namespace ExplainGen;

/// <summary><c>min(max(x + 3, 0), 6) / 6</c> (<c>torch.nn.Hardsigmoid</c>).</summary>
public sealed class HardsigmoidAttribute : LayerAttribute;
