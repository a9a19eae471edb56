using ExplainGen.Weights;

namespace ExplainGen.Kernels;

/// <summary>
/// The neuralized one-class SVM: distances to support vectors, and a soft-min over them (for <see cref="Kernel.Student"/> a power mean).
/// Kauffmann, Müller, Montavon 2020, arXiv:1805.06230.
/// </summary>
public sealed class OneClassSvmHead : InputwiseHead, IOutlierScore
{
    private readonly KernelExponent _exponent;
    private readonly double _rho;
    private readonly double[] _vectors;
    private readonly double[] _coefficients;
    private readonly double[] _alpha;
    private readonly double[] _logAlpha;
    private readonly float[] _points;
    private readonly int _count;

    /// <summary>Reads the parameters.</summary>
    /// <param name="reader">The weights file.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="features">Features of an input.</param>
    /// <param name="kernel">Gaussian, Laplace or Student.</param>
    /// <param name="degree">The exponent b of the Student kernel.</param>
    /// <param name="patch">Positions along each axis of a map that are scored at once.</param>
    /// <param name="stride">Positions from a patch to the next.</param>
    /// <exception cref="WeightsException">A parameter is missing or cannot be.</exception>
    public OneClassSvmHead(
        WeightReader reader, string layer, int features, Kernel kernel, double degree = 1, int patch = 1, int stride = 1)
        : base(layer, features, outputs: 1, patch, stride)
    {
        var parameters = new HeadParameters(reader, layer);
        _exponent = new KernelExponent(kernel, parameters.Positive("gamma"), degree);
        _vectors = parameters.Matrix("support_vectors", features, out _count);
        _coefficients = parameters.Read("coefficients", _count);
        _rho = parameters.Number("rho");
        _alpha = parameters.Normalized("coefficients", _coefficients, out double sum);
        _logAlpha = Array.ConvertAll(_alpha, Math.Log);
        _points = Array.ConvertAll(_vectors, v => (float)v);

        // A boundary at or below zero has no input beyond it.
        Threshold = _rho > 0 ? ScoreOf(-Math.Log(_rho / sum)) : double.PositiveInfinity;
    }

    /// <inheritdoc/>
    public double Threshold { get; }

    /// <inheritdoc/>
    public override int UnitCount => _count;

    // Squared distances, the shares p of the pooling, and the relevance of the units; and the score.
    /// <inheritdoc/>
    protected override int StateLength => (3 * _count) + 1;

    /// <summary>The Gaussian machine, packed for fast kernels, and which support vector stands at each of its places.</summary>
    internal (GaussianOneClass Machine, int[] Order) Pack()
    {
        var machine = new GaussianOneClass(_points, Features, _coefficients, (float)_exponent.Gamma);
        return (machine, PointOrder.Neighbors(_points, Features));
    }

    /// <inheritdoc/>
    public override void Decide(ReadOnlySpan<double> x, Span<double> scores)
    {
        // The kernels' sum relative to the largest term, which far out is too small for a number of its own.
        var exponents = new double[_count];
        double least = double.PositiveInfinity, sum = 0, total = 0;
        for (int j = 0; j < _count; j++)
        {
            double d2 = 0;
            for (int i = 0; i < Features; i++)
                d2 += Square(x[i] - _vectors[(j * Features) + i]);
            exponents[j] = _exponent.Of(d2);
            least = Math.Min(least, exponents[j]);
        }

        for (int j = 0; j < _count; j++)
        {
            sum += _coefficients[j] * Math.Exp(least - exponents[j]);
            total += _coefficients[j];
        }

        scores[0] = ScoreOf(least - Math.Log(sum / total));
    }

    /// <inheritdoc/>
    protected override void Detect(ReadOnlySpan<float> x, Span<float> state)
    {
        Span<float> squares = state[.._count];
        for (int j = 0; j < squares.Length; j++)
        {
            ReadOnlySpan<float> u = _points.AsSpan(j * Features, Features);
            double d2 = 0;
            for (int i = 0; i < x.Length; i++)
                d2 += Square((double)x[i] - u[i]);
            squares[j] = (float)d2;
        }
    }

