namespace ExplainGen;

/// <summary><c>min(max(x, 0), 6)</c> (<c>torch.nn.ReLU6</c>).</summary>
public sealed class Relu6Attribute : LayerAttribute;
