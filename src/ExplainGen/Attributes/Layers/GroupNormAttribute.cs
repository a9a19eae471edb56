namespace ExplainGen;

/// <summary>
/// Normalization over the channels of each group at all positions, <c>(x - mean) / sqrt(var + epsilon) * weight + bias</c>
/// (<c>torch.nn.GroupNorm</c>); one group is all elements. Weights: <c>weight</c>, <c>bias</c>, each with one value per channel. Wu and He,
/// "Group normalization", ECCV 2018.
/// </summary>
/// <remarks>Rules are those of <see cref="LayerNormAttribute"/>.</remarks>
/// <param name="groups">Number of groups of neighboring channels, a divisor of the channels.</param>
public sealed class GroupNormAttribute(int groups) : LayerAttribute
{
    /// <summary>Number of groups of neighboring channels.</summary>
    public int Groups { get; } = groups;

    /// <summary>Added to the variance; above 0, 1e-5 by default.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Whether <c>weight</c> and <c>bias</c> are there; true by default.</summary>
    public bool Affine { get; set; } = true;
}
