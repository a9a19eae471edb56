namespace ExplainGen;

/// <summary>
/// Scaling by the root mean square over the channels of each position, <c>x / sqrt(mean x^2 + epsilon) * weight</c>
/// (<c>torch.nn.RMSNorm(C)</c> on tokens). Weights: <c>weight</c> with one value per channel. Zhang and Sennrich, "Root mean square
/// layer normalization", NeurIPS 2019.
/// </summary>
/// <remarks>
/// Under LRP the root mean square is a constant (<see cref="EpsilonAttribute"/>, the default), so that what arrives is handed on element
/// by element, up to the stabilizer; <see cref="PassAttribute"/> leaves that out too.
/// </remarks>
public sealed class RmsNormAttribute : LayerAttribute
{
    /// <summary>Added to the mean square; above 0, 1e-6 by default.</summary>
    public double Epsilon { get; set; } = 1e-6;

    /// <summary>Whether <c>weight</c> is there; true by default.</summary>
    public bool Affine { get; set; } = true;
}
