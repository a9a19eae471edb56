namespace ExplainGen;

/// <summary>
/// Normalization over the channels of each position, <c>(x - mean) / sqrt(var + epsilon) * weight + bias</c>: of a sequence C x L the
/// features of each token (<c>torch.nn.LayerNorm(C)</c> on tokens), of a vector all of it, of an image the channels of each pixel.
/// Weights: <c>weight</c>, <c>bias</c>, each with one value per channel. Ba et al., "Layer normalization", 2016.
/// </summary>
/// <remarks>
/// Under LRP the deviation is a constant and the mean part of the linear map (<see cref="EpsilonAttribute"/>, the default; Achtibat et
/// al., "AttnLRP", ICML 2024); <see cref="PassAttribute"/> is the identity rule instead.
/// </remarks>
public sealed class LayerNormAttribute : LayerAttribute
{
    /// <summary>Added to the variance; above 0, 1e-5 by default.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Whether <c>weight</c> is there, and with <see cref="Bias"/> <c>bias</c>; true by default.</summary>
    public bool Affine { get; set; } = true;

    /// <summary>Whether <c>bias</c> is there too; true by default.</summary>
    public bool Bias { get; set; } = true;
}
