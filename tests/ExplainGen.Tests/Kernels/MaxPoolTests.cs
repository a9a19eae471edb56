using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>Max-pooling and its ways back over windows of all kinds, with many ties.</summary>
public class MaxPoolTests
{
    private const int Seeds = 60;

    public static TheoryData<MaxPoolRule> Rules => [.. Enum.GetValues<MaxPoolRule>()];

    [Fact]
    public void Forward_takes_maxima_and_zero_where_there_is_only_padding()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            using var c = new Case(seed);
            double[] expected = c.Maxima();
            Assert.Equal(expected, GatherMapTests.Doubles(c.Y));
            TestTensor.AssertHaloIsZero(c.Y);
            TestTensor.AssertPaddingIsFinite(c.Y);
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Relevance_goes_back_by_the_rule_and_the_account_closes(MaxPoolRule rule)
    {
        foreach (Stabilizer stabilizer in (Stabilizer[])[new(0.25f), new(0.25f, StabilizerMode.Clip), new(0.5f, RmsScaled: true)])
        {
            for (int seed = 0; seed < Seeds; seed++)
            {
                using var c = new Case(seed);
                double[] expected = c.Expected(rule, stabilizer);
                using OwnedTensor r = TestTensor.Poisoned(c.InputOther);
                c.Pool.Redistribute(rule, c.X.Tensor, c.Y.Tensor, c.R.Tensor, stabilizer, false, r.Tensor, Workers.Single, null);
                AssertClose(c, expected, r);
                TestTensor.AssertHaloIsZero(r);
                TestTensor.AssertPaddingIsZero(r);

                var loss = new QuotientLoss();
                using OwnedTensor traced = TestTensor.Poisoned(c.InputOther);
                c.Pool.Redistribute(rule, c.X.Tensor, c.Y.Tensor, c.R.Tensor, stabilizer, false, traced.Tensor, Workers.Single, loss);
                Assert.Equal(TestTensor.Bits(r), TestTensor.Bits(traced));
                Assert.Equal(c.R.Tensor.Sum(), r.Tensor.Sum() + loss.Stabilizer + loss.Dropped, 1e-4);
                Assert.Equal(0, loss.Bias);

                c.Pool.Redistribute(rule, c.X.Tensor, c.Y.Tensor, c.R.Tensor, stabilizer, true, r.Tensor, Workers.Single, null);
                AssertClose(c, [.. expected.Select(v => 2 * v)], r);
            }
        }
    }

    [Fact]
    public void The_winner_is_the_first_of_equals_zeros_of_either_sign_included()
    {
        var pool = new MaxPool(new PoolGeometry { Channels = 1, Height = new(2, 1, 2), Width = new(2, 1, 2) });
        using OwnedTensor x = TestTensor.Of(new TensorLayout(1, 1, 2, 2), [-1f, -0f, 0f, -0f]);
        using OwnedTensor y = TestTensor.Poisoned(new TensorLayout(1));
        using OwnedTensor r = TestTensor.Of(new TensorLayout(1), [6f]);
        using OwnedTensor rIn = TestTensor.Poisoned(x.Layout);
        pool.Forward(x.Tensor, y.Tensor, Workers.Single);
        pool.Redistribute(MaxPoolRule.Winner, x.Tensor, y.Tensor, r.Tensor, default, false, rIn.Tensor, Workers.Single, null);
        Assert.Equal([0f, 6f, 0f, 0f], TestTensor.Values(rIn));
        pool.Redistribute(MaxPoolRule.TieSplit, x.Tensor, y.Tensor, r.Tensor, default, false, rIn.Tensor, Workers.Single, null);
        Assert.Equal([0f, 2f, 2f, 2f], TestTensor.Values(rIn));
    }

