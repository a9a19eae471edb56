using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// The register tile of 512-bit vectors: up to twelve pixels by one or two blocks of 16 channels are 24 accumulators, which with the
/// two weight vectors fill the 32 registers. What a constant type argument switches off the compiler leaves out.
/// </summary>
internal static unsafe class MicroKernel512
{
    /// <summary>Most pixels of a tile.</summary>
    internal const int MaxPixels = 12;

    /// <summary>Adds the tile's sums, or stores them.</summary>
    /// <typeparam name="TPixels">Pixels, 1 to 12.</typeparam>
    /// <typeparam name="TVectors">Blocks of channels, 1 or 2.</typeparam>
    /// <typeparam name="TStep">Floats from a pixel's source to the next; 0 for a distance known at run time.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<TPixels, TVectors, TStep>(in MicroTile tile)
        where TPixels : struct, IConstant
        where TVectors : struct, IConstant
        where TStep : struct, IConstant
    {
        Vector512<float> a0 = Vector512<float>.Zero;
        Vector512<float> a1 = Vector512<float>.Zero;
        Vector512<float> a2 = Vector512<float>.Zero;
        Vector512<float> a3 = Vector512<float>.Zero;
        Vector512<float> a4 = Vector512<float>.Zero;
        Vector512<float> a5 = Vector512<float>.Zero;
        Vector512<float> a6 = Vector512<float>.Zero;
        Vector512<float> a7 = Vector512<float>.Zero;
        Vector512<float> a8 = Vector512<float>.Zero;
        Vector512<float> a9 = Vector512<float>.Zero;
        Vector512<float> a10 = Vector512<float>.Zero;
        Vector512<float> a11 = Vector512<float>.Zero;
        Vector512<float> b0 = Vector512<float>.Zero;
        Vector512<float> b1 = Vector512<float>.Zero;
        Vector512<float> b2 = Vector512<float>.Zero;
        Vector512<float> b3 = Vector512<float>.Zero;
        Vector512<float> b4 = Vector512<float>.Zero;
        Vector512<float> b5 = Vector512<float>.Zero;
        Vector512<float> b6 = Vector512<float>.Zero;
        Vector512<float> b7 = Vector512<float>.Zero;
        Vector512<float> b8 = Vector512<float>.Zero;
        Vector512<float> b9 = Vector512<float>.Zero;
        Vector512<float> b10 = Vector512<float>.Zero;
        Vector512<float> b11 = Vector512<float>.Zero;
        nint step = TStep.Value != 0 ? TStep.Value : tile.Step;
        int width = TVectors.Value * TensorLayout.Lanes;
        for (MicroTerm* term = tile.Terms, last = term + tile.Count; term < last; term++)
        {
            float* weights = term->Weights;
            float* source = term->Source;
            int lane = tile.FirstLane;
            for (int left = tile.Channels; left > 0; source += tile.BlockStride)
            {
                int count = Math.Min(left, TensorLayout.Lanes - lane);
                float* p = source + lane;
                for (float* end = p + count; p < end; p++, weights += width)
                {
                    Vector512<float> w = Vector512.Load(weights);
                    Vector512<float> v = TVectors.Value > 1 ? Vector512.Load(weights + TensorLayout.Lanes) : default;
                    Vector512<float> x0 = Vector512.Create(*p);
                    a0 = Vector512.MultiplyAddEstimate(x0, w, a0);
                    if (TVectors.Value > 1)
                        b0 = Vector512.MultiplyAddEstimate(x0, v, b0);

                    if (TPixels.Value > 1)
                    {
                        Vector512<float> x1 = Vector512.Create(p[step]);
                        a1 = Vector512.MultiplyAddEstimate(x1, w, a1);
                        if (TVectors.Value > 1)
                            b1 = Vector512.MultiplyAddEstimate(x1, v, b1);
                    }

                    if (TPixels.Value > 2)
                    {
                        Vector512<float> x2 = Vector512.Create(p[2 * step]);
                        a2 = Vector512.MultiplyAddEstimate(x2, w, a2);
                        if (TVectors.Value > 1)
                            b2 = Vector512.MultiplyAddEstimate(x2, v, b2);
                    }

                    if (TPixels.Value > 3)
                    {
                        Vector512<float> x3 = Vector512.Create(p[3 * step]);
                        a3 = Vector512.MultiplyAddEstimate(x3, w, a3);
                        if (TVectors.Value > 1)
                            b3 = Vector512.MultiplyAddEstimate(x3, v, b3);
                    }

                    if (TPixels.Value > 4)
                    {
                        Vector512<float> x4 = Vector512.Create(p[4 * step]);
                        a4 = Vector512.MultiplyAddEstimate(x4, w, a4);
                        if (TVectors.Value > 1)
                            b4 = Vector512.MultiplyAddEstimate(x4, v, b4);
                    }

                    if (TPixels.Value > 5)
                    {
                        Vector512<float> x5 = Vector512.Create(p[5 * step]);
                        a5 = Vector512.MultiplyAddEstimate(x5, w, a5);
                        if (TVectors.Value > 1)
                            b5 = Vector512.MultiplyAddEstimate(x5, v, b5);
                    }

                    if (TPixels.Value > 6)
                    {
                        Vector512<float> x6 = Vector512.Create(p[6 * step]);
                        a6 = Vector512.MultiplyAddEstimate(x6, w, a6);
                        if (TVectors.Value > 1)
                            b6 = Vector512.MultiplyAddEstimate(x6, v, b6);
                    }

                    if (TPixels.Value > 7)
                    {
                        Vector512<float> x7 = Vector512.Create(p[7 * step]);
                        a7 = Vector512.MultiplyAddEstimate(x7, w, a7);
                        if (TVectors.Value > 1)
                            b7 = Vector512.MultiplyAddEstimate(x7, v, b7);
                    }

                    if (TPixels.Value > 8)
                    {
                        Vector512<float> x8 = Vector512.Create(p[8 * step]);
                        a8 = Vector512.MultiplyAddEstimate(x8, w, a8);
                        if (TVectors.Value > 1)
                            b8 = Vector512.MultiplyAddEstimate(x8, v, b8);
                    }

                    if (TPixels.Value > 9)
                    {
                        Vector512<float> x9 = Vector512.Create(p[9 * step]);
                        a9 = Vector512.MultiplyAddEstimate(x9, w, a9);
                        if (TVectors.Value > 1)
                            b9 = Vector512.MultiplyAddEstimate(x9, v, b9);
                    }

                    if (TPixels.Value > 10)
                    {
                        Vector512<float> x10 = Vector512.Create(p[10 * step]);
                        a10 = Vector512.MultiplyAddEstimate(x10, w, a10);
                        if (TVectors.Value > 1)
                            b10 = Vector512.MultiplyAddEstimate(x10, v, b10);
                    }

                    if (TPixels.Value > 11)
                    {
                        Vector512<float> x11 = Vector512.Create(p[11 * step]);
                        a11 = Vector512.MultiplyAddEstimate(x11, w, a11);
                        if (TVectors.Value > 1)
                            b11 = Vector512.MultiplyAddEstimate(x11, v, b11);
                    }
                }

                left -= count;
                lane = 0;
            }
        }

        Put<TVectors>(tile, 0, a0, b0);
        if (TPixels.Value > 1)
            Put<TVectors>(tile, 1, a1, b1);
        if (TPixels.Value > 2)
            Put<TVectors>(tile, 2, a2, b2);
        if (TPixels.Value > 3)
            Put<TVectors>(tile, 3, a3, b3);
        if (TPixels.Value > 4)
            Put<TVectors>(tile, 4, a4, b4);
        if (TPixels.Value > 5)
            Put<TVectors>(tile, 5, a5, b5);
        if (TPixels.Value > 6)
            Put<TVectors>(tile, 6, a6, b6);
        if (TPixels.Value > 7)
            Put<TVectors>(tile, 7, a7, b7);
        if (TPixels.Value > 8)
            Put<TVectors>(tile, 8, a8, b8);
        if (TPixels.Value > 9)
            Put<TVectors>(tile, 9, a9, b9);
        if (TPixels.Value > 10)
            Put<TVectors>(tile, 10, a10, b10);
        if (TPixels.Value > 11)
            Put<TVectors>(tile, 11, a11, b11);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TVectors>(in MicroTile tile, int pixel, Vector512<float> a, Vector512<float> b)
        where TVectors : struct, IConstant
    {
        float* lower = tile.Lower + pixel * tile.Stride;
        (tile.Accumulate ? Vector512.Load(lower) + a : a).Store(lower);
        if (TVectors.Value > 1)
        {
            float* upper = tile.Upper + pixel * tile.Stride;
            (tile.Accumulate ? Vector512.Load(upper) + b : b).Store(upper);
        }
    }
}
