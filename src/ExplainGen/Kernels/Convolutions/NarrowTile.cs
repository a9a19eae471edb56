using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>Neighboring pixels of one phase that <see cref="NarrowKernel"/> computes together.</summary>
internal unsafe struct NarrowTile
{
    /// <summary>The taps.</summary>
    internal RowTap* Taps;

    /// <summary>Number of taps.</summary>
    internal int Count;

    /// <summary>The packed weights.</summary>
    internal float* Weights;

    /// <summary>Blocks of source channels.</summary>
    internal int Blocks;

    /// <summary>Floats from a block of source channels to the next.</summary>
    internal nint BlockStride;

    /// <summary>Floats from a pixel's source to the next pixel's.</summary>
    internal nint Step;

    /// <summary>Floats from a pixel's sums to the next pixel's.</summary>
    internal nint Stride;

    /// <summary>Sums of the first pixel.</summary>
    internal float* Sums;

    /// <summary>Index of the first pixel among those of its phase.</summary>
    internal int First;

    /// <summary>Number of pixels.</summary>
    internal int Pixels;

    /// <summary>Whether to add to the sums that are there.</summary>
    internal bool Accumulate;

    /// <summary>
    /// Most pixels of a tile of some destination channels: as many as 32 registers hold for vectors of 512 bits, and 16 for all others.
    /// </summary>
    internal static int MaxPixels(int channels) => Vector512.IsHardwareAccelerated ? 6 : Math.Min(12 / channels, 6);

    /// <summary>Computes the tile.</summary>
    /// <param name="channels">Destination channels, 1 to 4.</param>
    internal readonly void Run(int channels)
    {
        if (Vector512.IsHardwareAccelerated)
            Run<FloatVectors512, Vector512<float>>(channels);
        else if (Vector256.IsHardwareAccelerated)
            Run<FloatVectors256, Vector256<float>>(channels);
        else
            Run<FloatVectors128, Vector128<float>>(channels);
    }

    /// <summary><see cref="Run(int)"/> with given vectors.</summary>
    internal readonly void Run<TMath, TVector>(int channels)
        where TMath : struct, IFloatVectors<TVector>
        where TVector : struct
    {
        switch (channels)
        {
            case 1: Run<TMath, TVector, N1>(); break;
            case 2: Run<TMath, TVector, N2>(); break;
            case 3: Run<TMath, TVector, N3>(); break;
            default: Run<TMath, TVector, N4>(); break;
        }
    }

    private readonly void Run<TMath, TVector, TChannels>()
        where TMath : struct, IFloatVectors<TVector>
        where TVector : struct
        where TChannels : struct, IConstant
    {
        switch (Pixels)
        {
            case 1: Run<TMath, TVector, TChannels, N1>(this); break;
            case 2: Run<TMath, TVector, TChannels, N2>(this); break;
            case 3: Run<TMath, TVector, TChannels, N3>(this); break;
            case 4: Run<TMath, TVector, TChannels, N4>(this); break;
            case 5: Run<TMath, TVector, TChannels, N5>(this); break;
            default: Run<TMath, TVector, TChannels, N6>(this); break;
        }
    }

