using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// Soft pooling: the minimum <c>-log Σ_j exp(-h_j)</c> and the maximum <c>log Σ_j exp(h_j)</c>, with their gradients, the weights of the
/// competitors. A caller that pools with another stiffness β scales h by it, and divides the result.
/// </summary>
/// <remarks>
/// Exponentials are those of differences to the extreme, so nothing overflows and far competitors get clean zeros. Their sum is taken over
/// fours of blocks of 16 in single precision and from there on in double precision, always in the same order.
/// </remarks>
internal static unsafe class SoftPool
{
    private const int Lanes = PointSet.Lanes;

    /// <summary>Blocks whose exponentials are added before they are widened.</summary>
    private const int Quad = 4;

    /// <summary>The soft minimum <c>o = m - log S</c>, m = min h, and the weights <c>p_j = exp(m - h_j) / S</c>.</summary>
    /// <param name="h">The competitors, with room for a multiple of 16; positive infinity takes no part.</param>
    /// <param name="count">How many they are, at least 1.</param>
    /// <param name="p">The weights, with room for a multiple of 16, zero behind the last one; may be h.</param>
    /// <returns>o; positive infinity when no competitor takes part, all weights being 0 then, and NaN when one is NaN.</returns>
    internal static double Minimum(float* h, int count, float* p) => Pool<Least>(h, count, p);

    /// <summary>The soft maximum <c>o = m + log S</c>, m = max h, and the weights <c>p_j = exp(h_j - m) / S</c>.</summary>
    /// <param name="h">The competitors, with room for a multiple of 16; negative infinity takes no part.</param>
    /// <param name="count">How many they are, at least 1.</param>
    /// <param name="p">The weights, with room for a multiple of 16, zero behind the last one; may be h.</param>
    /// <returns>o; negative infinity when no competitor takes part, all weights being 0 then, and NaN when one is NaN.</returns>
    internal static double Maximum(float* h, int count, float* p) => Pool<Greatest>(h, count, p);

    /// <summary>The minimum or maximum with vectors of one width.</summary>
    internal static double Pool<TMath, TVector, TExtreme>(float* h, int count, float* p)
        where TMath : ILaneMath<TVector>
        where TVector : struct
        where TExtreme : IExtreme
    {
        double sum = Exponentials<TMath, TVector, TExtreme>(h, count, p, out float extreme);
        int padded = (count + Lanes - 1) / Lanes * Lanes;
        if (extreme == TExtreme.Neutral)
        {
            new Span<float>(p, padded).Clear();
            return extreme;
        }

        TVector scale = TMath.Broadcast((float)(1 / sum));
        for (int i = 0; i < padded; i += TMath.Count)
            TMath.Store(TMath.Multiply(TMath.Load(p + i), scale), p + i);
        return TExtreme.IsGreatest ? extreme + Math.Log(sum) : extreme - Math.Log(sum);
    }

    /// <summary>
    /// w_j = exp(±(h_j - m)) and their sum S, for callers that have further use for weights without a norm: m is the extreme.
    /// </summary>
    [SkipLocalsInit]
    internal static double Exponentials<TMath, TVector, TExtreme>(float* h, int count, float* w, out float extreme)
        where TMath : ILaneMath<TVector>
        where TVector : struct
        where TExtreme : IExtreme
    {
        int padded = (count + Lanes - 1) / Lanes * Lanes;
        new Span<float>(h + count, padded - count).Fill(TExtreme.Neutral);
        extreme = Extreme<TMath, TVector, TExtreme>(h, padded);

        double* sums = stackalloc double[Lanes];
        new Span<double>(sums, Lanes).Clear();
        TVector m = TMath.Broadcast(extreme);
        for (int first = 0; first < padded; first += Quad * Lanes)
        {
            int blocks = Math.Min(Quad, (padded - first) / Lanes);
            for (int lane = 0; lane < Lanes; lane += TMath.Count)
            {
                TVector sum = default;
                for (int block = 0; block < blocks; block++)
                {
                    nint i = first + block * Lanes + lane;
                    TVector value = TMath.Load(h + i);
                    TVector difference = TExtreme.IsGreatest ? TMath.Subtract(value, m) : TMath.Subtract(m, value);
                    TVector e = NegativeExponential.Of<TMath, TVector>(difference);
                    TMath.Store(e, w + i);
                    sum = TMath.Add(sum, e);
                }

                TMath.AddTo(sum, sums + lane);
            }
        }

        double total = 0;
        for (int lane = 0; lane < Lanes; lane++)
            total += sums[lane];
        return total;
    }

    private static double Pool<TExtreme>(float* h, int count, float* p)
        where TExtreme : IExtreme =>
        Vector512.IsHardwareAccelerated ? Pool<LaneMath512, Vector512<float>, TExtreme>(h, count, p)
        : Vector256.IsHardwareAccelerated ? Pool<LaneMath256, Vector256<float>, TExtreme>(h, count, p)
        : Pool<LaneMath128, Vector128<float>, TExtreme>(h, count, p);

    /// <summary>The least or the greatest value.</summary>
    [SkipLocalsInit]
    private static float Extreme<TMath, TVector, TExtreme>(float* h, int length)
        where TMath : ILaneMath<TVector>
        where TVector : struct
        where TExtreme : IExtreme
    {
        TVector extreme = TMath.Load(h);
        for (int i = TMath.Count; i < length; i += TMath.Count)
            extreme = TExtreme.IsGreatest ? TMath.Max(extreme, TMath.Load(h + i)) : TMath.Min(extreme, TMath.Load(h + i));
        float* lanes = stackalloc float[Lanes];
        TMath.Store(extreme, lanes);
        float result = lanes[0];
        for (int lane = 1; lane < TMath.Count; lane++)
            result = TExtreme.IsGreatest ? MathF.Max(result, lanes[lane]) : MathF.Min(result, lanes[lane]);
        return result;
    }
}
