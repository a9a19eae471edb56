using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace ExplainGen.Kernels;

/// <summary>
/// The softmax over the channels at each position, <c>y_i = exp(c x_i) / Σ_j exp(c x_j)</c> with a constant c, and the ways back. A causal
/// one leaves out, at column n, the channels beyond n: they are zero.
/// </summary>
public static unsafe class ChannelSoftmax
{
    /// <summary>Multiply-adds that take as long as the exponential of one float.</summary>
    private const long WorkPerFloat = 24;

    /// <summary>y = the softmax of c · x, with the largest x taken off before the exponential.</summary>
    /// <param name="x">The input.</param>
    /// <param name="scale">c, at least 0.</param>
    /// <param name="causal">Whether channels beyond a column's number are left out.</param>
    /// <param name="y">The output; may be the memory of x.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void Forward(in Tensor x, float scale, bool causal, in Tensor y, Workers workers)
    {
        RowKernel.CheckPresent(x, y, nameof(x));
        Run(new Exponentials(x, scale, causal, y), y, workers);
    }

    /// <summary>r = c · y ∘ (g - Σ_j y_j g_j), or r += the same: the gradient.</summary>
    /// <param name="y">The output.</param>
    /// <param name="g">The gradient at the output.</param>
    /// <param name="scale">c.</param>
    /// <param name="accumulate">Whether to add to r rather than overwrite it.</param>
    /// <param name="r">The gradient at the input; may be the memory of g.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void Gradient(in Tensor y, in Tensor g, float scale, bool accumulate, in Tensor r, Workers workers)
    {
        RowKernel.CheckPresent(y, r, nameof(y));
        RowKernel.CheckPresent(g, r, nameof(g));
        Run(new Slopes(y, g, scale, accumulate, r), r, workers);
    }

