namespace ExplainGen;

/// <summary>
/// 1 in the channel of the token and 0 in all others (<c>torch.nn.functional.one_hot</c>): a vector of L tokens becomes tokens x L. It reads
/// the network's input, whose elements are then whole numbers from 0 to <see cref="Count"/> - 1. A token's relevance is the sum over its
/// channels; there is no gradient of a token.
/// </summary>
/// <param name="count">How many tokens there are, from 1 to 16777216.</param>
public sealed class OneHotAttribute(int count) : LayerAttribute
{
    /// <summary>How many tokens there are.</summary>
    public int Count { get; } = count;
}
