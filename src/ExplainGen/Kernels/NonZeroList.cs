using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ExplainGen.Kernels;

/// <summary>Values that are not zero, each with the offset of the weights that it is multiplied by.</summary>
internal unsafe struct NonZeroList
{
    /// <summary>How many values may be written beyond the end.</summary>
    internal const int Slack = Half;

    private const int Half = TensorLayout.Lanes / 2;

    /// <summary>For each set of 8 lanes, their numbers in order, then zeros.</summary>
    private static readonly NativeBuffer Orders = MakeOrders();

    /// <summary>The values.</summary>
    internal float* Values;

    /// <summary>For each, the offset in floats of its weights.</summary>
    internal int* Offsets;

    /// <summary>How many there are.</summary>
    internal int Count;

    /// <summary>Adds what is not zero of the lanes of a vector.</summary>
    /// <param name="lanes">The lanes.</param>
    /// <param name="offset">The offset of the first lane.</param>
    /// <param name="width">Floats from a lane's offset to the next one's.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(Vector512<float> lanes, int offset, int width)
    {
        if (Avx2.IsSupported)
        {
            AddHalf(lanes.GetLower(), offset, width);
            AddHalf(lanes.GetUpper(), offset + Half * width, width);
            return;
        }

        for (int lane = 0; lane < TensorLayout.Lanes; lane++)
        {
            Values[Count] = lanes[lane];
            Offsets[Count] = offset + lane * width;
            Count += lanes[lane] != 0 ? 1 : 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddHalf(Vector256<float> lanes, int offset, int width)
    {
        uint some = ~Vector256.Equals(lanes, Vector256<float>.Zero).ExtractMostSignificantBits() & ((1 << Half) - 1);
        Vector256<int> order = Vector256.Load((int*)Orders.Data + some * Half);
        Avx2.PermuteVar8x32(lanes, order).Store(Values + Count);
        (order * width + Vector256.Create(offset)).Store(Offsets + Count);
        Count += BitOperations.PopCount(some);
    }

    private static NativeBuffer MakeOrders()
    {
        var orders = new NativeBuffer((1 << Half) * Half);
        for (uint lanes = 0; lanes < 1 << Half; lanes++)
        {
            int* order = (int*)orders.Data + lanes * Half;
            for (uint left = lanes; left != 0; left &= left - 1)
                *order++ = BitOperations.TrailingZeroCount(left);
        }

        return orders;
    }
}
