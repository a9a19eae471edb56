using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Neon;

/// <summary>Distances in double precision, to the same bits on every platform.</summary>
internal static class Distance
{
    private const int Lanes = 4;

    /// <summary>
    /// |x - y|^2 of vectors of one length. The order of the sum is fixed: four partial sums whatever vectors the machine has, and no
    /// fused multiplication, which not every machine has.
    /// </summary>
    public static double Squared(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ref double left = ref MemoryMarshal.GetReference(x);
        ref double right = ref MemoryMarshal.GetReference(y[..x.Length]);
        int i = 0;
        Vector256<double> sums = Vector256<double>.Zero;
        for (; i <= x.Length - Lanes; i += Lanes)
        {
            Vector256<double> difference = Vector256.LoadUnsafe(ref left, (nuint)i) - Vector256.LoadUnsafe(ref right, (nuint)i);
            sums += difference * difference;
        }

        double sum = sums[0] + sums[1] + (sums[2] + sums[3]);
        for (; i < x.Length; i++)
        {
            double difference = x[i] - y[i];
            sum += difference * difference;
        }

        return sum;
    }
}
