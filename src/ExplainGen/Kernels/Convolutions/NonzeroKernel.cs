using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// The product of one pixel's nonzero values with their channels' weights, for some tiles of destination channels at a time. What is zero
/// costs nothing, where <see cref="MicroKernel"/> would multiply by it; but weights are loaded anew for each pixel.
/// </summary>
internal static unsafe class NonzeroKernel
{
    /// <summary>Most tiles of two blocks at a time, on any machine.</summary>
    internal const int MaxTiles = 4;

    /// <summary>
    /// Most tiles of two blocks at a time. AVX2's registers hold the sums of three; more than four would push the weights of a range of
    /// channels out of the first cache.
    /// </summary>
    internal static int Tiles => Vector512.IsHardwareAccelerated ? MaxTiles : 3;

    /// <summary>Computes the sums of one pixel.</summary>
    /// <param name="entries">The values that are not zero, with offsets for weights of two blocks a channel.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="weights">The first tile's weights.</param>
    /// <param name="tileStride">Floats from a tile's weights to the next tile's.</param>
    /// <param name="blocks">1, or twice the number of tiles; one block's weights are 16 a channel, so that offsets are halved.</param>
    /// <param name="sums">The 16 sums of the first block.</param>
    /// <param name="stride">Floats from a block's sums to the next block's.</param>
    /// <param name="accumulate">Whether to add to what is there.</param>
    internal static void Run(
        NonzeroEntry* entries, int count, float* weights, nint tileStride, int blocks, float* sums, nint stride, bool accumulate)
    {
        switch (blocks)
        {
            case 1: Run<N1>(entries, count, weights, tileStride, sums, stride, accumulate); break;
            case 2: Run<N2>(entries, count, weights, tileStride, sums, stride, accumulate); break;
            case 4: Run<N4>(entries, count, weights, tileStride, sums, stride, accumulate); break;
            case 6: Run<N6>(entries, count, weights, tileStride, sums, stride, accumulate); break;
            default: Run<N8>(entries, count, weights, tileStride, sums, stride, accumulate); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TBlocks>(
        NonzeroEntry* entries, int count, float* w0, nint tileStride, float* sums, nint stride, bool accumulate)
        where TBlocks : struct, IConstant
    {
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default;
        Vector512<float> a6 = default, a7 = default;
        float* w1 = w0 + tileStride, w2 = w1 + tileStride, w3 = w2 + tileStride;
        for (NonzeroEntry* end = entries + count; entries < end; entries++)
        {
            (Vector512<float> value, nint offset) = NonzeroEntry.Load(entries);
            if (TBlocks.Value == 1)
                offset >>= 1;
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
            Put(a1, sums += stride, accumulate);
        if (TBlocks.Value > 2)
        {
            Put(a2, sums += stride, accumulate);
            Put(a3, sums += stride, accumulate);
        }

        if (TBlocks.Value > 4)
        {
            Put(a4, sums += stride, accumulate);
            Put(a5, sums += stride, accumulate);
        }

        if (TBlocks.Value > 6)
        {
            Put(a6, sums += stride, accumulate);
            Put(a7, sums + stride, accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector512<float> sum, float* to, bool accumulate) => (accumulate ? Vector512.Load(to) + sum : sum).Store(to);
}
