using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// The convolution core for kernels of one tap: all pixels of a channel block are one run, cut into chunks without regard to rows. Where
/// enough of a chunk is zero, as behind a ReLU, its other values are listed and only they are multiplied.
/// </summary>
internal readonly unsafe struct PixelwiseKernel : IRowKernel
{
    /// <summary>Most pixels whose sums are kept before the epilogue takes them.</summary>
    private const int Chunk = 6 * MicroKernel.MaxPixels;

    private const nint SumStride = Chunk * TensorLayout.Lanes;

    /// <summary>Of so many pixels one is looked at to see how much is zero.</summary>
    private const int Sampling = 8;

    private readonly ConvolutionGather _gather;
    private readonly PixelGrid _grid;
    private readonly Tensor _signs;
    private readonly float* _others;

    /// <summary>A map of one tap.</summary>
    internal PixelwiseKernel(ConvolutionGather gather)
    {
        _gather = gather;
        _grid = new PixelGrid(gather);
    }

    /// <summary>A map of one tap that takes other weights for source values whose sign is negative.</summary>
    /// <param name="gather">The map; it has no groups.</param>
    /// <param name="signs">A tensor of the source's shape.</param>
    /// <param name="others">The packing of the other weights.</param>
    internal PixelwiseKernel(ConvolutionGather gather, in Tensor signs, float* others)
        : this(gather)
    {
        _signs = signs;
        _others = others;
    }

    /// <summary>An even number where there are several, so that two threads share whole chunks: one that both work on is listed by both.</summary>
    private int Chunks
    {
        get
        {
            int chunks = (_grid.Pixels - 1) / Chunk + 1;
            return chunks == 1 ? 1 : chunks + chunks % 2;
        }
    }

    public int Grain => _gather.Packing.Tiles.Length;

    public int Units(TensorLayout destination) => Chunks * _gather.Packing.Tiles.Length;

    public long Work(TensorLayout source, TensorLayout destination) => _grid.Pixels * _gather.Packing.WorkPerPixel;

    [SkipLocalsInit]
    public void Execute<TEpilogue>(
        in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, int begin, int end)
        where TEpilogue : struct, IRowEpilogue
    {
        float* sums = stackalloc float[(int)SumStride * 2 * NonzeroKernel.MaxTiles];
        bool signed = !_signs.IsNone, direct = _grid.IsContiguous && !source.Layout.HasHalo;
        int chunks = Chunks, tiles = _gather.Packing.Tiles.Length, sides = signed ? 2 : 1, most = Math.Min(Chunk, _grid.Pixels);
        bool mayList = signed || NonzeroPixels.MaySuit(_gather);
        nint copyLength = direct || signed ? 0 : source.Layout.Blocks * SumStride;
        nint rowLength = _grid.FillsDestination ? 0 : destination.Layout.RowLength;
        float* copy = ThreadScratch.Get(copyLength + rowLength + (mayList ? NonzeroPixels.Length(_gather, most, sides) : 0));
        float* row = copy + copyLength;
        var nonzero = new NonzeroPixels(_gather, most, sides, row + rowLength);
        for (int unit = begin, next; unit < end; unit = next)
        {
            int chunk = unit / tiles, firstTile = unit - chunk * tiles;
            next = Math.Min(end, (chunk + 1) * tiles);
            int first = (int)((long)_grid.Pixels * chunk / chunks);
            int count = (int)((long)_grid.Pixels * (chunk + 1) / chunks) - first;
            bool listed = mayList && (signed || Density(source, first, count) < NonzeroPixels.LargestPart);
            PixelRun pixels = default;
            if (listed)
                List(ref nonzero, source, first, count);
            else
                pixels = direct ? InPlace(source, first) : Copy(source, first, count, copy);
            int length = next - unit, groups = (length - 1) / NonzeroKernel.Tiles + 1;
            for (int group = 0; group < groups; group++)
            {
                int low = firstTile + length * group / groups, high = firstTile + length * (group + 1) / groups;
                ReadOnlySpan<BlockTile> some = _gather.Packing.Tiles[low..high];
                if (listed)
                    nonzero.Multiply(weights, _others, some, sums, SumStride);
                else
                    Multiply(pixels, count, weights, some, sums);
                for (int block = some[0].Block, last = some[^1].Block + some[^1].Blocks; block < last; block++)
                    Finish(sums + (block - some[0].Block) * SumStride, block, first, count, destination, epilogue, row);
            }
        }
    }

    /// <summary>The part of the values that is not zero, in a sample.</summary>
    private double Density(in Tensor source, int first, int count)
    {
        int zeros = 0, looked = 0, blocks = _gather.SourceChannels / TensorLayout.Lanes;
        for (int i = 0; i < count; i += Sampling, looked += blocks * TensorLayout.Lanes)
            zeros += NonzeroPixels.CountZeros(_grid.SourceOf(source, first + i), blocks, source.Layout.BlockStride);
        return 1 - (double)zeros / looked;
    }

    private void List(ref NonzeroPixels nonzero, in Tensor source, int first, int count)
    {
        for (int i = 0; i < count; i++)
        {
            nonzero.Read(0, i, _grid.SourceOf(source, first + i), 0);
            if (!_signs.IsNone)
                nonzero.Sign(i, _grid.SourceOf(_signs, first + i));
        }

        nonzero.List(count, 1, source.Layout, _signs.IsNone ? null : _signs.Layout);
    }

    private static PixelRun InPlace(in Tensor source, int first) =>
        new(source.Data + (nint)first * TensorLayout.Lanes, source.Layout.BlockStride);

    /// <summary>Puts the pixels one behind the other.</summary>
    private PixelRun Copy(in Tensor source, int first, int count, float* copy)
    {
        for (int i = 0; i < count; i++)
        {
            float* from = _grid.SourceOf(source, first + i), to = copy + (nint)i * TensorLayout.Lanes;
            for (int block = 0; block < source.Layout.Blocks; block++, from += source.Layout.BlockStride, to += SumStride)
                Vector512.Load(from).Store(to);
        }

        return new PixelRun(copy, SumStride);
    }

    /// <summary>The sums of a chunk for some neighboring tiles.</summary>
    [SkipLocalsInit]
    private static void Multiply(PixelRun pixels, int count, float* weights, ReadOnlySpan<BlockTile> tiles, float* sums)
    {
        MicroTerm term;
        var micro = new MicroTile
        {
            Terms = &term,
            Count = 1,
            BlockStride = pixels.BlockStride,
            Step = TensorLayout.Lanes,
            Stride = TensorLayout.Lanes,
        };
        foreach (ref readonly BlockTile tile in tiles)
        {
            micro.Lower = sums + (tile.Block - tiles[0].Block) * SumStride;
            micro.Upper = micro.Lower + SumStride;
            foreach (ChannelRange range in new PartialChannels(tile, PartialChannels.Products))
            {
                term.Source = pixels.Data + range.Begin / TensorLayout.Lanes * pixels.BlockStride;
                micro.FirstLane = range.Begin % TensorLayout.Lanes;
                micro.Channels = range.End - range.Begin;
                micro.Accumulate = range.Begin > tile.Begin;
                term.Weights = weights + tile.Offset + (nint)(range.Begin - tile.Begin) * tile.Blocks * TensorLayout.Lanes;
                MicroKernel.RunAll(micro, count, tile.Blocks);
            }
        }
    }

    /// <summary>Hands the sums of a block to the epilogue row by row.</summary>
    private void Finish<TEpilogue>(
        float* sums, int block, int first, int count, in Tensor destination, in TEpilogue epilogue, float* spread)
        where TEpilogue : struct, IRowEpilogue
    {
        TensorLayout layout = destination.Layout;
        int row = first / _grid.Width, start = first - row * _grid.Width;
        for (int done = 0; done < count; row++, start = 0)
        {
            int run = Math.Min(count - done, _grid.Width - start);
            float* from = sums + (nint)done * TensorLayout.Lanes;
            if (_grid.FillsDestination)
            {
                int number = block * layout.RowsPerBlock + row;
                epilogue.Run(from, destination.Row(number) + (nint)start * TensorLayout.Lanes, number, start, run);
            }
            else
            {
                FinishSpread(from, run, block, row, start, destination, epilogue, spread);
            }

            done += run;
        }
    }

    /// <summary>The same where there are pixels between those of the grid: their sums are zero.</summary>
    private void FinishSpread<TEpilogue>(
        float* sums, int run, int block, int row, int start, in Tensor destination, in TEpilogue epilogue, float* spread)
        where TEpilogue : struct, IRowEpilogue
    {
        TensorLayout layout = destination.Layout;
        (int firstDepth, int endDepth) = _grid.DepthsOf(row);
        (int firstHeight, int endHeight) = _grid.HeightsOf(row);
        (int firstColumn, int endColumn) = _grid.ColumnsOf(start, run);
        for (int depth = firstDepth; depth < endDepth; depth++)
        {
            for (int height = firstHeight; height < endHeight; height++)
            {
                new Span<float>(spread, (endColumn - firstColumn) * TensorLayout.Lanes).Clear();
                if (depth == firstDepth && height == firstHeight)
                {
                    for (int i = 0; i < run; i++)
                        Vector512.Load(sums + (nint)i * TensorLayout.Lanes).Store(spread + (nint)i * _grid.Period * TensorLayout.Lanes);
                }

                int number = block * layout.RowsPerBlock + depth * layout.Height + height;
                float* to = destination.Row(number) + (nint)firstColumn * TensorLayout.Lanes;
                epilogue.Run(spread, to, number, firstColumn, endColumn - firstColumn);
            }
        }
    }

    /// <summary>Pixels one behind the other.</summary>
    private readonly struct PixelRun(float* data, nint blockStride)
    {
        internal readonly float* Data = data;
        internal readonly nint BlockStride = blockStride;
    }
}
