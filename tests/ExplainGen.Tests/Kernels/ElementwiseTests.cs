using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>Element-wise passes over tensors of all shapes, halos and signs of zero.</summary>
public class ElementwiseTests
{
    private const int Seeds = 60;

    [Theory]
    [InlineData(0.25f, StabilizerMode.Add, false)]
    [InlineData(0.25f, StabilizerMode.Clip, false)]
    [InlineData(0.5f, StabilizerMode.Add, true)]
    [InlineData(0.5f, StabilizerMode.Clip, true)]
    [InlineData(0f, StabilizerMode.Add, false)]
    public void Quotient_divides_by_what_remains_and_its_account_closes(float epsilon, StabilizerMode mode, bool rms)
    {
        var stabilizer = new Stabilizer(epsilon, mode, rms);
        for (int seed = 0; seed < Seeds; seed++)
        {
            using var c = new Case(seed);
            ChannelVector? minusBias = seed % 2 == 0 ? c.Bias : null;
            ChannelVector? lossBias = seed % 3 == 0 ? c.OtherBias : null;
            bool hasMinus = seed % 5 < 3;
            double[] d = c.Map((z, m, _, channel) => z - (minusBias is null ? 0 : minusBias.Values[channel]) - (hasMinus ? m : 0));
            double resolved = epsilon * (rms ? Math.Sqrt(d.Sum(v => v * v) / d.Length) : 1);
            double[] denominators = [.. d.Select(v => Stabilize(v, resolved, mode))];
            double[] expected = c.Map((_, _, r, _) => 0.5 * r);
            for (int i = 0; i < expected.Length; i++)
                expected[i] = denominators[i] == 0 ? 0 : expected[i] / denominators[i];

            using OwnedTensor s = TestTensor.Poisoned(c.Other);
            Quotient(s, c.R, null);
            AssertClose(c, expected, s, epsilon == 0 ? 1e-4 : 4e-6);
            TestTensor.AssertHaloIsZero(s);
            TestTensor.AssertPaddingIsZero(s);

            // Traced and in the relevance's place: the same bits, and the account says where everything went.
            using OwnedTensor inPlace = TestTensor.Of(c.Other, TestTensor.Values(c.R));
            var loss = new QuotientLoss();
            Quotient(inPlace, inPlace, loss);
            Assert.Equal(TestTensor.Bits(s), TestTensor.Bits(inPlace));
            float[] quotients = TestTensor.Values(s);
            double toBias = 0, passed = 0, scale = 1;
            for (int i = 0; i < d.Length; i++)
            {
                passed += quotients[i] * d[i];
                toBias += lossBias is null ? 0 : (double)quotients[i] * lossBias.Values[i / (d.Length / c.Layout.Channels)];
                scale += Math.Abs(quotients[i]);
            }

            Assert.Equal(0.5 * c.R.Tensor.Sum(), passed + loss.Stabilizer + loss.Dropped, 1e-6 * scale);
            Assert.Equal(toBias, loss.Bias, 1e-6 * scale);

            void Quotient(OwnedTensor target, OwnedTensor relevance, QuotientLoss? account) => Elementwise.Quotient(
                c.A.Tensor, minusBias, hasMinus ? c.B.Tensor : default, relevance.Tensor, stabilizer, 0.5f, target.Tensor, lossBias,
                Workers.Single, account);
        }
    }

    [Fact]
    public void A_zero_of_either_sign_is_stabilized_upward()
    {
        var layout = new TensorLayout(2);
        using OwnedTensor z = TestTensor.Of(layout, [0f, -0f]);
        using OwnedTensor r = TestTensor.Of(layout, [1f, 1f]);
        using OwnedTensor s = TestTensor.Poisoned(layout);
        Elementwise.Quotient(z.Tensor, null, default, r.Tensor, new Stabilizer(0.5f), 1, s.Tensor, null, Workers.Single, null);
        Assert.Equal([2f, 2f], TestTensor.Values(s));
        Elementwise.Quotient(
            z.Tensor, null, default, r.Tensor, new Stabilizer(0.5f, StabilizerMode.Clip), 1, s.Tensor, null, Workers.Single, null);
        Assert.Equal([2f, 2f], TestTensor.Values(s));
    }

