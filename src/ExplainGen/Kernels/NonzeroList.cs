using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// Which elements of a vector, or blocks of them, are other than zero. A dense layer is as fast as its weights come from memory, and
/// behind a ReLU it needs half of them or less: a term that is zero adds nothing. NaN is not zero.
/// </summary>
internal static unsafe class NonzeroList
{
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
            var mask = (uint)~Vector512.Equals(block, Vector512<float>.Zero).ExtractMostSignificantBits() & uint.MaxValue >> TensorLayout.Lanes;
            int left = count - i;
            if (left < TensorLayout.Lanes)
                mask &= (1u << left) - 1;
            if (mask == 0)
                continue;
            if (mask == uint.MaxValue >> TensorLayout.Lanes)
            {
                (LaneMask.Indices + Vector512.Create(first + i)).Store(indices + found);
                block.Store(values + found);
                found += TensorLayout.Lanes;
                continue;
            }

            // Every element is written, and overwritten by the next if it does not count: no branch depends on which are zero.
            for (int lane = 0; mask != 0; lane++, mask >>= 1)
            {
                indices[found] = first + i + lane;
                values[found] = x[lane];
                found += (int)(mask & 1);
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
}
