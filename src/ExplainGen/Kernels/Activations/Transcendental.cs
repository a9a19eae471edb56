using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// The transcendental functions the smooth activations are made of, sixteen lanes at a time, to a few units in the last
/// place over the whole float range. NaN goes through. The polynomials are minimax fits (Remez) of the stated functions;
/// their own error is below 1.4e-8 relative throughout, so rounding dominates. Products are added fused where the machine
/// can, and in two steps elsewhere; a fused product that it cannot do costs a call for each lane.
/// </summary>
internal static class Transcendental
{
    private const float Log2E = 1.44269504f;

    /// <summary>The leading 9 bits of ln(2): its product with an exponent is exact, also where there is no fused multiplication.</summary>
    private const float Ln2High = 0.693359375f;

    private const float Ln2Low = -2.12194440e-4f;
    private const float InverseSqrt2Pi = 0.3989422804f;

    /// <summary>Below this magnitude <see cref="TanhShrink"/> is a series, since <c>x - tanh(x)</c> would cancel.</summary>
    private const float TanhSeriesBound = 1f;

    /// <summary>e^x; underflows gradually to 0, overflows to infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        var expm1 = Reduce(x, out var exponent);
        // Two factors, so that neither leaves the normal range while their product may be subnormal or infinite.
        var half = exponent >> 1;
        return (Vector512<float>.One + expm1) * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    /// <summary>e^x - 1 without the cancellation near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Expm1(Vector512<float> x)
    {
        // Below -25 the result is -1 to the last bit, and the scale stays a normal number.
        var expm1 = Reduce(Vector512.MaxNative(Vector512.Create(-25f), x), out var exponent);
        // 2^n p + (2^n - 1), halved so that 2^n itself may be infinite.
        var scale = PowerOfTwo(exponent - Vector512<int>.One);
        var half = Vector512.MultiplyAddEstimate(scale, expm1, scale - Vector512.Create(0.5f));
        return half + half;
    }

    /// <summary>The logistic function 1 / (1 + e^-x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x) => Vector512<float>.One / (Vector512<float>.One + Exp(-x));

