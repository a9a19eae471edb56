using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// Inner products in double precision, summed up in one order wherever vectors stand in memory and whatever the machine: the same bits
/// everywhere.
/// </summary>
internal static class DoubleProduct
{
    /// <summary>sum_i x_i y_i.</summary>
    /// <param name="x">A vector.</param>
    /// <param name="y">A vector of the same length.</param>
    internal static double Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, x.Length);
        ref double a = ref MemoryMarshal.GetReference(x), b = ref MemoryMarshal.GetReference(y);
        Vector512<double> even = default, odd = default;
        int i = 0, lanes = Vector512<double>.Count;
        for (; i <= x.Length - (2 * lanes); i += 2 * lanes)
        {
            even += Vector512.LoadUnsafe(ref a, (nuint)i) * Vector512.LoadUnsafe(ref b, (nuint)i);
            odd += Vector512.LoadUnsafe(ref a, (nuint)(i + lanes)) * Vector512.LoadUnsafe(ref b, (nuint)(i + lanes));
        }

        // By halves: an order that the width of the machine's vectors does not change.
        Vector512<double> both = even + odd;
        Vector256<double> half = both.GetLower() + both.GetUpper();
        Vector128<double> quarter = half.GetLower() + half.GetUpper();
        double sum = quarter[0] + quarter[1];
        for (; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }
}