    [Fact]
    public void A_zero_without_stabilizer_drops_its_relevance()
    {
        var layout = new TensorLayout(3);
        using OwnedTensor z = TestTensor.Of(layout, [0f, 2f, -0f], padding: 0f);
        using OwnedTensor r = TestTensor.Of(layout, [1f, 6f, 4f]);
        using OwnedTensor s = TestTensor.Poisoned(layout);
        var loss = new QuotientLoss();
        Elementwise.Quotient(z.Tensor, null, default, r.Tensor, default, 2, s.Tensor, null, Workers.Single, loss);
        Assert.Equal([0f, 6f, 0f], TestTensor.Values(s));
        Assert.Equal((10.0, 0.0), (loss.Dropped, loss.Stabilizer));
        TestTensor.AssertPaddingIsZero(s);
    }

    [Fact]
    public void Multiply_scales_the_product()
        => AssertBinary(
            (c, accumulate, r) => Elementwise.Multiply(c.A.Tensor, c.R.Tensor, 0.5f, accumulate, r, Workers.Single),
            (a, _, r) => 0.5 * a * r, hasZeroPadding: true);

    [Fact]
    public void Copy_copies_or_adds()
        => AssertBinary(
            (c, accumulate, r) => Elementwise.Copy(c.R.Tensor, accumulate, r, Workers.Single), (_, _, r) => r, hasZeroPadding: true);

    [Fact]
    public void Copy_keeps_the_sign_of_zero()
    {
        var layout = new TensorLayout(2, width: 2);
        using OwnedTensor x = TestTensor.Of(layout, [-0f, 0f, -0f, 1f]);
        using OwnedTensor y = TestTensor.Poisoned(layout);
        Elementwise.Copy(x.Tensor, false, y.Tensor, Workers.Single);
        Assert.Equal(TestTensor.Bits(x), TestTensor.Bits(y));
    }

    [Fact]
    public void Add_sums_and_activates()
        => AssertBinary(
            (c, _, y) => Elementwise.Add(c.A.Tensor, c.B.Tensor, Activation.Relu, y, Workers.Single),
            (a, b, _) => Math.Max(a + b, 0), hasZeroPadding: false, accumulates: false);

    [Fact]
    public void Parts_and_magnitude_split_by_sign()
    {
        AssertBinary(
            (c, _, y) => Elementwise.PositivePart(c.A.Tensor, y, Workers.Single), (a, _, _) => Math.Max(a, 0), false, false);
        AssertBinary(
            (c, _, y) => Elementwise.NegativePart(c.A.Tensor, y, Workers.Single), (a, _, _) => Math.Min(a, 0), false, false);
        AssertBinary((c, _, y) => Elementwise.Absolute(c.A.Tensor, y, Workers.Single), (a, _, _) => Math.Abs(a), false, false);
    }

