using System.Runtime.CompilerServices;

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

    private const int Chunk = 240;

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

    public int Grain => 1;

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
        int chunk = gather.Width.ChunkOf(NarrowTile.MaxPixels(gather.DestinationChannels), Chunk);
        int period = gather.Width.Period;
        for (int row = begin; row < end; row++)
        {
            for (int start = 0; start < layout.Width; start += chunk)
            {
                int count = Math.Min(chunk, layout.Width - start);
                for (int phase = 0; phase < Math.Min(period, count); phase++)
                {
                    int pixels = (count - phase - 1) / period + 1;
                    var rowTaps = new RowTaps(gather, source, row / layout.Height, row % layout.Height, start + phase, pixels);
                    var tile = new NarrowTile
                    {
                        Taps = taps,
                        Weights = weights,
                        Blocks = SourceBlocks(gather),
                        BlockStride = source.Layout.BlockStride,
                        Step = (nint)gather.Width.Step * TensorLayout.Lanes,
                        Stride = (nint)period * TensorLayout.Lanes,
                    };

                    // The first list, even an empty one, writes the sums.
                    for (int tap = 0; tap < gather.MostTaps; tap += ListedTaps)
                    {
                        tile.Count = rowTaps.List(taps, tap, tap + ListedTaps);
                        if (tile.Count > 0 || !tile.Accumulate)
                            Add(tile, sums + (nint)phase * TensorLayout.Lanes, pixels);
                        tile.Accumulate = true;
                    }
                }

                epilogue.Run(sums, destination.Row(row) + (nint)start * TensorLayout.Lanes, row, start, count);
            }
        }
    }

    private static int SourceBlocks(ConvolutionGather gather) => (gather.SourceChannels - 1) / TensorLayout.Lanes + 1;

    /// <summary>Adds taps to the pixels of a phase, pixel by pixel where not all of a tile read the source.</summary>
    private void Add(NarrowTile tile, float* sums, int pixels)
    {
        (int begin, int end) = RowTap.Common(tile.Taps, tile.Count, pixels);
        int most = NarrowTile.MaxPixels(gather.DestinationChannels);
        for (int pixel = 0; pixel < pixels; pixel += tile.Pixels)
        {
            // What remains in the end is shared evenly between the last two tiles.
            int left = end - pixel;
            tile.Pixels = pixel < begin || left <= 0 ? 1 : left <= most ? left : left < 2 * most ? (left + 1) / 2 : most;
            tile.First = pixel;
            tile.Sums = sums + pixel * tile.Stride;
            tile.Run(gather.DestinationChannels);
        }
    }
}
