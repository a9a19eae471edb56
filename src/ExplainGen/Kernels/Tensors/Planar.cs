using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ExplainGen.Kernels;

/// <summary>Conversion between user data, plain row-major <c>C, D, H, W</c> spans, and channel-blocked tensors.</summary>
public static unsafe class Planar
{
    /// <summary>Lanes, and pixels, that are turned from one order into the other at a time.</summary>
    private const int Quad = 4;

    /// <summary>Floats below which waking other threads costs more than it saves.</summary>
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
        fixed (float* source = planar)
        {
            if (parallel)
                workers.Run(new RowLoads(source, t, workers.Threads), workers.Threads);
            else
                LoadRows(source, t, 0, layout.Rows);
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
                if (channelStride == 1)
                {
                    new ReadOnlySpan<float>(from, lanes).CopyTo(new Span<float>(to, lanes));
                    continue;
                }

                for (int lane = 0; lane < lanes; lane += Quad, to += Quad * channelStride)
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
        for (; x <= width - Quad; x += Quad, from += Quad, to += Quad * TensorLayout.Lanes)
        {
            // Whole pixels are written at a time: stores are what this is bound by.
            (Vector128<float> a0, Vector128<float> b0, Vector128<float> c0, Vector128<float> d0) = LoadQuad(from, channelStride, channels);
            (Vector128<float> a1, Vector128<float> b1, Vector128<float> c1, Vector128<float> d1) = (default, default, default, default);
            Vector256<float> a2 = default, b2 = default, c2 = default, d2 = default;
            if (channels > Quad)
                (a1, b1, c1, d1) = LoadQuad(from + Quad * channelStride, channelStride, channels - Quad);
            if (channels > 2 * Quad)
            {
                float* upper = from + 2 * Quad * channelStride;
                (Vector128<float> a3, Vector128<float> b3, Vector128<float> c3, Vector128<float> d3) =
                    LoadQuad(upper, channelStride, channels - 2 * Quad);
                (a2, b2, c2, d2) = (a3.ToVector256(), b3.ToVector256(), c3.ToVector256(), d3.ToVector256());
                if (channels > 3 * Quad)
                {
                    (a3, b3, c3, d3) = LoadQuad(upper + Quad * channelStride, channelStride, channels - 3 * Quad);
                    (a2, b2, c2, d2) = (a2.WithUpper(a3), b2.WithUpper(b3), c2.WithUpper(c3), d2.WithUpper(d3));
                }
            }

            Vector512.Create(Vector256.Create(a0, a1), a2).Store(to);
            Vector512.Create(Vector256.Create(b0, b1), b2).Store(to + TensorLayout.Lanes);
            Vector512.Create(Vector256.Create(c0, c1), c2).Store(to + 2 * TensorLayout.Lanes);
            Vector512.Create(Vector256.Create(d0, d1), d2).Store(to + 3 * TensorLayout.Lanes);
        }

        for (; x < width; x++, from++, to += TensorLayout.Lanes)
        {
            for (int lane = 0; lane < TensorLayout.Lanes; lane++)
                to[lane] = lane < channels ? from[lane * channelStride] : 0f;
        }
    }

    /// <summary>Four pixels of up to four channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> A, Vector128<float> B, Vector128<float> C, Vector128<float> D) LoadQuad(
        float* from, nint channelStride, int channels)
    {
        var a = Vector128.Load(from);
        Vector128<float> b = channels > 1 ? Vector128.Load(from + channelStride) : default;
        Vector128<float> c = channels > 2 ? Vector128.Load(from + 2 * channelStride) : default;
        Vector128<float> d = channels > 3 ? Vector128.Load(from + 3 * channelStride) : default;
        Transpose(ref a, ref b, ref c, ref d);
        return (a, b, c, d);
    }

    /// <summary>The channels of up to four lanes of a row.</summary>
    private static void StoreQuad(float* from, nint channelStride, int channels, int width, float* to)
    {
        int x = 0;
        for (; x <= width - Quad; x += Quad, from += Quad * TensorLayout.Lanes)
        {
            Vector128<float> a = Vector128.Load(from), b = Vector128.Load(from + TensorLayout.Lanes);
            Vector128<float> c = Vector128.Load(from + 2 * TensorLayout.Lanes), d = Vector128.Load(from + 3 * TensorLayout.Lanes);
            Transpose(ref a, ref b, ref c, ref d);
            a.Store(to + x);
            if (channels > 1)
                b.Store(to + channelStride + x);
            if (channels > 2)
                c.Store(to + 2 * channelStride + x);
            if (channels > 3)
                d.Store(to + 3 * channelStride + x);
        }

        for (; x < width; x++, from += TensorLayout.Lanes)
        {
            for (int lane = 0; lane < Math.Min(Quad, channels); lane++)
                to[lane * channelStride + x] = from[lane];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ref Vector128<float> a, ref Vector128<float> b, ref Vector128<float> c, ref Vector128<float> d)
    {
        if (Sse.IsSupported)
        {
            Vector128<float> ab = Sse.UnpackLow(a, b), cd = Sse.UnpackLow(c, d);
            Vector128<float> abUpper = Sse.UnpackHigh(a, b), cdUpper = Sse.UnpackHigh(c, d);
            a = Sse.MoveLowToHigh(ab, cd);
            b = Sse.MoveHighToLow(cd, ab);
            c = Sse.MoveLowToHigh(abUpper, cdUpper);
            d = Sse.MoveHighToLow(cdUpper, abUpper);
        }
        else
        {
            (a, b, c, d) = (
                Vector128.Create(a[0], b[0], c[0], d[0]), Vector128.Create(a[1], b[1], c[1], d[1]),
                Vector128.Create(a[2], b[2], c[2], d[2]), Vector128.Create(a[3], b[3], c[3], d[3]));
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
