using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>The pixels of one phase of a row, of one block of channels, that <see cref="DepthwiseKernel"/> computes.</summary>
internal unsafe struct DepthwiseTile
{
    /// <summary>Most pixels that are computed together: with a vector of weights, what 16 registers hold whatever their width.</summary>
    internal const int MaxPixels = 8;

    /// <summary>The taps.</summary>
    internal RowTap* Taps;

    /// <summary>Number of taps.</summary>
    internal int Count;

    /// <summary>The weights of the block.</summary>
    internal float* Weights;

    /// <summary>Floats from the taps' source to the block's.</summary>
    internal nint Offset;

    /// <summary>Floats from a pixel's source to the next pixel's.</summary>
    internal nint Step;

    /// <summary>Floats from a pixel's sums to the next pixel's.</summary>
    internal nint Stride;

    /// <summary>Computes the sums of a run of pixels.</summary>
    /// <param name="phase">The pixels of the row's phase.</param>
    /// <param name="first">The first one.</param>
    /// <param name="count">How many, those behind the last one included.</param>
    /// <param name="sums">Where the sums of the first one go.</param>
    internal readonly void Run(in DepthwisePhase phase, int first, int count, float* sums)
    {
        if (Vector512.IsHardwareAccelerated)
            Run<FloatVectors512, Vector512<float>>(phase, first, count, sums);
        else if (Vector256.IsHardwareAccelerated)
            Run<FloatVectors256, Vector256<float>>(phase, first, count, sums);
        else
            Run<FloatVectors128, Vector128<float>>(phase, first, count, sums);
    }

    /// <summary>
    /// <see cref="Run(in DepthwisePhase, int, int, float*)"/> with given vectors; pixel by pixel where not all taps read the source.
    /// </summary>
    internal readonly void Run<TMath, TVector>(in DepthwisePhase phase, int first, int count, float* sums)
        where TMath : struct, IFloatVectors<TVector>
        where TVector : struct
    {
        int end = Math.Min(first + count, phase.Pixels), pixel = first;
        for (int begin = Math.Min(phase.Begin, end); pixel < begin; pixel++, sums += Stride)
            Run<TMath, TVector, N1>(this, pixel, 1, sums);
        int whole = Math.Min(phase.End, end) - pixel;
        if (whole > 0)
        {
            int tiles = whole / MaxPixels, rest = whole - tiles * MaxPixels;
            if (tiles > 0)
                Run<TMath, TVector, N8>(this, pixel, tiles, sums);
            RunRest<TMath, TVector>(rest, pixel + tiles * MaxPixels, sums + tiles * MaxPixels * Stride);
            pixel += whole;
            sums += whole * Stride;
        }

        for (; pixel < end; pixel++, sums += Stride)
            Run<TMath, TVector, N1>(this, pixel, 1, sums);
    }

    private readonly void RunRest<TMath, TVector>(int rest, int pixel, float* sums)
        where TMath : struct, IFloatVectors<TVector>
        where TVector : struct
    {
        switch (rest)
        {
            case 1: Run<TMath, TVector, N1>(this, pixel, 1, sums); break;
            case 2: Run<TMath, TVector, N2>(this, pixel, 1, sums); break;
            case 3: Run<TMath, TVector, N3>(this, pixel, 1, sums); break;
            case 4: Run<TMath, TVector, N4>(this, pixel, 1, sums); break;
            case 5: Run<TMath, TVector, N5>(this, pixel, 1, sums); break;
            case 6: Run<TMath, TVector, N6>(this, pixel, 1, sums); break;
            case 7: Run<TMath, TVector, N7>(this, pixel, 1, sums); break;
        }
    }

    /// <summary>Computes tiles of pixels, one vector of their channels after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TMath, TVector, TPixels>(in DepthwiseTile tile, int pixel, int tiles, float* sums)
        where TMath : struct, IFloatVectors<TVector>
        where TVector : struct
        where TPixels : struct, IConstant
    {
        nint step = tile.Step, stride = tile.Stride;
        nint offset = tile.Offset + pixel * step;
        RowTap* last = tile.Taps + tile.Count;
        for (; tiles > 0; tiles--, offset += TPixels.Value * step, sums += TPixels.Value * stride)
        {
            for (int lane = 0; lane < TensorLayout.Lanes; lane += TMath.Count)
            {
                float* weights = tile.Weights + lane;
                nint from = offset + lane;
                TVector a0 = default;
                TVector a1 = default;
                TVector a2 = default;
                TVector a3 = default;
                TVector a4 = default;
                TVector a5 = default;
                TVector a6 = default;
                TVector a7 = default;
                for (RowTap* tap = tile.Taps; tap < last; tap++)
                {
                    // Only a single pixel may have taps that it does not read.
                    if (TPixels.Value == 1 && (pixel < tap->Begin || pixel >= tap->End))
                        continue;
                    TVector w = TMath.Load(weights + (nint)tap->Index * TensorLayout.Lanes);
                    float* p = tap->Source + from;
                    a0 = TMath.MultiplyAdd(TMath.Load(p), w, a0);
                    if (TPixels.Value > 1)
                        a1 = TMath.MultiplyAdd(TMath.Load(p + step), w, a1);
                    if (TPixels.Value > 2)
                        a2 = TMath.MultiplyAdd(TMath.Load(p + 2 * step), w, a2);
                    if (TPixels.Value > 3)
                        a3 = TMath.MultiplyAdd(TMath.Load(p + 3 * step), w, a3);
                    if (TPixels.Value > 4)
                        a4 = TMath.MultiplyAdd(TMath.Load(p + 4 * step), w, a4);
                    if (TPixels.Value > 5)
                        a5 = TMath.MultiplyAdd(TMath.Load(p + 5 * step), w, a5);
                    if (TPixels.Value > 6)
                        a6 = TMath.MultiplyAdd(TMath.Load(p + 6 * step), w, a6);
                    if (TPixels.Value > 7)
                        a7 = TMath.MultiplyAdd(TMath.Load(p + 7 * step), w, a7);
                }

                float* to = sums + lane;
                TMath.Store(a0, to);
                if (TPixels.Value > 1)
                    TMath.Store(a1, to += stride);
                if (TPixels.Value > 2)
                    TMath.Store(a2, to += stride);
                if (TPixels.Value > 3)
                    TMath.Store(a3, to += stride);
                if (TPixels.Value > 4)
                    TMath.Store(a4, to += stride);
                if (TPixels.Value > 5)
                    TMath.Store(a5, to += stride);
                if (TPixels.Value > 6)
                    TMath.Store(a6, to += stride);
                if (TPixels.Value > 7)
                    TMath.Store(a7, to += stride);
            }
        }
    }
}
