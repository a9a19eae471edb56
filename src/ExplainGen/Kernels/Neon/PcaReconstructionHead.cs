using System.Numerics.Tensors;
using ExplainGen.Weights;

namespace ExplainGen.Kernels;

/// <summary>The error of a reconstruction by principal components as a network: residuals, and their squared length.</summary>
public sealed class PcaReconstructionHead : InputwiseHead
{
    // How far components may be from orthonormal: rounding to single precision, and more.
    private const double Tolerance = 1e-4;

    private readonly double[] _mean;
    private readonly double[] _components;
    private readonly int _count;
    private readonly PcaAttribution _attribution;

    /// <summary>Reads the parameters.</summary>
    /// <param name="reader">The weights file.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="features">Features of an input.</param>
    /// <param name="components">How many components there are.</param>
    /// <param name="attribution">What the error is attributed to.</param>
    /// <exception cref="WeightsException">A parameter is missing or cannot be, or the components are not orthonormal.</exception>
    public PcaReconstructionHead(WeightReader reader, string layer, int features, int components, PcaAttribution attribution)
        : base(layer, features, outputs: 1)
    {
        var parameters = new HeadParameters(reader, layer);
        _count = components;
        _attribution = attribution;
        _mean = parameters.Read("mean", features);
        _components = parameters.Read("components", components, features);
        RefuseOtherThanOrthonormal(parameters);
    }

    /// <inheritdoc/>
    public override int UnitCount => Features;

    // The deviation from the mean, the residual, what each part of the score passes on, coordinates; the relevance of the units.
    /// <inheritdoc/>
    protected override int StateLength => (2 * ((2 * Features) + 1 + _count)) + Features;

    /// <inheritdoc/>
    public override void Decide(ReadOnlySpan<double> x, Span<double> scores)
    {
        // Each feature of the reconstruction by itself, as the model is written.
        var coordinates = new double[_count];
        for (int c = 0; c < _count; c++)
        {
            for (int i = 0; i < Features; i++)
                coordinates[c] += Component(c)[i] * (x[i] - _mean[i]);
        }

        scores[0] = 0;
        for (int i = 0; i < Features; i++)
        {
            double reconstruction = _mean[i];
            for (int c = 0; c < _count; c++)
                reconstruction += coordinates[c] * Component(c)[i];
            scores[0] += (x[i] - reconstruction) * (x[i] - reconstruction);
        }
    }

    /// <inheritdoc/>
    protected override void Detect(ReadOnlySpan<float> x, Span<float> state)
    {
        Span<double> deviation = Deviation(state), residual = Residual(state), coordinates = Coordinates(state);
        for (int i = 0; i < x.Length; i++)
            deviation[i] = x[i] - _mean[i];
        deviation.CopyTo(residual);
        for (int c = 0; c < coordinates.Length; c++)
            coordinates[c] = DoubleProduct.Of(Component(c), deviation);
        for (int c = 0; c < coordinates.Length; c++)
            TensorPrimitives.MultiplyAdd(Component(c), -coordinates[c], residual, residual);
    }

    /// <inheritdoc/>
    protected override void Pool(Span<float> state, Span<float> scores) =>
        scores[0] = (float)DoubleProduct.Of(Residual(state), Residual(state));

    /// <inheritdoc/>
    protected override void RedistributePool(
        ReadOnlySpan<float> relevance, ReadOnlySpan<float> scores, Span<float> state, QuotientLoss? loss)
    {
        Span<double> quotient = Quotient(state);
        HeadState.Divide(relevance, scores, quotient, loss);
        Span<float> units = state[^Features..];
        ReadOnlySpan<double> residual = Residual(state);
        for (int i = 0; i < units.Length; i++)
            units[i] = (float)(residual[i] * residual[i] * quotient[0]);
    }

    /// <inheritdoc/>
    protected override void RedistributeDetection(ReadOnlySpan<float> x, Span<float> state, Span<float> relevance, QuotientLoss? loss)
    {
        ReadOnlySpan<double> residual = Residual(state);
        ReadOnlySpan<double> factors = _attribution == PcaAttribution.Input ? Deviation(state) : residual;
        double quotient = Quotient(state)[0];
        for (int i = 0; i < relevance.Length; i++)
            relevance[i] += (float)(factors[i] * residual[i] * quotient);

        // d r is r r as far as the components are orthonormal.
        if (loss is not null)
            loss.Bias += (DoubleProduct.Of(residual, residual) - DoubleProduct.Of(factors, residual)) * quotient;
    }

    /// <inheritdoc/>
    protected override void Gradient(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> scores, Span<float> state, Span<float> gradient)
    {
        ReadOnlySpan<double> residual = Residual(state);
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] += (float)(2 * residual[i] * weights[0]);
    }

    /// <inheritdoc/>
    protected override ReadOnlySpan<float> RelevanceOfUnits(ReadOnlySpan<float> state) => state[^Features..];

    // V V^T = 1 is tried on vectors of random signs, in time that is linear in the file's size: products of all rows are not.
    private void RefuseOtherThanOrthonormal(HeadParameters parameters)
    {
        if (_count > Features)
            throw parameters.Problem("components", $"has {_count} rows of {Features} features; expected at most as many rows as features");
        var random = new Random(1);
        var combination = new double[Features];
        var signs = new double[_count];
        for (int trial = 0; trial < 4; trial++)
        {
            combination.AsSpan().Clear();
            for (int c = 0; c < _count; c++)
            {
                signs[c] = random.Next(2) == 0 ? -1 : 1;
                TensorPrimitives.MultiplyAdd(Component(c), signs[c], combination, combination);
            }

            for (int c = 0; c < _count; c++)
            {
                double length = DoubleProduct.Of(Component(c), Component(c));
                double product = DoubleProduct.Of(Component(c), combination) * signs[c];
                if (!(Math.Abs(length - 1) <= Tolerance))
                {
                    throw parameters.Problem(
                        "components", $"has the squared length {HeadParameters.Text(length)} in row {c}; expected 1, orthonormal rows");
                }

                if (!(Math.Abs(product - length) <= Tolerance * Math.Sqrt(_count)))
                {
                    throw parameters.Problem(
                        "components", $"has a row {c} that is not orthogonal to the others; expected orthonormal rows");
                }
            }
        }
    }

    private ReadOnlySpan<double> Component(int c) => _components.AsSpan(c * Features, Features);

    private Span<double> Deviation(Span<float> state) => HeadState.Doubles(state, 0, Features);

    private Span<double> Residual(Span<float> state) => HeadState.Doubles(state, Features, Features);

    private Span<double> Quotient(Span<float> state) => HeadState.Doubles(state, 2 * Features, 1);

    private Span<double> Coordinates(Span<float> state) => HeadState.Doubles(state, (2 * Features) + 1, _count);
}
