using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// The direct convolution core: for a group of eight destination pixels and one or two blocks of 16 destination channels,
/// each source value is broadcast against a packed weight vector. Sums run over depth, height and width taps, then source
/// channels, in this order, whatever the group.
/// </summary>
internal readonly unsafe struct ConvolutionKernel(ConvolutionGather gather) : IRowKernel
{
    /// <summary>Most destination pixels whose sums are kept before the epilogue takes them.</summary>
    private const int Chunk = 64;

    /// <summary>Taps of one partial sum.</summary>
    private const int PartialTerms = 3;

    public int Units(TensorLayout destination) => gather.Packing.Tiles.Length * destination.RowsPerBlock;

    public long Work(TensorLayout source, TensorLayout destination)
    {
        long pixels = (long)destination.RowsPerBlock * destination.Width;
        return pixels * gather.Packing.WorkPerPixel / ((long)gather.Depth.Period * gather.Height.Period * gather.Width.Period);
    }

    [SkipLocalsInit]
    public void Execute<TEpilogue>(
        in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, int begin, int end)
        where TEpilogue : struct, IRowEpilogue
    {
        TensorLayout layout = destination.Layout;
        float* sums = stackalloc float[2 * Chunk * TensorLayout.Lanes];
        float* upperSums = sums + Chunk * TensorLayout.Lanes;
        int chunk = gather.Width.ChunkOf(PixelGroup.Pixels, Chunk);
        for (int unit = begin; unit < end; unit++)
        {
            BlockTile tile = gather.Packing.Tiles[unit / layout.RowsPerBlock];
            int inBlock = unit % layout.RowsPerBlock;
            for (int start = 0; start < layout.Width; start += chunk)
            {
                int count = Math.Min(chunk, layout.Width - start);
                Sum(source, weights, tile, inBlock / layout.Height, inBlock % layout.Height, start, count, sums, upperSums);
                for (int i = 0; i < tile.Blocks; i++)
                {
                    int row = (tile.Block + i) * layout.RowsPerBlock + inBlock;
                    float* to = destination.Row(row) + (nint)start * TensorLayout.Lanes;
                    epilogue.Run(i == 0 ? sums : upperSums, to, row, start, count);
                }
            }
        }
    }

    /// <summary>The sums of a run of pixels of one row, group by group.</summary>
    [SkipLocalsInit]
    private void Sum(
        in Tensor source, float* weights, BlockTile tile, int depth, int height, int start, int count, float* lower, float* upper)
    {
        PixelTerm* terms = stackalloc PixelTerm[PartialTerms];
        int period = gather.Width.Period;
        nint stride = (nint)period * TensorLayout.Lanes;
        nint blockStride = source.Layout.BlockStride;
        nint step = (nint)gather.Width.Step * TensorLayout.Lanes;
        BlockReach reach = gather.Packing.Reach(tile.Block);
        BlockReach upperReach = gather.Packing.Reach(tile.Block + tile.Blocks - 1);
        new Span<float>(lower, count * TensorLayout.Lanes).Clear();
        if (tile.Blocks == 2)
            new Span<float>(upper, count * TensorLayout.Lanes).Clear();
        for (int phase = 0; phase < Math.Min(period, count); phase++)
        {
            for (int pixel = phase; pixel < count; pixel += PixelGroup.Pixels * period)
            {
                int pixels = Math.Min(PixelGroup.Pixels, (count - pixel - 1) / period + 1);
                nint offset = (nint)pixel * TensorLayout.Lanes;
                var group = new PixelGroup(gather, source, depth, height, start + pixel, pixels);
                for (int n = group.Next(terms, PartialTerms); n > 0; n = group.Next(terms, PartialTerms))
                {
                    if (tile.Blocks == 2)
                    {
                        AddPair(
                            terms, n, reach, blockStride, step, weights + reach.Offset, weights + upperReach.Offset,
                            lower + offset, upper + offset, stride, pixels);
                    }
                    else
                    {
                        AddSingle(terms, n, reach, blockStride, step, weights + reach.Offset, lower + offset, stride, pixels);
                    }
                }
            }
        }
    }

    /// <summary>Adds a list of terms to the sums of eight pixels by 32 destination channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddPair(
        PixelTerm* terms, int count, BlockReach reach, nint blockStride, nint step, float* lowerWeights, float* upperWeights,
        float* lower, float* upper, nint stride, int pixels)
    {
        float* zero = PixelGroup.Zero;
        Vector512<float> a0 = Vector512<float>.Zero;
        Vector512<float> a1 = Vector512<float>.Zero;
        Vector512<float> a2 = Vector512<float>.Zero;
        Vector512<float> a3 = Vector512<float>.Zero;
        Vector512<float> a4 = Vector512<float>.Zero;
        Vector512<float> a5 = Vector512<float>.Zero;
        Vector512<float> a6 = Vector512<float>.Zero;
        Vector512<float> a7 = Vector512<float>.Zero;
        Vector512<float> b0 = Vector512<float>.Zero;
        Vector512<float> b1 = Vector512<float>.Zero;
        Vector512<float> b2 = Vector512<float>.Zero;
        Vector512<float> b3 = Vector512<float>.Zero;
        Vector512<float> b4 = Vector512<float>.Zero;
        Vector512<float> b5 = Vector512<float>.Zero;
        Vector512<float> b6 = Vector512<float>.Zero;
        Vector512<float> b7 = Vector512<float>.Zero;
        nint tapLength = (nint)(reach.End - reach.Begin) * TensorLayout.Lanes;
        for (int i = 0; i < count; i++)
        {
            PixelTerm term = terms[i];
            float* v = lowerWeights + term.Tap * tapLength;
            float* w = upperWeights + term.Tap * tapLength;
            for (int block = reach.Begin / TensorLayout.Lanes; block * TensorLayout.Lanes < reach.End; block++)
            {
                nint offset = block * blockStride;
                nint first = Math.Max(reach.Begin - block * TensorLayout.Lanes, 0);
                nint end = Math.Min(reach.End - block * TensorLayout.Lanes, TensorLayout.Lanes);
                float* p0, p1, p2, p3, p4, p5, p6, p7;
                if (term.IsWhole)
                {
                    p0 = term.First(offset);
                    p1 = p0 + step;
                    p2 = p1 + step;
                    p3 = p2 + step;
                    p4 = p3 + step;
                    p5 = p4 + step;
                    p6 = p5 + step;
                    p7 = p6 + step;
                }
                else
                {
                    p0 = term.Pixel(0, offset, step, zero);
                    p1 = term.Pixel(1, offset, step, zero);
                    p2 = term.Pixel(2, offset, step, zero);
                    p3 = term.Pixel(3, offset, step, zero);
                    p4 = term.Pixel(4, offset, step, zero);
                    p5 = term.Pixel(5, offset, step, zero);
                    p6 = term.Pixel(6, offset, step, zero);
                    p7 = term.Pixel(7, offset, step, zero);
                }

                for (nint c = first; c < end; c++)
                {
                    Vector512<float> x, vc = Vector512.Load(v), wc = Vector512.Load(w);
                    x = Vector512.Create(p0[c]);
                    a0 = Vector512.MultiplyAddEstimate(x, vc, a0);
                    b0 = Vector512.MultiplyAddEstimate(x, wc, b0);
                    x = Vector512.Create(p1[c]);
                    a1 = Vector512.MultiplyAddEstimate(x, vc, a1);
                    b1 = Vector512.MultiplyAddEstimate(x, wc, b1);
                    x = Vector512.Create(p2[c]);
                    a2 = Vector512.MultiplyAddEstimate(x, vc, a2);
                    b2 = Vector512.MultiplyAddEstimate(x, wc, b2);
                    x = Vector512.Create(p3[c]);
                    a3 = Vector512.MultiplyAddEstimate(x, vc, a3);
                    b3 = Vector512.MultiplyAddEstimate(x, wc, b3);
                    x = Vector512.Create(p4[c]);
                    a4 = Vector512.MultiplyAddEstimate(x, vc, a4);
                    b4 = Vector512.MultiplyAddEstimate(x, wc, b4);
                    x = Vector512.Create(p5[c]);
                    a5 = Vector512.MultiplyAddEstimate(x, vc, a5);
                    b5 = Vector512.MultiplyAddEstimate(x, wc, b5);
                    x = Vector512.Create(p6[c]);
                    a6 = Vector512.MultiplyAddEstimate(x, vc, a6);
                    b6 = Vector512.MultiplyAddEstimate(x, wc, b6);
                    x = Vector512.Create(p7[c]);
                    a7 = Vector512.MultiplyAddEstimate(x, vc, a7);
                    b7 = Vector512.MultiplyAddEstimate(x, wc, b7);
                    v += TensorLayout.Lanes;
                    w += TensorLayout.Lanes;
                }
            }
        }

        PixelGroup.Add(lower, stride, 0, pixels, a0);
        PixelGroup.Add(lower, stride, 1, pixels, a1);
        PixelGroup.Add(lower, stride, 2, pixels, a2);
        PixelGroup.Add(lower, stride, 3, pixels, a3);
        PixelGroup.Add(lower, stride, 4, pixels, a4);
        PixelGroup.Add(lower, stride, 5, pixels, a5);
        PixelGroup.Add(lower, stride, 6, pixels, a6);
        PixelGroup.Add(lower, stride, 7, pixels, a7);
        PixelGroup.Add(upper, stride, 0, pixels, b0);
        PixelGroup.Add(upper, stride, 1, pixels, b1);
        PixelGroup.Add(upper, stride, 2, pixels, b2);
        PixelGroup.Add(upper, stride, 3, pixels, b3);
        PixelGroup.Add(upper, stride, 4, pixels, b4);
        PixelGroup.Add(upper, stride, 5, pixels, b5);
        PixelGroup.Add(upper, stride, 6, pixels, b6);
        PixelGroup.Add(upper, stride, 7, pixels, b7);
    }

    /// <summary>Adds a list of terms to the sums of eight pixels by 16 destination channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddSingle(
        PixelTerm* terms, int count, BlockReach reach, nint blockStride, nint step, float* weights, float* sums, nint stride,
        int pixels)
    {
        float* zero = PixelGroup.Zero;
        Vector512<float> a0 = Vector512<float>.Zero;
        Vector512<float> a1 = Vector512<float>.Zero;
        Vector512<float> a2 = Vector512<float>.Zero;
        Vector512<float> a3 = Vector512<float>.Zero;
        Vector512<float> a4 = Vector512<float>.Zero;
        Vector512<float> a5 = Vector512<float>.Zero;
        Vector512<float> a6 = Vector512<float>.Zero;
        Vector512<float> a7 = Vector512<float>.Zero;
        nint tapLength = (nint)(reach.End - reach.Begin) * TensorLayout.Lanes;
        for (int i = 0; i < count; i++)
        {
            PixelTerm term = terms[i];
            float* w = weights + term.Tap * tapLength;
            for (int block = reach.Begin / TensorLayout.Lanes; block * TensorLayout.Lanes < reach.End; block++)
            {
                nint offset = block * blockStride;
                nint first = Math.Max(reach.Begin - block * TensorLayout.Lanes, 0);
                nint end = Math.Min(reach.End - block * TensorLayout.Lanes, TensorLayout.Lanes);
                float* p0, p1, p2, p3, p4, p5, p6, p7;
                if (term.IsWhole)
                {
                    p0 = term.First(offset);
                    p1 = p0 + step;
                    p2 = p1 + step;
                    p3 = p2 + step;
                    p4 = p3 + step;
                    p5 = p4 + step;
                    p6 = p5 + step;
                    p7 = p6 + step;
                }
                else
                {
                    p0 = term.Pixel(0, offset, step, zero);
                    p1 = term.Pixel(1, offset, step, zero);
                    p2 = term.Pixel(2, offset, step, zero);
                    p3 = term.Pixel(3, offset, step, zero);
                    p4 = term.Pixel(4, offset, step, zero);
                    p5 = term.Pixel(5, offset, step, zero);
                    p6 = term.Pixel(6, offset, step, zero);
                    p7 = term.Pixel(7, offset, step, zero);
                }

                for (nint c = first; c < end; c++)
                {
                    Vector512<float> wc = Vector512.Load(w);
                    a0 = Vector512.MultiplyAddEstimate(Vector512.Create(p0[c]), wc, a0);
                    a1 = Vector512.MultiplyAddEstimate(Vector512.Create(p1[c]), wc, a1);
                    a2 = Vector512.MultiplyAddEstimate(Vector512.Create(p2[c]), wc, a2);
                    a3 = Vector512.MultiplyAddEstimate(Vector512.Create(p3[c]), wc, a3);
                    a4 = Vector512.MultiplyAddEstimate(Vector512.Create(p4[c]), wc, a4);
                    a5 = Vector512.MultiplyAddEstimate(Vector512.Create(p5[c]), wc, a5);
                    a6 = Vector512.MultiplyAddEstimate(Vector512.Create(p6[c]), wc, a6);
                    a7 = Vector512.MultiplyAddEstimate(Vector512.Create(p7[c]), wc, a7);
                    w += TensorLayout.Lanes;
                }
            }
        }

        PixelGroup.Add(sums, stride, 0, pixels, a0);
        PixelGroup.Add(sums, stride, 1, pixels, a1);
        PixelGroup.Add(sums, stride, 2, pixels, a2);
        PixelGroup.Add(sums, stride, 3, pixels, a3);
        PixelGroup.Add(sums, stride, 4, pixels, a4);
        PixelGroup.Add(sums, stride, 5, pixels, a5);
        PixelGroup.Add(sums, stride, 6, pixels, a6);
        PixelGroup.Add(sums, stride, 7, pixels, a7);
    }
}
