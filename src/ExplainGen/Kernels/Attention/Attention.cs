namespace ExplainGen.Kernels;

/// <summary>
/// Scaled dot-product attention over sequences C x L with several heads: head h takes the channels from h·d on of queries and output, and
/// of keys and values those of the head that it shares with as many others. Its weights are a tensor keys x heads x queries,
/// <c>A = softmax(c · KᵀQ)</c> over the keys, its output is <c>O = V A</c> (Vaswani et al., "Attention is all you need", 2017, equation 1).
/// </summary>
public sealed class Attention
{
    private readonly int _heads;
    private readonly int _keyValueHeads;
    private readonly float _scale;
    private readonly bool _causal;

    /// <summary>Creates the layer.</summary>
    /// <param name="heads">Heads of the queries and of the output, at least 1.</param>
    /// <param name="keyValueHeads">Heads of keys and values, a divisor of <paramref name="heads"/>.</param>
    /// <param name="scale">c, above 0.</param>
    /// <param name="causal">Whether query n sees the keys 0 to n alone.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Attention(int heads, int keyValueHeads, float scale, bool causal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(heads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(keyValueHeads, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(heads % keyValueHeads, 0, nameof(keyValueHeads));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        (_heads, _keyValueHeads, _scale, _causal) = (heads, keyValueHeads, scale, causal);
    }

    /// <summary>scores = KᵀQ of each head, neither scaled nor masked.</summary>
    /// <param name="q">The queries, heads·d x queries.</param>
    /// <param name="k">The keys, key-value heads·d x keys.</param>
    /// <param name="scores">The result, keys x heads x queries.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public void Scores(in Tensor q, in Tensor k, in Tensor scores, Workers workers) => MatrixPasses.Forward(
        new MatrixFactors(KeyValues(k, nameof(k)), transposeLeft: true, Queries(q, nameof(q)), transposeRight: false),
        Weights(scores, nameof(scores)), workers);

    /// <summary>The weights.</summary>
    /// <param name="q">The queries, heads·d x queries.</param>
    /// <param name="k">The keys, key-value heads·d x keys.</param>
    /// <param name="weights">The result, keys x heads x queries.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public void Weigh(in Tensor q, in Tensor k, in Tensor weights, Workers workers)
    {
        Scores(q, k, weights, workers);
        ChannelSoftmax.Forward(weights, _scale, _causal, weights, workers);
    }

    /// <summary>y = V A.</summary>
    /// <param name="weights">A, see <see cref="Weigh"/>.</param>
    /// <param name="v">The values, key-value heads·d' x keys.</param>
    /// <param name="y">The output, heads·d' x queries.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public void Forward(in Tensor weights, in Tensor v, in Tensor y, Workers workers) => MatrixPasses.Forward(
        new MatrixFactors(KeyValues(v, nameof(v)), transposeLeft: false, Weights(weights, nameof(weights)), transposeRight: false),
        Queries(y, nameof(y)), workers);

    /// <summary>r = scale · v ∘ (s Aᵀ), or r += the same.</summary>
    /// <param name="weights">A.</param>
    /// <param name="s">What comes back, of the output's shape.</param>
    /// <param name="v">The values, or <c>default</c> for a factor of one.</param>
    /// <param name="scale">A factor.</param>
    /// <param name="accumulate">Whether to add to r rather than overwrite it.</param>
    /// <param name="r">The result, of the values' shape.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public void RedistributeToValues(
        in Tensor weights, in Tensor s, in Tensor v, float scale, bool accumulate, in Tensor r, Workers workers) =>
        MatrixPasses.Redistribute(
            new MatrixFactors(Queries(s, nameof(s)), transposeLeft: false, Weights(weights, nameof(weights)), transposeRight: true),
            v, scale, accumulate, KeyValues(r, nameof(r)), workers);

    /// <summary>r = scale · A ∘ (Vᵀ s).</summary>
    /// <param name="v">The values.</param>
    /// <param name="s">What comes back, of the output's shape.</param>
    /// <param name="weights">A, or <c>default</c> for a factor of one.</param>
    /// <param name="scale">A factor.</param>
    /// <param name="r">The result, of the weights' shape.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public void RedistributeToWeights(in Tensor v, in Tensor s, in Tensor weights, float scale, in Tensor r, Workers workers) =>
        MatrixPasses.Redistribute(
            new MatrixFactors(KeyValues(v, nameof(v)), transposeLeft: true, Queries(s, nameof(s)), transposeRight: false),
            weights, scale, accumulate: false, Weights(r, nameof(r)), workers);

    /// <summary>The gradient of the weights as that of the scores, masked and scaled: r = c · A ∘ (g - Σ A g) over the keys.</summary>
    /// <param name="weights">A.</param>
    /// <param name="g">The gradient of the weights.</param>
    /// <param name="r">That of the scores; may be the memory of g.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public void ScoreGradient(in Tensor weights, in Tensor g, in Tensor r, Workers workers) =>
        ChannelSoftmax.Gradient(weights, g, _scale, accumulate: false, r, workers);

    /// <summary>The relevance of the weights as that of the scores; see <see cref="ChannelSoftmax.Relevance"/>.</summary>
    /// <param name="scores">The scores, see <see cref="Scores"/>.</param>
    /// <param name="weights">A.</param>
    /// <param name="relevance">The relevance of the weights; 0 where they are masked.</param>
    /// <param name="r">That of the scores; may be the memory of the relevance.</param>
    /// <param name="workers">The threads to use.</param>
    /// <param name="loss">When given, takes as dropped what r lacks.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public void ScoreRelevance(
        in Tensor scores, in Tensor weights, in Tensor relevance, in Tensor r, Workers workers, QuotientLoss? loss) =>
        ChannelSoftmax.Relevance(scores, _scale, weights, relevance, accumulate: false, r, workers, loss);

    /// <summary>r = scale · q ∘ (K s), or r += the same.</summary>
    /// <param name="k">The keys.</param>
    /// <param name="s">What comes back, of the scores' shape.</param>
    /// <param name="q">The queries, or <c>default</c> for a factor of one.</param>
    /// <param name="scale">A factor.</param>
    /// <param name="accumulate">Whether to add to r rather than overwrite it.</param>
    /// <param name="r">The result, of the queries' shape.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public void RedistributeToQueries(
        in Tensor k, in Tensor s, in Tensor q, float scale, bool accumulate, in Tensor r, Workers workers) =>
        MatrixPasses.Redistribute(
            new MatrixFactors(KeyValues(k, nameof(k)), transposeLeft: false, Weights(s, nameof(s)), transposeRight: false),
            q, scale, accumulate, Queries(r, nameof(r)), workers);

    /// <summary>r = scale · k ∘ (Q sᵀ), or r += the same.</summary>
    /// <param name="q">The queries.</param>
    /// <param name="s">What comes back, of the scores' shape.</param>
    /// <param name="k">The keys, or <c>default</c> for a factor of one.</param>
    /// <param name="scale">A factor.</param>
    /// <param name="accumulate">Whether to add to r rather than overwrite it.</param>
    /// <param name="r">The result, of the keys' shape.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public void RedistributeToKeys(in Tensor q, in Tensor s, in Tensor k, float scale, bool accumulate, in Tensor r, Workers workers) =>
        MatrixPasses.Redistribute(
            new MatrixFactors(Queries(q, nameof(q)), transposeLeft: false, Weights(s, nameof(s)), transposeRight: true),
            k, scale, accumulate, KeyValues(r, nameof(r)), workers);

    private MatrixSet Queries(in Tensor tensor, string name) => Heads(tensor, _heads, name);

    private MatrixSet KeyValues(in Tensor tensor, string name) => Heads(tensor, _keyValueHeads, name);

    private static MatrixSet Heads(in Tensor tensor, int heads, string name)
    {
        TensorLayout layout = tensor.Layout;
        if (layout.RowsPerBlock != 1 || layout.Channels % heads != 0)
        {
            throw new ArgumentException(
                $"The tensor is {layout} where a sequence whose channels divide into {heads} heads is needed.", name);
        }

        return MatrixSet.OfHeads(tensor, heads);
    }

    private MatrixSet Weights(in Tensor tensor, string name)
    {
        TensorLayout layout = tensor.Layout;
        if (layout.Depth != 1 || layout.Height != _heads)
            throw new ArgumentException($"The tensor is {layout} where one of keys x {_heads} heads x queries is needed.", name);
        return MatrixSet.OfPlanes(tensor);
    }
}
