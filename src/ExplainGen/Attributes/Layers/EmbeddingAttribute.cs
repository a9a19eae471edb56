namespace ExplainGen;

/// <summary>
/// A row of a learned table for each token (<c>torch.nn.Embedding</c>): a vector of L tokens becomes features x L. It reads the network's
/// input, whose elements are then whole numbers from 0 to <see cref="Count"/> - 1. A token's relevance is the sum over its features; there
/// is no gradient of a token. Weights: <c>weight</c> (tokens x features).
/// </summary>
/// <param name="count">How many tokens there are, from 1 to 16777216.</param>
/// <param name="features">Numbers for each token, at least 1.</param>
public sealed class EmbeddingAttribute(int count, int features) : LayerAttribute
{
    /// <summary>How many tokens there are.</summary>
    public int Count { get; } = count;

    /// <summary>Numbers for each token.</summary>
    public int Features { get; } = features;
}
