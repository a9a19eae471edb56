namespace ExplainGen;

/// <summary><c>1 / (1 + exp(-x))</c> (<c>torch.nn.Sigmoid</c>).</summary>
public sealed class SigmoidAttribute : LayerAttribute;
