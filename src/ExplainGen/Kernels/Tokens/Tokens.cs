using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>What stands for tokens, which are whole numbers in a vector, and their relevance.</summary>
public static unsafe class Tokens
{
    /// <summary>y[c, l] = 1 where c is token number l, else 0. A number that is no token of y's channels has zeros alone.</summary>
    /// <param name="x">The tokens, a vector of L.</param>
    /// <param name="y">One channel for each token, by L positions.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void OneHot(in Tensor x, in Tensor y, Workers workers)
    {
        Check(x, y);
        RowKernel.Run(new PlainGatherKernel<HotChannel>(new HotChannel(x, y.Layout)), x, null, y, default(NoEpilogue), workers);
    }

    /// <summary>y[c, l] = feature c of token number l. A number that is no token of the table has zeros.</summary>
    /// <param name="x">The tokens, a vector of L.</param>
    /// <param name="table">The features of every token.</param>
    /// <param name="y">As many channels as features, by L positions.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Embed(in Tensor x, EmbeddingTable table, in Tensor y, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(table);
        Check(x, y);
        if (y.Layout.Channels != table.Features)
            throw new ArgumentException($"{y.Layout} has not the {table.Features} features of the table.", nameof(y));
        RowKernel.Run(new PlainGatherKernel<Features>(new Features(x, table, y.Layout)), x, null, y, default(NoEpilogue), workers);
        GC.KeepAlive(table);
    }

    /// <summary>r[l] = sum over c of R[c, l], or r += the same: the relevance of all that stands for a token is the token's.</summary>
    /// <param name="relevance">R, of channels by L positions.</param>
    /// <param name="accumulate">Whether to add to r rather than overwrite it.</param>
    /// <param name="r">The relevance of the tokens, a vector of L.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Collect(in Tensor relevance, bool accumulate, in Tensor r, Workers workers)
    {
        Check(r, relevance);
        var sums = new GatherKernel<ChannelSum>(new ChannelSum(relevance, r.Layout));
        RowKernel.Redistribute(sums, relevance, null, default, null, 1, accumulate, r, workers);
    }

    private static void Check(in Tensor tokens, in Tensor features)
    {
        TensorLayout vector = tokens.Layout, layout = features.Layout;
        if (vector.Count != vector.Channels || layout.Count != (long)layout.Channels * layout.Width || layout.Width != vector.Channels)
            throw new ArgumentException($"{layout} has not as many positions as the vector {vector} has tokens.", nameof(features));
    }

    /// <summary>The token at a position, or -1 where the number is none.</summary>
    private static int Token(in Tensor x, int position, int count)
    {
        float value = *(x.Pixel(position / TensorLayout.Lanes, 0, 0, 0) + position % TensorLayout.Lanes);
        return value >= 0 && value < count ? (int)value : -1;
    }

    private readonly struct HotChannel(Tensor x, TensorLayout output) : IGather
    {
        private readonly Tensor _x = x;

        public long WorkPerFloat => 1;

        public void Read(int row, int start, int count, float* values)
        {
            int first = row / output.RowsPerBlock * TensorLayout.Lanes;
            new Span<float>(values, count * TensorLayout.Lanes).Clear();
            for (int i = 0; i < count; i++)
            {
                int lane = Token(_x, start + i, output.Channels) - first;
                if ((uint)lane < TensorLayout.Lanes)
                    values[(nint)i * TensorLayout.Lanes + lane] = 1;
            }
        }
    }

    private readonly struct Features(Tensor x, EmbeddingTable table, TensorLayout output) : IGather
    {
        private readonly Tensor _x = x;

        public long WorkPerFloat => 1;

        public void Read(int row, int start, int count, float* values)
        {
            float* features = table.Data + row / output.RowsPerBlock * TensorLayout.Lanes;
            for (int i = 0; i < count; i++, values += TensorLayout.Lanes)
            {
                int token = Token(_x, start + i, table.Count);
                Vector512<float> block = token < 0 ? default : Vector512.Load(features + (nint)token * table.Stride);
                block.Store(values);
            }
        }
    }

    private readonly struct ChannelSum(Tensor relevance, TensorLayout output) : IGather
    {
        private readonly Tensor _relevance = relevance;

        public long WorkPerFloat => _relevance.Layout.Channels;

        public void Read(int row, int start, int count, float* values)
        {
            // A vector's blocks are rows of a single pixel, whose lanes are positions here.
            int position = row * TensorLayout.Lanes, lanes = output.LanesOf(row);
            Vector512<float>.Zero.Store(values);
            for (int lane = 0; lane < lanes; lane++)
            {
                Vector512<float> sum = default;
                for (int block = 0; block < _relevance.Layout.Blocks; block++)
                {
                    Vector512<float> part = Vector512.Load(_relevance.Pixel(block, 0, 0, position + lane));
                    sum += part & LaneMask.First(_relevance.Layout.LanesOf(block));
                }

                values[lane] = Vector512.Sum(sum);
            }
        }
    }
}
