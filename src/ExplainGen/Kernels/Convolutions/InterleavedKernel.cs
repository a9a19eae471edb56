using System.Runtime.CompilerServices;

namespace ExplainGen.Kernels;

/// <summary>
/// The convolution core for fewer source channels than a vector has lanes, as a first layer has. Source rows are copied to where their
/// channels lie interleaved with zeros at either end, so that the taps of a kernel row are one run of products, whatever the position.
/// Sums run over height taps, then the products of a kernel row, in this order, in partial sums, which keeps rounding errors small and the
/// weights of a partial sum in the first cache. Weights are those of <see cref="ConvolutionPacking"/>.
/// </summary>
internal readonly unsafe struct InterleavedKernel(ConvolutionGather gather) : IRowKernel
{
    /// <summary>Most destination pixels whose sums are kept before the epilogue takes them.</summary>
    private const int Chunk = 120;

    /// <summary>Most products of one partial sum.</summary>
    private const int PartialProducts = 48;

    /// <summary>Products of a kernel row.</summary>
    private int RowProducts => gather.Width.Kernel * gather.SourceChannels;

    /// <summary>
    /// Whether there are few channels and no depth, and neighboring destination pixels read runs of source pixels at one distance.
    /// </summary>
    internal static bool CanCompute(ConvolutionGather gather) =>
        gather.Groups == 1 && gather.SourceChannels < TensorLayout.Lanes && gather.Depth is { IsPointwise: true, Source: 1, Destination: 1 }
        && gather.Height.Period == 1 && gather.Width.Period == 1 && gather.Width.Direction != 0;

    public int Grain => gather.Packing.Tiles.Length;

    public int Units(TensorLayout destination) => gather.Packing.Tiles.Length * destination.RowsPerBlock;

    public long Work(TensorLayout source, TensorLayout destination) =>
        (long)destination.RowsPerBlock * destination.Width * gather.Packing.WorkPerPixel;

    [SkipLocalsInit]
    public void Execute<TEpilogue>(
        in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, int begin, int end)
        where TEpilogue : struct, IRowEpilogue
    {
        TensorLayout layout = destination.Layout;
        ReadOnlySpan<BlockTile> tiles = gather.Packing.Tiles;
        float* sums = stackalloc float[2 * Chunk * TensorLayout.Lanes];
        float* upperSums = sums + Chunk * TensorLayout.Lanes;
        var rows = new InterleavedRows(gather, source);
        for (int unit = begin; unit < end; unit++)
        {
            // The tiles of a row follow each other, as they read the same rows.
            int height = unit / tiles.Length;
            BlockTile tile = tiles[unit - height * tiles.Length];
            rows.MoveTo(height);
            for (int start = 0; start < layout.Width; start += Chunk)
            {
                int count = Math.Min(Chunk, layout.Width - start);
                Sum(rows, weights + tile.Offset, tile.Blocks, height, start, count, sums, upperSums);
                for (int i = 0; i < tile.Blocks; i++)
                {
                    int row = (tile.Block + i) * layout.RowsPerBlock + height;
                    epilogue.Run(i == 0 ? sums : upperSums, destination.Row(row) + (nint)start * TensorLayout.Lanes, row, start, count);
                }
            }
        }
    }

    /// <summary>The sums of a run of pixels of one row.</summary>
    [SkipLocalsInit]
    private void Sum(
        in InterleavedRows rows, float* weights, int blocks, int height, int start, int count, float* lower, float* upper)
    {
        MicroTerm* terms = stackalloc MicroTerm[PartialProducts];

        // What the micro-kernel takes for channels are the products of a kernel row: the next 16 lie right behind.
        var micro = new MicroTile
        {
            Terms = terms,
            BlockStride = TensorLayout.Lanes,
            Step = rows.Step,
            Lower = lower,
            Upper = upper,
            Stride = TensorLayout.Lanes,
        };
        int width = blocks * TensorLayout.Lanes;
        int partial = Math.Max(PartialProducts / RowProducts, 1);
        foreach (AxisTap tap in gather.Height.At(height))
        {
            int from = gather.Height.SourceOf(height, tap);
            if ((uint)from >= (uint)gather.Height.Source)
                continue;
            terms[micro.Count].Source = rows.Row(from) + start * rows.Step;
            terms[micro.Count].Weights = weights + (nint)tap.Index * RowProducts * width;
            if (++micro.Count < partial)
                continue;
            Add(micro, count, blocks);
            micro.Count = 0;
            micro.Accumulate = true;
        }

        if (micro.Count > 0 || !micro.Accumulate)
            Add(micro, count, blocks);
    }

    /// <summary>Adds kernel rows to the sums of a run of pixels; a row of too many products for one partial sum in even pieces.</summary>
    private void Add(MicroTile micro, int count, int blocks)
    {
        float* lower = micro.Lower, upper = micro.Upper;
        int pieces = (RowProducts - 1) / PartialProducts + 1, groups = (count - 1) / MicroKernel.TilePixels + 1;
        for (int piece = 0, nextProduct, product = 0; piece < pieces; piece++, product = nextProduct)
        {
            nextProduct = RowProducts * (piece + 1) / pieces;
            micro.Channels = nextProduct - product;
            for (int group = 0, next, pixel = 0; group < groups; group++, pixel = next)
            {
                next = count * (group + 1) / groups;
                micro.Lower = lower + (nint)pixel * TensorLayout.Lanes;
                micro.Upper = upper + (nint)pixel * TensorLayout.Lanes;
                MicroKernel.Run(micro, next - pixel, blocks);
                Move(micro, (next - pixel) * micro.Step, 0);
            }

            Move(micro, micro.Channels - count * micro.Step, (nint)micro.Channels * blocks * TensorLayout.Lanes);
            micro.Accumulate = true;
        }
    }

    private static void Move(in MicroTile micro, nint source, nint weights)
    {
        for (int i = 0; i < micro.Count; i++)
        {
            micro.Terms[i].Source += source;
            micro.Terms[i].Weights += weights;
        }
    }
}
