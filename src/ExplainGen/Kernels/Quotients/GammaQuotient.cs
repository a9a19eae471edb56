using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace ExplainGen.Kernels;

/// <summary>
/// The quotient of the generalized Gamma rule from the output y = W x + b and the magnitudes |W| |x|, which give the sums of
/// the positive and of the negative contributions. It is safe in single precision: the sum that is needed, the one of y's
/// sign, bias included, is at least half of |W| |x| + |b|, so nothing cancels. Denominators without the bias have no such
/// bound; for them W x comes in as it is, since y - b would lack what a larger bias has rounded away.
/// </summary>
internal readonly unsafe struct GammaQuotient : IGather
{
    private readonly Operand _y;
    private readonly Operand _magnitudes;
    private readonly Operand _bias;
    private readonly Operand _relevance;
    private readonly float _gamma;
    private readonly bool _ignoreBias;
    private readonly Stabilizer _positive;
    private readonly Stabilizer _negative;
    private readonly TensorLayout _layout;
    private readonly Tensor _signedS;
    private readonly QuotientLoss? _loss;

    /// <summary>Prepares the quotient; tensors are those of one <see cref="RowView"/>.</summary>
    internal GammaQuotient(
        Operand y, Operand magnitudes, Operand bias, Operand relevance, float gamma, bool ignoreBias, Stabilizer stabilizer,
        TensorLayout layout, in Tensor signedS, QuotientLoss? loss)
    {
        _y = y;
        _magnitudes = magnitudes;
        _bias = bias;
        _relevance = relevance;
        _gamma = gamma;
        _ignoreBias = ignoreBias;
        _layout = layout;
        _signedS = signedS;
        _loss = loss;
        _positive = _negative = stabilizer;
        if (stabilizer.RmsScaled)
            (_positive, _negative) = Resolve(stabilizer);
    }

    // The account is kept in the order of the rows, which takes one thread.
    public long WorkPerFloat => _loss is null ? 2 : 0;

    public void Read(int row, int start, int count, float* values) => Divide(_magnitudes.At(row, start), row, start, count, values);

    /// <summary>The quotients of a run of pixels whose magnitudes are given.</summary>
    internal void Divide(float* magnitudes, int row, int start, int count, float* values)
    {
        float* y = _y.At(row, start);
        float* bias = _bias.At(row, start);
        float* relevance = _relevance.At(row, start);
        float* signedS = _signedS.IsNone ? null : _signedS.Row(row) + (nint)start * TensorLayout.Lanes;
        nint biasStep = _bias.Step;
        V epsilonPositive = Vector512.Create(_positive.Epsilon), epsilonNegative = Vector512.Create(_negative.Epsilon);
        int lanes = _loss is null ? 0 : _layout.LanesOf(row / _layout.RowsPerBlock);
        for (int i = 0; i < count * TensorLayout.Lanes; i += TensorLayout.Lanes, bias += biasStep)
        {
            V b = Vector512.Load(bias);
            V r = Vector512.Load(relevance + i);
            V output = Denominators(Vector512.Load(y + i), Vector512.Load(magnitudes + i), b, out V positive, out V negative);
            V isNegative = Vector512.LessThan(output, V.Zero);
            V d = Vector512.ConditionalSelect(isNegative, negative, positive);
            V epsilon = Vector512.ConditionalSelect(isNegative, epsilonNegative, epsilonPositive);
            V denominator = QuotientMath.Stabilize(d, epsilon, _positive.Mode);
            // No branch is in charge of an output that is exactly zero: its relevance is dropped.
            denominator = Vector512.AndNot(denominator, Vector512.Equals(output, V.Zero));
            V s = QuotientMath.Divide(r, V.One, denominator);
            if (_loss is not null)
                Account(s, r, d, denominator, b, isNegative, lanes, _loss);
            s.Store(values + i);
            if (signedS != null)
                Vector512.ConditionalSelect(isNegative, -s, s).Store(signedS + i);
        }
    }

    /// <summary>What an output would be divided by were it positive, and were it negative; returns the output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V Denominators(V y, V magnitude, V bias, out V positive, out V negative)
    {
        V half = Vector512.Create(0.5f);
        V gamma = Vector512.Create(_gamma);
        V linear = _ignoreBias ? y : y - bias;
        V positives = (linear + magnitude) * half;
        V negatives = (linear - magnitude) * half;
        if (!_ignoreBias)
        {
            positives += PositivePart(bias);
            negatives += NegativePart(bias);
        }

        positive = y + gamma * positives;
        negative = y + gamma * negatives;
        return _ignoreBias ? y + bias : y;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V PositivePart(V v) => default(PointwiseOperators.PositivePart).Invoke(v, default, default);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V NegativePart(V v) => default(PointwiseOperators.NegativePart).Invoke(v, default, default);

    private void Account(V s, V r, V d, V denominator, V bias, V isNegative, int lanes, QuotientLoss loss)
    {
        V part = Vector512.ConditionalSelect(isNegative, NegativePart(bias), PositivePart(bias));
        for (int lane = 0; lane < lanes; lane++)
        {
            if (denominator[lane] == 0)
            {
                loss.Dropped += r[lane];
                continue;
            }

            loss.Stabilizer += s[lane] * ((double)denominator[lane] - d[lane]);
            if (!_ignoreBias)
                loss.Bias += s[lane] * (bias[lane] + (double)_gamma * part[lane]);
        }
    }

    /// <summary>
    /// An RMS-scaled stabilizer made absolute for either branch: each scales with its own denominators, taken over all
    /// outputs, those of the other sign included.
    /// </summary>
    private (Stabilizer Positive, Stabilizer Negative) Resolve(Stabilizer stabilizer)
    {
        TensorLayout layout = _layout;
        double positives = 0, negatives = 0;
        for (int row = 0; row < layout.Rows; row++)
        {
            float* y = _y.At(row, 0);
            float* magnitudes = _magnitudes.At(row, 0);
            float* bias = _bias.At(row, 0);
            V mask = LaneMask.First(layout.LanesOf(row / layout.RowsPerBlock));
            for (int i = 0; i < layout.RowLength; i += TensorLayout.Lanes, bias += _bias.Step)
            {
                Denominators(Vector512.Load(y + i), Vector512.Load(magnitudes + i), Vector512.Load(bias), out V positive, out V negative);
                positives += SquareSum(positive & mask);
                negatives += SquareSum(negative & mask);
            }
        }

        return (Scaled(positives), Scaled(negatives));

        Stabilizer Scaled(double sum) => new((float)(stabilizer.Epsilon * Math.Sqrt(sum / layout.Count)), stabilizer.Mode);
    }

    private static double SquareSum(V v)
    {
        (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(v);
        return Vector512.Sum(lower * lower + upper * upper);
    }
}

/// <summary>The quotient of the Gamma rule where the sums are those of |W| |x|.</summary>
internal readonly unsafe struct GammaQuotientEpilogue(GammaQuotient quotient) : IRowEpilogue
{
    private readonly GammaQuotient _quotient = quotient;

    public void Run(float* acc, float* destination, int row, int start, int count) => _quotient.Divide(acc, row, start, count, destination);
}
