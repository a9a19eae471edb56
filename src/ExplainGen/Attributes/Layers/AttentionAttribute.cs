namespace ExplainGen;

/// <summary>
/// Scaled dot-product attention of sequences C x L (<c>torch.nn.functional.scaled_dot_product_attention</c>);
/// <see cref="LayerAttribute.Inputs"/> names queries, keys and values. The channels divide into heads: head h has those from h·d on.
/// Queries are heads·d x queries, keys heads·d x keys, values heads·d' x keys, the output is heads·d' x queries. It has no weights:
/// projections are layers of their own, <c>[Linear(64, PerPosition = true)]</c>. Relevance follows <see cref="AttnLrpAttribute"/>.
/// </summary>
/// <remarks>
/// <c>O = V softmax(c K^T Q)</c> for each head, the softmax over the keys. Vaswani et al., "Attention is all you need", NeurIPS 2017.
/// </remarks>
/// <param name="heads">How many heads the queries divide into, at least 1.</param>
/// <example><code>[Attention(4, Inputs = ["q", "k", "v"])]</code></example>
public sealed class AttentionAttribute(int heads) : LayerAttribute
{
    /// <summary>How many heads the queries divide into.</summary>
    public int Heads { get; } = heads;

    /// <summary>What scores are multiplied by before the softmax, above 0; 0, the default, is one over the square root of d.</summary>
    public double Scale { get; set; }

    /// <summary>Whether query n sees the keys 0 to n alone; false by default.</summary>
    public bool Causal { get; set; }

    /// <summary>
    /// How many heads keys and values divide into, each of which as many neighboring heads of queries share (grouped-query attention):
    /// a divisor of <see cref="Heads"/>; 0, the default, is as many.
    /// </summary>
    public int KeyValueHeads { get; set; }
}
