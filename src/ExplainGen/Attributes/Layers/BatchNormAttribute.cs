namespace ExplainGen;

/// <summary>
/// Normalization with running statistics per channel, <c>(x - mean) / sqrt(var + epsilon) * weight + bias</c>
/// (<c>torch.nn.BatchNorm1d/2d/3d</c> in evaluation mode). Weights: <c>weight</c>, <c>bias</c>, <c>running_mean</c>,
/// <c>running_var</c>, each with one value per channel.
/// </summary>
/// <remarks>
/// It is folded into the linear layer before or after it wherever data flow allows. Where it cannot be, it needs a rule of its
/// own (<see cref="EpsilonAttribute"/> or <see cref="PassAttribute"/>).
/// </remarks>
public sealed class BatchNormAttribute : LayerAttribute
{
    /// <summary>Added to the variance; at least 0, 1e-5 by default.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Whether <c>weight</c> and <c>bias</c> are there; true by default.</summary>
    public bool Affine { get; set; } = true;
}
