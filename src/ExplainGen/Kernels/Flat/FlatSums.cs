using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// What each group of output channels sends to every input it sees: Σ R / st(n) over the group's channels at each output
/// pixel, or Σ s·b / n for a bias.
/// </summary>
internal static unsafe class FlatSums
{
    internal static void Compute(
        in Tensor relevance, ChannelVector? bias, FlatCounts counts, Stabilizer stabilizer, in Tensor sums, Workers workers,
        QuotientLoss? loss)
    {
        // The account is kept in one fixed order, so with one there is one thread.
        int rows = sums.Layout.RowsPerBlock;
        bool parallel = loss is null && RowKernel.IsWorthThreads((long)relevance.Layout.Count * RowKernel.WorkPerRead);
        int parts = parallel ? Math.Min(rows, workers.Threads) : 1;
        workers.Run(new Job(relevance, bias is null ? null : bias.Data, counts, stabilizer, sums, loss, parts), parts);
        GC.KeepAlive(bias);
    }

    private readonly struct Job(
        Tensor relevance, float* bias, FlatCounts counts, Stabilizer stabilizer, Tensor sums, QuotientLoss? loss, int parts) : IWork
    {
        private readonly float* _bias = bias;

        public void Execute(int part)
        {
            int rows = sums.Layout.RowsPerBlock;
            int end = (int)((long)rows * (part + 1) / parts);
            for (int row = (int)((long)rows * part / parts); row < end; row++)
            {
                for (int group = 0; group < sums.Layout.Channels; group++)
                    SumRow(row, group);
            }
        }

        private void SumRow(int row, int group)
        {
            TensorLayout layout = relevance.Layout;
            int channels = layout.Channels / sums.Layout.Channels;
            int first = group * channels;
            int lastBlock = (first + channels - 1) / TensorLayout.Lanes;
            int lane = group % TensorLayout.Lanes;
            float* from = relevance.Row(row);
            float* to = sums.Row(group / TensorLayout.Lanes * layout.RowsPerBlock + row);
            double byStabilizer = 0, dropped = 0;
            for (int x = 0; x < layout.Width; x++, from += TensorLayout.Lanes, to += TensorLayout.Lanes)
            {
                Vector512<float> sum = default;
                for (int block = first / TensorLayout.Lanes; block <= lastBlock; block++)
                {
                    Vector512<float> value = Weighted(Vector512.Load(from + block * layout.BlockStride), block);
                    // The only group has all lanes; those without a channel are zero.
                    sum += channels == layout.Channels
                        ? value
                        : value & LaneMask.Range(first - block * TensorLayout.Lanes, first - block * TensorLayout.Lanes + channels);
                }

                float total = Vector512.Sum(sum);
                float count = counts.At(row / layout.Height, row % layout.Height, x);
                float denominator = QuotientMath.Stabilize(count, stabilizer);
                float share = denominator == 0 ? 0 : total / denominator;
                if (denominator == 0)
                    dropped += total;
                else
                    byStabilizer += share * ((double)denominator - count);

                // The first group of a block also zeroes the lanes of those that follow it or are not there.
                if (lane == 0)
                    Vector512.CreateScalar(share).Store(to);
                else
                    to[lane] = share;
            }

            if (loss is null)
                return;
            loss.Stabilizer += byStabilizer;
            loss.Dropped += dropped;
        }

        private Vector512<float> Weighted(Vector512<float> value, int block) =>
            _bias == null ? value : value * Vector512.Load(_bias + (nint)block * TensorLayout.Lanes);
    }
}
