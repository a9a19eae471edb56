using System.Runtime.InteropServices;

namespace ExplainGen.Kernels;

/// <summary>
/// Scores that log ratios <c>g = log( sum+ / sum- )</c> of Gaussian kernel sums give: one ratio by itself, or one for each pair of
/// classes and a minimum over the pairs of a class. As a network a ratio is linear units of pairs of points, a soft maximum over the
/// points of one side and a soft minimum over those of the other; both part into distances to points. Bley, Kauffmann, Krug, Müller,
/// Montavon 2025, arXiv:2508.03913.
/// </summary>
public abstract class KernelRatioHead : InputwiseHead
{
    private readonly KernelUnits _units;
    private readonly KernelRatio[] _ratios;
    private readonly double[] _norms;
    private readonly double _gamma;
    private readonly double _midpoint;
    private readonly bool _hasConstants;

    // The share of the midpoint rule is 1 - that of gradient times input. Where constants stand beside the kernels they are units, one a
    // ratio.
    private protected KernelRatioHead(
        string layer, int features, int outputs, KernelUnits units, double gamma, KernelRatio[] ratios, double midpoint, bool hasConstants)
        : base(layer, features, outputs)
    {
        _units = units;
        _gamma = gamma;
        _ratios = ratios;
        _midpoint = midpoint;
        _hasConstants = hasConstants;
        _norms = units.Squares(new double[features]);
    }

    /// <inheritdoc/>
    public sealed override int UnitCount => _units.Count + (_hasConstants ? _ratios.Length : 0);

    // In double precision: exponents of the points, their weights and shares, the ratios and the relevance for each part of them; two
    // sums by feature; the squared norm of the input. Then the relevance of the units.
    /// <inheritdoc/>
    protected sealed override int StateLength =>
        (2 * ((3 * _units.Count) + 1 + (2 * _ratios.Length) + (2 * Features) + 1)) + UnitCount;

    /// <inheritdoc/>
    public sealed override void Decide(ReadOnlySpan<double> x, Span<double> scores)
    {
        double[] exponents = Array.ConvertAll(_units.Squares(x), square => _gamma * square);
        double[] ratios = Array.ConvertAll(_ratios, ratio => ratio.Above.Log(exponents) - ratio.Below.Log(exponents));
        for (int c = 0; c < Outputs; c++)
            scores[c] = Score(ratios, c);
    }

    /// <inheritdoc/>
    protected sealed override void Detect(ReadOnlySpan<float> x, Span<float> state)
    {
        View view = ViewOf(state);
        _units.Squares(x, view.Exponents);
        foreach (ref double exponent in view.Exponents)
            exponent *= _gamma;
        view.Norm = 0;
        foreach (float value in x)
            view.Norm += (double)value * value;
    }

    /// <inheritdoc/>
    protected sealed override void Pool(Span<float> state, Span<float> scores)
    {
        View view = ViewOf(state);
        for (int p = 0; p < _ratios.Length; p++)
        {
            view.Ratios[p] = _ratios[p].Below.SoftMin(view.Exponents, view.Shares, out _)
                - _ratios[p].Above.SoftMin(view.Exponents, view.Shares, out _);
        }

        for (int c = 0; c < Outputs; c++)
            scores[c] = (float)Score(view.Ratios, c);
    }

    /// <inheritdoc/>
    protected sealed override void RedistributePool(
        ReadOnlySpan<float> relevance, ReadOnlySpan<float> scores, Span<float> state, QuotientLoss? loss)
    {
        View view = ViewOf(state);
        view.Factors.Clear();
        double bias = 0, dropped = 0;
        for (int c = 0; c < relevance.Length; c++)
        {
            // A score of 0 has nothing to be shared by.
            if (scores[c] == 0)
                dropped += relevance[c];
            else if (relevance[c] != 0)
                bias += ShareAmongRatios(view, c, relevance[c] / (double)scores[c]);
        }

        view.Units.Clear();
        bias += Weigh(view);
        for (int j = 0; j < view.Weights.Length; j++)
        {
            // 2 x u = |x|^2 + |u|^2 - d^2. What gradient times input leaves of the distances are the squared norms.
            double weight = view.Weights[j], square = view.Exponents[j] / _gamma, norms = view.Norm + _norms[j];
            view.Units[j] = (float)(weight * ((_midpoint * square) - ((1 - _midpoint) * (norms - square))));
            bias += (1 - _midpoint) * weight * (_norms[j] - view.Norm);
        }

        if (loss is not null)
        {
            loss.Bias += bias;
            loss.Dropped += dropped;
        }
    }

    /// <inheritdoc/>
    protected sealed override void RedistributeDetection(
        ReadOnlySpan<float> x, Span<float> state, Span<float> relevance, QuotientLoss? loss)
    {
        View view = ViewOf(state);
        view.Squares.Clear();
        view.Differences.Clear();
        if (_midpoint > 0)
            _units.AddSquares(x, view.Weights, view.Squares);
        if (_midpoint < 1)
            _units.AddDifferences(x, view.Weights, view.Differences);
        for (int i = 0; i < relevance.Length; i++)
            relevance[i] += (float)((_midpoint * view.Squares[i]) + ((1 - _midpoint) * 2 * x[i] * view.Differences[i]));
    }

