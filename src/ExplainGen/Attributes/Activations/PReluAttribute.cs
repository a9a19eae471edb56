namespace ExplainGen;

/// <summary>
/// <c>x</c> where positive, <c>weight * x</c> elsewhere (<c>torch.nn.PReLU</c>). Weights: <c>weight</c>, one value or one per
/// channel.
/// </summary>
public sealed class PReluAttribute : LayerAttribute
{
    /// <summary>Whether each channel has its own slope; false by default, as in PyTorch.</summary>
    public bool PerChannel { get; set; }
}
