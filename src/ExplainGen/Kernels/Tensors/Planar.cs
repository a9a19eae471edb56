using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ExplainGen.Kernels;

/// <summary>Conversion between user data, plain row-major <c>C, D, H, W</c> spans, and channel-blocked tensors.</summary>
public static unsafe class Planar
{
    /// <summary>Lanes, and pixels, that are turned from one order into the other at a time.</summary>
    private const int Quad = 4;

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
                float* from = source + block * TensorLayout.Lanes * channelStride
                    + (nint)(row - block * layout.RowsPerBlock) * layout.Width;
                if (channelStride == 1)
                {
                    var pixel = new Span<float>(to, TensorLayout.Lanes);
                    new ReadOnlySpan<float>(from, lanes).CopyTo(pixel);
                    pixel[lanes..].Clear();
                    continue;
                }

                for (int lane = 0; lane < TensorLayout.Lanes; lane += Quad, from += Quad * channelStride)
                    LoadQuad(from, channelStride, lanes - lane, layout.Width, to + lane);
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

    /// <summary>Four lanes of a row from as many channels; zeros in lanes that there are no channels for.</summary>
    private static void LoadQuad(float* from, nint channelStride, int channels, int width, float* to)
    {
        int x = 0;
        for (; x <= width - Quad; x += Quad, to += Quad * TensorLayout.Lanes)
        {
            Vector128<float> a = channels > 0 ? Vector128.Load(from + x) : default;
            Vector128<float> b = channels > 1 ? Vector128.Load(from + channelStride + x) : default;
            Vector128<float> c = channels > 2 ? Vector128.Load(from + 2 * channelStride + x) : default;
            Vector128<float> d = channels > 3 ? Vector128.Load(from + 3 * channelStride + x) : default;
            Transpose(ref a, ref b, ref c, ref d);
            a.Store(to);
            b.Store(to + TensorLayout.Lanes);
            c.Store(to + 2 * TensorLayout.Lanes);
            d.Store(to + 3 * TensorLayout.Lanes);
        }

        for (; x < width; x++, to += TensorLayout.Lanes)
        {
            for (int lane = 0; lane < Quad; lane++)
                to[lane] = lane < channels ? from[lane * channelStride + x] : 0f;
        }
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
}
