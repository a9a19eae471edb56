using System.Runtime.InteropServices;

namespace ExplainGen.Kernels;

/// <summary>Copies whole blocks of channels between tensors of equal extents: into a concatenation, and out of it.</summary>
/// <param name="sourceBlock">The first block to copy.</param>
/// <param name="destinationBlock">The block it goes to.</param>
/// <param name="blocks">Number of blocks.</param>
internal readonly unsafe struct BlockCopy(int sourceBlock, int destinationBlock, int blocks) : IRowKernel
{
    public int Grain => 1;

    public int Units(TensorLayout destination) => blocks * destination.RowsPerBlock;

    public long Work(TensorLayout source, TensorLayout destination) =>
        (long)Units(destination) * destination.RowLength * RowKernel.WorkPerRead;

    public void Execute<TEpilogue>(
        in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, int begin, int end)
        where TEpilogue : struct, IRowEpilogue
    {
        int from = sourceBlock * destination.Layout.RowsPerBlock, to = destinationBlock * destination.Layout.RowsPerBlock;
        nuint bytes = (nuint)destination.Layout.RowLength * sizeof(float);
        foreach (int row in new RowRange(blocks, destination.Layout.RowsPerBlock, begin, end))
            NativeMemory.Copy(source.Row(from + row), destination.Row(to + row), bytes);
    }
}
