using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace ExplainGen.Kernels;

/// <summary>
/// The soft minimum of a kernel machine near its points, where it is so small that the general form <c>m - log S</c> has no digits left:
/// <c>o = -log Σ_j α_j exp(-g_j) = -log1p(Σ_j α_j expm1(-g_j))</c>, as the α_j sum to 1.
/// </summary>
internal static unsafe class NearScore
{
    /// <summary>Scores below this are better in this form; at it, both are good.</summary>
    internal const double Bound = 0.25;

    private const int Lanes = PointSet.Lanes;

    /// <summary>o, to a relative error of some 1e-7 while it is below <see cref="Bound"/>.</summary>
    /// <param name="g">γ d_j² or the like, at least 0, with room for a multiple of 16; padding is read but does not count.</param>
    /// <param name="shares">α, zero behind the last one; those before are taken to sum to 1 exactly, whatever rounding left.</param>
    /// <param name="count">How many there are, at least 1.</param>
    [SkipLocalsInit]
    internal static double Of(float* g, float* shares, int count)
    {
        double* sums = stackalloc double[Lanes];
        new Span<double>(sums, Lanes).Clear();
        for (int i = 0; i < count; i += Lanes)
        {
            V term = Transcendental.Expm1(-Vector512.Load(g + i)) * Vector512.Load(shares + i);
            LaneMath512.AddTo(term, sums);
        }

        double sum = 0;
        for (int lane = 0; lane < Lanes; lane++)
            sum += sums[lane];
        return -Exponentials.Log1Plus(sum);
    }
}
