using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// The convolution core for depthwise maps (as many groups as channels): lanes never mix, so each tap is one vector product
/// per pixel. Weights are packed <c>[block][tap][16]</c>, the same for both directions.
/// </summary>
internal readonly unsafe struct DepthwiseKernel(ConvolutionGather gather) : IRowKernel
{
    private const int Chunk = 64;

    /// <summary>Most pixels of a tile.</summary>
    private const int TilePixels = 8;

    /// <summary>Most taps listed at a time.</summary>
    private const int ListedTaps = 32;

    /// <summary>Packs weights <c>[channels, 1, taps]</c>.</summary>
    internal static NativeBuffer Pack(ConvolutionGather gather, ReadOnlySpan<float> weight, WeightVariant variant)
    {
        int taps = gather.Taps;
        int blocks = (gather.DestinationChannels - 1) / TensorLayout.Lanes + 1;
        var packed = new NativeBuffer((nint)blocks * taps * TensorLayout.Lanes);
        for (int channel = 0; channel < gather.DestinationChannels; channel++)
        {
            float* to = packed.Data + (nint)(channel / TensorLayout.Lanes) * taps * TensorLayout.Lanes + channel % TensorLayout.Lanes;
            for (int tap = 0; tap < taps; tap++)
                to[(nint)tap * TensorLayout.Lanes] = variant.Apply(weight[channel * taps + tap]);
        }

        return packed;
    }

    public int Units(TensorLayout destination) => destination.Rows;

    public long Work(TensorLayout source, TensorLayout destination)
    {
        long sums = (long)destination.Rows * destination.RowLength;
        return sums * gather.Taps / ((long)gather.Depth.Period * gather.Height.Period * gather.Width.Period);
    }

    [SkipLocalsInit]
    public void Execute<TEpilogue>(
        in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, int begin, int end)
        where TEpilogue : struct, IRowEpilogue
    {
        TensorLayout layout = destination.Layout;
        float* sums = stackalloc float[Chunk * TensorLayout.Lanes];
        int chunk = gather.Width.ChunkOf(TilePixels, Chunk);
        for (int row = begin; row < end; row++)
        {
            for (int start = 0; start < layout.Width; start += chunk)
            {
                int count = Math.Min(chunk, layout.Width - start);
                Sum(source, weights, layout, row, start, count, sums);
                epilogue.Run(sums, destination.Row(row) + (nint)start * TensorLayout.Lanes, row, start, count);
            }
        }
    }

    /// <summary>The sums of a run of pixels of one row, the pixels of each phase in tiles of about equal size.</summary>
    [SkipLocalsInit]
    private void Sum(in Tensor source, float* weights, TensorLayout layout, int row, int start, int count, float* sums)
    {
        RowTap* taps = stackalloc RowTap[ListedTaps];
        int period = gather.Width.Period;
        nint stride = (nint)period * TensorLayout.Lanes;
        nint step = (nint)gather.Width.Step * TensorLayout.Lanes;
        int block = row / layout.RowsPerBlock;
        int inBlock = row - block * layout.RowsPerBlock;
        nint offset = block * source.Layout.BlockStride;
        weights += (nint)block * gather.Taps * TensorLayout.Lanes;
        new Span<float>(sums, count * TensorLayout.Lanes).Clear();
        for (int phase = 0; phase < Math.Min(period, count); phase++)
        {
            int pixels = (count - phase - 1) / period + 1;
            var rowTaps = new RowTaps(gather, source, inBlock / layout.Height, inBlock % layout.Height, start + phase, pixels);
            for (int n = rowTaps.Next(taps, ListedTaps); n > 0; n = rowTaps.Next(taps, ListedTaps))
            {
                for (int i = 0; i < n; i++)
                    taps[i].Source += offset;
                Add(taps, n, weights, sums + (nint)phase * TensorLayout.Lanes, pixels, step, stride);
            }
        }
    }

    /// <summary>Adds taps to the pixels of a phase. Where not all pixels of a tile read the source, each tap adds to those that do.</summary>
    private static void Add(RowTap* taps, int count, float* weights, float* sums, int pixels, nint step, nint stride)
    {
        int begin = 0, end = pixels;
        for (int i = 0; i < count; i++)
        {
            begin = Math.Max(begin, taps[i].Begin);
            end = Math.Min(end, taps[i].End);
        }

        int groups = (pixels - 1) / TilePixels + 1;
        for (int i = 0, next, first = 0; i < groups; i++, first = next)
        {
            next = (int)((long)pixels * (i + 1) / groups);
            if (first >= begin && next <= end)
            {
                Run(taps, count, weights, sums, first, next, step, stride);
                continue;
            }

            for (int tap = 0; tap < count; tap++)
            {
                int low = Math.Max(first, taps[tap].Begin), high = Math.Min(next, taps[tap].End);
                if (low < high)
                    Run(taps + tap, 1, weights, sums, low, high, step, stride);
            }
        }
    }

    private static void Run(RowTap* taps, int count, float* weights, float* sums, int begin, int end, nint step, nint stride)
    {
        float* to = sums + begin * stride;
        nint offset = begin * step;
        switch (end - begin)
        {
            case 1: Run<N1>(taps, count, weights, to, offset, step, stride); break;
            case 2: Run<N2>(taps, count, weights, to, offset, step, stride); break;
            case 3: Run<N3>(taps, count, weights, to, offset, step, stride); break;
            case 4: Run<N4>(taps, count, weights, to, offset, step, stride); break;
            case 5: Run<N5>(taps, count, weights, to, offset, step, stride); break;
            case 6: Run<N6>(taps, count, weights, to, offset, step, stride); break;
            case 7: Run<N7>(taps, count, weights, to, offset, step, stride); break;
            default: Run<N8>(taps, count, weights, to, offset, step, stride); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TPixels>(RowTap* taps, int count, float* weights, float* sums, nint offset, nint step, nint stride)
        where TPixels : struct, IConstant
    {
        Vector512<float> a0 = Vector512.Load(sums);
        Vector512<float> a1 = TPixels.Value > 1 ? Vector512.Load(sums + stride) : default;
        Vector512<float> a2 = TPixels.Value > 2 ? Vector512.Load(sums + 2 * stride) : default;
        Vector512<float> a3 = TPixels.Value > 3 ? Vector512.Load(sums + 3 * stride) : default;
        Vector512<float> a4 = TPixels.Value > 4 ? Vector512.Load(sums + 4 * stride) : default;
        Vector512<float> a5 = TPixels.Value > 5 ? Vector512.Load(sums + 5 * stride) : default;
        Vector512<float> a6 = TPixels.Value > 6 ? Vector512.Load(sums + 6 * stride) : default;
        Vector512<float> a7 = TPixels.Value > 7 ? Vector512.Load(sums + 7 * stride) : default;
        for (int i = 0; i < count; i++)
        {
            float* p = taps[i].Source + offset;
            Vector512<float> w = Vector512.Load(weights + (nint)taps[i].Index * TensorLayout.Lanes);
            a0 = Vector512.MultiplyAddEstimate(Vector512.Load(p), w, a0);
            if (TPixels.Value > 1)
                a1 = Vector512.MultiplyAddEstimate(Vector512.Load(p + step), w, a1);
            if (TPixels.Value > 2)
                a2 = Vector512.MultiplyAddEstimate(Vector512.Load(p + 2 * step), w, a2);
            if (TPixels.Value > 3)
                a3 = Vector512.MultiplyAddEstimate(Vector512.Load(p + 3 * step), w, a3);
            if (TPixels.Value > 4)
                a4 = Vector512.MultiplyAddEstimate(Vector512.Load(p + 4 * step), w, a4);
            if (TPixels.Value > 5)
                a5 = Vector512.MultiplyAddEstimate(Vector512.Load(p + 5 * step), w, a5);
            if (TPixels.Value > 6)
                a6 = Vector512.MultiplyAddEstimate(Vector512.Load(p + 6 * step), w, a6);
            if (TPixels.Value > 7)
                a7 = Vector512.MultiplyAddEstimate(Vector512.Load(p + 7 * step), w, a7);
        }

        a0.Store(sums);
        if (TPixels.Value > 1)
            a1.Store(sums + stride);
        if (TPixels.Value > 2)
            a2.Store(sums + 2 * stride);
        if (TPixels.Value > 3)
            a3.Store(sums + 3 * stride);
        if (TPixels.Value > 4)
            a4.Store(sums + 4 * stride);
        if (TPixels.Value > 5)
            a5.Store(sums + 5 * stride);
        if (TPixels.Value > 6)
            a6.Store(sums + 6 * stride);
        if (TPixels.Value > 7)
            a7.Store(sums + 7 * stride);
    }
}
