using System.Runtime.CompilerServices;

namespace ExplainGen.Kernels;

/// <summary>Values of a destination computed run by run, each from what it needs of the sources.</summary>
internal unsafe interface IGather
{
    /// <summary>Cost of one destination float, in floats streamed from memory; 0 for work that has to stay on one thread.</summary>
    long WorkPerFloat { get; }

    /// <summary>Computes a run of pixels of one destination row.</summary>
    /// <param name="row">The destination row, as <see cref="TensorLayout.RowOffset"/> numbers them.</param>
    /// <param name="start">The first pixel's index in the row.</param>
    /// <param name="count">Number of pixels.</param>
    /// <param name="values">Where the values go, <paramref name="count"/> pixels of 16 lanes.</param>
    void Read(int row, int start, int count, float* values);
}

/// <summary>Runs an <see cref="IGather"/> over the rows of a destination, in tiles that stay in the first-level cache.</summary>
internal readonly unsafe struct GatherKernel<TGather>(TGather gather) : IRowKernel
    where TGather : struct, IGather
{
    private const int TilePixels = 64;
    private const int Alignment = 64;

    private readonly TGather _gather = gather;

    public int Grain => 1;

    public int Units(TensorLayout destination) => destination.Rows;

    public long Work(TensorLayout source, TensorLayout destination) => destination.Length * _gather.WorkPerFloat * RowKernel.WorkPerRead;

    [SkipLocalsInit]
    public void Execute<TEpilogue>(
        in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, int begin, int end)
        where TEpilogue : struct, IRowEpilogue
    {
        byte* memory = stackalloc byte[TilePixels * TensorLayout.Lanes * sizeof(float) + Alignment];
        var tile = (float*)(((nuint)memory + Alignment - 1) & ~(nuint)(Alignment - 1));
        int width = destination.Layout.Width;
        foreach (int row in new RowRange(destination.Layout, begin, end))
        {
            float* pixels = destination.Row(row);
            for (int start = 0; start < width; start += TilePixels)
            {
                int count = Math.Min(TilePixels, width - start);
                _gather.Read(row, start, count, tile);
                epilogue.Run(tile, pixels + (nint)start * TensorLayout.Lanes, row, start, count);
            }
        }
    }
}

/// <summary>Runs an <see cref="IGather"/> straight into the destination, for layers that have nothing to do with the values.</summary>
internal readonly unsafe struct PlainGatherKernel<TGather>(TGather gather) : IRowKernel
    where TGather : struct, IGather
{
    private const int TilePixels = 64;

    private readonly TGather _gather = gather;

    public int Grain => 1;

    public int Units(TensorLayout destination) => destination.Rows;

    public long Work(TensorLayout source, TensorLayout destination) => destination.Length * _gather.WorkPerFloat * RowKernel.WorkPerRead;

    public void Execute<TEpilogue>(
        in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, int begin, int end)
        where TEpilogue : struct, IRowEpilogue
    {
        int width = destination.Layout.Width;
        foreach (int row in new RowRange(destination.Layout, begin, end))
        {
            float* pixels = destination.Row(row);
            for (int start = 0; start < width; start += TilePixels)
                _gather.Read(row, start, Math.Min(TilePixels, width - start), pixels + (nint)start * TensorLayout.Lanes);
        }
    }
}
