using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>Maxima over the windows of a pooling layer. Padding takes no part; a window of padding alone gives zero.</summary>
internal readonly unsafe struct WindowMaximum(Tensor x, PoolGeometry geometry, TensorLayout output) : IGather
{
    private readonly Tensor _x = x;

    public long WorkPerFloat => Math.Max(1, _x.Layout.Length / output.Length);

    public void Read(int row, int start, int count, float* values)
    {
        (int block, int depth, int height) = output.RowPosition(row);
        ReadOnlySpan<int> starts = geometry.Width.Starts.Slice(start, count), ends = geometry.Width.Ends.Slice(start, count);
        bool first = true;
        for (int d = geometry.Depth.Start(depth); d < geometry.Depth.End(depth); d++)
        {
            for (int h = geometry.Height.Start(height); h < geometry.Height.End(height); h++, first = false)
                ReadRow(_x.Pixel(block, d, h, 0), starts, ends, first, values);
        }

        for (int i = 0; i < count && (first || geometry.Width.HasEmpty); i++)
        {
            if (first || starts[i] == ends[i])
                Vector512<float>.Zero.Store(values + (nint)i * TensorLayout.Lanes);
        }
    }

    /// <summary>The maxima of one row of the windows, or of it and the rows before it.</summary>
    private static void ReadRow(float* pixels, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends, bool first, float* values)
    {
        for (int i = 0; i < starts.Length; i++, values += TensorLayout.Lanes)
        {
            // The processor's own maximum forgets a NaN that it meets again; where one has been, all bits are set in the end.
            Vector512<float> maximum = first ? Vector512.Create(float.NegativeInfinity) : Vector512.Load(values);
            Vector512<float> numbers = Vector512.Equals(maximum, maximum);
            float* end = pixels + (nint)ends[i] * TensorLayout.Lanes;
            for (float* p = pixels + (nint)starts[i] * TensorLayout.Lanes; p < end; p += TensorLayout.Lanes)
            {
                Vector512<float> x = Vector512.Load(p);
                maximum = Vector512.MaxNative(maximum, x);
                numbers &= Vector512.Equals(x, x);
            }

            (maximum | ~numbers).Store(values);
        }
    }
}