    /// <summary>
    /// The sums over taps, then vectors of source channels, in this order, whatever the tile. The shortest vectors take one pass each over
    /// the source, as sums of all of them in a few lanes would be long and their rounding errors large.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TMath, TVector, TChannels, TPixels>(in NarrowTile tile)
        where TMath : struct, IFloatVectors<TVector>
        where TVector : struct
        where TChannels : struct, IConstant
        where TPixels : struct, IConstant
    {
        nint step = tile.Step;
        int lanes = TMath.Count < Vector256<float>.Count ? TMath.Count : TensorLayout.Lanes;
        for (int lane = 0; lane < TensorLayout.Lanes; lane += lanes)
        {
            TVector a0 = default;
            TVector b0 = default;
            TVector c0 = default;
            TVector d0 = default;
            TVector a1 = default;
            TVector b1 = default;
            TVector c1 = default;
            TVector d1 = default;
            TVector a2 = default;
            TVector b2 = default;
            TVector c2 = default;
            TVector d2 = default;
            TVector a3 = default;
            TVector b3 = default;
            TVector c3 = default;
            TVector d3 = default;
            TVector a4 = default;
            TVector b4 = default;
            TVector c4 = default;
            TVector d4 = default;
            TVector a5 = default;
            TVector b5 = default;
            TVector c5 = default;
            TVector d5 = default;
            for (int i = 0; i < tile.Count; i++)
            {
                ref readonly RowTap tap = ref tile.Taps[i];

                // Only a tile of one pixel may have taps that it does not read.
                if (TPixels.Value == 1 && (tile.First < tap.Begin || tile.First >= tap.End))
                    continue;
                float* sources = tap.Source + tile.First * step + lane;
                float* weights = tile.Weights + (nint)tap.Index * tile.Blocks * TChannels.Value * TensorLayout.Lanes + lane;
                for (int block = tile.Blocks; block > 0; block--, sources += tile.BlockStride)
                {
                    float* source = sources;
                    int left = lanes;
                    do
                    {
                        TVector wa = TMath.Load(weights);
                        TVector wb = TChannels.Value > 1 ? TMath.Load(weights + TensorLayout.Lanes) : default;
                        TVector wc = TChannels.Value > 2 ? TMath.Load(weights + 2 * TensorLayout.Lanes) : default;
                        TVector wd = TChannels.Value > 3 ? TMath.Load(weights + 3 * TensorLayout.Lanes) : default;
                        TVector x0 = TMath.Load(source);
                        a0 = TMath.MultiplyAdd(x0, wa, a0);
                        if (TChannels.Value > 1)
                            b0 = TMath.MultiplyAdd(x0, wb, b0);
                        if (TChannels.Value > 2)
                            c0 = TMath.MultiplyAdd(x0, wc, c0);
                        if (TChannels.Value > 3)
                            d0 = TMath.MultiplyAdd(x0, wd, d0);

                        if (TPixels.Value > 1)
                        {
                            TVector x1 = TMath.Load(source + step);
                            a1 = TMath.MultiplyAdd(x1, wa, a1);
                            if (TChannels.Value > 1)
                                b1 = TMath.MultiplyAdd(x1, wb, b1);
                            if (TChannels.Value > 2)
                                c1 = TMath.MultiplyAdd(x1, wc, c1);
                            if (TChannels.Value > 3)
                                d1 = TMath.MultiplyAdd(x1, wd, d1);
                        }

                        if (TPixels.Value > 2)
                        {
                            TVector x2 = TMath.Load(source + 2 * step);
                            a2 = TMath.MultiplyAdd(x2, wa, a2);
                            if (TChannels.Value > 1)
                                b2 = TMath.MultiplyAdd(x2, wb, b2);
                            if (TChannels.Value > 2)
                                c2 = TMath.MultiplyAdd(x2, wc, c2);
                            if (TChannels.Value > 3)
                                d2 = TMath.MultiplyAdd(x2, wd, d2);
                        }

                        if (TPixels.Value > 3)
                        {
                            TVector x3 = TMath.Load(source + 3 * step);
                            a3 = TMath.MultiplyAdd(x3, wa, a3);
                            if (TChannels.Value > 1)
                                b3 = TMath.MultiplyAdd(x3, wb, b3);
                            if (TChannels.Value > 2)
                                c3 = TMath.MultiplyAdd(x3, wc, c3);
                            if (TChannels.Value > 3)
                                d3 = TMath.MultiplyAdd(x3, wd, d3);
                        }

                        if (TPixels.Value > 4)
                        {
                            TVector x4 = TMath.Load(source + 4 * step);
                            a4 = TMath.MultiplyAdd(x4, wa, a4);
                            if (TChannels.Value > 1)
                                b4 = TMath.MultiplyAdd(x4, wb, b4);
                            if (TChannels.Value > 2)
                                c4 = TMath.MultiplyAdd(x4, wc, c4);
                            if (TChannels.Value > 3)
                                d4 = TMath.MultiplyAdd(x4, wd, d4);
                        }

                        if (TPixels.Value > 5)
                        {
                            TVector x5 = TMath.Load(source + 5 * step);
                            a5 = TMath.MultiplyAdd(x5, wa, a5);
                            if (TChannels.Value > 1)
                                b5 = TMath.MultiplyAdd(x5, wb, b5);
                            if (TChannels.Value > 2)
                                c5 = TMath.MultiplyAdd(x5, wc, c5);
                            if (TChannels.Value > 3)
                                d5 = TMath.MultiplyAdd(x5, wd, d5);
                        }

                        source += TMath.Count;
                        weights += TMath.Count;
                        left -= TMath.Count;
                    }
                    while (TMath.Count < TensorLayout.Lanes && left > 0);

                    weights += TChannels.Value * TensorLayout.Lanes - lanes;
                }
            }

            bool accumulate = tile.Accumulate || lane > 0;
            Put<TMath, TVector, TChannels>(tile.Sums, accumulate, a0, b0, c0, d0);
            if (TPixels.Value > 1)
                Put<TMath, TVector, TChannels>(tile.Sums + tile.Stride, accumulate, a1, b1, c1, d1);
            if (TPixels.Value > 2)
                Put<TMath, TVector, TChannels>(tile.Sums + 2 * tile.Stride, accumulate, a2, b2, c2, d2);
            if (TPixels.Value > 3)
                Put<TMath, TVector, TChannels>(tile.Sums + 3 * tile.Stride, accumulate, a3, b3, c3, d3);
            if (TPixels.Value > 4)
                Put<TMath, TVector, TChannels>(tile.Sums + 4 * tile.Stride, accumulate, a4, b4, c4, d4);
            if (TPixels.Value > 5)
                Put<TMath, TVector, TChannels>(tile.Sums + 5 * tile.Stride, accumulate, a5, b5, c5, d5);
        }
    }

    /// <summary>The sums of one pixel, with zeros in the lanes of no channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TMath, TVector, TChannels>(float* sums, bool accumulate, TVector a, TVector b, TVector c, TVector d)
        where TMath : struct, IFloatVectors<TVector>
        where TVector : struct
        where TChannels : struct, IConstant
    {
        Vector128<float> sum = Vector128.Create(
            TMath.Sum(a),
            TChannels.Value > 1 ? TMath.Sum(b) : 0,
            TChannels.Value > 2 ? TMath.Sum(c) : 0,
            TChannels.Value > 3 ? TMath.Sum(d) : 0);
        if (accumulate)
            sum += Vector128.Load(sums);
        sum.Store(sums);
        Vector128<float>.Zero.Store(sums + 4);
        Vector256<float>.Zero.Store(sums + 8);
    }
}