    /// <summary>The logistic function and its slope σ(1 - σ), which does not cancel in the tails.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x, out Vector512<float> slope)
    {
        var e = Exp(-Vector512.Abs(x));
        var inverse = Vector512<float>.One / (Vector512<float>.One + e);
        var lower = e * inverse;
        slope = lower * inverse;
        return Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<float>.Zero), lower, inverse);
    }

    /// <summary>ln(1 + e^x), the softplus of unit sharpness; exact in both tails.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LogOnePlusExp(Vector512<float> x)
    {
        // ln(1+u) = 2 atanh(s) with s = u/(2+u), and u = e^-|x| in (0, 1] keeps s below 1/3.
        var u = Exp(-Vector512.Abs(x));
        var s = u / (u + Vector512.Create(2f));
        var square = s * s;
        var series = Vector512.Create(0.2802446f);
        series = Vector512.MultiplyAddEstimate(series, square, Vector512.Create(0.279991408f));
        series = Vector512.MultiplyAddEstimate(series, square, Vector512.Create(0.400216991f));
        series = Vector512.MultiplyAddEstimate(series, square, Vector512.Create(0.666664131f));
        return Vector512.MaxNative(Vector512<float>.Zero, x) + Vector512.MultiplyAddEstimate(series, square * s, s + s);
    }

    /// <summary>tanh(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Tanh(Vector512<float> x)
    {
        var small = x - TanhShrinkSeries(x);
        return Vector512.ConditionalSelect(IsTanhSeries(x), small, TanhByExp(x));
    }

    /// <summary>x - tanh(x) without the cancellation near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> TanhShrink(Vector512<float> x)
        => Vector512.ConditionalSelect(IsTanhSeries(x), TanhShrinkSeries(x), x - TanhByExp(x));

    /// <summary>
    /// The standard normal distribution: Φ(x) = (1 + erf(x/√2)) / 2, accurate also where it is tiny (the lower tail is a
    /// scaled complementary error function, not 1 - erf), and its density φ(x).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> NormalDistribution(Vector512<float> x, out Vector512<float> density)
    {
        var z = Vector512.MinNative(Vector512.Create(14.5f), Vector512.Abs(x));
        // e^(-z²/2): what rounding takes from z² would be an error of z²/2 ulp in the result, so it is carried along; that takes
        // the fused product everywhere.
        var square = z * z;
        var residue = Vector512.FusedMultiplyAdd(z, z, -square);
        var minusHalf = Vector512.Create(-0.5f);
        var gauss = Exp(square * minusHalf);
        gauss = Vector512.MultiplyAddEstimate(gauss, residue * minusHalf, gauss);

        // Φ(-z) = e^(-z²/2) t P(t), t = 1/(1 + 0.3 z), fitted over 0 <= z <= 14.5.
        var t = Vector512<float>.One / Vector512.MultiplyAddEstimate(z, Vector512.Create(0.3f), Vector512<float>.One);
        var series = Vector512.Create(-0.0206233744f);
        series = Vector512.MultiplyAddEstimate(series, t, Vector512.Create(0.112435105f));
        series = Vector512.MultiplyAddEstimate(series, t, Vector512.Create(-0.228212422f));
        series = Vector512.MultiplyAddEstimate(series, t, Vector512.Create(0.191782998f));
        series = Vector512.MultiplyAddEstimate(series, t, Vector512.Create(-0.0794222507f));
        series = Vector512.MultiplyAddEstimate(series, t, Vector512.Create(0.0961561925f));
        series = Vector512.MultiplyAddEstimate(series, t, Vector512.Create(0.0783898598f));
        series = Vector512.MultiplyAddEstimate(series, t, Vector512.Create(0.110235382f));
        series = Vector512.MultiplyAddEstimate(series, t, Vector512.Create(0.119571819f));
        series = Vector512.MultiplyAddEstimate(series, t, Vector512.Create(0.11968669f));
        var tail = gauss * t * series;

        density = gauss * Vector512.Create(InverseSqrt2Pi);
        return Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<float>.Zero), tail, Vector512<float>.One - tail);
    }

    /// <summary>e^r - 1 for the remainder r of x = n ln 2 + r, |r| at most ln(2)/2, and n.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Reduce(Vector512<float> x, out Vector512<int> exponent)
    {
        // Beyond these the result is 0 and infinity. A NaN is the second operand, which is the one x86 returns.
        x = Vector512.MinNative(Vector512.Create(89f), Vector512.MaxNative(Vector512.Create(-105f), x));
        var n = Vector512.Round(x * Vector512.Create(Log2E));
        var r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2High), x);
        r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2Low), r);
        exponent = Vector512.ConvertToInt32Native(n);

        var series = Vector512.Create(0.0013882511f);
        series = Vector512.MultiplyAddEstimate(series, r, Vector512.Create(0.00836658033f));
        series = Vector512.MultiplyAddEstimate(series, r, Vector512.Create(0.0416672018f));
        series = Vector512.MultiplyAddEstimate(series, r, Vector512.Create(0.166665432f));
        series = Vector512.MultiplyAddEstimate(series, r, Vector512.Create(0.499999981f));
        return Vector512.MultiplyAddEstimate(series, r * r, r);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PowerOfTwo(Vector512<int> exponent) => ((exponent + Vector512.Create(127)) << 23).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> IsTanhSeries(Vector512<float> x)
        => Vector512.LessThan(Vector512.Abs(x), Vector512.Create(TanhSeriesBound));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> TanhShrinkSeries(Vector512<float> x)
    {
        var square = x * x;
        var series = Vector512.Create(-0.000142823937f);
        series = Vector512.MultiplyAddEstimate(series, square, Vector512.Create(0.000923609183f));
        series = Vector512.MultiplyAddEstimate(series, square, Vector512.Create(-0.00320695353f));
        series = Vector512.MultiplyAddEstimate(series, square, Vector512.Create(0.00869795094f));
        series = Vector512.MultiplyAddEstimate(series, square, Vector512.Create(-0.0218295854f));
        series = Vector512.MultiplyAddEstimate(series, square, Vector512.Create(0.0539634209f));
        series = Vector512.MultiplyAddEstimate(series, square, Vector512.Create(-0.133333107f));
        series = Vector512.MultiplyAddEstimate(series, square, Vector512.Create(0.333333332f));
        return series * square * x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> TanhByExp(Vector512<float> x)
    {
        var magnitude = Vector512.Abs(x);
        var e = Exp(magnitude + magnitude);
        var tanh = Vector512<float>.One - Vector512.Create(2f) / (e + Vector512<float>.One);
        return Vector512.CopySign(tanh, x);
    }
}
