using System.Numerics.Tensors;
using ExplainGen.Weights;

namespace ExplainGen.Kernels;

/// <summary>The squared Mahalanobis distance as a network of one quadratic unit.</summary>
public sealed class MahalanobisHead : InputwiseHead
{
    private readonly double[] _mean;
    private readonly double[] _precision;

    /// <summary>Reads the parameters.</summary>
    /// <param name="reader">The weights file.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="features">Features of an input.</param>
    /// <exception cref="WeightsException">A parameter is missing or cannot be.</exception>
    public MahalanobisHead(WeightReader reader, string layer, int features)
        : base(layer, features, outputs: 1)
    {
        var parameters = new HeadParameters(reader, layer);
        _mean = parameters.Read("mean", features);
        _precision = PrecisionMatrix.Symmetric(parameters, "precision", parameters.Read("precision", features, features), features);
    }

    /// <inheritdoc/>
    public override int UnitCount => 1;

    // The deviation from the mean, the same times the precision, and what each part of the score passes on; the relevance of the unit.
    /// <inheritdoc/>
    protected override int StateLength => (2 * ((2 * Features) + 1)) + 1;

    /// <inheritdoc/>
    public override void Decide(ReadOnlySpan<double> x, Span<double> scores)
    {
        var deviation = new double[Features];
        TensorPrimitives.Subtract(x, _mean, deviation);
        scores[0] = PrecisionMatrix.Form(_precision, deviation);
    }

    /// <inheritdoc/>
    protected override void Detect(ReadOnlySpan<float> x, Span<float> state)
    {
        Span<double> deviation = Deviation(state);
        for (int i = 0; i < x.Length; i++)
            deviation[i] = x[i] - _mean[i];
        PrecisionMatrix.Multiply(_precision, deviation, Whitened(state));
    }

    /// <inheritdoc/>
    protected override void Pool(Span<float> state, Span<float> scores) =>
        scores[0] = (float)DoubleProduct.Of(Deviation(state), Whitened(state));

    /// <inheritdoc/>
    protected override void RedistributePool(
        ReadOnlySpan<float> relevance, ReadOnlySpan<float> scores, Span<float> state, QuotientLoss? loss)
    {
        HeadState.Divide(relevance, scores, Quotient(state), loss);
        state[^1] = scores[0] == 0 ? 0 : relevance[0];
    }

    /// <inheritdoc/>
    protected override void RedistributeDetection(ReadOnlySpan<float> x, Span<float> state, Span<float> relevance, QuotientLoss? loss)
    {
        ReadOnlySpan<double> deviation = Deviation(state), whitened = Whitened(state);
        double quotient = Quotient(state)[0];
        for (int i = 0; i < relevance.Length; i++)
            relevance[i] += (float)(deviation[i] * whitened[i] * quotient);
    }

    /// <inheritdoc/>
    protected override void Gradient(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> scores, Span<float> state, Span<float> gradient)
    {
        ReadOnlySpan<double> whitened = Whitened(state);
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] += (float)(2 * whitened[i] * weights[0]);
    }

    /// <inheritdoc/>
    protected override ReadOnlySpan<float> RelevanceOfUnits(ReadOnlySpan<float> state) => state[^1..];

    private Span<double> Deviation(Span<float> state) => HeadState.Doubles(state, 0, Features);

    private Span<double> Whitened(Span<float> state) => HeadState.Doubles(state, Features, Features);

    private Span<double> Quotient(Span<float> state) => HeadState.Doubles(state, 2 * Features, 1);
}
