using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// A 3x3 convolution of stride 1, or its adjoint, by one of Winograd's forms. A unit is a block of tiles by one or two blocks of
/// destination channels: the tiles' transformed inputs are made when a range comes to a new block, then for each point of the
/// transform a matrix product of tiles by channels runs in registers, and the tiles' outputs go to the epilogue row by row.
/// </summary>
internal readonly unsafe struct WinogradKernel<TForm>(ConvolutionGather gather, WinogradPlan plan) : IRowKernel
    where TForm : struct, IWinogradForm
{
    private const int Lanes = TensorLayout.Lanes;

    private static int Size => TForm.Outputs + 2;

    private static int Points => Size * Size;

    public int Grain => gather.Packing.Tiles.Length;

    public int Units(TensorLayout destination) => plan.TileBlocks * gather.Packing.Tiles.Length;

    public long Work(TensorLayout source, TensorLayout destination) =>
        (long)plan.TilesHigh * plan.TilesWide * Points * gather.Packing.WorkPerPixel / gather.Taps;

    [SkipLocalsInit]
    public void Execute<TEpilogue>(
        in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, int begin, int end)
        where TEpilogue : struct, IRowEpilogue
    {
        ReadOnlySpan<BlockTile> channelTiles = gather.Packing.Tiles;
        nint inputs = Points * PointStride(plan.TilesPerBlock, source.Layout.Blocks);
        nint products = Points * PointStride(plan.TilesPerBlock, 2);
        nint outputs = (nint)plan.TilesPerBlock * TForm.Outputs * TForm.Outputs * Lanes;
        float* v = ThreadScratch.Get(inputs + products + outputs);
        float* m = v + inputs;
        int transformed = -1;
        for (int unit = begin; unit < end; unit++)
        {
            int block = unit / channelTiles.Length;
            BlockTile channels = channelTiles[unit - block * channelTiles.Length];
            int first = block * plan.TilesPerBlock;
            int tiles = Math.Min(plan.TilesPerBlock, plan.TilesHigh * plan.TilesWide - first);
            if (block != transformed)
                TransformInputs(source, first, tiles, v);
            transformed = block;
            Multiply(v, source.Layout.Blocks, tiles, weights + channels.Offset / gather.Taps * Points, channels, m);
            for (int i = 0; i < channels.Blocks; i++)
                TransformOutputs(m + (nint)i * tiles * Lanes, channels, i, first, tiles, destination, epilogue, m + products);
        }
    }

    /// <summary>Floats of one point: an odd number of vectors, so that the points of a tile do not compete for one set of a cache.</summary>
    private static nint PointStride(int tiles, int blocks) => (nint)((tiles * blocks) | 1) * Lanes;

    /// <summary>The products of each point: tiles by source channels times source channels by destination channels.</summary>
    [SkipLocalsInit]
    private void Multiply(float* v, int sourceBlocks, int tiles, float* weights, BlockTile channels, float* m)
    {
        MicroTerm term;
        nint pointWeights = channels.TapLength;
        nint pointInputs = PointStride(tiles, sourceBlocks);
        nint pointProducts = PointStride(tiles, channels.Blocks);
        var micro = new MicroTile
        {
            Terms = &term,
            Count = 1,
            Channels = gather.SourceChannels,
            BlockStride = (nint)tiles * Lanes,
            Step = Lanes,
            Stride = Lanes,
        };
        for (int point = 0; point < Points; point++)
        {
            term.Source = v + point * pointInputs;
            term.Weights = weights + point * pointWeights;
            micro.Lower = m + point * pointProducts;
            micro.Upper = micro.Lower + (nint)tiles * Lanes;
            MicroKernel.RunAll(micro, tiles, channels.Blocks);
        }
    }

    /// <summary>The transformed inputs <c>[point][source block][tile][16]</c> of a run of tiles.</summary>
    [SkipLocalsInit]
    private void TransformInputs(in Tensor source, int first, int tiles, float* v)
    {
        TensorLayout layout = source.Layout;
        float* patch = stackalloc float[Points * Lanes];
        nint pointStride = PointStride(tiles, layout.Blocks);
        for (int block = 0; block < layout.Blocks; block++)
        {
            for (int tile = 0; tile < tiles; tile++)
            {
                int row = (first + tile) / plan.TilesWide;
                int y = row * TForm.Outputs + plan.OffsetHeight;
                int x = (first + tile - row * plan.TilesWide) * TForm.Outputs + plan.OffsetWidth;
                float* d = source.Pixel(block, 0, y, x);
                nint rowStride = layout.RowStride;
                if (y < -layout.HaloHeight || y + Size > layout.Height + layout.HaloHeight
                    || x < -layout.HaloWidth || x + Size > layout.Width + layout.HaloWidth)
                {
                    CopyPatch(source, block, y, x, patch);
                    d = patch;
                    rowStride = (nint)Size * Lanes;
                }

                TransformInput(d, rowStride, v + ((nint)block * tiles + tile) * Lanes, pointStride);
            }
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformInput(float* d, nint rowStride, float* v, nint pointStride)
    {
        float* columns = stackalloc float[Points * Lanes];
        for (int i = 0; i < Size; i++)
            TForm.TransformInput(d + i * Lanes, rowStride, columns + i * Lanes, (nint)Size * Lanes);
        for (int i = 0; i < Size; i++)
            TForm.TransformInput(columns + i * Size * Lanes, Lanes, v + i * Size * pointStride, pointStride);
    }

    /// <summary>A tile's input with zeros where the source ends.</summary>
    private static void CopyPatch(in Tensor source, int block, int y, int x, float* patch)
    {
        TensorLayout layout = source.Layout;
        for (int i = 0; i < Size; i++)
        {
            for (int j = 0; j < Size; j++, patch += Lanes)
            {
                bool inside = (uint)(y + i) < (uint)layout.Height && (uint)(x + j) < (uint)layout.Width;
                (inside ? Vector512.Load(source.Pixel(block, 0, y + i, x + j)) : Vector512<float>.Zero).Store(patch);
            }
        }
    }

    /// <summary>Hands the outputs of a run of tiles to the epilogue, one stretch of tiles of a row at a time.</summary>
    private void TransformOutputs<TEpilogue>(
        float* m, BlockTile channels, int channelBlock, int first, int tiles, in Tensor destination, in TEpilogue epilogue, float* rows)
        where TEpilogue : struct, IRowEpilogue
    {
        TensorLayout layout = destination.Layout;
        nint pointStride = PointStride(tiles, channels.Blocks);
        for (int tile = 0; tile < tiles;)
        {
            int tileRow = (first + tile) / plan.TilesWide;
            int tileColumn = first + tile - tileRow * plan.TilesWide;
            int run = Math.Min(tiles - tile, plan.TilesWide - tileColumn);
            nint rowStride = (nint)run * TForm.Outputs * Lanes;
            for (int i = 0; i < run; i++)
                TransformOutput(m + (nint)(tile + i) * Lanes, pointStride, rows + (nint)i * TForm.Outputs * Lanes, rowStride);
            int start = tileColumn * TForm.Outputs;
            int count = Math.Min(run * TForm.Outputs, layout.Width - start);
            for (int i = 0; i < Math.Min(TForm.Outputs, layout.Height - tileRow * TForm.Outputs); i++)
            {
                int row = (channels.Block + channelBlock) * layout.RowsPerBlock + tileRow * TForm.Outputs + i;
                epilogue.Run(rows + i * rowStride, destination.Row(row) + (nint)start * Lanes, row, start, count);
            }

            tile += run;
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformOutput(float* m, nint pointStride, float* y, nint rowStride)
    {
        float* columns = stackalloc float[TForm.Outputs * Size * Lanes];
        for (int i = 0; i < Size; i++)
            TForm.TransformOutput(m + i * pointStride, Size * pointStride, columns + i * Lanes, (nint)Size * Lanes);
        for (int i = 0; i < TForm.Outputs; i++)
            TForm.TransformOutput(columns + i * Size * Lanes, Lanes, y + i * rowStride, Lanes);
    }
}
