using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// The register tile of 256-bit vectors: up to six pixels by 16 channels are twelve accumulators, which with two weight vectors and a
/// broadcast fill the 16 registers of AVX2.
/// </summary>
internal static unsafe class MicroKernel256
{
    /// <summary>Most pixels of a tile.</summary>
    internal const int MaxPixels = 6;

    /// <summary>Adds the sums of one block of 16 channels, or stores them.</summary>
    /// <typeparam name="TPixels">Pixels, 1 to 6.</typeparam>
    /// <typeparam name="TWidth">Floats from a weight vector to that of the next source channel.</typeparam>
    /// <param name="tile">The tile.</param>
    /// <param name="pixel">Its first pixel to compute.</param>
    /// <param name="upper">Whether the block is the tile's second one.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<TPixels, TWidth>(in MicroTile tile, int pixel, bool upper)
        where TPixels : struct, IConstant
        where TWidth : struct, IConstant
    {
        Vector256<float> a0 = Vector256<float>.Zero;
        Vector256<float> a1 = Vector256<float>.Zero;
        Vector256<float> b0 = Vector256<float>.Zero;
        Vector256<float> b1 = Vector256<float>.Zero;
        Vector256<float> c0 = Vector256<float>.Zero;
        Vector256<float> c1 = Vector256<float>.Zero;
        Vector256<float> d0 = Vector256<float>.Zero;
        Vector256<float> d1 = Vector256<float>.Zero;
        Vector256<float> e0 = Vector256<float>.Zero;
        Vector256<float> e1 = Vector256<float>.Zero;
        Vector256<float> f0 = Vector256<float>.Zero;
        Vector256<float> f1 = Vector256<float>.Zero;
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
                    Vector256<float> w0 = Vector256.Load(weights);
                    Vector256<float> w1 = Vector256.Load(weights + 8);
                    Vector256<float> x0 = Vector256.Create(*p);
                    a0 = Vector256.MultiplyAddEstimate(x0, w0, a0);
                    a1 = Vector256.MultiplyAddEstimate(x0, w1, a1);

                    if (TPixels.Value > 1)
                    {
                        Vector256<float> x1 = Vector256.Create(p[step]);
                        b0 = Vector256.MultiplyAddEstimate(x1, w0, b0);
                        b1 = Vector256.MultiplyAddEstimate(x1, w1, b1);
                    }

                    if (TPixels.Value > 2)
                    {
                        Vector256<float> x2 = Vector256.Create(p[2 * step]);
                        c0 = Vector256.MultiplyAddEstimate(x2, w0, c0);
                        c1 = Vector256.MultiplyAddEstimate(x2, w1, c1);
                    }

                    if (TPixels.Value > 3)
                    {
                        Vector256<float> x3 = Vector256.Create(p[3 * step]);
                        d0 = Vector256.MultiplyAddEstimate(x3, w0, d0);
                        d1 = Vector256.MultiplyAddEstimate(x3, w1, d1);
                    }

                    if (TPixels.Value > 4)
                    {
                        Vector256<float> x4 = Vector256.Create(p[4 * step]);
                        e0 = Vector256.MultiplyAddEstimate(x4, w0, e0);
                        e1 = Vector256.MultiplyAddEstimate(x4, w1, e1);
                    }

                    if (TPixels.Value > 5)
                    {
                        Vector256<float> x5 = Vector256.Create(p[5 * step]);
                        f0 = Vector256.MultiplyAddEstimate(x5, w0, f0);
                        f1 = Vector256.MultiplyAddEstimate(x5, w1, f1);
                    }
                }

                left -= count;
                lane = 0;
            }
        }

        float* sums = (upper ? tile.Upper : tile.Lower) + pixel * tile.Stride;
        Put(tile, sums, a0, a1);
        if (TPixels.Value > 1)
            Put(tile, sums + tile.Stride, b0, b1);
        if (TPixels.Value > 2)
            Put(tile, sums + 2 * tile.Stride, c0, c1);
        if (TPixels.Value > 3)
            Put(tile, sums + 3 * tile.Stride, d0, d1);
        if (TPixels.Value > 4)
            Put(tile, sums + 4 * tile.Stride, e0, e1);
        if (TPixels.Value > 5)
            Put(tile, sums + 5 * tile.Stride, f0, f1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(in MicroTile tile, float* sums, Vector256<float> v0, Vector256<float> v1)
    {
        (tile.Accumulate ? Vector256.Load(sums) + v0 : v0).Store(sums);
        (tile.Accumulate ? Vector256.Load(sums + 8) + v1 : v1).Store(sums + 8);
    }
}
