using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// The products of pixels' nonzero values with their channels' weights, for some tiles of destination channels at a time. What is zero
/// costs nothing, where <see cref="MicroKernel"/> would multiply by it; but weights are loaded anew for each pixel.
/// </summary>
internal static unsafe class NonzeroKernel
{
    /// <summary>Most tiles of two blocks at a time, on any machine.</summary>
    internal const int MaxTiles = 4;

    /// <summary>
    /// Most tiles of two blocks at a time. AVX2's registers hold the sums of three; with AVX-512, five and six were measured to be no
    /// faster than four.
    /// </summary>
    internal static int Tiles => Vector512.IsHardwareAccelerated ? MaxTiles : 3;

    /// <summary>Computes the sums of some pixels.</summary>
    /// <param name="lists">The values that are not zero, with offsets for weights of two blocks a channel.</param>
    /// <param name="weights">The first tile's weights.</param>
    /// <param name="others">The weights of entries of the other side; null where there are none.</param>
    /// <param name="tileStride">Floats from a tile's weights to the next tile's.</param>
    /// <param name="blocks">1, or twice the number of tiles; one block's weights are 16 a channel, so that offsets are halved.</param>
    /// <param name="sums">Sums <c>[block][pixel][16]</c>.</param>
    /// <param name="stride">Floats from a block's sums to the next block's.</param>
    /// <param name="accumulate">Whether to add to what is there.</param>
    internal static void Run(
        NonzeroLists lists, float* weights, float* others, nint tileStride, int blocks, float* sums, nint stride, bool accumulate)
    {
        if (others == null)
            Run<N1>(lists, weights, 0, tileStride, blocks, sums, stride, accumulate);
        else
            Run<N2>(lists, weights, (nint)(others - weights), tileStride, blocks, sums, stride, accumulate);
    }

    private static void Run<TSides>(
        NonzeroLists lists, float* weights, nint others, nint tileStride, int blocks, float* sums, nint stride, bool accumulate)
        where TSides : struct, IConstant
    {
        switch (blocks)
        {
            case 1: Run<TSides, N1>(lists, weights, others, tileStride, sums, stride, accumulate); break;
            case 2: Run<TSides, N2>(lists, weights, others, tileStride, sums, stride, accumulate); break;
            case 4: Run<TSides, N4>(lists, weights, others, tileStride, sums, stride, accumulate); break;
            case 6: Run<TSides, N6>(lists, weights, others, tileStride, sums, stride, accumulate); break;
            case 8: Run<TSides, N8>(lists, weights, others, tileStride, sums, stride, accumulate); break;
            default: throw new ArgumentOutOfRangeException(nameof(blocks), blocks, "There is no kernel for that many blocks.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TSides, TBlocks>(
        NonzeroLists lists, float* w0, nint others, nint tileStride, float* sums, nint stride, bool accumulate)
        where TSides : struct, IConstant
        where TBlocks : struct, IConstant
    {
        float* w1 = w0 + tileStride, w2 = w1 + tileStride, w3 = w2 + tileStride;
        int* start = lists.Starts;
        NonzeroEntry* entry = lists.Entries + *start;
        for (int* last = start + lists.Count; start < last; sums += TensorLayout.Lanes)
        {
            Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default;
            Vector512<float> a6 = default, a7 = default;
            for (NonzeroEntry* end = lists.Entries + *++start; entry < end; entry++)
            {
                (Vector512<float> value, nint offset) = NonzeroEntry.Load(entry);
                nint other = TSides.Value == 1 ? 0 : others & -(offset & NonzeroEntry.OtherSide);
                if (TSides.Value > 1)
                    offset &= ~NonzeroEntry.OtherSide;
                offset = (TBlocks.Value == 1 ? offset >> 1 : offset) + other;
                a0 = Vector512.MultiplyAddEstimate(value, Vector512.Load(w0 + offset), a0);
                if (TBlocks.Value > 1)
                    a1 = Vector512.MultiplyAddEstimate(value, Vector512.Load(w0 + offset + TensorLayout.Lanes), a1);
                if (TBlocks.Value > 2)
                {
                    a2 = Vector512.MultiplyAddEstimate(value, Vector512.Load(w1 + offset), a2);
                    a3 = Vector512.MultiplyAddEstimate(value, Vector512.Load(w1 + offset + TensorLayout.Lanes), a3);
                }

                if (TBlocks.Value > 4)
                {
                    a4 = Vector512.MultiplyAddEstimate(value, Vector512.Load(w2 + offset), a4);
                    a5 = Vector512.MultiplyAddEstimate(value, Vector512.Load(w2 + offset + TensorLayout.Lanes), a5);
                }

                if (TBlocks.Value > 6)
                {
                    a6 = Vector512.MultiplyAddEstimate(value, Vector512.Load(w3 + offset), a6);
                    a7 = Vector512.MultiplyAddEstimate(value, Vector512.Load(w3 + offset + TensorLayout.Lanes), a7);
                }
            }

            Put(a0, sums, accumulate);
            if (TBlocks.Value > 1)
                Put(a1, sums + stride, accumulate);
            if (TBlocks.Value > 2)
            {
                Put(a2, sums + 2 * stride, accumulate);
                Put(a3, sums + 3 * stride, accumulate);
            }

            if (TBlocks.Value > 4)
            {
                Put(a4, sums + 4 * stride, accumulate);
                Put(a5, sums + 5 * stride, accumulate);
            }

            if (TBlocks.Value > 6)
            {
                Put(a6, sums + 6 * stride, accumulate);
                Put(a7, sums + 7 * stride, accumulate);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector512<float> sum, float* to, bool accumulate) => (accumulate ? Vector512.Load(to) + sum : sum).Store(to);
}
