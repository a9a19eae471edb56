using ExplainGen.Weights;

namespace ExplainGen.Kernels;

/// <summary>
/// The head of a deep support vector data description: the squared distance <c>|x - c|^2</c> of features to a center. One distance, no
/// pooling; every feature gets the square of its own difference. Ruff et al. 2018; the relevance is derived here.
/// </summary>
public sealed class DeepSvddHead : InputwiseHead
{
    private readonly double[] _center;

    /// <summary>Reads the parameters.</summary>
    /// <param name="reader">The weights file.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="features">Features of an input.</param>
    /// <exception cref="WeightsException">A parameter is missing or cannot be.</exception>
    public DeepSvddHead(WeightReader reader, string layer, int features)
        : base(layer, features, outputs: 1)
    {
        _center = new HeadParameters(reader, layer).Read("center", features);
    }

    /// <inheritdoc/>
    public override int UnitCount => 1;

    // The squared distance, and its relevance.
    /// <inheritdoc/>
    protected override int StateLength => 2;

    /// <inheritdoc/>
    public override void Decide(ReadOnlySpan<double> x, Span<double> scores)
    {
        scores[0] = 0;
        for (int i = 0; i < x.Length; i++)
            scores[0] += (x[i] - _center[i]) * (x[i] - _center[i]);
    }

    /// <inheritdoc/>
    protected override void Detect(ReadOnlySpan<float> x, Span<float> state)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += Square(x, i);
        state[0] = (float)sum;
    }

    /// <inheritdoc/>
    protected override void Pool(Span<float> state, Span<float> scores) => scores[0] = state[0];

    /// <inheritdoc/>
    protected override void RedistributePool(
        ReadOnlySpan<float> relevance, ReadOnlySpan<float> scores, Span<float> state, QuotientLoss? loss)
    {
        // At the center there is nothing to share by.
        state[1] = scores[0] == 0 ? 0 : relevance[0];
        if (scores[0] == 0 && loss is not null)
            loss.Dropped += relevance[0];
    }

    /// <inheritdoc/>
    protected override void RedistributeDetection(ReadOnlySpan<float> x, Span<float> state, Span<float> relevance, QuotientLoss? loss)
    {
        for (int i = 0; i < relevance.Length && state[1] != 0; i++)
            relevance[i] += (float)(Square(x, i) / state[0] * state[1]);
    }

    /// <inheritdoc/>
    protected override void Gradient(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> scores, Span<float> state, Span<float> gradient)
    {
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] += (float)(weights[0] * 2 * (x[i] - _center[i]));
    }

    /// <inheritdoc/>
    protected override ReadOnlySpan<float> RelevanceOfUnits(ReadOnlySpan<float> state) => state.Slice(1, 1);

    private double Square(ReadOnlySpan<float> x, int i) => (x[i] - _center[i]) * (x[i] - _center[i]);
}
