namespace ExplainGen.Kernels;

/// <summary>
/// The convolution core for depthwise maps (as many groups as channels): lanes never mix, so each tap is one vector product
/// per pixel. Weights are packed <c>[block][tap][16]</c>, the same for both directions.
/// </summary>
internal readonly unsafe struct DepthwiseKernel(ConvolutionGather gather) : IRowKernel
{
    /// <summary>Destination pixels whose sums are kept before the epilogue takes them, unless they are rounded to whole periods.</summary>
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

    public int Grain => 1;

    public int Units(TensorLayout destination) => destination.Rows;

    public long Work(TensorLayout source, TensorLayout destination)
    {
        long sums = (long)destination.Rows * destination.RowLength;
        return sums * gather.Taps / ((long)gather.Depth.Period * gather.Height.Period * gather.Width.Period);
    }

    public void Execute<TEpilogue>(
        in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, int begin, int end)
        where TEpilogue : struct, IRowEpilogue
    {
        TensorLayout layout = destination.Layout;
        int period = gather.Width.Period;
        int phasePixels = Math.Max(Chunk / (DepthwiseTile.MaxPixels * period) * DepthwiseTile.MaxPixels, 1);
        int chunk = phasePixels * period;
        nint sumsLength = (nint)chunk * TensorLayout.Lanes;
        float* sums = ThreadScratch.Get(sumsLength + DepthwiseTaps.Length(gather));
        var taps = new DepthwiseTaps(gather, source, sums + sumsLength);
        var tile = new DepthwiseTile
        {
            Step = (nint)gather.Width.Step * TensorLayout.Lanes,
            Stride = (nint)period * TensorLayout.Lanes,
        };

        // The units of a group of rows follow each other block by block, so that they share its taps and read in the order of memory.
        int groupRows = DepthwiseTaps.RowsPerGroup(gather), listed = -1;
        for (int next, unit = begin; unit < end; unit = next)
        {
            int first = unit / (groupRows * layout.Blocks) * groupRows;
            int rows = Math.Min(groupRows, layout.RowsPerBlock - first);
            int inGroup = unit - first * layout.Blocks;
            int block = inGroup / rows, firstRow = inGroup - block * rows;
            next = Math.Min(end, unit + rows - firstRow);
            if (first != listed)
                taps.List(first, rows, layout);
            listed = first;
            tile.Weights = weights + (nint)block * gather.Taps * TensorLayout.Lanes;
            tile.Offset = block * source.Layout.BlockStride;
            for (int i = firstRow; i < firstRow + next - unit; i++)
            {
                ref readonly DepthwiseRow row = ref taps.Rows[i];
                float* to = destination.Data + block * layout.BlockStride + row.Destination;
                for (int start = 0, pixel = 0; start < layout.Width; start += chunk, pixel += phasePixels, to += sumsLength)
                {
                    for (int phase = 0; phase < period; phase++)
                    {
                        ref readonly DepthwisePhase pixels = ref taps.Phases[phase];
                        tile.Taps = row.Taps + pixels.Listed;
                        tile.Count = row.SourceRows * pixels.Count;
                        tile.Run(pixels, pixel, phasePixels, sums + (nint)phase * TensorLayout.Lanes);
                    }

                    epilogue.Run(sums, to, block * layout.RowsPerBlock + first + i, start, Math.Min(chunk, layout.Width - start));
                }
            }
        }
    }
}
