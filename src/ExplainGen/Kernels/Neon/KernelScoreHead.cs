using System.Runtime.InteropServices;

namespace ExplainGen.Kernels;

/// <summary>
/// A score that one sum of kernels gives: distances to points, a soft minimum over them, and an affine function of that. Families say
/// which, and how the distances share what the pooling gives them.
/// </summary>
public abstract class KernelScoreHead : InputwiseHead
{
    private readonly KernelExponent _kernel;

    private protected KernelScoreHead(
        string layer, int features, KernelUnits units, KernelSum sum, KernelExponent kernel, int patch = 1, int stride = 1)
        : base(layer, features, outputs: 1, patch, stride)
    {
        Units = units;
        Sum = sum;
        _kernel = kernel;
    }

    /// <inheritdoc/>
    public sealed override int UnitCount => Units.Count;

    private protected KernelUnits Units { get; }

    private protected KernelSum Sum { get; }

    // In double precision: of the units squared distances, exponents, shares and weights of the squares; sums by feature; the soft
    // minimum and what every feature gets alike. Then the relevance of the units.
    /// <inheritdoc/>
    protected sealed override int StateLength => (2 * ((4 * UnitCount) + Features + 2)) + UnitCount;

    /// <inheritdoc/>
    public sealed override void Decide(ReadOnlySpan<double> x, Span<double> scores) =>
        scores[0] = ScoreOf(-Sum.Log(Array.ConvertAll(Units.Squares(x), _kernel.Of)));

    /// <inheritdoc/>
    protected sealed override void Detect(ReadOnlySpan<float> x, Span<float> state)
    {
        View view = ViewOf(state);
        Units.Squares(x, view.Squares);
        for (int j = 0; j < view.Squares.Length; j++)
            view.Exponents[j] = _kernel.Of(view.Squares[j]);
    }

    /// <inheritdoc/>
    protected sealed override void Pool(Span<float> state, Span<float> scores)
    {
        View view = ViewOf(state);
        view.SoftMin = Sum.SoftMin(view.Exponents, view.Shares, out _);
        scores[0] = (float)ScoreOf(view.SoftMin);
    }

    /// <inheritdoc/>
    protected sealed override void RedistributePool(
        ReadOnlySpan<float> relevance, ReadOnlySpan<float> scores, Span<float> state, QuotientLoss? loss)
    {
        View view = ViewOf(state);
        view.Weights.Clear();
        view.Uniform = 0;
        for (int j = 0; j < view.Units.Length; j++)
            view.Units[j] = (float)(view.Shares[j] * relevance[0]);
        if (scores[0] != 0)
        {
            Weigh(relevance[0], view, loss);
            return;
        }

        // A score of 0 has nothing to be shared by.
        view.Units.Clear();
        if (loss is not null)
            loss.Dropped += relevance[0];
    }

    /// <inheritdoc/>
    protected sealed override void RedistributeDetection(
        ReadOnlySpan<float> x, Span<float> state, Span<float> relevance, QuotientLoss? loss)
    {
        View view = ViewOf(state);
        view.Sums.Fill(view.Uniform);
        Units.AddSquares(x, view.Weights, view.Sums);
        for (int i = 0; i < relevance.Length; i++)
            relevance[i] += (float)view.Sums[i];
    }

    /// <inheritdoc/>
    protected sealed override void Gradient(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> scores, Span<float> state, Span<float> gradient)
    {
        View view = ViewOf(state);
        double slope = SlopeOf(view.SoftMin);
        for (int j = 0; j < view.Weights.Length; j++)
            view.Weights[j] = weights[0] * slope * view.Shares[j] * _kernel.Slope(view.Squares[j]);
        view.Sums.Clear();
        Units.AddDifferences(x, view.Weights, view.Sums);
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] += (float)view.Sums[i];
    }

    /// <inheritdoc/>
    protected sealed override ReadOnlySpan<float> RelevanceOfUnits(ReadOnlySpan<float> state) => state[^UnitCount..];

    // The score that a soft minimum is.
    private protected abstract double ScoreOf(double softMin);

    // d score / d soft minimum.
    private protected abstract double SlopeOf(double softMin);

    // Relevance of the score, which is not 0, as weights of squared differences and what every feature gets alike.
    private protected abstract void Weigh(double relevance, View view, QuotientLoss? loss);

    private View ViewOf(Span<float> state) => new(state, UnitCount, Features);

    // What stands in the state.
    private protected readonly ref struct View
    {
        private readonly Span<double> _numbers;

        internal View(Span<float> state, int units, int features)
        {
            Span<double> doubles = MemoryMarshal.Cast<float, double>(state[..^units]);
            Squares = doubles[..units];
            Exponents = doubles.Slice(units, units);
            Shares = doubles.Slice(2 * units, units);
            Weights = doubles.Slice(3 * units, units);
            Sums = doubles.Slice(4 * units, features);
            _numbers = doubles.Slice((4 * units) + features, 2);
            Units = state[^units..];
        }

        internal Span<double> Squares { get; }

        internal Span<double> Exponents { get; }

        internal Span<double> Shares { get; }

        internal Span<double> Weights { get; }

        internal Span<double> Sums { get; }

        internal Span<float> Units { get; }

        internal ref double SoftMin => ref _numbers[0];

        internal ref double Uniform => ref _numbers[1];
    }
}
