namespace ExplainGen;

/// <summary>
/// Learned numbers that depend on no input (<c>torch.nn.Parameter</c>), for other layers to read: the embedding of positions to add, a token
/// to put in front. Relevance that arrives there stays there, as that of a bias does; the ledger shows it. Weights: <c>weight</c> of the
/// declared shape.
/// </summary>
/// <param name="shape">The shape: F, C x L, C x H x W or C x D x H x W.</param>
public sealed class ParameterAttribute(params int[] shape) : LayerAttribute
{
    /// <summary>The shape.</summary>
    public int[] Shape { get; } = shape;
}
