using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// The register tile of 128-bit vectors: up to four pixels by 16 channels are sixteen accumulators, which with four weight vectors and
/// the broadcasts fit the 32 registers of Arm's AdvSimd. It is also what runs where nothing wider is accelerated.
/// </summary>
internal static unsafe class MicroKernel128
{
    /// <summary>Most pixels of a tile.</summary>
    internal const int MaxPixels = 4;

    /// <summary>Adds the sums of one block of 16 channels, or stores them.</summary>
    /// <typeparam name="TPixels">Pixels, 1 to 4.</typeparam>
    /// <typeparam name="TWidth">Floats from a weight vector to that of the next source channel.</typeparam>
    /// <param name="tile">The tile.</param>
    /// <param name="pixel">Its first pixel to compute.</param>
    /// <param name="upper">Whether the block is the tile's second one.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<TPixels, TWidth>(in MicroTile tile, int pixel, bool upper)
        where TPixels : struct, IConstant
        where TWidth : struct, IConstant
    {
        Vector128<float> a0 = Vector128<float>.Zero;
        Vector128<float> a1 = Vector128<float>.Zero;
        Vector128<float> a2 = Vector128<float>.Zero;
        Vector128<float> a3 = Vector128<float>.Zero;
        Vector128<float> b0 = Vector128<float>.Zero;
        Vector128<float> b1 = Vector128<float>.Zero;
        Vector128<float> b2 = Vector128<float>.Zero;
        Vector128<float> b3 = Vector128<float>.Zero;
        Vector128<float> c0 = Vector128<float>.Zero;
        Vector128<float> c1 = Vector128<float>.Zero;
        Vector128<float> c2 = Vector128<float>.Zero;
        Vector128<float> c3 = Vector128<float>.Zero;
        Vector128<float> d0 = Vector128<float>.Zero;
        Vector128<float> d1 = Vector128<float>.Zero;
        Vector128<float> d2 = Vector128<float>.Zero;
        Vector128<float> d3 = Vector128<float>.Zero;
        nint step = tile.Step;
        for (MicroTerm* term = tile.Terms, last = term + tile.Count; term < last; term++)
        {
            float* weights = term->Weights + (upper ? TensorLayout.Lanes : 0);
            float* source = term->Source + pixel * step;
            int lane = tile.FirstLane;
            for (int left = tile.Channels; left > 0; source += tile.BlockStride)
            {
                int count = Math.Min(left, TensorLayout.Lanes - lane);
                float* p = source + lane;
                for (float* end = p + count; p < end; p++, weights += TWidth.Value)
                {
                    Vector128<float> w0 = Vector128.Load(weights);
                    Vector128<float> w1 = Vector128.Load(weights + 4);
                    Vector128<float> w2 = Vector128.Load(weights + 8);
                    Vector128<float> w3 = Vector128.Load(weights + 12);
                    Vector128<float> x0 = Vector128.Create(*p);
                    a0 = Vector128.MultiplyAddEstimate(x0, w0, a0);
                    a1 = Vector128.MultiplyAddEstimate(x0, w1, a1);
                    a2 = Vector128.MultiplyAddEstimate(x0, w2, a2);
                    a3 = Vector128.MultiplyAddEstimate(x0, w3, a3);

                    if (TPixels.Value > 1)
                    {
                        Vector128<float> x1 = Vector128.Create(p[step]);
                        b0 = Vector128.MultiplyAddEstimate(x1, w0, b0);
                        b1 = Vector128.MultiplyAddEstimate(x1, w1, b1);
                        b2 = Vector128.MultiplyAddEstimate(x1, w2, b2);
                        b3 = Vector128.MultiplyAddEstimate(x1, w3, b3);
                    }

                    if (TPixels.Value > 2)
                    {
                        Vector128<float> x2 = Vector128.Create(p[2 * step]);
                        c0 = Vector128.MultiplyAddEstimate(x2, w0, c0);
                        c1 = Vector128.MultiplyAddEstimate(x2, w1, c1);
                        c2 = Vector128.MultiplyAddEstimate(x2, w2, c2);
                        c3 = Vector128.MultiplyAddEstimate(x2, w3, c3);
                    }

                    if (TPixels.Value > 3)
                    {
                        Vector128<float> x3 = Vector128.Create(p[3 * step]);
                        d0 = Vector128.MultiplyAddEstimate(x3, w0, d0);
                        d1 = Vector128.MultiplyAddEstimate(x3, w1, d1);
                        d2 = Vector128.MultiplyAddEstimate(x3, w2, d2);
                        d3 = Vector128.MultiplyAddEstimate(x3, w3, d3);
                    }
                }

                left -= count;
                lane = 0;
            }
        }

        float* sums = (upper ? tile.Upper : tile.Lower) + pixel * tile.Stride;
        Put(tile, sums, a0, a1, a2, a3);
        if (TPixels.Value > 1)
            Put(tile, sums + tile.Stride, b0, b1, b2, b3);
        if (TPixels.Value > 2)
            Put(tile, sums + 2 * tile.Stride, c0, c1, c2, c3);
        if (TPixels.Value > 3)
            Put(tile, sums + 3 * tile.Stride, d0, d1, d2, d3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(in MicroTile tile, float* sums, Vector128<float> v0, Vector128<float> v1, Vector128<float> v2, Vector128<float> v3)
    {
        (tile.Accumulate ? Vector128.Load(sums) + v0 : v0).Store(sums);
        (tile.Accumulate ? Vector128.Load(sums + 4) + v1 : v1).Store(sums + 4);
        (tile.Accumulate ? Vector128.Load(sums + 8) + v2 : v2).Store(sums + 8);
        (tile.Accumulate ? Vector128.Load(sums + 12) + v3 : v3).Store(sums + 12);
    }
}
