using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ExplainGen.Kernels;

/// <summary>
/// Lists what of a vector is not zero: a term that is zero adds nothing, and behind a ReLU half of them or more are. NaN is not zero.
/// </summary>
internal static unsafe class NonzeroList
{
    private const int Half = TensorLayout.Lanes / 2;

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
        int found = 0;
        for (int i = 0; i < count; i += TensorLayout.Lanes, x += stride)
        {
            Vector512<float> block = Vector512.Load(x);
            if (count - i < TensorLayout.Lanes)
                block &= LaneMask.First(count - i);
            if (Avx2.IsSupported)
            {
                found += Add(block.GetLower(), first + i, indices + found, values + found);
                found += Add(block.GetUpper(), first + i + Half, indices + found, values + found);
                continue;
            }

            for (int lane = 0; lane < TensorLayout.Lanes; lane++)
            {
                values[found] = block[lane];
                indices[found] = first + i + lane;
                found += block[lane] != 0 ? 1 : 0;
            }
        }

        return found;
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
    private static int Add(Vector256<float> lanes, int first, int* indices, float* values)
    {
        uint some = LaneOrder.Nonzero(lanes);
        Vector256<int> order = LaneOrder.Of(some);
        Avx2.PermuteVar8x32(lanes, order).Store(values);
        (order + Vector256.Create(first)).Store(indices);
        return BitOperations.PopCount(some);
    }
}
