using System.Runtime.CompilerServices;

namespace ExplainGen.Kernels;

/// <summary>
/// The direct convolution core: tiles of up to twelve destination pixels of a row by one or two blocks of 16 destination channels.
/// Sums run over depth, height and width taps, then source channels, in this order, in partial sums of a few taps, which keeps
/// rounding errors small and the weights of a partial sum in the first cache.
/// </summary>
internal readonly unsafe struct ConvolutionKernel(ConvolutionGather gather) : IRowKernel
{
    /// <summary>Most destination pixels whose sums are kept before the epilogue takes them.</summary>
    private const int Chunk = 120;

    /// <summary>Taps of one partial sum, unless there are too few channels to be worth one.</summary>
    private const int PartialTaps = 3;

    /// <summary>Products of one partial sum, unless <see cref="PartialTaps"/> taps have more.</summary>
    private const int PartialProducts = 12;

    /// <summary>Most taps of one partial sum.</summary>
    private const int ListedTaps = 32;

    public int Units(TensorLayout destination) => gather.Packing.Tiles.Length * destination.RowsPerBlock;

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
        int chunk = gather.Width.ChunkOf(MicroKernel.MaxPixels, Chunk);
        for (int unit = begin; unit < end; unit++)
        {
            BlockTile tile = gather.Packing.Tiles[unit / layout.RowsPerBlock];
            int inBlock = unit % layout.RowsPerBlock;
            for (int start = 0; start < layout.Width; start += chunk)
            {
                int count = Math.Min(chunk, layout.Width - start);
                Sum(source, weights, tile, inBlock / layout.Height, inBlock % layout.Height, start, count, sums, upperSums);
                for (int i = 0; i < tile.Blocks; i++)
                {
                    int row = (tile.Block + i) * layout.RowsPerBlock + inBlock;
                    float* to = destination.Row(row) + (nint)start * TensorLayout.Lanes;
                    epilogue.Run(i == 0 ? sums : upperSums, to, row, start, count);
                }
            }
        }
    }

    /// <summary>The sums of a run of pixels of one row, the pixels of each phase in tiles of about equal size.</summary>
    [SkipLocalsInit]
    private void Sum(
        in Tensor source, float* weights, BlockTile tile, int depth, int height, int start, int count, float* lower, float* upper)
    {
        RowTap* taps = stackalloc RowTap[ListedTaps];
        MicroTerm* terms = stackalloc MicroTerm[ListedTaps];
        int period = gather.Width.Period;
        var micro = new MicroTile
        {
            Terms = terms,
            FirstLane = tile.Begin % TensorLayout.Lanes,
            Channels = tile.End - tile.Begin,
            BlockStride = source.Layout.BlockStride,
            Step = (nint)gather.Width.Step * TensorLayout.Lanes,
            Stride = (nint)period * TensorLayout.Lanes,
        };
        int partial = Math.Clamp(PartialProducts / micro.Channels, PartialTaps, ListedTaps);
        nint firstBlock = tile.Begin / TensorLayout.Lanes * micro.BlockStride;
        weights += tile.Offset;
        for (int phase = 0; phase < Math.Min(period, count); phase++)
        {
            nint offset = (nint)phase * TensorLayout.Lanes;
            int pixels = (count - phase - 1) / period + 1;
            var rowTaps = new RowTaps(gather, source, depth, height, start + phase, pixels);
            micro.Accumulate = false;
            for (int n = rowTaps.Next(taps, partial); n > 0; n = rowTaps.Next(taps, partial))
            {
                for (int i = 0; i < n; i++)
                {
                    taps[i].Source += firstBlock;
                    terms[i].Weights = weights + taps[i].Index * tile.TapLength;
                }

                Add(ref micro, taps, n, tile.Blocks, lower + offset, upper + offset, pixels);
            }

            if (!micro.Accumulate)
                Clear(micro, lower + offset, upper + offset, tile.Blocks, pixels);
        }
    }

    /// <summary>
    /// Adds a list of taps to the pixels of a phase. Where not all pixels of a tile read the source, each tap adds to those that do.
    /// </summary>
    private static void Add(ref MicroTile micro, RowTap* taps, int count, int blocks, float* lower, float* upper, int pixels)
    {
        (int begin, int end) = RowTap.Common(taps, count, pixels);
        int groups = (pixels - 1) / MicroKernel.TilePixels + 1;
        if (!micro.Accumulate && (begin > 0 || end < pixels))
        {
            Clear(micro, lower, upper, blocks, pixels);
            micro.Accumulate = true;
        }

        for (int i = 0, next, first = 0; i < groups; i++, first = next)
        {
            next = (int)((long)pixels * (i + 1) / groups);
            if (first >= begin && next <= end)
            {
                Run(micro, taps, count, blocks, lower, upper, first, next);
                continue;
            }

            for (int tap = 0; tap < count; tap++)
            {
                int low = Math.Max(first, taps[tap].Begin), high = Math.Min(next, taps[tap].End);
                if (low < high)
                    Run(micro with { Terms = micro.Terms + tap }, taps + tap, 1, blocks, lower, upper, low, high);
            }
        }

        micro.Accumulate = true;
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
}
