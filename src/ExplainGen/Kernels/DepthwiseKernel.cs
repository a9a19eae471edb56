using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// The convolution core for depthwise maps (as many groups as channels): lanes never mix, so each tap is one vector product
/// per pixel. Weights are packed <c>[block][tap][16]</c>, the same for both directions.
/// </summary>
internal readonly unsafe struct DepthwiseKernel(ConvolutionGather gather) : IRowKernel
{
    private const int Chunk = 64;

    /// <summary>Packs weights <c>[channels, 1, taps]</c>.</summary>
    internal static NativeBuffer Pack(ConvolutionGather gather, ReadOnlySpan<float> weight, WeightVariant variant)
    {
        int taps = gather.Taps;
        int blocks = (gather.DestinationChannels - 1) / TensorLayout.Lanes + 1;
        var packed = new NativeBuffer((nint)blocks * taps * TensorLayout.Lanes);
        for (int channel = 0; channel < gather.DestinationChannels; channel++)
        {
            float* to = packed.Data + (nint)(channel / TensorLayout.Lanes) * taps * TensorLayout.Lanes + channel % TensorLayout.Lanes;
            for (int tap = 0; tap < taps; tap++)
                to[(nint)tap * TensorLayout.Lanes] = variant.Apply(weight[channel * taps + tap]);
        }

        return packed;
    }

    public int Units(TensorLayout destination) => destination.Rows;

    public long Work(TensorLayout source, TensorLayout destination)
    {
        long sums = (long)destination.Rows * destination.RowLength;
        return sums * gather.Taps / ((long)gather.Depth.Period * gather.Height.Period * gather.Width.Period);
    }

    [SkipLocalsInit]
    public void Execute<TEpilogue>(
        in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, int begin, int end)
        where TEpilogue : struct, IRowEpilogue
    {
        TensorLayout layout = destination.Layout;
        float* sums = stackalloc float[Chunk * TensorLayout.Lanes];
        int chunk = gather.Width.ChunkOf(PixelGroup.Pixels, Chunk);
        for (int row = begin; row < end; row++)
        {
            for (int start = 0; start < layout.Width; start += chunk)
            {
                int count = Math.Min(chunk, layout.Width - start);
                Sum(source, weights, layout, row, start, count, sums);
                epilogue.Run(sums, destination.Row(row) + (nint)start * TensorLayout.Lanes, row, start, count);
            }
        }
    }

    /// <summary>The sums of a run of pixels of one row, group by group.</summary>
    [SkipLocalsInit]
    private void Sum(in Tensor source, float* weights, TensorLayout layout, int row, int start, int count, float* sums)
    {
        PixelTerm* terms = stackalloc PixelTerm[PixelGroup.Terms];
        int period = gather.Width.Period;
        nint stride = (nint)period * TensorLayout.Lanes;
        nint step = (nint)gather.Width.Step * TensorLayout.Lanes;
        int block = row / layout.RowsPerBlock;
        int inBlock = row - block * layout.RowsPerBlock;
        nint offset = block * source.Layout.BlockStride;
        weights += (nint)block * gather.Taps * TensorLayout.Lanes;
        new Span<float>(sums, count * TensorLayout.Lanes).Clear();
        for (int phase = 0; phase < Math.Min(period, count); phase++)
        {
            for (int pixel = phase; pixel < count; pixel += PixelGroup.Pixels * period)
            {
                int pixels = Math.Min(PixelGroup.Pixels, (count - pixel - 1) / period + 1);
                var group = new PixelGroup(
                    gather, source, inBlock / layout.Height, inBlock % layout.Height, start + pixel, pixels);
                for (int n = group.Next(terms, PixelGroup.Terms); n > 0; n = group.Next(terms, PixelGroup.Terms))
                    Add(terms, n, offset, step, weights, sums + (nint)pixel * TensorLayout.Lanes, stride, pixels);
            }
        }
    }

    /// <summary>Adds a list of terms to the sums of eight pixels of one block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(
        PixelTerm* terms, int count, nint offset, nint step, float* weights, float* sums, nint stride, int pixels)
    {
        float* zero = PixelGroup.Zero;
        Vector512<float> a0 = PixelGroup.Load(sums, stride, 0, pixels);
        Vector512<float> a1 = PixelGroup.Load(sums, stride, 1, pixels);
        Vector512<float> a2 = PixelGroup.Load(sums, stride, 2, pixels);
        Vector512<float> a3 = PixelGroup.Load(sums, stride, 3, pixels);
        Vector512<float> a4 = PixelGroup.Load(sums, stride, 4, pixels);
        Vector512<float> a5 = PixelGroup.Load(sums, stride, 5, pixels);
        Vector512<float> a6 = PixelGroup.Load(sums, stride, 6, pixels);
        Vector512<float> a7 = PixelGroup.Load(sums, stride, 7, pixels);
        for (int i = 0; i < count; i++)
        {
            PixelTerm term = terms[i];
            Vector512<float> w = Vector512.Load(weights + (nint)term.Tap * TensorLayout.Lanes);
            if (term.IsWhole)
            {
                float* p = term.First(offset);
                a0 = Vector512.MultiplyAddEstimate(Vector512.Load(p), w, a0);
                a1 = Vector512.MultiplyAddEstimate(Vector512.Load(p + step), w, a1);
                a2 = Vector512.MultiplyAddEstimate(Vector512.Load(p + 2 * step), w, a2);
                a3 = Vector512.MultiplyAddEstimate(Vector512.Load(p + 3 * step), w, a3);
                a4 = Vector512.MultiplyAddEstimate(Vector512.Load(p + 4 * step), w, a4);
                a5 = Vector512.MultiplyAddEstimate(Vector512.Load(p + 5 * step), w, a5);
                a6 = Vector512.MultiplyAddEstimate(Vector512.Load(p + 6 * step), w, a6);
                a7 = Vector512.MultiplyAddEstimate(Vector512.Load(p + 7 * step), w, a7);
            }
            else
            {
                a0 = Vector512.MultiplyAddEstimate(Vector512.Load(term.Pixel(0, offset, step, zero)), w, a0);
                a1 = Vector512.MultiplyAddEstimate(Vector512.Load(term.Pixel(1, offset, step, zero)), w, a1);
                a2 = Vector512.MultiplyAddEstimate(Vector512.Load(term.Pixel(2, offset, step, zero)), w, a2);
                a3 = Vector512.MultiplyAddEstimate(Vector512.Load(term.Pixel(3, offset, step, zero)), w, a3);
                a4 = Vector512.MultiplyAddEstimate(Vector512.Load(term.Pixel(4, offset, step, zero)), w, a4);
                a5 = Vector512.MultiplyAddEstimate(Vector512.Load(term.Pixel(5, offset, step, zero)), w, a5);
                a6 = Vector512.MultiplyAddEstimate(Vector512.Load(term.Pixel(6, offset, step, zero)), w, a6);
                a7 = Vector512.MultiplyAddEstimate(Vector512.Load(term.Pixel(7, offset, step, zero)), w, a7);
            }
        }

        PixelGroup.Store(sums, stride, 0, pixels, a0);
        PixelGroup.Store(sums, stride, 1, pixels, a1);
        PixelGroup.Store(sums, stride, 2, pixels, a2);
        PixelGroup.Store(sums, stride, 3, pixels, a3);
        PixelGroup.Store(sums, stride, 4, pixels, a4);
        PixelGroup.Store(sums, stride, 5, pixels, a5);
        PixelGroup.Store(sums, stride, 6, pixels, a6);
        PixelGroup.Store(sums, stride, 7, pixels, a7);
    }
}
