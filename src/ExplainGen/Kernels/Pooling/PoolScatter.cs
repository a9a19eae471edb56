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

    public int Grain => 1;

    public int Units(TensorLayout destination) => destination.Rows;

    // An account is kept in the order of the outputs, which takes one thread.
    public long Work(TensorLayout source, TensorLayout destination) => _shares.IsTraced ? 0 : source.Length * RowKernel.WorkPerRead;

    public void Execute<TEpilogue>(
        in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, int begin, int end)
        where TEpilogue : struct, IRowEpilogue
    {
        int rowsPerBlock = destination.Layout.RowsPerBlock;
        for (int block = begin / rowsPerBlock; block * rowsPerBlock < end; block++)
        {
            int first = Math.Max(begin - block * rowsPerBlock, 0);
            int last = Math.Min(end - block * rowsPerBlock, rowsPerBlock);
            ShareBlock(block, destination, first, last);
        }
    }

    private void ShareBlock(int block, in Tensor destination, int first, int last)
    {
        int inputs = geometry.Height.In;
        int cleared = accumulate ? last : first;
        for (int depth = 0; depth < geometry.Depth.Out; depth++)
        {
            for (int height = 0; height < geometry.Height.Out; height++)
            {
                if (!_shares.IsTraced && !Reaches(depth, height, first, last))
                    continue;

                // Rows are cleared shortly before something is added to them, while they are in cache anyway.
                int reached = Math.Min((geometry.Depth.End(depth) - 1) * inputs + geometry.Height.End(height), last);
                Clear(destination, block, cleared, reached);
                cleared = Math.Max(cleared, reached);
                ShareRow(block, depth, height, destination, first, last);
            }
        }

        Clear(destination, block, cleared, last);
    }

    private static void Clear(in Tensor destination, int block, int begin, int end)
    {
        TensorLayout layout = destination.Layout;
        for (int row = begin; row < end; row++)
            NativeMemory.Clear(destination.Row(block * layout.RowsPerBlock + row), (nuint)layout.RowLength * sizeof(float));
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
        for (int start = 0; start < geometry.Width.Out; start += TilePixels, maxima += TilePixels * TensorLayout.Lanes)
        {
            int count = Math.Min(TilePixels, geometry.Width.Out - start);
            ReadOnlySpan<int> starts = geometry.Width.Starts.Slice(start, count), ends = geometry.Width.Ends.Slice(start, count);
            _shares.Prepare(row, start, count, portions);
            for (int d = geometry.Depth.Start(depth); d < geometry.Depth.End(depth); d++)
            {
                for (int h = geometry.Height.Start(height); h < geometry.Height.End(height); h++)
                {
                    int input = d * geometry.Height.In + h;
                    float* x = _x.Pixel(block, d, h, 0);
                    if (input >= first && input < last)
                        Share(x, maxima, portions, starts, ends, destination.Pixel(block, d, h, 0));
                    else
                        Pass(x, maxima, portions, starts, ends);
                }
            }
        }
    }

    /// <summary>Shares out what one row of some windows gets.</summary>
    private static void Share(
        float* x, float* maxima, float* portions, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends, float* r)
    {
        for (int i = 0; i < starts.Length; i++, maxima += TensorLayout.Lanes, portions += TensorLayout.Lanes)
        {
            Vector512<float> maximum = Vector512.Load(maxima), portion = Vector512.Load(portions);
            nint end = (nint)ends[i] * TensorLayout.Lanes;
            for (nint p = (nint)starts[i] * TensorLayout.Lanes; p < end; p += TensorLayout.Lanes)
                (Vector512.Load(r + p) + TShares.Share(Vector512.Load(x + p), maximum, ref portion)).Store(r + p);
            portion.Store(portions);
        }
    }

    /// <summary>Passes by a row of some windows that lies outside of the range: the rule may have to know that the winner is there.</summary>
    private static void Pass(float* x, float* maxima, float* portions, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends)
    {
        for (int i = 0; i < starts.Length; i++, maxima += TensorLayout.Lanes, portions += TensorLayout.Lanes)
        {
            Vector512<float> maximum = Vector512.Load(maxima), portion = Vector512.Load(portions);
            nint end = (nint)ends[i] * TensorLayout.Lanes;
            for (nint p = (nint)starts[i] * TensorLayout.Lanes; p < end; p += TensorLayout.Lanes)
                TShares.Share(Vector512.Load(x + p), maximum, ref portion);
            portion.Store(portions);
        }
    }
}