    /// <inheritdoc/>
    protected sealed override void Gradient(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> scores, Span<float> state, Span<float> gradient)
    {
        View view = ViewOf(state);
        view.Factors.Clear();
        for (int c = 0; c < weights.Length; c++)
        {
            int rival = Rival(view.Ratios, c);
            view.Factors[RatioOf(c, rival, out double sign)] += weights[c] * sign;
        }

        Weigh(view);
        view.Differences.Clear();
        _units.AddDifferences(x, view.Weights, view.Differences);
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] += (float)(2 * view.Differences[i]);
    }

    /// <inheritdoc/>
    protected sealed override ReadOnlySpan<float> RelevanceOfUnits(ReadOnlySpan<float> state) => state[^UnitCount..];

    // Which ratio tells class c from class k, in the order (0, 1), (0, 2), ... (1, 2), ..., and the sign that makes it grow with c.
    private int RatioOf(int c, int k, out double sign)
    {
        int first = Math.Min(c, k), second = Math.Max(c, k), classes = Math.Max(Outputs, 2);
        sign = c < k ? 1 : -1;
        return (first * ((2 * classes) - first - 1) / 2) + second - first - 1;
    }

    private double Unit(ReadOnlySpan<double> ratios, int c, int k) => ratios[RatioOf(c, k, out double sign)] * sign;

    // A single score is that of the first of two classes.
    private double Score(ReadOnlySpan<double> ratios, int c) => Unit(ratios, c, Rival(ratios, c));

    // The class that c is told from least, the first of equals.
    private int Rival(ReadOnlySpan<double> ratios, int c)
    {
        if (Outputs == 1)
            return 1;
        int rival = c == 0 ? 1 : 0;
        for (int k = rival + 1; k < Outputs; k++)
        {
            if (k != c && Unit(ratios, c, k) < Unit(ratios, c, rival))
                rival = k;
        }

        return rival;
    }

    // Relevance of the score of a class, for each part of it, by softmin to the ratios: as much as their share of the score while that is
    // positive and no ratio is below it. Otherwise ratios may be 0, and are not divided by; what this leaves of the score is returned.
    private double ShareAmongRatios(View view, int c, double part)
    {
        double score = Score(view.Ratios, c), partition = 0, rest = 0;
        int classes = Math.Max(Outputs, 2);
        for (int k = 0; k < classes; k++)
            partition += k == c ? 0 : Math.Exp(score - Unit(view.Ratios, c, k));
        for (int k = 0; k < classes; k++)
        {
            if (k == c)
                continue;
            double unit = Unit(view.Ratios, c, k), share = part * Math.Exp(score - unit) / partition;
            double factor = score > 0 ? share * (score / unit) : share;
            view.Factors[RatioOf(c, k, out double sign)] += sign * factor;
            rest += (share * score) - (factor * unit);
        }

        return rest;
    }

    // The weights of the points' squared distances, and the relevance of the constants. Returned is what no distance explains: logarithms
    // of coefficients, the entropies of the poolings.
    private double Weigh(View view)
    {
        view.Weights.Clear();
        double rest = 0;
        for (int p = 0; p < _ratios.Length; p++)
        {
            if (view.Factors[p] == 0)
                continue;
            rest += Weigh(view, p, _ratios[p].Below, view.Factors[p]) + Weigh(view, p, _ratios[p].Above, -view.Factors[p]);
        }

        return rest;
    }

    private double Weigh(View view, int ratio, KernelSum side, double factor)
    {
        side.SoftMin(view.Exponents, view.Shares, out double residual);
        ReadOnlySpan<int> members = side.Members;
        for (int n = 0; n < members.Length; n++)
            view.Weights[members[n]] += factor * _gamma * view.Shares[n];

        // A constant stands at the input: at no distance of it, and, with gradient times input, of its norm.
        if (side.HasConstant)
            view.Units[_units.Count + ratio] = (float)((_midpoint - 1) * 2 * view.Norm * factor * _gamma * view.Shares[members.Length]);
        return factor * residual;
    }

    private View ViewOf(Span<float> state) => new(state, _units.Count, _ratios.Length, Features, UnitCount);

    // What stands in the state.
    private readonly ref struct View
    {
        private readonly Span<double> _norm;

        internal View(Span<float> state, int points, int ratios, int features, int units)
        {
            Span<double> doubles = MemoryMarshal.Cast<float, double>(state[..^units]);
            Exponents = doubles[..points];
            Weights = doubles.Slice(points, points);
            Shares = doubles.Slice(2 * points, points + 1);
            doubles = doubles[((3 * points) + 1)..];
            Ratios = doubles[..ratios];
            Factors = doubles.Slice(ratios, ratios);
            doubles = doubles[(2 * ratios)..];
            Squares = doubles[..features];
            Differences = doubles.Slice(features, features);
            _norm = doubles.Slice(2 * features, 1);
            Units = state[^units..];
        }

        internal Span<double> Exponents { get; }

        internal Span<double> Weights { get; }

        internal Span<double> Shares { get; }

        internal Span<double> Ratios { get; }

        internal Span<double> Factors { get; }

        internal Span<double> Squares { get; }

        internal Span<double> Differences { get; }

        internal Span<float> Units { get; }

        internal ref double Norm => ref _norm[0];
    }
}
