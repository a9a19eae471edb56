using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// The convolution core for up to four destination channels, as the adjoint of a first layer has: the lanes of a vector are 16 source
/// channels, added up at the end, where a vector of destination channels would be mostly padding. Weights are packed
/// <c>[tap][source block][destination channel][16]</c>.
/// </summary>
internal readonly unsafe struct NarrowKernel(ConvolutionGather gather) : IRowKernel
{
    /// <summary>Most destination channels.</summary>
    internal const int MaxChannels = 4;

    private const int Chunk = 96;

    /// <summary>Most pixels of a tile.</summary>
    private const int TilePixels = 6;

    /// <summary>Most taps listed at a time.</summary>
    private const int ListedTaps = 32;

    /// <summary>Packs weights <c>[OutChannels, InChannels, taps]</c> of the convolution for the gather's direction.</summary>
    internal static NativeBuffer Pack(ConvolutionGather gather, ReadOnlySpan<float> weight, WeightVariant variant)
    {
        int blocks = SourceBlocks(gather), channels = gather.DestinationChannels;
        var packed = new NativeBuffer((nint)gather.Taps * blocks * channels * TensorLayout.Lanes);
        for (int source = 0; source < gather.SourceChannels; source++)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                int from = (gather.IsAdjoint ? source * channels + channel : channel * gather.SourceChannels + source) * gather.Taps;
                nint to = ((nint)(source / TensorLayout.Lanes) * channels + channel) * TensorLayout.Lanes + source % TensorLayout.Lanes;
                for (int tap = 0; tap < gather.Taps; tap++, to += (nint)blocks * channels * TensorLayout.Lanes)
                    packed.Data[to] = variant.Apply(weight[from + tap]);
            }
        }

        return packed;
    }

    public int Units(TensorLayout destination) => destination.RowsPerBlock;

    public long Work(TensorLayout source, TensorLayout destination)
    {
        long pixels = (long)destination.RowsPerBlock * destination.Width;
        return pixels * gather.Taps * source.Blocks * TensorLayout.Lanes * destination.Channels
            / ((long)gather.Depth.Period * gather.Height.Period * gather.Width.Period);
    }

    [SkipLocalsInit]
    public void Execute<TEpilogue>(
        in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, int begin, int end)
        where TEpilogue : struct, IRowEpilogue
    {
        TensorLayout layout = destination.Layout;
        float* sums = stackalloc float[Chunk * TensorLayout.Lanes];
        RowTap* taps = stackalloc RowTap[ListedTaps];
        int chunk = gather.Width.ChunkOf(TilePixels, Chunk);
        int period = gather.Width.Period;
        for (int row = begin; row < end; row++)
        {
            for (int start = 0; start < layout.Width; start += chunk)
            {
                int count = Math.Min(chunk, layout.Width - start);
                NativeMemory.Clear(sums, (nuint)count * TensorLayout.Lanes * sizeof(float));
                for (int phase = 0; phase < Math.Min(period, count); phase++)
                {
                    int pixels = (count - phase - 1) / period + 1;
                    var rowTaps = new RowTaps(gather, source, row / layout.Height, row % layout.Height, start + phase, pixels);
                    for (int n = rowTaps.Next(taps, ListedTaps); n > 0; n = rowTaps.Next(taps, ListedTaps))
                        Add(source.Layout, taps, n, weights, sums + (nint)phase * TensorLayout.Lanes, pixels);
                }

                epilogue.Run(sums, destination.Row(row) + (nint)start * TensorLayout.Lanes, row, start, count);
            }
        }
    }

    private static int SourceBlocks(ConvolutionGather gather) => (gather.SourceChannels - 1) / TensorLayout.Lanes + 1;

    /// <summary>Adds taps to the pixels of a phase, pixel by pixel where not all of a tile read the source.</summary>
    private void Add(TensorLayout source, RowTap* taps, int count, float* weights, float* sums, int pixels)
    {
        (int begin, int end) = RowTap.Common(taps, count, pixels);
        var tile = new NarrowTile
        {
            Taps = taps,
            Count = count,
            Weights = weights,
            Blocks = SourceBlocks(gather),
            BlockStride = source.BlockStride,
            Step = (nint)gather.Width.Step * TensorLayout.Lanes,
            Stride = (nint)gather.Width.Period * TensorLayout.Lanes,
        };
        for (int pixel = 0; pixel < pixels; pixel += tile.Pixels)
        {
            tile.Sums = sums + pixel * tile.Stride;
            tile.First = pixel;
            tile.Pixels = pixel < begin || pixel >= end ? 1 : Math.Min(TilePixels, end - pixel);
            switch (gather.DestinationChannels)
            {
                case 1: Run<N1>(tile); break;
                case 2: Run<N2>(tile); break;
                case 3: Run<N3>(tile); break;
                default: Run<N4>(tile); break;
            }
        }
    }

    private static void Run<TChannels>(in NarrowTile tile)
        where TChannels : struct, IConstant
    {
        switch (tile.Pixels)
        {
            case 1: Run<TChannels, N1>(tile); break;
            case 2: Run<TChannels, N2>(tile); break;
            case 3: Run<TChannels, N3>(tile); break;
            case 4: Run<TChannels, N4>(tile); break;
            case 5: Run<TChannels, N5>(tile); break;
            default: Run<TChannels, N6>(tile); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TChannels, TPixels>(in NarrowTile tile)
        where TChannels : struct, IConstant
        where TPixels : struct, IConstant
    {
        Vector512<float> a0 = Vector512<float>.Zero;
        Vector512<float> b0 = Vector512<float>.Zero;
        Vector512<float> c0 = Vector512<float>.Zero;
        Vector512<float> d0 = Vector512<float>.Zero;
        Vector512<float> a1 = Vector512<float>.Zero;
        Vector512<float> b1 = Vector512<float>.Zero;
        Vector512<float> c1 = Vector512<float>.Zero;
        Vector512<float> d1 = Vector512<float>.Zero;
        Vector512<float> a2 = Vector512<float>.Zero;
        Vector512<float> b2 = Vector512<float>.Zero;
        Vector512<float> c2 = Vector512<float>.Zero;
        Vector512<float> d2 = Vector512<float>.Zero;
        Vector512<float> a3 = Vector512<float>.Zero;
        Vector512<float> b3 = Vector512<float>.Zero;
        Vector512<float> c3 = Vector512<float>.Zero;
        Vector512<float> d3 = Vector512<float>.Zero;
        Vector512<float> a4 = Vector512<float>.Zero;
        Vector512<float> b4 = Vector512<float>.Zero;
        Vector512<float> c4 = Vector512<float>.Zero;
        Vector512<float> d4 = Vector512<float>.Zero;
        Vector512<float> a5 = Vector512<float>.Zero;
        Vector512<float> b5 = Vector512<float>.Zero;
        Vector512<float> c5 = Vector512<float>.Zero;
        Vector512<float> d5 = Vector512<float>.Zero;
        nint step = tile.Step;
        for (int i = 0; i < tile.Count; i++)
        {
            ref readonly RowTap tap = ref tile.Taps[i];

            // Only a tile of one pixel may have taps that it does not read.
            if (TPixels.Value == 1 && (tile.First < tap.Begin || tile.First >= tap.End))
                continue;
            float* source = tap.Source + tile.First * step;
            float* weights = tile.Weights + (nint)tap.Index * tile.Blocks * TChannels.Value * TensorLayout.Lanes;
            for (int block = 0; block < tile.Blocks; block++, source += tile.BlockStride, weights += TChannels.Value * TensorLayout.Lanes)
            {
                Vector512<float> wa = Vector512.Load(weights);
                Vector512<float> wb = TChannels.Value > 1 ? Vector512.Load(weights + TensorLayout.Lanes) : default;
                Vector512<float> wc = TChannels.Value > 2 ? Vector512.Load(weights + 2 * TensorLayout.Lanes) : default;
                Vector512<float> wd = TChannels.Value > 3 ? Vector512.Load(weights + 3 * TensorLayout.Lanes) : default;
                Vector512<float> x0 = Vector512.Load(source);
                a0 = Vector512.MultiplyAddEstimate(x0, wa, a0);
                if (TChannels.Value > 1)
                    b0 = Vector512.MultiplyAddEstimate(x0, wb, b0);
                if (TChannels.Value > 2)
                    c0 = Vector512.MultiplyAddEstimate(x0, wc, c0);
                if (TChannels.Value > 3)
                    d0 = Vector512.MultiplyAddEstimate(x0, wd, d0);

                if (TPixels.Value > 1)
                {
                    Vector512<float> x1 = Vector512.Load(source + step);
                    a1 = Vector512.MultiplyAddEstimate(x1, wa, a1);
                    if (TChannels.Value > 1)
                        b1 = Vector512.MultiplyAddEstimate(x1, wb, b1);
                    if (TChannels.Value > 2)
                        c1 = Vector512.MultiplyAddEstimate(x1, wc, c1);
                    if (TChannels.Value > 3)
                        d1 = Vector512.MultiplyAddEstimate(x1, wd, d1);
                }

                if (TPixels.Value > 2)
                {
                    Vector512<float> x2 = Vector512.Load(source + 2 * step);
                    a2 = Vector512.MultiplyAddEstimate(x2, wa, a2);
                    if (TChannels.Value > 1)
                        b2 = Vector512.MultiplyAddEstimate(x2, wb, b2);
                    if (TChannels.Value > 2)
                        c2 = Vector512.MultiplyAddEstimate(x2, wc, c2);
                    if (TChannels.Value > 3)
                        d2 = Vector512.MultiplyAddEstimate(x2, wd, d2);
                }

                if (TPixels.Value > 3)
                {
                    Vector512<float> x3 = Vector512.Load(source + 3 * step);
                    a3 = Vector512.MultiplyAddEstimate(x3, wa, a3);
                    if (TChannels.Value > 1)
                        b3 = Vector512.MultiplyAddEstimate(x3, wb, b3);
                    if (TChannels.Value > 2)
                        c3 = Vector512.MultiplyAddEstimate(x3, wc, c3);
                    if (TChannels.Value > 3)
                        d3 = Vector512.MultiplyAddEstimate(x3, wd, d3);
                }

                if (TPixels.Value > 4)
                {
                    Vector512<float> x4 = Vector512.Load(source + 4 * step);
                    a4 = Vector512.MultiplyAddEstimate(x4, wa, a4);
                    if (TChannels.Value > 1)
                        b4 = Vector512.MultiplyAddEstimate(x4, wb, b4);
                    if (TChannels.Value > 2)
                        c4 = Vector512.MultiplyAddEstimate(x4, wc, c4);
                    if (TChannels.Value > 3)
                        d4 = Vector512.MultiplyAddEstimate(x4, wd, d4);
                }

                if (TPixels.Value > 5)
                {
                    Vector512<float> x5 = Vector512.Load(source + 5 * step);
                    a5 = Vector512.MultiplyAddEstimate(x5, wa, a5);
                    if (TChannels.Value > 1)
                        b5 = Vector512.MultiplyAddEstimate(x5, wb, b5);
                    if (TChannels.Value > 2)
                        c5 = Vector512.MultiplyAddEstimate(x5, wc, c5);
                    if (TChannels.Value > 3)
                        d5 = Vector512.MultiplyAddEstimate(x5, wd, d5);
                }
            }
        }

        Put<TChannels>(tile.Sums, a0, b0, c0, d0);
        if (TPixels.Value > 1)
            Put<TChannels>(tile.Sums + tile.Stride, a1, b1, c1, d1);
        if (TPixels.Value > 2)
            Put<TChannels>(tile.Sums + 2 * tile.Stride, a2, b2, c2, d2);
        if (TPixels.Value > 3)
            Put<TChannels>(tile.Sums + 3 * tile.Stride, a3, b3, c3, d3);
        if (TPixels.Value > 4)
            Put<TChannels>(tile.Sums + 4 * tile.Stride, a4, b4, c4, d4);
        if (TPixels.Value > 5)
            Put<TChannels>(tile.Sums + 5 * tile.Stride, a5, b5, c5, d5);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TChannels>(float* sums, Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
        where TChannels : struct, IConstant
    {
        sums[0] += Vector512.Sum(a);
        if (TChannels.Value > 1)
            sums[1] += Vector512.Sum(b);
        if (TChannels.Value > 2)
            sums[2] += Vector512.Sum(c);
        if (TChannels.Value > 3)
            sums[3] += Vector512.Sum(d);
    }
}

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
}