    [Fact]
    public void What_is_not_a_number_is_the_maximum_of_every_window_that_holds_it()
    {
        var axis = new PoolAxis(6, 3, 3, 2, 1, 1);
        var pool = new MaxPool(new PoolGeometry { Channels = 17, Height = axis, Width = axis });
        using OwnedTensor y = TestTensor.Poisoned(new TensorLayout(17, 1, 3, 3));
        for (int place = 0; place < 36; place++)
        {
            float[] values = TestTensor.Random(new Random(place), 17 * 36);
            values[16 * 36 + place] = float.NaN;
            using OwnedTensor x = TestTensor.Of(new TensorLayout(17, 1, 6, 6), values);
            pool.Forward(x.Tensor, y.Tensor, Workers.Single);
            for (int output = 0; output < 17 * 9; output++)
            {
                bool holds = output >= 16 * 9 && Holds(output % 9 / 3, place / 6) && Holds(output % 3, place % 6);
                Assert.Equal(holds, float.IsNaN(TestTensor.Values(y)[output]));
            }
        }

        bool Holds(int output, int input) => axis.Start(output) <= input && input < axis.End(output);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Any_number_of_threads_gives_the_same_bits(MaxPoolRule rule)
    {
        foreach ((int kernel, int stride) in (ReadOnlySpan<(int, int)>)[(2, 2), (3, 2), (3, 1), (2, 3)])
        {
            int size = (61 - kernel) / stride + 1;
            var axis = new PoolAxis(61, size, kernel, stride);
            var pool = new MaxPool(new PoolGeometry { Channels = 70, Height = axis, Width = axis });
            using OwnedTensor x = TestTensor.Of(new TensorLayout(70, 1, 61, 61), TestTensor.Random(new Random(1), 70 * 61 * 61));
            using OwnedTensor r = TestTensor.Of(new TensorLayout(70, 1, size, size), TestTensor.Random(new Random(2), 70 * size * size));
            (int[] Maxima, int[] Relevance)? expected = null;
            foreach (int threads in (int[])[1, 2, 3, 5])
            {
                using var workers = new Workers(threads);
                using OwnedTensor y = TestTensor.Poisoned(r.Layout), rIn = TestTensor.Poisoned(x.Layout);
                pool.Forward(x.Tensor, y.Tensor, workers);
                pool.Redistribute(rule, x.Tensor, y.Tensor, r.Tensor, new(0.1f), false, rIn.Tensor, workers, null);
                expected ??= (TestTensor.Bits(y), TestTensor.Bits(rIn));
                Assert.Equal(expected.Value.Maxima, TestTensor.Bits(y));
                Assert.Equal(expected.Value.Relevance, TestTensor.Bits(rIn));
            }
        }
    }

    [Fact]
    public void A_sum_of_zero_without_stabilizer_drops_its_relevance()
    {
        var pool = new MaxPool(new PoolGeometry { Channels = 2, Width = new(2, 1, 2) });
        using OwnedTensor x = TestTensor.Of(new TensorLayout(2, width: 2), [1f, -1f, 1f, 3f]);
        using OwnedTensor r = TestTensor.Of(new TensorLayout(2), [5f, 8f]);
        using OwnedTensor rIn = TestTensor.Poisoned(x.Layout);
        var loss = new QuotientLoss();
        pool.Redistribute(MaxPoolRule.Proportional, x.Tensor, default, r.Tensor, default, false, rIn.Tensor, Workers.Single, loss);
        Assert.Equal([0f, 0f, 2f, 6f], TestTensor.Values(rIn));
        Assert.Equal(5.0, loss.Dropped);
    }

    [Fact]
    public void Shapes_must_be_those_of_the_windows()
    {
        var pool = new MaxPool(new PoolGeometry { Channels = 2, Width = new(4, 2, 2, 2) });
        using OwnedTensor x = new(new TensorLayout(2, width: 4));
        using OwnedTensor y = new(new TensorLayout(2, width: 2));
        Assert.Throws<ArgumentException>("x", () => pool.Forward(y.Tensor, y.Tensor, Workers.Single));
        Assert.Throws<ArgumentException>("y", () => pool.Forward(x.Tensor, x.Tensor, Workers.Single));
        Assert.Throws<ArgumentException>("r", () => Redistribute(MaxPoolRule.Winner, x.Tensor, x.Tensor));
        Assert.Throws<ArgumentException>("rIn", () => Redistribute(MaxPoolRule.Winner, y.Tensor, y.Tensor));
        Assert.Throws<ArgumentOutOfRangeException>("rule", () => Redistribute((MaxPoolRule)9, y.Tensor, x.Tensor));

        void Redistribute(MaxPoolRule rule, Tensor r, Tensor rIn)
            => pool.Redistribute(rule, x.Tensor, y.Tensor, r, default, false, rIn, Workers.Single, null);
    }

    private static void AssertClose(Case c, double[] expected, OwnedTensor actual)
    {
        float[] values = TestTensor.Values(actual);
        for (int i = 0; i < values.Length; i++)
        {
            if (!(Math.Abs(values[i] - expected[i]) <= 4e-6 * Math.Max(1, Math.Abs(expected[i]))))
                Assert.Fail($"{c.X.Layout}: element {i} is {values[i]:R}, expected {expected[i]:R}.");
        }
    }

    /// <summary>A pooling layer with inputs that tie often (a few halves, zeros of both signs).</summary>
    private sealed class Case : IDisposable
    {
        private readonly PoolReference _reference;

        internal Case(int seed)
        {
            var random = new Random(seed);
            _reference = PoolReference.Draw(random);
            Pool = new MaxPool(_reference.Geometry);
            TensorLayout input = Layout(_reference.In), output = Layout(_reference.Out);
            InputOther = Layout(_reference.In);
            float[] x = [.. Enumerable.Range(0, input.Count).Select(_ => random.Next(-4, 5) / 2f * (random.Next(2) == 0 ? 1 : -1))];
            X = TestTensor.Of(input, x, padding: 7.5f);
            Y = TestTensor.Poisoned(output);
            R = TestTensor.Of(output, TestTensor.Random(random, output.Count));
            Pool.Forward(X.Tensor, Y.Tensor, Workers.Single);

            TensorLayout Layout((int Depth, int Height, int Width) extents)
                => GatherMapCase.Layout(random, _reference.Channels, extents.Depth, extents.Height, extents.Width);
        }

        internal MaxPool Pool { get; }

        internal TensorLayout InputOther { get; }

        internal OwnedTensor X { get; }

        internal OwnedTensor Y { get; }

        internal OwnedTensor R { get; }

        internal double[] Maxima()
        {
            float[] x = TestTensor.Values(X);
            return [.. _reference.Windows().Select(w => w.Inputs.Length == 0 ? 0.0 : w.Inputs.Max(i => x[i]))];
        }

        internal double[] Expected(MaxPoolRule rule, Stabilizer stabilizer)
        {
            float[] x = TestTensor.Values(X), r = TestTensor.Values(R);
            var result = new double[x.Length];
            double[] sums = [.. _reference.Windows().Select(w => w.Inputs.Sum(i => (double)x[i]))];
            double epsilon = stabilizer.Epsilon * (stabilizer.RmsScaled ? Math.Sqrt(sums.Sum(v => v * v) / sums.Length) : 1);
            foreach ((int output, int[] inputs, _) in _reference.Windows())
            {
                if (inputs.Length == 0)
                    continue;
                float maximum = inputs.Max(i => x[i]);
                int[] maximal = [.. inputs.Where(i => x[i] == maximum)];
                switch (rule)
                {
                    case MaxPoolRule.Winner:
                        result[maximal[0]] += r[output];
                        break;
                    case MaxPoolRule.TieSplit:
                        foreach (int i in maximal)
                            result[i] += (double)r[output] / maximal.Length;
                        break;
                    default:
                        double denominator = ElementwiseTests.Stabilize(sums[output], epsilon, stabilizer.Mode);
                        foreach (int i in inputs)
                            result[i] += denominator == 0 ? 0 : x[i] * r[output] / denominator;
                        break;
                }
            }

            return result;
        }

        public void Dispose()
        {
            X.Dispose();
            Y.Dispose();
            R.Dispose();
        }
    }
}
