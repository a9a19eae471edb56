namespace ExplainGen;

/// <summary>
/// Normalization of each channel over all positions, <c>(x - mean) / sqrt(var + epsilon)</c>, by statistics of the input
/// (<c>torch.nn.InstanceNorm1d/2d/3d</c>). Weights, if it is affine: <c>weight</c>, <c>bias</c>, each with one value per channel. Ulyanov
/// et al., "Instance normalization", 2016.
/// </summary>
/// <remarks>Rules are those of <see cref="LayerNormAttribute"/>.</remarks>
public sealed class InstanceNormAttribute : LayerAttribute
{
    /// <summary>Added to the variance; above 0, 1e-5 by default.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Whether <c>weight</c> and <c>bias</c> are there; false by default, as in PyTorch.</summary>
    public bool Affine { get; set; }
}
