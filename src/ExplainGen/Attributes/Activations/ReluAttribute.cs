namespace ExplainGen;

/// <summary><c>max(x, 0)</c> (<c>torch.nn.ReLU</c>).</summary>
public sealed class ReluAttribute : LayerAttribute;
