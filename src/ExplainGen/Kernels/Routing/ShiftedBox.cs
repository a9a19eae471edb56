using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// A tensor seen through a window: destination element (c, d, h, w) is the source's (c, d, h, w) minus the offsets, and zero
/// where the source has none. Its adjoint is the same with the offsets' signs turned. Rows without any source element are
/// not even filled with zeros when told that nobody reads them.
/// </summary>
internal readonly unsafe struct ShiftedBox(
    Tensor source, TensorLayout destination, int channelOffset, int depthOffset, int heightOffset, int widthOffset,
    bool skipEmptyRows = false) : IGather
{
    private readonly Tensor _source = source;

    public long WorkPerFloat => 1;

    public void Read(int row, int start, int count, float* values)
    {
        TensorLayout layout = _source.Layout;
        (int block, int depth, int height) = destination.RowPosition(row);
        depth -= depthOffset;
        height -= heightOffset;
        start -= widthOffset;
        bool hasRow = (uint)depth < (uint)layout.Depth && (uint)height < (uint)layout.Height && HasBlock(block);
        if (!hasRow && skipEmptyRows)
            return;
        int left = hasRow ? Math.Clamp(-start, 0, count) : count;
        int right = hasRow ? Math.Clamp(layout.Width - start, left, count) : count;
        Clear(values, left);
        if (left < right)
            ReadPixels(block, depth, height, start + left, right - left, values + (nint)left * TensorLayout.Lanes);
        Clear(values + (nint)right * TensorLayout.Lanes, count - right);
    }

    /// <summary>Whether a destination block shares channels with the source.</summary>
    private bool HasBlock(int block)
    {
        int first = block * TensorLayout.Lanes - channelOffset;
        return first > -TensorLayout.Lanes && first < _source.Layout.Channels;
    }

    private void ReadPixels(int block, int depth, int height, int start, int count, float* values)
    {
        // Lane l holds source channel first + l: lanes of one source block, or the end of one and the start of the next.
        int first = block * TensorLayout.Lanes - channelOffset;
        int sourceBlock = first >> 4;
        int turn = first & (TensorLayout.Lanes - 1);
        Vector512<float> exists = LaneMask.Range(-first, Math.Min(_source.Layout.Channels - first, destination.LanesOf(block)));
        float* lower = Pixels(sourceBlock, depth, height, start);
        float* upper = turn == 0 ? null : Pixels(sourceBlock + 1, depth, height, start);
        Vector512<int> order = (LaneMask.Indices + Vector512.Create(turn)) & Vector512.Create(TensorLayout.Lanes - 1);
        Vector512<float> fromLower = LaneMask.First(TensorLayout.Lanes - turn);
        for (nint i = 0; i < (nint)count * TensorLayout.Lanes; i += TensorLayout.Lanes)
        {
            Vector512<float> a = lower == null ? Vector512<float>.Zero : Vector512.Load(lower + i);
            if (turn != 0)
            {
                Vector512<float> b = upper == null ? Vector512<float>.Zero : Vector512.Load(upper + i);
                a = Vector512.ConditionalSelect(fromLower, Vector512.Shuffle(a, order), Vector512.Shuffle(b, order));
            }

            (a & exists).Store(values + i);
        }
    }

    private float* Pixels(int block, int depth, int height, int width)
        => (uint)block < (uint)_source.Layout.Blocks ? _source.Pixel(block, depth, height, width) : null;

    private static void Clear(float* values, int count)
        => NativeMemory.Clear(values, (nuint)count * TensorLayout.Lanes * sizeof(float));
}
