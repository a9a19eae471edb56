namespace ExplainGen;

/// <summary>
/// A dense layer, <c>y = W x + b</c> (<c>torch.nn.Linear</c>). It takes a vector; put <see cref="FlattenAttribute"/> before it
/// where its input has spatial axes, or map the channels at each position by themselves with <see cref="PerPosition"/>. Weights:
/// <c>weight</c> (features x inputs), <c>bias</c> (features).
/// </summary>
/// <param name="features">How many outputs it has, at least 1.</param>
public sealed class LinearAttribute(int features) : LayerAttribute
{
    /// <summary>How many outputs it has.</summary>
    public int Features { get; } = features;

    /// <summary>Whether it has a bias; true by default.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>
    /// Whether the map is one of the channels at each position: of the features of every token of a C x L sequence, of every pixel of a
    /// C x H x W image, the spatial axes staying as they are; false by default.
    /// </summary>
    public bool PerPosition { get; set; }
}
