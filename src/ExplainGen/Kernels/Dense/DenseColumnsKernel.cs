using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// The sums of a dense layer, or of its adjoint, for several vectors side by side, the columns of a matrix: the pixels of a
/// <see cref="MicroKernel"/>. Weights are copied from the packing <c>[in][out rounded up to 16]</c> into panels that stay in the second cache,
/// and tiles of which stay in the first: they are read once for every 32 columns, whatever is zero.
/// </summary>
/// <remarks>A column's sum does not depend on how many others there are.</remarks>
/// <param name="sourceFeatures">Features of the source, which sums run over.</param>
/// <param name="outBlocks">Blocks of the layer's outputs: the length of a packed row.</param>
/// <param name="adjoint">Whether the source is the layer's output.</param>
internal readonly unsafe struct DenseColumnsKernel(int sourceFeatures, int outBlocks, bool adjoint) : IRowKernel
{
    /// <summary>Most columns whose sums are kept at a time.</summary>
    private const int Chunk = Columns.Most;

    /// <summary>Source features of a panel, whole blocks of them: 16 KiB of weights for the two blocks of a tile.</summary>
    private const int PanelFeatures = PartialChannels.Products;

    /// <summary>Destination blocks of a panel: runs of rows long enough for processors to look ahead.</summary>
    private const int PanelBlocks = 8;

    /// <summary>Destination blocks of a register tile.</summary>
    private const int TileBlocks = 2;

    private const int Lanes = TensorLayout.Lanes;

    private const int SumStride = Chunk * Lanes;

    public int Grain => 1;

    public int Units(TensorLayout destination) => (destination.Blocks - 1) / PanelBlocks + 1;

    public long Work(TensorLayout source, TensorLayout destination) =>
        (long)sourceFeatures * destination.Blocks * Lanes * destination.Width;

    [SkipLocalsInit]
    public void Execute<TEpilogue>(
        in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, int begin, int end)
        where TEpilogue : struct, IRowEpilogue
    {
        int columns = destination.Layout.Width, chunks = (columns - 1) / Chunk + 1;
        float* sums = ThreadScratch.Get(PanelBlocks * (SumStride + PanelFeatures * Lanes)), panel = sums + PanelBlocks * SumStride;
        for (int unit = begin; unit < end; unit++)
        {
            int block = unit * PanelBlocks, blocks = Math.Min(PanelBlocks, destination.Layout.Blocks - block);
            for (int chunk = 0; chunk < chunks; chunk++)
            {
                int first = columns * chunk / chunks, count = columns * (chunk + 1) / chunks - first;
                for (int feature = 0; feature < sourceFeatures; feature += PanelFeatures)
                {
                    int features = Math.Min(PanelFeatures, sourceFeatures - feature);
                    if (adjoint)
                        ReadAdjoint(weights, block, blocks, destination.Layout, feature, features, panel);
                    else
                        ReadForward(weights, block, blocks, feature, features, panel);
                    for (int tile = 0; tile < blocks; tile += TileBlocks)
                    {
                        Multiply(
                            source, first, count, feature, features, panel + tile * PanelFeatures * Lanes,
                            Math.Min(TileBlocks, blocks - tile), sums + tile * SumStride);
                    }
                }

                for (int i = 0; i < blocks; i++)
                    epilogue.Run(sums + i * SumStride, destination.Row(block + i) + (nint)first * Lanes, block + i, first, count);
            }
        }
    }

    /// <summary>The sums of one panel for some columns, stored by the first panel and added by the others.</summary>
    private static void Multiply(
        in Tensor source, int first, int count, int feature, int features, float* panel, int blocks, float* sums)
    {
        nint blockStride = source.Layout.BlockStride;
        var term = new MicroTerm { Source = source.Row(0) + feature / Lanes * blockStride + (nint)first * Lanes, Weights = panel };
        var micro = new MicroTile
        {
            Terms = &term,
            Count = 1,
            Channels = features,
            BlockStride = blockStride,
            Step = Lanes,
            Stride = Lanes,
            Lower = sums,
            Upper = sums + SumStride,
            Accumulate = feature > 0,
        };
        MicroKernel.RunAll(micro, count, blocks);
    }

    /// <summary>A panel: for each tile of two blocks (or a last one) <c>[feature][16 or 32 outputs]</c>.</summary>
    private void ReadForward(float* weights, int block, int blocks, int feature, int features, float* panel)
    {
        nint rowLength = (nint)outBlocks * Lanes;
        float* row = weights + feature * rowLength + (nint)block * Lanes;
        for (int i = 0; i < features; i++, row += rowLength)
        {
            float* to = panel + (nint)i * TileBlocks * Lanes;
            int tile = 0;
            for (; tile <= blocks - TileBlocks; tile += TileBlocks, to += TileBlocks * PanelFeatures * Lanes)
            {
                Vector512.Load(row + tile * Lanes).Store(to);
                Vector512.Load(row + (tile + 1) * Lanes).Store(to + Lanes);
            }

            if (tile < blocks)
                Vector512.Load(row + tile * Lanes).Store(panel + (nint)tile * PanelFeatures * Lanes + i * Lanes);
        }
    }

    /// <summary>The same for the adjoint: the packing's rows become columns. Inputs that are not there have weights of zero.</summary>
    private void ReadAdjoint(
        float* weights, int block, int blocks, TensorLayout destination, int feature, int features, float* panel)
    {
        nint rowLength = (nint)outBlocks * Lanes;
        for (int i = 0; i < blocks; i++)
        {
            bool paired = i / TileBlocks * TileBlocks + 1 < blocks;
            nint width = (paired ? TileBlocks : 1) * Lanes;
            int lanes = destination.LanesOf(block + i);
            float* rows = weights + (nint)(block + i) * Lanes * rowLength + feature;
            float* tile = panel + (nint)(i / TileBlocks * TileBlocks) * PanelFeatures * Lanes + (nint)(i % TileBlocks) * Lanes;
            for (int lane = 0; lane < Lanes; lane += Quad.Size)
            {
                float* from = rows + lane * rowLength, to = tile + lane;
                for (int f = 0; f < features; f += Quad.Size, to += Quad.Size * width)
                {
                    // Rows are padded to whole blocks with zeros, so four outputs can always be read.
                    Quad quad = Quad.Load(from + f, rowLength, lanes - lane);
                    quad.Transpose();
                    quad.Store(to, width, Quad.Size);
                }
            }
        }
    }
}
