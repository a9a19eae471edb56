using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// The convolution core for sources of which enough is zero, as behind a ReLU: what each destination pixel reads that is not zero is
/// listed, tap by tap, and only that is multiplied. A unit is a tile of a band of rows; weights are those of
/// <see cref="ConvolutionPacking"/>.
/// </summary>
internal readonly unsafe struct ListedKernel(ConvolutionGather gather) : IRowKernel
{
    /// <summary>Most destination pixels whose sums are kept before the epilogue takes them.</summary>
    private const int MostPixels = 144;

    /// <summary>
    /// Most entries whose lists are kept, unless a single pixel has more: 2 MiB, half of which is used where half is zero.
    /// </summary>
    private const int MostEntries = 1 << 18;

    /// <summary>How many source pixels are looked at to see how much is zero.</summary>
    private const int Samples = 32;

    /// <summary>Pixels of a band from which weights that are read for it are well used.</summary>
    private const int FewestPixels = 16;

    /// <summary>Destination channels from which lists are ahead of the direct kernel: with AVX2, 128 were measured to be too few.</summary>
    private static int FewestDestinationChannels => Vector512.IsHardwareAccelerated ? 64 : 192;

    /// <summary>Whether lists are the faster way for a map and its source. It depends on their sizes and values alone.</summary>
    internal static bool Suits(ConvolutionGather gather, in Tensor source)
    {
        if (!NonzeroPixels.MaySuit(gather) || gather.DestinationChannels < FewestDestinationChannels
            || new ListedKernel(gather).BandPixels < FewestPixels)
        {
            return false;
        }

        TensorLayout layout = source.Layout;
        int pixels = layout.RowsPerBlock * layout.Width, samples = Math.Min(Samples, pixels), blocks = layout.Channels / TensorLayout.Lanes;
        int zeros = 0;
        for (int i = 0; i < samples; i++)
        {
            int pixel = (int)((long)pixels * i / samples), row = pixel / layout.Width;
            zeros += NonzeroPixels.CountZeros(
                source.Row(row) + (nint)(pixel - row * layout.Width) * TensorLayout.Lanes, blocks, layout.BlockStride);
        }

        return 1 - zeros / ((double)samples * blocks * TensorLayout.Lanes) < NonzeroPixels.LargestPart;
    }

    /// <summary>Most destination pixels of a band: whole rows, or a part of one.</summary>
    private int BandPixels => (int)Math.Clamp(MostEntries / ((long)gather.SourceChannels * gather.MostTaps), 1, MostPixels);

    private int BandColumns => Math.Min(gather.Width.Destination, BandPixels);

    private int BandRows => Math.Max(1, BandPixels / gather.Width.Destination);

    private int BandsWide => (gather.Width.Destination - 1) / BandColumns + 1;

    public int Grain => gather.Packing.Tiles.Length;

    public int Units(TensorLayout destination) => ((destination.RowsPerBlock - 1) / BandRows + 1) * BandsWide * gather.Packing.Tiles.Length;

    public long Work(TensorLayout source, TensorLayout destination) => new ConvolutionKernel(gather).Work(source, destination);

    [SkipLocalsInit]
    public void Execute<TEpilogue>(
        in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, int begin, int end)
        where TEpilogue : struct, IRowEpilogue
    {
        int* order = stackalloc int[MostPixels];
        int tiles = gather.Packing.Tiles.Length, most = BandRows * BandColumns;
        nint stride = (nint)most * TensorLayout.Lanes, sumsLength = 2 * NonzeroKernel.MaxTiles * stride;
        float* sums = ThreadScratch.Get(sumsLength + stride + NonzeroPixels.Length(gather, most, 1)), row = sums + sumsLength;
        var nonzero = new NonzeroPixels(gather, most, 1, row + stride);
        for (int unit = begin, next; unit < end; unit = next)
        {
            int number = unit / tiles, firstTile = unit - number * tiles;
            next = Math.Min(end, (number + 1) * tiles);
            Band band = BandOf(number, destination.Layout);
            List(ref nonzero, source, band, order);
            int length = next - unit, groups = (length - 1) / NonzeroKernel.Tiles + 1;
            for (int group = 0; group < groups; group++)
            {
                int low = firstTile + length * group / groups, high = firstTile + length * (group + 1) / groups;
                ReadOnlySpan<BlockTile> some = gather.Packing.Tiles[low..high];
                nonzero.Multiply(weights, null, some, sums, stride);
                for (int block = some[0].Block, last = some[^1].Block + some[^1].Blocks; block < last; block++)
                    Finish(sums + (block - some[0].Block) * stride, order, row, band, block, destination, epilogue);
            }
        }
    }

    private Band BandOf(int number, TensorLayout destination)
    {
        int high = number / BandsWide, wide = number - high * BandsWide;
        int rows = destination.RowsPerBlock, columns = destination.Width, bandsHigh = (rows - 1) / BandRows + 1;
        int firstRow = (int)((long)rows * high / bandsHigh), endRow = (int)((long)rows * (high + 1) / bandsHigh);
        int start = (int)((long)columns * wide / BandsWide), end = (int)((long)columns * (wide + 1) / BandsWide);
        return new Band(firstRow, endRow - firstRow, start, end - start);
    }

    /// <summary>Lists what a band reads. Pixels that share their taps follow each other, so that they read the same weights.</summary>
    /// <param name="nonzero">Where the lists are made.</param>
    /// <param name="source">What is read.</param>
    /// <param name="band">The band.</param>
    /// <param name="order">For each pixel of the band, row by row, which number it has in the lists.</param>
    private void List(ref NonzeroPixels nonzero, in Tensor source, Band band, int* order)
    {
        AxisTaps depths = gather.Depth, heights = gather.Height, widths = gather.Width;
        int listed = 0;
        for (int phase = 0; phase < depths.Period * heights.Period * widths.Period; phase++)
        {
            int widthPhase = phase % widths.Period, heightPhase = phase / widths.Period % heights.Period;
            for (int row = 0; row < band.Rows; row++)
            {
                int depth = (band.FirstRow + row) / heights.Destination, height = band.FirstRow + row - depth * heights.Destination;
                if (height % heights.Period != heightPhase || depth % depths.Period != phase / (widths.Period * heights.Period))
                    continue;
                int skipped = (widthPhase - band.Start % widths.Period + widths.Period) % widths.Period;
                for (int column = skipped; column < band.Columns; column += widths.Period)
                {
                    order[row * band.Columns + column] = listed;
                    Read(ref nonzero, source, depth, height, band.Start + column, listed++);
                }
            }
        }

        nonzero.List(listed, gather.MostTaps, source.Layout, null);
    }

    /// <summary>What one pixel reads: the taps that lie inside of the source, then nothing.</summary>
    private void Read(ref NonzeroPixels nonzero, in Tensor source, int depth, int height, int width, int pixel)
    {
        TensorLayout layout = source.Layout;
        int number = 0;
        foreach (AxisTap depthTap in gather.Depth.At(depth))
        {
            int fromDepth = gather.Depth.SourceOf(depth, depthTap);
            if ((uint)fromDepth >= (uint)layout.Depth)
                continue;
            foreach (AxisTap heightTap in gather.Height.At(height))
            {
                int fromHeight = gather.Height.SourceOf(height, heightTap);
                if ((uint)fromHeight >= (uint)layout.Height)
                    continue;
                float* row = source.Pixel(0, fromDepth, fromHeight, 0);
                int index = (depthTap.Index * gather.Height.Kernel + heightTap.Index) * gather.Width.Kernel;
                foreach (AxisTap widthTap in gather.Width.At(width))
                {
                    int from = gather.Width.SourceOf(width, widthTap);
                    if ((uint)from < (uint)layout.Width)
                        nonzero.Read(number++, pixel, row + (nint)from * TensorLayout.Lanes, index + widthTap.Index);
                }
            }
        }

        for (; number < gather.MostTaps; number++)
            nonzero.Read(number, pixel, null, 0);
    }

    /// <summary>Hands the sums of a block to the epilogue row by row.</summary>
    private void Finish<TEpilogue>(
        float* sums, int* order, float* ordered, Band band, int block, in Tensor destination, in TEpilogue epilogue)
        where TEpilogue : struct, IRowEpilogue
    {
        bool inOrder = (gather.Depth.Period | gather.Height.Period | gather.Width.Period) == 1;
        for (int row = 0; row < band.Rows; row++, order += band.Columns)
        {
            float* from = sums + (nint)row * band.Columns * TensorLayout.Lanes;
            if (!inOrder)
            {
                from = ordered;
                for (int i = 0; i < band.Columns; i++)
                    Vector512.Load(sums + (nint)order[i] * TensorLayout.Lanes).Store(ordered + (nint)i * TensorLayout.Lanes);
            }

            int number = block * destination.Layout.RowsPerBlock + band.FirstRow + row;
            epilogue.Run(from, destination.Row(number) + (nint)band.Start * TensorLayout.Lanes, number, band.Start, band.Columns);
        }
    }

    /// <summary>The pixels whose sums are made together: some columns of some neighboring rows.</summary>
    private readonly record struct Band(int FirstRow, int Rows, int Start, int Columns);
}
