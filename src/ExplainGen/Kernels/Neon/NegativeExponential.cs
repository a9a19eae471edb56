using System.Runtime.CompilerServices;

namespace ExplainGen.Kernels;

/// <summary>
/// e^y for y at most 0, the weights of soft pooling: within an ulp or so down to the least normal numbers and 0 below, in less time than
/// <see cref="Transcendental.Exp"/> takes for all arguments.
/// </summary>
internal static class NegativeExponential
{
    /// <summary>Arguments from here on give 0: the exponential would hardly be a normal number.</summary>
    internal const float Least = -87f;

    private const float Log2E = 1.44269504f;

    /// <summary>The leading 9 bits of ln(2): its product with an exponent is exact, also where there is no fused multiplication.</summary>
    private const float Ln2High = 0.693359375f;

    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>1.5 · 2^23: a number of up to 22 bits added to it is rounded to a whole one, which then stands in the last bits.</summary>
    private const float Magic = 12582912;

    /// <summary>e^y.</summary>
    /// <param name="y">At most 0; negative infinity gives 0, and NaN goes through.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVector Of<TMath, TVector>(TVector y)
        where TMath : ILaneMath<TVector>
        where TVector : struct
    {
        // y = n ln 2 + r with |r| at most ln(2)/2; e^r by the minimax polynomial of Transcendental. Arguments that give 0 anyway are kept
        // where the exponent does not overflow; a NaN is the second operand, which is the one x86 returns.
        TVector least = TMath.Broadcast(Least), bounded = TMath.Max(least, y), magic = TMath.Broadcast(Magic);
        TVector shifted = TMath.MultiplyAdd(bounded, TMath.Broadcast(Log2E), magic), n = TMath.Subtract(shifted, magic);
        TVector r = TMath.MultiplyAdd(n, TMath.Broadcast(-Ln2High), bounded);
        r = TMath.MultiplyAdd(n, TMath.Broadcast(-Ln2Low), r);

        // In pairs, as it is the latency that counts.
        TVector square = TMath.Multiply(r, r);
        TVector low = TMath.MultiplyAdd(TMath.Broadcast(0.166665432f), r, TMath.Broadcast(0.499999981f));
        TVector high = TMath.MultiplyAdd(TMath.Broadcast(0.00836658033f), r, TMath.Broadcast(0.0416672018f));
        high = TMath.MultiplyAdd(TMath.Broadcast(0.0013882511f), square, high);
        TVector expm1 = TMath.MultiplyAdd(TMath.MultiplyAdd(high, square, low), square, r);
        TVector scale = TMath.PowerOfTwo(shifted), power = TMath.MultiplyAdd(scale, expm1, scale);
        return TMath.AtMost(y, least, TMath.Broadcast(0f), power);
    }
}
