using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// The statistics of groups of channels over all positions, each written once for every channel of its group: sixteen channels are then
/// sixteen lanes, wherever a group begins. Sums are those of channels over chunks of rows, which do not depend on the threads.
/// </summary>
internal readonly unsafe struct GroupStatistics
{
    /// <summary>Pixels of a chunk, about.</summary>
    private const int ChunkPixels = 4096;

    private readonly TensorLayout _layout;
    private readonly int _groups;
    private readonly float* _gain;
    private readonly int _rowsPerChunk;
    private readonly int _chunks;
    private readonly double* _sums;

    internal GroupStatistics(TensorLayout layout, int groups, float* gain)
    {
        _layout = layout;
        _groups = groups;
        _gain = gain;
        _rowsPerChunk = Math.Max(1, ChunkPixels / layout.Width);
        _chunks = (layout.RowsPerBlock - 1) / _rowsPerChunk + 1;
        nint padded = (nint)layout.Blocks * TensorLayout.Lanes;
        float* memory = ThreadScratch.Get(padded * (2 * _chunks + 5));
        _sums = (double*)memory;
        Mean = memory + padded * 2 * _chunks;
        Tail = Mean + padded;
        Scale = Tail + padded;
        Returned = Scale + padded;
        Slope = Returned + padded;

        // Padding lanes have a scale of zero, so that all that is computed there is zero.
        new Span<float>(Mean, checked((int)(5 * padded))).Clear();
    }

    internal float* Mean { get; }

    internal float* Tail { get; }

    /// <summary>1 / σ.</summary>
    internal float* Scale { get; }

    /// <summary>The mean of gain · s.</summary>
    internal float* Returned { get; }

    /// <summary>The mean of gain · s · (x - m) / σ.</summary>
    internal float* Slope { get; }

    private int ChannelsPerGroup => _layout.Channels / _groups;

    internal void Measure(NormalizationPass pass, in Tensor s, in Tensor x, float epsilon, Workers workers)
    {
        Sum<Moments.Values>(s, x, workers);
        for (int group = 0; group < _groups; group++)
        {
            (float mean, float tail) = NormalizationMath.Split(MeanOf(group, null));
            Spread(group, mean, Mean);
            Spread(group, tail, Tail);
        }

        Sum<Moments.Squares>(s, x, workers);
        for (int group = 0; group < _groups; group++)
            Spread(group, NormalizationMath.Scale(MeanOf(group, null), epsilon), Scale);
        if (pass == NormalizationPass.Forward)
            return;
        Sum<Moments.Returns>(s, x, workers);
        for (int group = 0; group < _groups; group++)
            Spread(group, (float)MeanOf(group, _gain), Returned);
        if (pass == NormalizationPass.Share)
            return;
        Sum<Moments.Slopes>(s, x, workers);
        for (int group = 0; group < _groups; group++)
            Spread(group, (float)(MeanOf(group, _gain) * Scale[group * ChannelsPerGroup]), Slope);
    }

    private void Sum<TMoment>(in Tensor s, in Tensor x, Workers workers)
        where TMoment : struct, IMoment
    {
        var sums = new ChunkSums<TMoment>(s, x, this);
        int parts = _layout.Blocks * _chunks;
        if (RowKernel.IsWorthThreads(_layout.Length * RowKernel.WorkPerRead))
        {
            workers.Run(sums, parts);
            return;
        }

        for (int part = 0; part < parts; part++)
            sums.Execute(part);
    }

    private double MeanOf(int group, float* factors)
    {
        double total = 0;
        for (int channel = group * ChannelsPerGroup; channel < (group + 1) * ChannelsPerGroup; channel++)
        {
            double sum = 0;
            double* sums = _sums + (nint)(channel / TensorLayout.Lanes) * _chunks * TensorLayout.Lanes + channel % TensorLayout.Lanes;
            for (int chunk = 0; chunk < _chunks; chunk++)
                sum += sums[chunk * TensorLayout.Lanes];
            total += factors == null ? sum : sum * factors[channel];
        }

        return total / ((double)ChannelsPerGroup * _layout.RowsPerBlock * _layout.Width);
    }

    private void Spread(int group, float value, float* to) => new Span<float>(to + group * ChannelsPerGroup, ChannelsPerGroup).Fill(value);

    /// <summary>The sums of the sixteen channels of a block over a chunk of rows.</summary>
    private readonly struct ChunkSums<TMoment>(Tensor s, Tensor x, GroupStatistics of) : IWork
        where TMoment : struct, IMoment
    {
        private readonly Tensor _s = s;
        private readonly Tensor _x = x;
        private readonly GroupStatistics _of = of;

        public void Execute(int part)
        {
            TensorLayout layout = _of._layout;
            int block = part / _of._chunks, chunk = part % _of._chunks;
            int first = block * layout.RowsPerBlock + chunk * _of._rowsPerChunk;
            int end = Math.Min(first + _of._rowsPerChunk, (block + 1) * layout.RowsPerBlock);
            Vector512<float> mean = Vector512.Load(_of.Mean + (nint)block * TensorLayout.Lanes);
            Vector512<float> tail = Vector512.Load(_of.Tail + (nint)block * TensorLayout.Lanes);
            Vector512<double> lower = default, upper = default;
            for (int row = first; row < end; row++)
            {
                float* x = _x.Row(row), s = _s.Row(row);
                for (int i = 0; i < layout.RowLength; i += TensorLayout.Lanes)
                {
                    Vector512<float> moment = TMoment.Of(Vector512.Load(x + i), Vector512.Load(s + i), mean, tail);
                    (Vector512<double> low, Vector512<double> high) = Vector512.Widen(moment);
                    lower += low;
                    upper += high;
                }
            }

            double* sums = _of._sums + (nint)part * TensorLayout.Lanes;
            lower.Store(sums);
            upper.Store(sums + Vector512<double>.Count);
        }
    }
}
