using System.Runtime.CompilerServices;

namespace ExplainGen.Kernels;

/// <summary>
/// The direct convolution core: tiles of neighboring destination pixels of a row by one or two blocks of 16 destination channels. Sums
/// run over depth, height and width taps, then source channels, in partial sums of some taps by some channels, which keeps rounding
/// errors small. A unit is a band of rows, all of which take a partial sum before the next one's turn: its weights stay in the first cache.
/// </summary>
internal readonly unsafe struct ConvolutionKernel(ConvolutionGather gather) : IRowKernel
{
    /// <summary>Most destination pixels whose sums are kept before the epilogue takes them.</summary>
    private const int Chunk = 120;

    /// <summary>Taps of one partial sum, unless there are too few channels to be worth one.</summary>
    private const int PartialTaps = 3;

    /// <summary>Most taps of one partial sum, for a single channel.</summary>
    private const int MostTaps = 12;

    public int Grain => 1;

    public int Units(TensorLayout destination) => gather.Packing.Tiles.Length * Bands(destination);

    public long Work(TensorLayout source, TensorLayout destination)
    {
        long pixels = (long)destination.RowsPerBlock * destination.Width;
        return pixels * gather.Packing.WorkPerPixel / ((long)gather.Depth.Period * gather.Height.Period * gather.Width.Period);
    }

    [SkipLocalsInit]
    public void Execute<TEpilogue>(
        in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, int begin, int end)
        where TEpilogue : struct, IRowEpilogue
    {
        TensorLayout layout = destination.Layout;
        float* sums = stackalloc float[2 * Chunk * TensorLayout.Lanes];
        float* upperSums = sums + Chunk * TensorLayout.Lanes;
        int chunk = gather.Width.ChunkOf(MicroKernel.TilePixels, Chunk), bands = Bands(layout);
        for (int unit = begin; unit < end; unit++)
        {
            BlockTile tile = gather.Packing.Tiles[unit / bands];
            int band = unit % bands;
            int firstRow = (int)((long)layout.RowsPerBlock * band / bands), endRow = (int)((long)layout.RowsPerBlock * (band + 1) / bands);
            for (int start = 0; start < layout.Width; start += chunk)
            {
                int count = Math.Min(chunk, layout.Width - start);
                Sum(source, weights, tile, new RowBand(layout, firstRow, endRow, start, count), sums, upperSums);
                for (int i = 0; i < tile.Blocks; i++)
                {
                    for (int row = firstRow; row < endRow; row++)
                    {
                        int number = (tile.Block + i) * layout.RowsPerBlock + row;
                        float* to = destination.Row(number) + (nint)start * TensorLayout.Lanes;
                        nint from = (nint)(row - firstRow) * count * TensorLayout.Lanes;
                        epilogue.Run((i == 0 ? sums : upperSums) + from, to, number, start, count);
                    }
                }
            }
        }
    }

    /// <summary>Bands of about equal size, with as many rows as there is room for sums.</summary>
    private static int Bands(TensorLayout destination)
    {
        int most = Math.Max(1, Chunk / destination.Width);
        return (destination.RowsPerBlock - 1) / most + 1;
    }

    /// <summary>The sums of a band, partial sum by partial sum.</summary>
    [SkipLocalsInit]
    private void Sum(in Tensor source, float* weights, BlockTile tile, in RowBand band, float* lower, float* upper)
    {
        int channels = tile.End - tile.Begin;
        int taps = Math.Max(MostTaps / channels, PartialTaps);
        int allTaps = gather.MostTaps;
        for (int tap = 0; tap < allTaps; tap += taps)
        {
            foreach (ChannelRange range in new PartialChannels(tile, PartialChannels.Products / Math.Min(taps, allTaps - tap)))
            {
                bool first = tap == 0 && range.Begin == tile.Begin;
                for (int row = band.FirstRow; row < band.EndRow; row++)
                {
                    nint at = (nint)(row - band.FirstRow) * band.Count * TensorLayout.Lanes;
                    AddRow(source, weights, tile, band, row, tap, tap + taps, range, first, lower + at, upper + at);
                }
            }
        }
    }

    /// <summary>Adds one partial sum to the pixels of a row, those of each phase in tiles of about equal size.</summary>
    [SkipLocalsInit]
    private void AddRow(
        in Tensor source, float* weights, BlockTile tile, in RowBand band, int row, int firstTap, int endTap, ChannelRange range,
        bool first, float* lower, float* upper)
    {
        RowTap* taps = stackalloc RowTap[MostTaps];
        MicroTerm* terms = stackalloc MicroTerm[MostTaps];
        int period = gather.Width.Period;
        var micro = new MicroTile
        {
            Terms = terms,
            FirstLane = range.Begin % TensorLayout.Lanes,
            Channels = range.End - range.Begin,
            BlockStride = source.Layout.BlockStride,
            Step = (nint)gather.Width.Step * TensorLayout.Lanes,
            Stride = (nint)period * TensorLayout.Lanes,
        };
        nint firstBlock = range.Begin / TensorLayout.Lanes * micro.BlockStride;
        weights += tile.Offset + (nint)(range.Begin - tile.Begin) * tile.Blocks * TensorLayout.Lanes;
        int depth = row / band.Layout.Height, height = row % band.Layout.Height;
        for (int phase = 0; phase < Math.Min(period, band.Count); phase++)
        {
            nint offset = (nint)phase * TensorLayout.Lanes;
            int pixels = (band.Count - phase - 1) / period + 1;
            int n = new RowTaps(gather, source, depth, height, band.Start + phase, pixels).List(taps, firstTap, endTap);
            for (int i = 0; i < n; i++)
            {
                taps[i].Source += firstBlock;
                terms[i].Weights = weights + taps[i].Index * tile.TapLength;
            }

            micro.Accumulate = !first;
            Add(ref micro, taps, n, tile.Blocks, lower + offset, upper + offset, pixels);
        }
    }

    /// <summary>
    /// Adds a list of taps to the pixels of a phase, pixel by pixel where not all taps read the source. What a pixel sums is then what it
    /// would sum with zeros around the source, in the same partial sums: results do not depend on a halo.
    /// </summary>
    private static void Add(ref MicroTile micro, RowTap* taps, int count, int blocks, float* lower, float* upper, int pixels)
    {
        (int begin, int end) = RowTap.Common(taps, count, pixels);
        if (!micro.Accumulate && (count == 0 || begin > 0 || end < pixels))
        {
            Clear(micro, lower, upper, blocks, pixels);
            micro.Accumulate = true;
        }

        if (count == 0)
            return;
        int groups = (pixels - 1) / MicroKernel.TilePixels + 1;
        for (int i = 0, next, first = 0; i < groups; i++, first = next)
        {
            next = (int)((long)pixels * (i + 1) / groups);
            int low = Math.Clamp(begin, first, next), high = Math.Clamp(end, low, next);
            for (int pixel = first; pixel < low; pixel++)
                RunPixel(micro, taps, count, blocks, lower, upper, pixel);
            if (low < high)
                Run(micro, taps, count, blocks, lower, upper, low, high);
            for (int pixel = high; pixel < next; pixel++)
                RunPixel(micro, taps, count, blocks, lower, upper, pixel);
        }
    }

    /// <summary>Adds those taps to a pixel that read the source for it.</summary>
    [SkipLocalsInit]
    private static void RunPixel(MicroTile micro, RowTap* taps, int count, int blocks, float* lower, float* upper, int pixel)
    {
        MicroTerm* terms = stackalloc MicroTerm[MostTaps];
        RowTap* read = stackalloc RowTap[MostTaps];
        int n = 0;
        for (int i = 0; i < count; i++)
        {
            if (pixel < taps[i].Begin || pixel >= taps[i].End)
                continue;
            read[n] = taps[i];
            terms[n++].Weights = micro.Terms[i].Weights;
        }

        micro.Terms = terms;
        if (n > 0)
            Run(micro, read, n, blocks, lower, upper, pixel, pixel + 1);
    }

    private static void Run(MicroTile micro, RowTap* taps, int count, int blocks, float* lower, float* upper, int begin, int end)
    {
        for (int i = 0; i < count; i++)
            micro.Terms[i].Source = taps[i].Source + begin * micro.Step;
        micro.Count = count;
        micro.Lower = lower + begin * micro.Stride;
        micro.Upper = upper + begin * micro.Stride;
        MicroKernel.Run(micro, end - begin, blocks);
    }

    private static void Clear(in MicroTile micro, float* lower, float* upper, int blocks, int pixels)
    {
        for (int i = 0; i < pixels; i++)
        {
            new Span<float>(lower + i * micro.Stride, TensorLayout.Lanes).Clear();
            if (blocks == 2)
                new Span<float>(upper + i * micro.Stride, TensorLayout.Lanes).Clear();
        }
    }

    /// <summary>The pixels whose sums are made together: some columns of some neighboring rows.</summary>
    private readonly struct RowBand(TensorLayout layout, int firstRow, int endRow, int start, int count)
    {
        internal readonly TensorLayout Layout = layout;
        internal readonly int FirstRow = firstRow;
        internal readonly int EndRow = endRow;
        internal readonly int Start = start;
        internal readonly int Count = count;
    }
}