    /// <inheritdoc/>
    protected override void Pool(Span<float> state, Span<float> scores)
    {
        Span<float> squares = state[.._count], p = state.Slice(_count, _count);
        double least = double.PositiveInfinity, largest = 0;
        for (int j = 0; j < squares.Length; j++)
        {
            double exponent = _exponent.Of(squares[j]);
            least = Math.Min(least, exponent - _logAlpha[j]);
            largest = Math.Max(largest, exponent);
        }

        double sum = 0, excess = 0;
        for (int j = 0; j < squares.Length; j++)
        {
            double exponent = _exponent.Of(squares[j]), share = Math.Exp(least - exponent + _logAlpha[j]);
            p[j] = (float)share;
            sum += share;
            excess += _alpha[j] * Exponentials.ExpMinus1(-exponent);
        }

        // Near all support vectors the score is the small difference of large terms; there it comes of the kernels' differences to 1.
        scores[0] = (float)ScoreOf(largest < 0.5 ? -Exponentials.Log1Plus(excess) : least - Math.Log(sum));
        float scale = (float)(1 / sum);
        foreach (ref float share in p)
            share *= scale;
    }

    /// <inheritdoc/>
    protected override void RedistributePool(
        ReadOnlySpan<float> relevance, ReadOnlySpan<float> scores, Span<float> state, QuotientLoss? loss)
    {
        Span<float> p = state.Slice(_count, _count), units = state.Slice(2 * _count, _count);
        float seed = scores[0] == 0 ? 0 : relevance[0];
        for (int j = 0; j < units.Length; j++)
            units[j] = p[j] * seed;
        state[3 * _count] = scores[0];

        // Where the score is nothing, there is nothing to share by.
        if (scores[0] == 0 && loss is not null)
            loss.Dropped += relevance[0];
    }

    /// <inheritdoc/>
    protected override void RedistributeDetection(ReadOnlySpan<float> x, Span<float> state, Span<float> relevance, QuotientLoss? loss)
    {
        Span<float> squares = state[.._count], units = state.Slice(2 * _count, _count);
        float score = state[3 * _count];
        double bias = 0;
        for (int j = 0; j < squares.Length; j++)
        {
            double explained = Explained(squares[j], score);
            bias += units[j] * (1 - explained);
            if (squares[j] == 0)
                continue;
            float weight = (float)(units[j] * explained / squares[j]);
            ReadOnlySpan<float> u = _points.AsSpan(j * Features, Features);
            for (int i = 0; i < x.Length; i++)
                relevance[i] += weight * Square(x[i] - u[i]);
        }

        if (loss is not null)
            loss.Bias += bias;
    }

    /// <inheritdoc/>
    protected override void Gradient(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> scores, Span<float> state, Span<float> gradient)
    {
        Span<float> squares = state[.._count], p = state.Slice(_count, _count);
        for (int j = 0; j < squares.Length; j++)
        {
            // ds/dx = sum_j p_j de_j/dx, of the exponents e; the Student score is exp(s/b) - 1.
            double slope = p[j] * (double)weights[0] * _exponent.Slope(squares[j]);
            if (_exponent.Kernel == Kernel.Student)
                slope *= (scores[0] + 1) / _exponent.Degree;
            ReadOnlySpan<float> u = _points.AsSpan(j * Features, Features);
            for (int i = 0; i < x.Length; i++)
                gradient[i] += (float)(slope * (x[i] - u[i]));
        }
    }

    /// <inheritdoc/>
    protected override ReadOnlySpan<float> RelevanceOfUnits(ReadOnlySpan<float> state) => state.Slice(2 * _count, _count);

    private static double Square(double value) => value * value;

    private static float Square(float value) => value * value;

    // The score from -log sum_j alpha_j k_j.
    private double ScoreOf(double negativeLog) =>
        _exponent.Kernel == Kernel.Student ? Exponentials.ExpMinus1(negativeLog / _exponent.Degree) : negativeLog;

    // How much of a unit's relevance its distance explains; the rest is there at the support vector itself already.
    private double Explained(double d2, double score)
    {
        double distance = _exponent.Kernel == Kernel.Student
            ? _exponent.Gamma * d2 / (1 + (_exponent.Gamma * d2)) * (score + 1)
            : _exponent.Of(d2);
        return d2 == 0 ? 0 : distance >= score ? 1 : distance / score;
    }
}
