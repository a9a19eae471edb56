namespace ExplainGen;

/// <summary><c>x * min(max(x + 3, 0), 6) / 6</c> (<c>torch.nn.Hardswish</c>).</summary>
public sealed class HardswishAttribute : LayerAttribute;
