namespace ExplainGen;

/// <summary><c>x / (1 + exp(-x))</c>, also called Swish (<c>torch.nn.SiLU</c>).</summary>
public sealed class SiluAttribute : LayerAttribute;
