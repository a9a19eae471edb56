using ExplainGen.Kernels;
using ExplainGen.TestKit;

namespace ExplainGen.Tests.Kernels;

/// <summary>The softmax over channels and the ways back, against the definition in double precision.</summary>
public sealed class ChannelSoftmaxTests
{
    private const double Tolerance = 2e-6;

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(5, 4, false)]
    [InlineData(16, 3, true)]
    [InlineData(17, 40, true)]
    [InlineData(100, 30, false)]
    [InlineData(100, 130, true)]
    public void Values_are_those_of_the_definition(int channels, int width, bool causal)
    {
        using var data = new Data(new TensorLayout(channels, 1, 3, width, 0, 1, 2));
        const double scale = 0.7;
        ChannelSoftmax.Forward(data.X.Tensor, (float)scale, causal, data.Y.Tensor, Workers.Single);
        ChannelSoftmax.Gradient(data.Y.Tensor, data.R.Tensor, (float)scale, accumulate: false, data.Gradient.Tensor, Workers.Single);
        var loss = new QuotientLoss();
        ChannelSoftmax.Relevance(
            data.X.Tensor, (float)scale, data.Y.Tensor, data.R.Tensor, accumulate: true, data.Relevance.Tensor, Workers.Single, loss);
        double taken = 0;
        for (int height = 0; height < 3; height++)
        {
            for (int column = 0; column < width; column++)
            {
                double[] Of(OwnedTensor t) => [.. Enumerable.Range(0, channels).Select(c => (double)t.Tensor[c, 0, height, column])];
                double[] x = Of(data.X), r = Of(data.R), y = Softmax(x, scale, causal ? Math.Min(channels, column + 1) : channels);
                double mean = y.Zip(r, (p, g) => p * g).Sum(), sum = r.Sum();
                AssertClose(y, Of(data.Y));
                AssertClose([.. y.Select((p, i) => scale * p * (r[i] - mean))], Of(data.Gradient));
                double[] shares = [.. x.Select((v, i) => scale * v * (r[i] - y[i] * sum))];
                AssertClose([.. shares.Select(v => 1 + v)], Of(data.Relevance));
                taken += sum - shares.Sum();
            }
        }

        Assert.Equal(taken, loss.Dropped, 1e-3);
        foreach (OwnedTensor result in new[] { data.Y, data.Gradient, data.Relevance })
        {
            TestTensor.AssertHaloIsZero(result);
            TestTensor.AssertPaddingIsZero(result);
        }
    }

    [Fact]
    public void Large_numbers_do_not_overflow()
    {
        var layout = new TensorLayout(3);
        using OwnedTensor x = TestTensor.Of(layout, [3e38f, 3e38f, -3e38f]), y = TestTensor.Poisoned(layout);
        ChannelSoftmax.Forward(x.Tensor, 1, causal: false, y.Tensor, Workers.Single);
        Assert.Equal([0.5f, 0.5f, 0f], TestTensor.Values(y));
    }

    [Fact]
    public void Masked_inputs_get_nothing()
    {
        var layout = new TensorLayout(3);
        using OwnedTensor x = TestTensor.Of(layout, [2f, float.NegativeInfinity, 2f]), y = TestTensor.Poisoned(layout);
        using OwnedTensor relevance = TestTensor.Of(layout, [1f, 0f, 3f]), r = TestTensor.Poisoned(layout);
        ChannelSoftmax.Forward(x.Tensor, 1, causal: false, y.Tensor, Workers.Single);
        ChannelSoftmax.Relevance(x.Tensor, 1, y.Tensor, relevance.Tensor, accumulate: false, r.Tensor, Workers.Single, null);
        Assert.Equal([0.5f, 0f, 0.5f], TestTensor.Values(y));
        Assert.Equal([2 * (1 - 0.5f * 4), 0f, 2 * (3 - 0.5f * 4)], TestTensor.Values(r));
    }

    [Fact]
    public void All_passes_may_write_where_they_read()
    {
        var layout = new TensorLayout(37, 1, 2, 5);
        using var apart = new Data(layout);
        using var same = new Data(layout);
        ChannelSoftmax.Forward(apart.X.Tensor, 1, causal: true, apart.Y.Tensor, Workers.Single);
        ChannelSoftmax.Forward(same.X.Tensor, 1, causal: true, same.X.Tensor, Workers.Single);
        Assert.Equal(TestTensor.Bits(apart.Y), TestTensor.Bits(same.X));
        ChannelSoftmax.Gradient(apart.Y.Tensor, apart.R.Tensor, 1, accumulate: false, apart.Gradient.Tensor, Workers.Single);
        ChannelSoftmax.Gradient(same.X.Tensor, same.R.Tensor, 1, accumulate: false, same.R.Tensor, Workers.Single);
        Assert.Equal(TestTensor.Bits(apart.Gradient), TestTensor.Bits(same.R));
        using var again = new Data(layout);
        Share(apart, apart.R, apart.Relevance);
        Share(apart, again.R, again.R);
        Assert.Equal(TestTensor.Bits(apart.Relevance), TestTensor.Bits(again.R));

        static void Share(Data data, OwnedTensor relevance, OwnedTensor r) => ChannelSoftmax.Relevance(
            data.X.Tensor, 1, data.Y.Tensor, relevance.Tensor, accumulate: false, r.Tensor, Workers.Single, null);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits_and_calls_allocate_nothing()
    {
        int[]? expected = null;
        foreach (int threads in new[] { 1, 2, 3, 7 })
        {
            using var workers = new Workers(threads);
            using var data = new Data(new TensorLayout(100, 1, 3, 150, 0, 0, 1));
            int[] bits = data.Run(workers);
            expected ??= bits;
            Assert.Equal(expected, bits);
            Assert.Equal(0, SteadyState.Allocation(() => data.Passes(workers)));
        }
    }

    private static double[] Softmax(double[] x, double scale, int count)
    {
        double[] e = [.. x.Select((v, i) => i < count ? Math.Exp(scale * v) : 0)];
        return [.. e.Select(v => v / e.Sum())];
    }

    private static void AssertClose(double[] expected, double[] got)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], got[i], Tolerance * Math.Max(1, expected.Max(Math.Abs)));
    }

    private sealed class Data : IDisposable
    {
        internal Data(TensorLayout layout)
        {
            var random = new Random(5);
            X = TestTensor.Of(layout, TestTensor.Random(random, layout.Count, -3, 3), padding: 50);
            R = TestTensor.Of(layout, TestTensor.Random(random, layout.Count));
            (Y, Gradient) = (TestTensor.Poisoned(layout), TestTensor.Poisoned(layout));
            Relevance = TestTensor.Of(layout, [.. Enumerable.Repeat(1f, layout.Count)]);
        }

        internal OwnedTensor X { get; }

        internal OwnedTensor R { get; }

        internal OwnedTensor Y { get; }

        internal OwnedTensor Gradient { get; }

        internal OwnedTensor Relevance { get; }

        internal int[] Run(Workers workers)
        {
            Passes(workers);
            return [.. TestTensor.Bits(Y), .. TestTensor.Bits(Gradient), .. TestTensor.Bits(Relevance)];
        }

        internal void Passes(Workers workers)
        {
            ChannelSoftmax.Forward(X.Tensor, 1, causal: true, Y.Tensor, workers);
            ChannelSoftmax.Gradient(Y.Tensor, R.Tensor, 1, accumulate: false, Gradient.Tensor, workers);
            ChannelSoftmax.Relevance(X.Tensor, 1, Y.Tensor, R.Tensor, accumulate: true, Relevance.Tensor, workers, null);
        }

        public void Dispose()
        {
            foreach (OwnedTensor tensor in new[] { X, R, Y, Gradient, Relevance })
                tensor.Dispose();
        }
    }
}
