using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ExplainGen.Kernels;

/// <summary>
/// Values that are not zero, each with the offset of the weights that it is multiplied by: a term that is zero adds nothing, and behind a
/// ReLU half of them or more are. NaN is not zero.
/// </summary>
internal unsafe struct NonzeroList
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

    /// <summary>Which lanes are not zero, a bit each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint LanesOf(Vector256<float> lanes) =>
        ~Vector256.Equals(lanes, Vector256<float>.Zero).ExtractMostSignificantBits() & ((1 << Half) - 1);

    /// <summary>The numbers of some lanes in order, then zeros.</summary>
    /// <param name="lanes">The lanes, a bit each.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<int> OrderOf(uint lanes) => Vector256.Load((int*)Orders.Data + lanes * Half);

    /// <summary>Lists the elements of a run of blocks.</summary>
    /// <param name="x">The run's first block.</param>
    /// <param name="stride">Floats from a block to the next.</param>
    /// <param name="first">The index to give to the run's first element.</param>
    /// <param name="count">Number of elements.</param>
    /// <param name="indices">Where the indices go, in ascending order; room for all elements of the run's blocks.</param>
    /// <param name="values">Where the elements themselves go; as much room.</param>
    /// <returns>How many there are.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Elements(float* x, nint stride, int first, int count, int* indices, float* values)
    {
        var list = new NonzeroList { Values = values, Offsets = indices };
        for (int i = 0; i < count; i += TensorLayout.Lanes, x += stride)
        {
            Vector512<float> block = Vector512.Load(x);
            list.Add(count - i < TensorLayout.Lanes ? block & LaneMask.First(count - i) : block, first + i, 1);
        }

        return list.Count;
    }

    /// <summary>Lists the blocks that are not zero altogether.</summary>
    /// <param name="x">The first block.</param>
    /// <param name="stride">Floats from a block to the next.</param>
    /// <param name="count">Number of blocks.</param>
    /// <param name="offsets">Where 16 times the blocks' indices go, in ascending order; room for all blocks.</param>
    /// <param name="values">Where the blocks themselves go, one after another; as much room.</param>
    /// <returns>How many there are.</returns>
    internal static int Blocks(float* x, nint stride, int count, int* offsets, float* values)
    {
        int found = 0;
        for (int i = 0; i < count; i++, x += stride)
        {
            Vector512<float> block = Vector512.Load(x);
            if (Vector512.EqualsAll(block, Vector512<float>.Zero))
                continue;
            offsets[found] = i * TensorLayout.Lanes;
            block.Store(values + (nint)found * TensorLayout.Lanes);
            found++;
        }

        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddHalf(Vector256<float> lanes, int offset, int width)
    {
        uint some = LanesOf(lanes);
        Vector256<int> order = OrderOf(some);
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
