using System.Runtime.CompilerServices;

namespace ExplainGen.Kernels;

/// <summary>The soft minimum of the one-class machine, fused with what comes before and behind it.</summary>
internal sealed unsafe partial class GaussianOneClass
{
    /// <summary>The rounding of a score in single precision, relative to it.</summary>
    private const double Rounding = 1.0 / (1 << 24);

    /// <summary>Exponentials that are added in single precision: whole blocks.</summary>
    private const int Run = 4 * Lanes;

    private const int Lanes = PointSet.Lanes;

    private float Pool<TMath, TVector>(float* squares, float* weights, out float sum)
        where TMath : ILaneMath<TVector>
        where TVector : struct
    {
        int length = Points.PaddedCount;
        float* bias = _coefficients.Data;
        float least = Scale<TMath, TVector>(squares, bias, length, Gamma);
        double total = Exponentials<TMath, TVector>(squares, bias, length, least, weights), score = least - Math.Log(total);
        sum = (float)total;
        if (score < NearScore.Bound)
            score = Math.Max(0, NearScore.Of(squares, bias + length, Points.Count));
        GC.KeepAlive(this);
        return (float)score;
    }

    /// <summary>Multiplies the squares by γ, and finds the least of what is pooled: γ d_j² - log α_j.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Scale<TMath, TVector>(float* squares, float* bias, int length, float gamma)
        where TMath : ILaneMath<TVector>
        where TVector : struct
    {
        TVector factor = TMath.Broadcast(gamma), least = TMath.Broadcast(float.PositiveInfinity);
        for (nint i = 0; i < length; i += TMath.Count)
        {
            TVector scaled = TMath.Multiply(TMath.Load(squares + i), factor);
            TMath.Store(scaled, squares + i);
            least = TMath.Min(least, TMath.Add(scaled, TMath.Load(bias + i)));
        }

        float* lanes = stackalloc float[Lanes];
        TMath.Store(least, lanes);
        float result = lanes[0];
        for (int lane = 1; lane < TMath.Count; lane++)
            result = MathF.Min(result, lanes[lane]);
        return result;
    }

    /// <summary>w_j = exp(least - h_j) and their sum, over four blocks in single precision and from there on in double precision.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Exponentials<TMath, TVector>(float* scaled, float* bias, int length, float least, float* weights)
        where TMath : ILaneMath<TVector>
        where TVector : struct
    {
        double* sums = stackalloc double[Lanes];
        new Span<double>(sums, Lanes).Clear();
        TVector extreme = TMath.Broadcast(least);
        for (nint first = 0; first < length; first += Run)
        {
            TVector sum = default;
            for (nint i = first, end = Math.Min(length, first + Run); i < end; i += TMath.Count)
            {
                TVector h = TMath.Add(TMath.Load(scaled + i), TMath.Load(bias + i));
                TVector weight = NegativeExponential.Of<TMath, TVector>(TMath.Subtract(extreme, h));
                TMath.Store(weight, weights + i);
                sum = TMath.Add(sum, weight);
            }

            TMath.AddTo(sum, sums);
        }

        double total = 0;
        for (int lane = 0; lane < TMath.Count; lane++)
            total += sums[lane];
        return total;
    }

    /// <summary>c_j = w_j γ/S min(o / (γ d_j²), 1), and zero where w_j is negligible.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Weigh<TMath, TVector>(
        float* scaled, float* weights, float* coefficients, int length, float factor, float score, float negligible)
        where TMath : ILaneMath<TVector>
        where TVector : struct
    {
        TVector o = TMath.Broadcast(score), share = TMath.Broadcast(factor), bound = TMath.Broadcast(negligible);
        TVector zero = TMath.Broadcast(0f);
        for (nint i = 0; i < length; i += TMath.Count)
        {
            // Where the distance is zero the quotient is not taken.
            TVector distance = TMath.Load(scaled + i), weight = TMath.Load(weights + i), whole = TMath.Multiply(weight, share);
            TVector part = TMath.AtMost(distance, o, whole, TMath.Multiply(whole, TMath.Divide(o, distance)));
            TMath.Store(TMath.AtMost(weight, bound, zero, part), coefficients + i);
        }
    }
}
