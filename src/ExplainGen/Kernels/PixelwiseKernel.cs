using System.Runtime.CompilerServices;

namespace ExplainGen.Kernels;

/// <summary>
/// The direct convolution core for 1x1 kernels without stride over a source without halo: all pixels of a channel block are one run,
/// cut into tiles without regard to rows.
/// </summary>
internal readonly unsafe struct PixelwiseKernel(ConvolutionGather gather) : IRowKernel
{
    /// <summary>Most pixels whose sums are kept before the epilogue takes them.</summary>
    private const int Chunk = 8 * MicroKernel.MaxPixels;

    public int Units(TensorLayout destination) => gather.Packing.Tiles.Length * Chunks(destination);

    public long Work(TensorLayout source, TensorLayout destination) => Pixels(destination) * gather.Packing.WorkPerPixel;

    [SkipLocalsInit]
    public void Execute<TEpilogue>(
        in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, int begin, int end)
        where TEpilogue : struct, IRowEpilogue
    {
        float* sums = stackalloc float[2 * Chunk * TensorLayout.Lanes];
        MicroTerm term;
        TensorLayout layout = destination.Layout;
        long pixels = Pixels(layout);
        int chunks = Chunks(layout);
        for (int unit = begin; unit < end; unit++)
        {
            int tileIndex = unit / chunks;
            int chunk = unit - tileIndex * chunks;
            BlockTile tile = gather.Packing.Tiles[tileIndex];
            int first = (int)(pixels * chunk / chunks);
            int count = (int)(pixels * (chunk + 1) / chunks) - first;
            var micro = new MicroTile
            {
                Terms = &term,
                Count = 1,
                BlockStride = source.Layout.BlockStride,
                Step = TensorLayout.Lanes,
                Stride = TensorLayout.Lanes,
            };
            int groups = (count - 1) / MicroKernel.TilePixels + 1;
            foreach (ChannelRange range in new PartialChannels(tile, taps: 1))
            {
                float* from = source.Data + range.Begin / TensorLayout.Lanes * micro.BlockStride + (nint)first * TensorLayout.Lanes;
                micro.FirstLane = range.Begin % TensorLayout.Lanes;
                micro.Channels = range.End - range.Begin;
                micro.Accumulate = range.Begin > tile.Begin;
                term.Weights = weights + tile.Offset + (nint)(range.Begin - tile.Begin) * tile.Blocks * TensorLayout.Lanes;
                for (int i = 0; i < groups; i++)
                {
                    int pixel = count * i / groups;
                    term.Source = from + (nint)pixel * TensorLayout.Lanes;
                    micro.Lower = sums + (nint)pixel * TensorLayout.Lanes;
                    micro.Upper = micro.Lower + Chunk * TensorLayout.Lanes;
                    MicroKernel.Run(micro, count * (i + 1) / groups - pixel, tile.Blocks);
                }
            }


            for (int i = 0; i < tile.Blocks; i++)
                Finish(sums + i * Chunk * TensorLayout.Lanes, tile.Block + i, first, count, destination, epilogue);
        }
    }

    private static long Pixels(TensorLayout layout) => (long)layout.RowsPerBlock * layout.Width;

    private static int Chunks(TensorLayout layout) => (int)((Pixels(layout) - 1) / Chunk + 1);

    /// <summary>Hands the sums to the epilogue row by row.</summary>
    private static void Finish<TEpilogue>(float* sums, int block, int first, int count, in Tensor destination, in TEpilogue epilogue)
        where TEpilogue : struct, IRowEpilogue
    {
        TensorLayout layout = destination.Layout;
        int row = first / layout.Width, start = first - row * layout.Width;
        for (int done = 0; done < count; row++, start = 0)
        {
            int run = Math.Min(count - done, layout.Width - start);
            int number = block * layout.RowsPerBlock + row;
            epilogue.Run(
                sums + (nint)done * TensorLayout.Lanes, destination.Row(number) + (nint)start * TensorLayout.Lanes, number, start, run);
            done += run;
        }
    }
}
