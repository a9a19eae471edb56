using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// Shares the relevance of every window out to its inputs. A unit is an input row; a range of them visits all windows that
/// reach into it and writes only inside itself, so an input's sum has one order however the rows are divided among threads.
/// </summary>
internal readonly unsafe struct PoolScatter<TShares>(TShares shares, Tensor x, Tensor y, PoolGeometry geometry, bool accumulate)
    : IRowKernel
    where TShares : struct, IPoolShares
{
    private const int TilePixels = 64;

    private readonly TShares _shares = shares;
    private readonly Tensor _x = x;
    private readonly Tensor _y = y;

    public int Units(TensorLayout destination) => destination.Rows;

    // An account is kept in the order of the outputs, which takes one thread.
    public long Work(TensorLayout source, TensorLayout destination) => _shares.IsTraced ? 0 : source.Length;

    public void Execute<TEpilogue>(
        in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, int begin, int end)
        where TEpilogue : struct, IRowEpilogue
    {
        TensorLayout layout = destination.Layout;
        if (!accumulate)
        {
            for (int row = begin; row < end; row++)
                NativeMemory.Clear(destination.Row(row), (nuint)layout.RowLength * sizeof(float));
        }

        int rowsPerBlock = layout.RowsPerBlock;
        for (int block = begin / rowsPerBlock; block * rowsPerBlock < end; block++)
        {
            int first = Math.Max(begin - block * rowsPerBlock, 0);
            int last = Math.Min(end - block * rowsPerBlock, rowsPerBlock);
            for (int depth = 0; depth < geometry.Depth.Out; depth++)
            {
                for (int height = 0; height < geometry.Height.Out; height++)
                {
                    if (_shares.IsTraced || Reaches(depth, height, first, last))
                        ShareRow(block, depth, height, destination, first, last);
                }
            }
        }
    }

    /// <summary>Whether the windows of an output row may hold one of the input rows from first to last.</summary>
    private bool Reaches(int depth, int height, int first, int last)
    {
        int inputs = geometry.Height.In;
        return geometry.Depth.Start(depth) * inputs + geometry.Height.Start(height) < last
            && (geometry.Depth.End(depth) - 1) * inputs + geometry.Height.End(height) > first;
    }

    [SkipLocalsInit]
    private void ShareRow(int block, int depth, int height, in Tensor destination, int first, int last)
    {
        float* portions = stackalloc float[TilePixels * TensorLayout.Lanes];
        int row = (block * geometry.Depth.Out + depth) * geometry.Height.Out + height;
        float* maxima = _y.Row(row);
        for (int start = 0; start < geometry.Width.Out; start += TilePixels)
        {
            int count = Math.Min(TilePixels, geometry.Width.Out - start);
            _shares.Prepare(row, start, count, portions);
            for (int i = 0; i < count; i++)
            {
                Vector512<float> maximum = Vector512.Load(maxima + (nint)(start + i) * TensorLayout.Lanes);
                Vector512<float> portion = Vector512.Load(portions + (nint)i * TensorLayout.Lanes);
                ShareWindow(block, depth, height, start + i, maximum, portion, destination, first, last);
            }
        }
    }

    private void ShareWindow(
        int block, int depth, int height, int width, Vector512<float> maximum, Vector512<float> portion, in Tensor destination,
        int first, int last)
    {
        int begin = geometry.Width.Start(width);
        nint floats = (nint)(geometry.Width.End(width) - begin) * TensorLayout.Lanes;
        for (int d = geometry.Depth.Start(depth); d < geometry.Depth.End(depth); d++)
        {
            for (int h = geometry.Height.Start(height); h < geometry.Height.End(height); h++)
            {
                int row = d * geometry.Height.In + h;
                float* x = _x.Pixel(block, d, h, begin);
                float* r = row >= first && row < last ? destination.Pixel(block, d, h, begin) : null;
                for (nint i = 0; i < floats; i += TensorLayout.Lanes)
                {
                    // Shares are asked for outside of the range too: the rule may have to know that the winner is there.
                    Vector512<float> share = TShares.Share(Vector512.Load(x + i), maximum, ref portion);
                    if (r != null)
                        (Vector512.Load(r + i) + share).Store(r + i);
                }
            }
        }
    }
}
