namespace ExplainGen;

/// <summary>
/// <c>1.0507 * (max(x, 0) + min(1.6733 * (exp(x) - 1), 0))</c> with the full-precision constants of Klambauer et al., 2017
/// (<c>torch.nn.SELU</c>).
/// </summary>
public sealed class SeluAttribute : LayerAttribute;
