namespace ExplainGen;

/// <summary><c>x - tanh(x)</c> (<c>torch.nn.Tanhshrink</c>).</summary>
public sealed class TanhshrinkAttribute : LayerAttribute;
