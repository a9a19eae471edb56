using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace ExplainGen.Kernels;

/// <summary>
/// The passes of <see cref="PositionNorm"/>. A unit is a few neighboring positions of a plane row with all of their channels: blocks of
/// one position lie a plane apart, and of several next to each other each block is one run of memory.
/// </summary>
/// <param name="pass">Which pass.</param>
/// <param name="s">What comes back from the output; in the forward pass anything of its shape.</param>
/// <param name="gain">A factor per channel, padded to whole blocks, or null for ones.</param>
/// <param name="epsilon">What is added to the variance or mean square.</param>
/// <param name="centered">Whether the mean is subtracted.</param>
internal readonly unsafe struct PositionKernel(NormalizationPass pass, Tensor s, float* gain, float epsilon, bool centered) : IRowKernel
{
    /// <summary>Positions of a unit.</summary>
    private const int Tile = 16;

    /// <summary>Floats streamed for each one that is written: the input again for each statistic, mostly from a near cache.</summary>
    private const int WorkPerFloat = 3;

    private const int Alignment = 64;

    private readonly Tensor _s = s;
    private readonly float* _gain = gain;

    public int Grain => 1;

    public int Units(TensorLayout destination) => destination.RowsPerBlock * Tiles(destination);

    public long Work(TensorLayout source, TensorLayout destination) => destination.Length * WorkPerFloat * RowKernel.WorkPerRead;

    [SkipLocalsInit]
    public void Execute<TEpilogue>(in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, int begin, int end)
        where TEpilogue : struct, IRowEpilogue
    {
        byte* memory = stackalloc byte[Statistics.Size + Tile * TensorLayout.Lanes * sizeof(float) + Alignment];
        var tile = (float*)(((nuint)memory + Alignment - 1) & ~(nuint)(Alignment - 1));
        var statistics = new Statistics(tile + Tile * TensorLayout.Lanes);
        TensorLayout layout = destination.Layout;
        int tiles = Tiles(layout);
        for (int unit = begin; unit < end; unit++)
        {
            int planeRow = unit / tiles, start = unit % tiles * Tile, count = Math.Min(Tile, layout.Width - start);
            Measure(source, planeRow, start, count, statistics);
            for (int block = 0; block < layout.Blocks; block++)
            {
                int row = block * layout.RowsPerBlock + planeRow;
                float* x = source.Row(row) + (nint)start * TensorLayout.Lanes;
                float* returned = _s.Row(row) + (nint)start * TensorLayout.Lanes;
                Compute(x, returned, block, layout.LanesOf(block), count, statistics, tile);
                epilogue.Run(tile, destination.Row(row) + (nint)start * TensorLayout.Lanes, row, start, count);
            }
        }
    }

    private static int Tiles(TensorLayout layout) => (layout.Width - 1) / Tile + 1;

    private V Gain(int block) => _gain == null ? V.One : Vector512.Load(_gain + (nint)block * TensorLayout.Lanes);

    private void Measure(in Tensor x, int planeRow, int start, int count, in Statistics to)
    {
        double channels = x.Layout.Channels;
        new Span<float>(to.Mean, Statistics.Floats).Clear();
        if (centered)
        {
            Sum<Moments.Values>(x, planeRow, start, count, to);
            for (int i = 0; i < count; i++)
                (to.Mean[i], to.Tail[i]) = NormalizationMath.Split(to.Sum(i) / channels);
        }

        Sum<Moments.Squares>(x, planeRow, start, count, to);
        for (int i = 0; i < count; i++)
            to.Scale[i] = NormalizationMath.Scale(to.Sum(i) / channels, epsilon);
        if (pass != NormalizationPass.Forward && centered)
        {
            Sum<Moments.Returns>(x, planeRow, start, count, to);
            for (int i = 0; i < count; i++)
                to.Returned[i] = (float)(to.Sum(i) / channels);
        }

        if (pass == NormalizationPass.Gradient)
        {
            Sum<Moments.Slopes>(x, planeRow, start, count, to);
            for (int i = 0; i < count; i++)
                to.Slope[i] = (float)(to.Sum(i) / channels * to.Scale[i]);
        }
    }

    private void Sum<TMoment>(in Tensor x, int planeRow, int start, int count, in Statistics to)
        where TMoment : struct, IMoment
    {
        new Span<double>(to.Sums, count * Statistics.SumLanes).Clear();
        TensorLayout layout = x.Layout;
        for (int block = 0; block < layout.Blocks; block++)
        {
            int row = block * layout.RowsPerBlock + planeRow;
            float* from = x.Row(row) + (nint)start * TensorLayout.Lanes, returned = _s.Row(row) + (nint)start * TensorLayout.Lanes;
            V gain = Gain(block), mask = LaneMask.First(layout.LanesOf(block));
            for (int i = 0; i < count; i++)
            {
                int at = i * TensorLayout.Lanes;
                V mean = Vector512.Create(to.Mean[i]), tail = Vector512.Create(to.Tail[i]);
                V moment = TMoment.Of(Vector512.Load(from + at), Vector512.Load(returned + at) * gain, mean, tail);
                (Vector512<double> low, Vector512<double> high) = Vector512.Widen(moment & mask);
                double* sum = to.Sums + i * Statistics.SumLanes;
                (Vector512.Load(sum) + low + high).Store(sum);
            }
        }
    }

    // Padding lanes become zero, whatever the input has there.
    private void Compute(float* x, float* returned, int block, int lanes, int count, in Statistics of, float* values)
    {
        V gain = Gain(block), mask = LaneMask.First(lanes);
        for (int i = 0; i < count; i++)
        {
            int at = i * TensorLayout.Lanes;
            V scale = Vector512.Create(of.Scale[i]);
            V deviation = NormalizationMath.Center(Vector512.Load(x + at), Vector512.Create(of.Mean[i]), Vector512.Create(of.Tail[i]));
            V shared = Vector512.Load(returned + at) * gain - Vector512.Create(of.Returned[i]);
            V value = pass switch
            {
                NormalizationPass.Forward => deviation * scale * gain,
                NormalizationPass.Share => shared * scale,
                _ => (shared - deviation * scale * Vector512.Create(of.Slope[i])) * scale,
            };
            (value & mask).Store(values + at);
        }
    }

    /// <summary>The statistics of the positions of a unit, one float a position each, and the sums they are made of.</summary>
    private readonly struct Statistics(float* memory)
    {
        /// <summary>Lanes of a sum: low and high half of a block are added up in the same.</summary>
        internal const int SumLanes = 8;

        /// <summary>Floats of all statistics.</summary>
        internal const int Floats = 5 * Tile;

        /// <summary>Bytes of all memory.</summary>
        internal const int Size = Tile * SumLanes * sizeof(double) + Floats * sizeof(float);

        internal readonly double* Sums = (double*)memory;
        internal readonly float* Mean = memory + 2 * Tile * SumLanes;
        internal readonly float* Tail = memory + 2 * Tile * SumLanes + Tile;
        internal readonly float* Scale = memory + 2 * Tile * SumLanes + 2 * Tile;

        /// <summary>The mean of gain · s.</summary>
        internal readonly float* Returned = memory + 2 * Tile * SumLanes + 3 * Tile;

        /// <summary>The mean of gain · s · (x - m) / σ.</summary>
        internal readonly float* Slope = memory + 2 * Tile * SumLanes + 4 * Tile;

        /// <summary>The sum of a position, in the order of its lanes.</summary>
        internal double Sum(int position)
        {
            double sum = 0;
            for (int lane = 0; lane < SumLanes; lane++)
                sum += Sums[position * SumLanes + lane];
            return sum;
        }
    }
}
