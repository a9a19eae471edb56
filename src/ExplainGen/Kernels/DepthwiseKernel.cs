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

    /// <summary>Floats of a block of the source up to which rows are short.</summary>
    private const int SmallPlane = 1 << 14;

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
        RowTap* taps = stackalloc RowTap[ListedTaps];
        int chunk = gather.Width.ChunkOf(TilePixels, Chunk);

        // The blocks of a row share its taps, which counts where rows are short; long ones are better read in the order of memory.
        bool byRow = source.Layout.BlockStride <= SmallPlane;
        for (int next, unit = begin; unit < end; unit = next)
        {
            int row = byRow ? unit / layout.Blocks : unit % layout.RowsPerBlock;
            int firstBlock = byRow ? unit - row * layout.Blocks : unit / layout.RowsPerBlock;
            next = byRow ? Math.Min(end, (row + 1) * layout.Blocks) : unit + 1;
            for (int start = 0; start < layout.Width; start += chunk)
            {
                int count = Math.Min(chunk, layout.Width - start);
                int listed = gather.Taps <= ListedTaps ? List(source, layout, row, start, count, taps) : -1;
                for (int block = firstBlock; block < firstBlock + next - unit; block++)
                {
                    new Span<float>(sums, count * TensorLayout.Lanes).Clear();
                    if (listed >= 0)
                        AddListed(source.Layout.BlockStride, taps, listed, weights, block, count, sums);
                    else
                        AddAll(source, weights, layout, row, block, start, count, taps, sums);
                    int number = block * layout.RowsPerBlock + row;
                    epilogue.Run(sums, destination.Row(number) + (nint)start * TensorLayout.Lanes, number, start, count);
                }
            }
        }
    }

    /// <summary>Lists the taps of all phases of a run of pixels, those of a phase behind those of the one before.</summary>
    private int List(in Tensor source, TensorLayout layout, int row, int start, int count, RowTap* taps)
    {
        int period = gather.Width.Period, total = 0;
        for (int phase = 0; phase < Math.Min(period, count); phase++)
        {
            var rowTaps = new RowTaps(
                gather, source, row / layout.Height, row % layout.Height, start + phase, (count - phase - 1) / period + 1);
            int n = rowTaps.Next(taps + total, ListedTaps - total);
            for (int i = 0; i < n; i++)
                taps[total + i].Phase = phase;
            total += n;
        }

        return total;
    }

    /// <summary>Adds what <see cref="List"/> has listed.</summary>
    private void AddListed(nint blockStride, RowTap* taps, int listed, float* weights, int block, int count, float* sums)
    {
        int period = gather.Width.Period;
        var tile = new DepthwiseTile(gather, weights, block, blockStride);
        for (int next, first = 0; first < listed; first = next)
        {
            int phase = taps[first].Phase;
            for (next = first + 1; next < listed && taps[next].Phase == phase;)
                next++;
            Add(tile, taps + first, next - first, sums + (nint)phase * TensorLayout.Lanes, (count - phase - 1) / period + 1);
        }
    }

    /// <summary>Adds all taps, in lists of <see cref="ListedTaps"/>.</summary>
    private void AddAll(
        in Tensor source, float* weights, TensorLayout layout, int row, int block, int start, int count, RowTap* taps, float* sums)
    {
        int period = gather.Width.Period;
        var tile = new DepthwiseTile(gather, weights, block, source.Layout.BlockStride);
        for (int phase = 0; phase < Math.Min(period, count); phase++)
        {
            int pixels = (count - phase - 1) / period + 1;
            var rowTaps = new RowTaps(gather, source, row / layout.Height, row % layout.Height, start + phase, pixels);
            for (int n = rowTaps.Next(taps, ListedTaps); n > 0; n = rowTaps.Next(taps, ListedTaps))
                Add(tile, taps, n, sums + (nint)phase * TensorLayout.Lanes, pixels);
        }
    }

    /// <summary>
    /// Adds a list of taps to the pixels of a phase. Where not all pixels of a tile read the source, each tap adds to those that do.
    /// </summary>
    private static void Add(in DepthwiseTile tile, RowTap* taps, int count, float* sums, int pixels)
    {
        (int begin, int end) = RowTap.Common(taps, count, pixels);
        int groups = (pixels - 1) / TilePixels + 1;
        for (int i = 0, next, first = 0; i < groups; i++, first = next)
        {
            next = (int)((long)pixels * (i + 1) / groups);
            if (first >= begin && next <= end)
            {
                Run(tile, taps, count, sums, first, next);
                continue;
            }

            for (int tap = 0; tap < count; tap++)
            {
                int low = Math.Max(first, taps[tap].Begin), high = Math.Min(next, taps[tap].End);
                if (low < high)
                    Run(tile, taps + tap, 1, sums, low, high);
            }
        }
    }

    private static void Run(in DepthwiseTile tile, RowTap* taps, int count, float* sums, int begin, int end)
    {
        float* to = sums + begin * tile.Stride;
        nint offset = tile.Offset + begin * tile.Step;
        switch (end - begin)
        {
            case 1: Run<N1>(tile, taps, count, to, offset); break;
            case 2: Run<N2>(tile, taps, count, to, offset); break;
            case 3: Run<N3>(tile, taps, count, to, offset); break;
            case 4: Run<N4>(tile, taps, count, to, offset); break;
            case 5: Run<N5>(tile, taps, count, to, offset); break;
            case 6: Run<N6>(tile, taps, count, to, offset); break;
            case 7: Run<N7>(tile, taps, count, to, offset); break;
            default: Run<N8>(tile, taps, count, to, offset); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TPixels>(in DepthwiseTile tile, RowTap* taps, int count, float* sums, nint offset)
        where TPixels : struct, IConstant
    {
        nint step = tile.Step, stride = tile.Stride;
        float* weights = tile.Weights;
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

/// <summary>What tiles of one block of channels share.</summary>
internal readonly unsafe struct DepthwiseTile(ConvolutionGather gather, float* weights, int block, nint blockStride)
{
    /// <summary>The weights of the block.</summary>
    internal readonly float* Weights = weights + (nint)block * gather.Taps * TensorLayout.Lanes;

    /// <summary>Floats from block 0 of the source to the block.</summary>
    internal readonly nint Offset = block * blockStride;

    /// <summary>Floats from a pixel's source to the next pixel's.</summary>
    internal readonly nint Step = (nint)gather.Width.Step * TensorLayout.Lanes;

    /// <summary>Floats from a pixel's sums to the next pixel's.</summary>
    internal readonly nint Stride = (nint)gather.Width.Period * TensorLayout.Lanes;
}
