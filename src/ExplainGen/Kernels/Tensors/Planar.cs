using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>Conversion between user data, plain row-major <c>C, D, H, W</c> spans, and channel-blocked tensors.</summary>
public static unsafe class Planar
{
    /// <summary>
    /// Floats below which waking other threads costs more than it saves. More than for other passes: what is read lies in the caller's
    /// cache.
    /// </summary>
    private const long ParallelFloats = 100_000;

    /// <summary>Copies row-major data into a tensor; padding lanes and halo become zero.</summary>
    /// <param name="planar">C·D·H·W values, row-major.</param>
    /// <param name="t">The tensor to fill.</param>
    /// <exception cref="ArgumentException">The span's length is not the tensor's element count.</exception>
    public static void Load(ReadOnlySpan<float> planar, in Tensor t) => Load(planar, t, Workers.Single);

    /// <summary>Copies row-major data into a tensor; padding lanes and halo become zero.</summary>
    /// <param name="planar">C·D·H·W values, row-major.</param>
    /// <param name="t">The tensor to fill.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The span's length is not the tensor's element count.</exception>
    public static void Load(ReadOnlySpan<float> planar, in Tensor t, Workers workers)
    {
        TensorLayout layout = t.Layout;
        CheckLength(planar.Length, layout, nameof(planar));
        Halo.Clear(t);
        bool parallel = (long)layout.Rows * layout.RowLength >= ParallelFloats;
        int parts = parallel ? Math.Min(layout.Rows, workers.Threads) : 1;
        fixed (float* source = planar)
            workers.Run(new RowLoads(source, t, parts), parts);
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
                if (channelStride == 1)
                {
                    new ReadOnlySpan<float>(from, lanes).CopyTo(new Span<float>(to, lanes));
                    continue;
                }

                for (int lane = 0; lane < lanes; lane += Quad.Size, to += Quad.Size * channelStride)
                    StoreQuad(from + lane, channelStride, lanes - lane, layout.Width, to);
            }
        }
    }

    private static void LoadRows(float* source, in Tensor t, int begin, int end)
    {
        TensorLayout layout = t.Layout;
        nint channelStride = (nint)layout.RowsPerBlock * layout.Width;
        for (int row = begin; row < end; row++)
        {
            int block = row / layout.RowsPerBlock;
            float* from = source + block * TensorLayout.Lanes * channelStride
                + (nint)(row - block * layout.RowsPerBlock) * layout.Width;
            LoadRow(from, channelStride, layout.LanesOf(block), layout.Width, t.Row(row));
        }
    }

    /// <summary>A row from as many channels as there are; zeros in lanes that there are no channels for.</summary>
    private static void LoadRow(float* from, nint channelStride, int channels, int width, float* to)
    {
        if (channelStride == 1)
        {
            // A vector: its elements lie as the lanes do.
            var pixel = new Span<float>(to, TensorLayout.Lanes);
            new ReadOnlySpan<float>(from, channels).CopyTo(pixel);
            pixel[channels..].Clear();
            return;
        }

        int x = 0;
        for (; x <= width - Quad.Size; x += Quad.Size, from += Quad.Size, to += Quad.Size * TensorLayout.Lanes)
        {
            // Whole pixels are written at a time: stores are what this is bound by.
            (Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d) = LoadHalf(from, channelStride, channels);
            (Vector256<float> a1, Vector256<float> b1, Vector256<float> c1, Vector256<float> d1) =
                LoadHalf(from + 2 * Quad.Size * channelStride, channelStride, channels - 2 * Quad.Size);
            Vector512.Create(a, a1).Store(to);
            Vector512.Create(b, b1).Store(to + TensorLayout.Lanes);
            Vector512.Create(c, c1).Store(to + 2 * TensorLayout.Lanes);
            Vector512.Create(d, d1).Store(to + 3 * TensorLayout.Lanes);
        }

        for (; x < width; x++, from++, to += TensorLayout.Lanes)
        {
            for (int lane = 0; lane < TensorLayout.Lanes; lane++)
                to[lane] = lane < channels ? from[lane * channelStride] : 0f;
        }
    }

    /// <summary>Four pixels of up to eight channels, zero where there are none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> A, Vector256<float> B, Vector256<float> C, Vector256<float> D) LoadHalf(
        float* from, nint channelStride, int channels)
    {
        if (channels <= 0)
            return default;
        (Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d) = LoadQuad(from, channelStride, channels);
        if (channels <= Quad.Size)
            return (a.ToVector256(), b.ToVector256(), c.ToVector256(), d.ToVector256());
        (Vector128<float> a1, Vector128<float> b1, Vector128<float> c1, Vector128<float> d1) =
            LoadQuad(from + Quad.Size * channelStride, channelStride, channels - Quad.Size);
        return (Vector256.Create(a, a1), Vector256.Create(b, b1), Vector256.Create(c, c1), Vector256.Create(d, d1));
    }

    /// <summary>Four pixels of up to four channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> A, Vector128<float> B, Vector128<float> C, Vector128<float> D) LoadQuad(
        float* from, nint channelStride, int channels)
    {
        Quad quad = Quad.Load(from, channelStride, channels);
        quad.Transpose();
        return (quad.A, quad.B, quad.C, quad.D);
    }

    /// <summary>The channels of up to four lanes of a row.</summary>
    private static void StoreQuad(float* from, nint channelStride, int channels, int width, float* to)
    {
        int x = 0;
        for (; x <= width - Quad.Size; x += Quad.Size, from += Quad.Size * TensorLayout.Lanes)
        {
            Quad quad = Quad.Load(from, TensorLayout.Lanes, Quad.Size);
            quad.Transpose();
            quad.Store(to + x, channelStride, channels);
        }

        for (; x < width; x++, from += TensorLayout.Lanes)
        {
            for (int lane = 0; lane < Math.Min(Quad.Size, channels); lane++)
                to[lane * channelStride + x] = from[lane];
        }
    }

    private static void CheckLength(int length, TensorLayout layout, string name)
    {
        if (length != layout.Count)
            throw new ArgumentException($"{length} values were given for a tensor {layout} of {layout.Count}.", name);
    }

    private readonly struct RowLoads(float* source, Tensor t, int parts) : IWork
    {
        private readonly float* _source = source;

        public void Execute(int part)
        {
            int rows = t.Layout.Rows;
            LoadRows(_source, t, (int)((long)rows * part / parts), (int)((long)rows * (part + 1) / parts));
        }
    }
}
