namespace ExplainGen.Kernels;

/// <summary>Conversion between user data, plain row-major <c>C, D, H, W</c> spans, and channel-blocked tensors.</summary>
public static unsafe class Planar
{
    /// <summary>Copies row-major data into a tensor; padding lanes and halo become zero.</summary>
    /// <param name="planar">C·D·H·W values, row-major.</param>
    /// <param name="t">The tensor to fill.</param>
    /// <exception cref="ArgumentException">The span's length is not the tensor's element count.</exception>
    public static void Load(ReadOnlySpan<float> planar, in Tensor t)
    {
        TensorLayout layout = t.Layout;
        CheckLength(planar.Length, layout, nameof(planar));
        Halo.Clear(t);
        nint channelStride = (nint)layout.RowsPerBlock * layout.Width;
        fixed (float* source = planar)
        {
            for (int row = 0; row < layout.Rows; row++)
            {
                int block = row / layout.RowsPerBlock;
                int lanes = layout.LanesOf(block);
                float* to = t.Row(row);
                if (lanes < TensorLayout.Lanes)
                    new Span<float>(to, layout.RowLength).Clear();
                float* from = source + block * TensorLayout.Lanes * channelStride
                    + (nint)(row - block * layout.RowsPerBlock) * layout.Width;
                for (int lane = 0; lane < lanes; lane++, from += channelStride)
                {
                    for (int x = 0; x < layout.Width; x++)
                        to[(nint)x * TensorLayout.Lanes + lane] = from[x];
                }
            }
        }
    }

    /// <summary>Copies a tensor's logical elements out as row-major data.</summary>
    /// <param name="t">The tensor to read.</param>
    /// <param name="planar">Room for C·D·H·W values.</param>
    /// <exception cref="ArgumentException">The span's length is not the tensor's element count.</exception>
    public static void Store(in Tensor t, Span<float> planar)
    {
        TensorLayout layout = t.Layout;
        CheckLength(planar.Length, layout, nameof(planar));
        nint channelStride = (nint)layout.RowsPerBlock * layout.Width;
        fixed (float* target = planar)
        {
            for (int row = 0; row < layout.Rows; row++)
            {
                int block = row / layout.RowsPerBlock;
                int lanes = layout.LanesOf(block);
                float* from = t.Row(row);
                float* to = target + block * TensorLayout.Lanes * channelStride
                    + (nint)(row - block * layout.RowsPerBlock) * layout.Width;
                for (int lane = 0; lane < lanes; lane++, to += channelStride)
                {
                    for (int x = 0; x < layout.Width; x++)
                        to[x] = from[(nint)x * TensorLayout.Lanes + lane];
                }
            }
        }
    }

    private static void CheckLength(int length, TensorLayout layout, string name)
    {
        if (length != layout.Count)
            throw new ArgumentException($"{length} values were given for a tensor {layout} of {layout.Count}.", name);
    }
}