    [Fact]
    public void Outputs_may_take_the_place_of_inputs()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            using var c = new Case(seed);
            using OwnedTensor expected = TestTensor.Poisoned(c.Layout);
            Elementwise.Add(c.A.Tensor, c.B.Tensor, Activation.Relu, expected.Tensor, Workers.Single);
            Elementwise.Add(c.A.Tensor, c.B.Tensor, Activation.Relu, c.B.Tensor, Workers.Single);
            Assert.Equal(TestTensor.Values(expected), TestTensor.Values(c.B));
            Elementwise.Multiply(c.A.Tensor, c.R.Tensor, 3, false, expected.Tensor, Workers.Single);
            Elementwise.Multiply(c.A.Tensor, c.R.Tensor, 3, false, c.R.Tensor, Workers.Single);
            Assert.Equal(TestTensor.Values(expected), TestTensor.Values(c.R));
        }
    }

    [Fact]
    public void Fill_sets_elements_and_clears_the_rest()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            using var c = new Case(seed);
            using OwnedTensor y = TestTensor.Poisoned(c.Other);
            Elementwise.Fill(y.Tensor, 2.5f);
            Assert.All(TestTensor.Values(y), v => Assert.Equal(2.5f, v));
            TestTensor.AssertHaloIsZero(y);
            TestTensor.AssertPaddingIsZero(y);
        }
    }

    [Fact]
    public void Shapes_must_agree()
    {
        using OwnedTensor five = new(new TensorLayout(5));
        using OwnedTensor six = new(new TensorLayout(6));
        Tensor a = five.Tensor, b = six.Tensor;
        Assert.Throws<ArgumentException>("a", () => Elementwise.Add(a, b, Activation.Relu, b, Workers.Single));
        Assert.Throws<ArgumentException>("s", () => Elementwise.Multiply(b, a, 1, false, b, Workers.Single));
        Assert.Throws<ArgumentException>("source", () => Elementwise.Copy(a, false, b, Workers.Single));
        Assert.Throws<ArgumentException>("x", () => Elementwise.Absolute(a, b, Workers.Single));
        Assert.Throws<ArgumentException>(
            "relevance", () => Elementwise.Quotient(b, null, default, a, default, 1, b, null, Workers.Single, null));
        Assert.Throws<ArgumentException>(
            "lossBias",
            () => Elementwise.Quotient(
                b, null, default, b, default, 1, b, ChannelVector.Constant(5, 1), Workers.Single, new QuotientLoss()));
    }

    internal static double Stabilize(double z, double epsilon, StabilizerMode mode)
    {
        double sign = z < 0 ? -1 : 1;
        return mode == StabilizerMode.Add ? z + sign * epsilon : sign * Math.Max(Math.Abs(z), epsilon);
    }

    private static void AssertBinary(
        Action<Case, bool, Tensor> run, Func<double, double, double, double> reference, bool hasZeroPadding, bool accumulates = true)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            using var c = new Case(seed);
            double[] expected = c.Map((a, b, r, _) => reference(a, b, r));
            using OwnedTensor y = TestTensor.Poisoned(c.Other);
            run(c, false, y.Tensor);
            AssertClose(c, expected, y, 1e-6);
            TestTensor.AssertHaloIsZero(y);
            TestTensor.AssertPaddingIsFinite(y);
            if (hasZeroPadding)
                TestTensor.AssertPaddingIsZero(y);
            if (!accumulates)
                continue;
            run(c, true, y.Tensor);
            AssertClose(c, [.. expected.Select(v => 2 * v)], y, 1e-6);
        }
    }

    private static void AssertClose(Case c, double[] expected, OwnedTensor actual, double tolerance)
    {
        float[] values = TestTensor.Values(actual);
        for (int i = 0; i < values.Length; i++)
        {
            if (!(Math.Abs(values[i] - expected[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i]))))
                Assert.Fail($"{c.Layout}: element {i} is {values[i]:R}, expected {expected[i]:R}.");
        }
    }

    /// <summary>Three tensors of a random shape; values are multiples of 1/8, so that zeros occur and sums are exact.</summary>
    private sealed class Case : IDisposable
    {
        internal Case(int seed)
        {
            var random = new Random(seed);
            (int channels, int depth, int height, int width) = GatherMapCase.Shape(random);
            Layout = GatherMapCase.Layout(random, channels, depth, height, width);
            Other = GatherMapCase.Layout(random, channels, depth, height, width);
            A = TestTensor.Of(Layout, Eighths(random, Layout.Count), padding: -7.5f);
            B = TestTensor.Of(Layout, Eighths(random, Layout.Count), padding: 2.5f);
            R = TestTensor.Of(Layout, TestTensor.Random(random, Layout.Count));
            Bias = new ChannelVector(Eighths(random, channels));
            OtherBias = new ChannelVector(Eighths(random, channels));
        }

        internal TensorLayout Layout { get; }

        /// <summary>The same shape, another halo.</summary>
        internal TensorLayout Other { get; }

        internal OwnedTensor A { get; }

        internal OwnedTensor B { get; }

        internal OwnedTensor R { get; }

        internal ChannelVector Bias { get; }

        internal ChannelVector OtherBias { get; }

        internal double[] Map(Func<double, double, double, int, double> f)
        {
            float[] a = TestTensor.Values(A), b = TestTensor.Values(B), r = TestTensor.Values(R);
            int pixels = Layout.Count / Layout.Channels;
            return [.. a.Select((v, i) => f(v, b[i], r[i], i / pixels))];
        }

        public void Dispose()
        {
            A.Dispose();
            B.Dispose();
            R.Dispose();
        }

        private static float[] Eighths(Random random, int count)
            => [.. Enumerable.Range(0, count).Select(_ => random.Next(-16, 17) / 8f * (random.Next(2) == 0 ? 1 : -1))];
    }
}
