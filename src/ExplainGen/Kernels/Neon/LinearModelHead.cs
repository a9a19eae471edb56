using ExplainGen.Weights;

namespace ExplainGen.Kernels;

/// <summary>Logistic and softmax regression and linear SVMs: one linear layer, explained against a reference input.</summary>
public sealed class LinearModelHead : InputwiseHead
{
    private readonly double[] _weight;
    private readonly double[] _bias;
    private readonly double[] _reference;
    private readonly double[] _atReference;

    /// <summary>Reads the parameters.</summary>
    /// <param name="reader">The weights file.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="features">Features of an input.</param>
    /// <param name="outputs">Scores.</param>
    /// <exception cref="WeightsException">A parameter is missing or cannot be.</exception>
    public LinearModelHead(WeightReader reader, string layer, int features, int outputs)
        : base(layer, features, outputs)
    {
        var parameters = new HeadParameters(reader, layer);
        _weight = parameters.Read("weight", outputs, features);
        _bias = parameters.Read("bias", outputs);
        _reference = parameters.Read("reference", features);
        _atReference = new double[outputs];
        for (int c = 0; c < outputs; c++)
            _atReference[c] = DoubleProduct.Of(Weight(c), _reference) + _bias[c];
    }

    /// <inheritdoc/>
    public override int UnitCount => Outputs;

    // The deviation from the reference, the units, and what each part of them passes on; their relevance.
    /// <inheritdoc/>
    protected override int StateLength => (2 * (Features + (2 * Outputs))) + Outputs;

    /// <inheritdoc/>
    public override void Decide(ReadOnlySpan<double> x, Span<double> scores)
    {
        for (int c = 0; c < scores.Length; c++)
        {
            scores[c] = _bias[c];
            for (int i = 0; i < x.Length; i++)
                scores[c] += Weight(c)[i] * x[i];
        }
    }

    /// <inheritdoc/>
    protected override void Detect(ReadOnlySpan<float> x, Span<float> state)
    {
        Span<double> deviation = Deviation(state), units = Units(state);
        for (int i = 0; i < x.Length; i++)
            deviation[i] = x[i] - _reference[i];
        for (int c = 0; c < units.Length; c++)
            units[c] = DoubleProduct.Of(Weight(c), deviation) + _atReference[c];
    }

    /// <inheritdoc/>
    protected override void Pool(Span<float> state, Span<float> scores)
    {
        ReadOnlySpan<double> units = Units(state);
        for (int c = 0; c < units.Length; c++)
            scores[c] = (float)units[c];
    }

    /// <inheritdoc/>
    protected override void RedistributePool(
        ReadOnlySpan<float> relevance, ReadOnlySpan<float> scores, Span<float> state, QuotientLoss? loss)
    {
        HeadState.Divide(relevance, scores, Quotients(state), loss);
        Span<float> units = state[^Outputs..];
        for (int c = 0; c < units.Length; c++)
            units[c] = scores[c] == 0 ? 0 : relevance[c];
    }

    /// <inheritdoc/>
    protected override void RedistributeDetection(ReadOnlySpan<float> x, Span<float> state, Span<float> relevance, QuotientLoss? loss)
    {
        ReadOnlySpan<double> deviation = Deviation(state), quotients = Quotients(state);
        for (int c = 0; c < quotients.Length; c++)
        {
            if (quotients[c] == 0)
                continue;
            ReadOnlySpan<double> weight = Weight(c);
            for (int i = 0; i < relevance.Length; i++)
                relevance[i] += (float)(weight[i] * deviation[i] * quotients[c]);
            if (loss is not null)
                loss.Bias += _atReference[c] * quotients[c];
        }
    }

    /// <inheritdoc/>
    protected override void Gradient(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> scores, Span<float> state, Span<float> gradient)
    {
        for (int c = 0; c < weights.Length; c++)
        {
            ReadOnlySpan<double> weight = Weight(c);
            for (int i = 0; i < gradient.Length && weights[c] != 0; i++)
                gradient[i] += (float)(weight[i] * weights[c]);
        }
    }

    /// <inheritdoc/>
    protected override ReadOnlySpan<float> RelevanceOfUnits(ReadOnlySpan<float> state) => state[^Outputs..];

    private ReadOnlySpan<double> Weight(int c) => _weight.AsSpan(c * Features, Features);

    private Span<double> Deviation(Span<float> state) => HeadState.Doubles(state, 0, Features);

    private Span<double> Units(Span<float> state) => HeadState.Doubles(state, Features, Outputs);

    private Span<double> Quotients(Span<float> state) => HeadState.Doubles(state, Features + Outputs, Outputs);
}
