using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// A view of native memory as a tensor. It owns nothing: whoever made it keeps the memory (an <see cref="Arena"/> or an
/// <see cref="OwnedTensor"/>) alive while it is in use.
/// </summary>
public readonly unsafe struct Tensor
{
    /// <summary>Views the memory at <paramref name="data"/> as a tensor.</summary>
    /// <param name="data">64-byte aligned memory of at least <see cref="TensorLayout.Length"/> floats.</param>
    /// <param name="layout">Its layout.</param>
    public Tensor(float* data, TensorLayout layout)
    {
        Data = data;
        Layout = layout;
    }

    /// <summary>The start of the memory, halo included.</summary>
    public float* Data { get; }

    /// <summary>The layout; not to be read when <see cref="IsNone"/>.</summary>
    public TensorLayout Layout { get; }

    /// <summary>Whether this is <c>default</c>, the absent tensor.</summary>
    public bool IsNone => Data == null;

    /// <summary>One logical element, for inspection; kernels address rows.</summary>
    /// <param name="channel">Channel, 0 to C-1.</param>
    /// <param name="depth">Depth, 0 to D-1.</param>
    /// <param name="height">Height, 0 to H-1.</param>
    /// <param name="width">Width, 0 to W-1.</param>
    /// <exception cref="IndexOutOfRangeException">An index lies outside the logical shape.</exception>
    public ref float this[int channel, int depth, int height, int width]
    {
        get
        {
            if ((uint)channel >= (uint)Layout.Channels || (uint)depth >= (uint)Layout.Depth
                || (uint)height >= (uint)Layout.Height || (uint)width >= (uint)Layout.Width)
            {
                throw new IndexOutOfRangeException($"Element ({channel}, {depth}, {height}, {width}) is outside of {Layout}.");
            }

            return ref Data[Layout.Origin + channel / TensorLayout.Lanes * Layout.BlockStride + depth * Layout.PlaneStride
                + height * Layout.RowStride + width * TensorLayout.Lanes + channel % TensorLayout.Lanes];
        }
    }

    /// <summary>The first pixel of row number <paramref name="row"/>, see <see cref="TensorLayout.RowOffset"/>.</summary>
    /// <param name="row">The row, from 0 to <see cref="TensorLayout.Rows"/> - 1 (not checked).</param>
    public float* Row(int row) => Data + Layout.RowOffset(row);

    /// <summary>The 16 lanes of one pixel of a block; indices are not checked, so they may reach into the halo.</summary>
    internal float* Pixel(int block, int depth, int height, int width) =>
        Data + Layout.Origin + block * Layout.BlockStride + depth * Layout.PlaneStride + height * Layout.RowStride
            + (nint)width * TensorLayout.Lanes;

    /// <summary>
    /// The sum of all logical elements, padding lanes and halo left out, accumulated in double precision in a fixed order.
    /// </summary>
    public double Sum()
    {
        double sum = 0;
        double* lanes = stackalloc double[TensorLayout.Lanes];
        for (int block = 0; block < Layout.Blocks; block++)
        {
            Vector512<double> lower = default, upper = default;
            for (int row = block * Layout.RowsPerBlock; row < (block + 1) * Layout.RowsPerBlock; row++)
            {
                float* p = Row(row);
                for (float* end = p + Layout.RowLength; p < end; p += TensorLayout.Lanes)
                {
                    (Vector512<double> low, Vector512<double> high) = Vector512.Widen(Vector512.Load(p));
                    lower += low;
                    upper += high;
                }
            }

            lower.Store(lanes);
            upper.Store(lanes + Vector512<double>.Count);
            for (int lane = 0; lane < Layout.LanesOf(block); lane++)
                sum += lanes[lane];
        }

        return sum;
    }
}
