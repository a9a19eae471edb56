namespace ExplainGen;

/// <summary><c>x / (1 + |x|)</c> (<c>torch.nn.Softsign</c>).</summary>
public sealed class SoftsignAttribute : LayerAttribute;
