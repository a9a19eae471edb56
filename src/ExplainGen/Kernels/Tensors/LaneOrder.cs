using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>Puts those of eight lanes together that are not zero, for machines without an instruction for it. NaN is not zero.</summary>
internal static unsafe class LaneOrder
{
    private const int Lanes = TensorLayout.Lanes / 2;

    /// <summary>For each set of lanes, their numbers in order, then zeros.</summary>
    private static readonly NativeBuffer Orders = MakeOrders();

    /// <summary>Which lanes are not zero, a bit each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Nonzero(Vector256<float> lanes) =>
        ~Vector256.Equals(lanes, Vector256<float>.Zero).ExtractMostSignificantBits() & ((1 << Lanes) - 1);

    /// <summary>The numbers of some lanes in order, then zeros.</summary>
    /// <param name="lanes">The lanes, a bit each.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<int> Of(uint lanes) => Vector256.Load((int*)Orders.Data + lanes * Lanes);

    private static NativeBuffer MakeOrders()
    {
        var orders = new NativeBuffer((1 << Lanes) * Lanes);
        for (uint lanes = 0; lanes < 1 << Lanes; lanes++)
        {
            int* order = (int*)orders.Data + lanes * Lanes;
            for (uint left = lanes; left != 0; left &= left - 1)
                *order++ = BitOperations.TrailingZeroCount(left);
        }

        return orders;
    }
}