    /// <summary>
    /// r = c · x ∘ (R - y Σ_j R_j), or r += the same: the relevance of the first-order Taylor expansion at x (Achtibat et al., "AttnLRP",
    /// ICML 2024). Where x is infinite, as where it was masked, it is 0.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="scale">c.</param>
    /// <param name="y">The output.</param>
    /// <param name="relevance">R.</param>
    /// <param name="accumulate">Whether to add to r rather than overwrite it.</param>
    /// <param name="r">The relevance of the input; may be the memory of R.</param>
    /// <param name="workers">The threads to use.</param>
    /// <param name="loss">When given, what r lacks of R, or has beyond it, counts as dropped.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void Relevance(
        in Tensor x, float scale, in Tensor y, in Tensor relevance, bool accumulate, in Tensor r, Workers workers, QuotientLoss? loss)
    {
        RowKernel.CheckPresent(x, r, nameof(x));
        RowKernel.CheckPresent(y, r, nameof(y));
        RowKernel.CheckPresent(relevance, r, nameof(relevance));
        double before = loss is null ? 0 : relevance.Sum() + (accumulate ? r.Sum() : 0);
        Run(new Shares(x, scale, y, relevance, accumulate, r), r, workers);
        if (loss is not null)
            loss.Dropped += before - r.Sum();
    }

    private static void Run<TPositions>(TPositions positions, in Tensor destination, Workers workers)
        where TPositions : struct, IPositions
    {
        TensorLayout layout = destination.Layout;
        int count = layout.RowsPerBlock * layout.Width, parts = 1;
        if (workers.Threads > 1)
            (parts, _) = RowKernel.Cut(layout.Length * WorkPerFloat, count, 1, workers.Threads);
        Halo.Clear(destination);
        workers.Run(new Job<TPositions>(positions, layout, count, parts), parts);
    }

    /// <summary>What is computed at one position, over all channels.</summary>
    private interface IPositions
    {
        void Compute(int depth, int height, int width);
    }

    private readonly struct Job<TPositions>(TPositions positions, TensorLayout layout, int count, int parts) : IWork
        where TPositions : struct, IPositions
    {
        public void Execute(int part)
        {
            int end = (int)((long)count * (part + 1) / parts);
            for (int i = (int)((long)count * part / parts); i < end; i++)
            {
                (int row, int width) = Math.DivRem(i, layout.Width);
                positions.Compute(row / layout.Height, row % layout.Height, width);
            }
        }
    }

    private readonly struct Exponentials(Tensor x, float scale, bool causal, Tensor y) : IPositions
    {
        private readonly Tensor _x = x;
        private readonly Tensor _y = y;

        public void Compute(int depth, int height, int width)
        {
            float* from = _x.Pixel(0, depth, height, width), to = _y.Pixel(0, depth, height, width);
            nint fromStride = _x.Layout.BlockStride, toStride = _y.Layout.BlockStride;
            int channels = causal ? Math.Min(_y.Layout.Channels, width + 1) : _y.Layout.Channels;
            int blocks = (channels - 1) / TensorLayout.Lanes + 1;
            V last = LaneMask.First(channels - (blocks - 1) * TensorLayout.Lanes);
            V largest = Vector512.Create(float.NegativeInfinity);
            for (int i = 0; i < blocks; i++)
            {
                V v = Vector512.Load(from + i * fromStride);
                largest = Vector512.Max(largest, i == blocks - 1 ? Vector512.ConditionalSelect(last, v, largest) : v);
            }

            V shift = Vector512.Create(Largest(largest)), factor = Vector512.Create(scale), sums = V.Zero;
            for (int i = 0; i < blocks; i++)
            {
                V e = Transcendental.Exp((Vector512.Load(from + i * fromStride) - shift) * factor);
                if (i == blocks - 1)
                    e &= last;
                sums += e;
                e.Store(to + i * toStride);
            }

            V sum = Vector512.Create(Vector512.Sum(sums));
            for (int i = 0; i < blocks; i++)
                (Vector512.Load(to + i * toStride) / sum).Store(to + i * toStride);
            for (int i = blocks; i < _y.Layout.Blocks; i++)
                V.Zero.Store(to + i * toStride);
        }

        private static float Largest(V v)
        {
            Vector256<float> eight = Vector256.Max(v.GetLower(), v.GetUpper());
            Vector128<float> four = Vector128.Max(eight.GetLower(), eight.GetUpper());
            return MathF.Max(MathF.Max(four[0], four[1]), MathF.Max(four[2], four[3]));
        }
    }

    private readonly struct Slopes(Tensor y, Tensor g, float scale, bool accumulate, Tensor r) : IPositions
    {
        private readonly Tensor _y = y;
        private readonly Tensor _g = g;
        private readonly Tensor _r = r;

        public void Compute(int depth, int height, int width)
        {
            float* y = _y.Pixel(0, depth, height, width), g = _g.Pixel(0, depth, height, width);
            float* to = _r.Pixel(0, depth, height, width);
            nint yStride = _y.Layout.BlockStride, gStride = _g.Layout.BlockStride, toStride = _r.Layout.BlockStride;
            V sums = V.Zero;
            for (int i = 0; i < _r.Layout.Blocks; i++)
                sums += Vector512.Load(y + i * yStride) * Vector512.Load(g + i * gStride);
            V mean = Vector512.Create(Vector512.Sum(sums)), factor = Vector512.Create(scale);
            for (int i = 0; i < _r.Layout.Blocks; i++, y += yStride, g += gStride, to += toStride)
                Put(Vector512.Load(y) * (Vector512.Load(g) - mean) * factor, to, accumulate);
        }
    }

    private readonly struct Shares(Tensor x, float scale, Tensor y, Tensor relevance, bool accumulate, Tensor r) : IPositions
    {
        private readonly Tensor _x = x;
        private readonly Tensor _y = y;
        private readonly Tensor _relevance = relevance;
        private readonly Tensor _r = r;

        public void Compute(int depth, int height, int width)
        {
            float* x = _x.Pixel(0, depth, height, width), y = _y.Pixel(0, depth, height, width);
            float* from = _relevance.Pixel(0, depth, height, width), to = _r.Pixel(0, depth, height, width);
            nint xStride = _x.Layout.BlockStride, yStride = _y.Layout.BlockStride;
            nint fromStride = _relevance.Layout.BlockStride, toStride = _r.Layout.BlockStride;
            V sums = V.Zero;
            for (int i = 0; i < _r.Layout.Blocks; i++)
                sums += Vector512.Load(from + i * fromStride);
            V sum = Vector512.Create(Vector512.Sum(sums)), factor = Vector512.Create(scale);
            for (int i = 0; i < _r.Layout.Blocks; i++, x += xStride, y += yStride, from += fromStride, to += toStride)
            {
                V value = Vector512.Load(x);
                V masked = Vector512.Equals(Vector512.Abs(value), Vector512.Create(float.PositiveInfinity));
                V share = value * factor * (Vector512.Load(from) - Vector512.Load(y) * sum);
                Put(Vector512.AndNot(share, masked), to, accumulate);
            }
        }
    }

    private static void Put(V value, float* to, bool accumulate) => (accumulate ? Vector512.Load(to) + value : value).Store(to);
}
