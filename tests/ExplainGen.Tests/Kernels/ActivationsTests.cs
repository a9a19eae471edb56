using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>The passes of activation layers over tensors of all shapes.</summary>
public class ActivationsTests
{
    private const int Seeds = 60;

    // What padding lanes hold before: large, of either sign, and where exponentials overflow.
    private static readonly float[] s_padding = [7.5f, -300f, 1e30f];

    [Fact]
    public void Forward_applies_the_function_in_place_and_out_of_place()
    {
        foreach (Case c in Cases())
        {
            double[] expected = c.Map((z, _, _) => ActivationReference.Value(c.Activation, z));
            using OwnedTensor y = TestTensor.Poisoned(c.Other);
            Activations.Forward(c.Z.Tensor, c.Activation, y.Tensor, Workers.Single);
            AssertClose(c, expected, y);
            TestTensor.AssertHaloIsZero(y);
            Activations.Forward(c.Z.Tensor, c.Activation, c.Z.Tensor, Workers.Single);
            Assert.Equal(TestTensor.Values(y), TestTensor.Values(c.Z));
        }
    }

    [Fact]
    public void Forward_with_slopes_is_PReLU()
    {
        foreach (Case c in Cases())
        {
            double[] expected = c.Map((z, _, channel) => z > 0 ? z : z * c.Slopes.Values[channel]);
            using OwnedTensor y = TestTensor.Poisoned(c.Other);
            Activations.Forward(c.Z.Tensor, c.Slopes, y.Tensor, Workers.Single);
            AssertClose(c, expected, y);
            TestTensor.AssertHaloIsZero(y);
        }
    }

    [Fact]
    public void Gradient_multiplies_by_the_derivative()
        => AssertBackward(
            (c, accumulate, rIn) => Activations.Gradient(c.Z.Tensor, c.Activation, c.R.Tensor, accumulate, rIn, Workers.Single),
            (c, z, r, _) => r * ActivationReference.Derivative(c.Activation, z));

    [Fact]
    public void Gradient_with_slopes_is_that_of_PReLU()
        => AssertBackward(
            (c, accumulate, rIn) => Activations.Gradient(c.Z.Tensor, c.Slopes, c.R.Tensor, accumulate, rIn, Workers.Single),
            (c, z, r, channel) => z > 0 ? r : r * c.Slopes.Values[channel]);

    [Fact]
    public void Guided_gradient_passes_where_both_are_positive()
        => AssertBackward(
            (c, accumulate, rIn) => Activations.GuidedGradient(c.Z.Tensor, c.R.Tensor, accumulate, rIn, Workers.Single),
            (_, z, r, _) => z > 0 && r > 0 ? r : 0);

    [Fact]
    public void Deconvolution_gradient_is_rectified()
        => AssertBackward(
            (c, accumulate, rIn) => Activations.DeconvolutionGradient(c.R.Tensor, accumulate, rIn, Workers.Single),
            (_, _, r, _) => Math.Max(r, 0));

    [Fact]
    public void Beta_smooth_gradient_is_that_of_a_softplus()
        => AssertBackward(
            (c, accumulate, rIn) => Activations.BetaSmoothGradient(c.Z.Tensor, 10, c.R.Tensor, accumulate, rIn, Workers.Single),
            (_, z, r, _) => r / (1 + Math.Exp(-10 * z)));

    [Fact]
    public void Gradients_may_take_the_place_of_what_they_come_from()
    {
        foreach (Case c in Cases())
        {
            using OwnedTensor expected = TestTensor.Poisoned(c.Layout);
            Activations.Gradient(c.Z.Tensor, c.Activation, c.R.Tensor, false, expected.Tensor, Workers.Single);
            Activations.Gradient(c.Z.Tensor, c.Activation, c.R.Tensor, false, c.R.Tensor, Workers.Single);
            Assert.Equal(TestTensor.Bits(expected), TestTensor.Bits(c.R));
        }
    }

    [Theory]
    [InlineData(StabilizerMode.Add, false)]
    [InlineData(StabilizerMode.Clip, false)]
    [InlineData(StabilizerMode.Add, true)]
    public void Norm_is_proportional_to_the_linear_part_and_its_account_closes(StabilizerMode mode, bool rms)
    {
        var stabilizer = new Stabilizer(0.25f, mode, rms);
        foreach (Case c in Cases())
        {
            using OwnedTensor y = TestTensor.Of(c.Layout, new float[c.Layout.Count], padding: 0.5f);
            Activations.Forward(c.Z.Tensor, c.Activation, y.Tensor, Workers.Single);
            double[] values = GatherMapTests.Doubles(y);
            double epsilon = 0.25 * (rms ? Math.Sqrt(values.Sum(v => v * v) / values.Length) : 1);
            double[] expected = c.Map((z, r, _) =>
            {
                double value = ActivationReference.Value(c.Activation, z);
                return z * ActivationReference.Derivative(c.Activation, z) * Divide(r, value, epsilon, mode);
            });

            var loss = new QuotientLoss();
            using OwnedTensor traced = TestTensor.Poisoned(c.Other);
            using OwnedTensor rIn = TestTensor.Poisoned(c.Other);
            Norm(c, y, stabilizer, rIn, null);
            Norm(c, y, stabilizer, traced, loss);
            AssertClose(c, expected, rIn);
            Assert.Equal(TestTensor.Bits(rIn), TestTensor.Bits(traced));
            TestTensor.AssertHaloIsZero(rIn);
            TestTensor.AssertPaddingIsZero(rIn);
            Assert.Equal(c.R.Tensor.Sum(), rIn.Tensor.Sum() + loss.Bias + loss.Stabilizer + loss.Dropped, 2e-3);
        }

        static void Norm(Case c, OwnedTensor y, Stabilizer stabilizer, OwnedTensor rIn, QuotientLoss? loss)
            => Activations.Norm(c.Z.Tensor, c.Activation, y.Tensor, c.R.Tensor, stabilizer, false, rIn.Tensor, Workers.Single, loss);
    }

    [Fact]
    public void Norm_without_stabilizer_drops_relevance_of_zeros()
    {
        var layout = new TensorLayout(3);
        using OwnedTensor z = TestTensor.Of(layout, [-1f, 0f, 2f]);
        using OwnedTensor y = TestTensor.Of(layout, [0f, 0f, 2f]);
        using OwnedTensor r = TestTensor.Of(layout, [3f, 5f, 7f]);
        using OwnedTensor rIn = TestTensor.Poisoned(layout);
        var loss = new QuotientLoss();
        Activations.Norm(z.Tensor, Activation.Relu, y.Tensor, r.Tensor, default, false, rIn.Tensor, Workers.Single, loss);
        Assert.Equal([0f, 0f, 7f], TestTensor.Values(rIn));
        Assert.Equal((8.0, 0.0, 0.0), (loss.Dropped, loss.Stabilizer, loss.Bias));
    }

    [Fact]
    public void Shapes_must_agree()
    {
        using OwnedTensor five = new(new TensorLayout(5));
        using OwnedTensor six = new(new TensorLayout(6));
        Assert.Throws<ArgumentException>("x", () => Activations.Forward(five.Tensor, Activation.Relu, six.Tensor, Workers.Single));
        Assert.Throws<ArgumentException>(
            "slopes", () => Activations.Forward(six.Tensor, ChannelVector.Constant(5, 1), six.Tensor, Workers.Single));
        Assert.Throws<ArgumentException>(
            "z", () => Activations.Gradient(five.Tensor, Activation.Relu, six.Tensor, false, six.Tensor, Workers.Single));
        Assert.Throws<ArgumentException>(
            "r", () => Activations.Gradient(six.Tensor, Activation.Relu, five.Tensor, false, six.Tensor, Workers.Single));
    }

    private static double Divide(double r, double z, double epsilon, StabilizerMode mode)
    {
        double sign = z < 0 ? -1 : 1;
        double denominator = mode == StabilizerMode.Add ? z + sign * epsilon : sign * Math.Max(Math.Abs(z), epsilon);
        return denominator == 0 ? 0 : r / denominator;
    }

    private static void AssertBackward(Action<Case, bool, Tensor> run, Func<Case, double, double, int, double> reference)
    {
        foreach (Case c in Cases())
        {
            double[] expected = c.Map((z, r, channel) => reference(c, z, r, channel));
            using OwnedTensor rIn = TestTensor.Poisoned(c.Other);
            run(c, false, rIn.Tensor);
            AssertClose(c, expected, rIn);
            TestTensor.AssertHaloIsZero(rIn);
            TestTensor.AssertPaddingIsZero(rIn);
            run(c, true, rIn.Tensor);
            AssertClose(c, [.. expected.Select(v => 2 * v)], rIn);
        }
    }

    private static void AssertClose(Case c, double[] expected, OwnedTensor actual)
    {
        float[] values = TestTensor.Values(actual);
        for (int i = 0; i < values.Length; i++)
        {
            if (!(Math.Abs(values[i] - expected[i]) <= 2e-6 * Math.Max(1, Math.Abs(expected[i]))))
                Assert.Fail($"{c.Activation} on {c.Layout}: element {i} is {values[i]:R}, expected {expected[i]:R}.");
        }
    }

    private static IEnumerable<Case> Cases()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            using var c = new Case(seed);
            yield return c;
        }
    }

    /// <summary>Pre-activations away from kinks but for exact zeros, and relevance, on a random shape.</summary>
    private sealed class Case : IDisposable
    {
        internal Case(int seed)
        {
            var random = new Random(seed);
            (int channels, int depth, int height, int width) = GatherMapCase.Shape(random);
            Layout = GatherMapCase.Layout(random, channels, depth, height, width);
            Other = GatherMapCase.Layout(random, channels, depth, height, width);
            Activation = ActivationReference.All[seed % ActivationReference.All.Length];
            Slopes = new ChannelVector(TestTensor.Random(random, channels));
            (double X, double Derivative)[] kinks = ActivationReference.Kinks(Activation);
            float[] z = TestTensor.Random(random, Layout.Count, -4, 4);
            for (int i = 0; i < z.Length; i++)
            {
                while (Math.Abs(z[i]) < 0.01 || kinks.Any(k => Math.Abs(z[i] - k.X) < 0.01))
                    z[i] = random.NextSingle() * 8 - 4;
            }

            Z = TestTensor.Of(Layout, z, s_padding[seed % s_padding.Length]);
            R = TestTensor.Of(Layout, TestTensor.Random(random, Layout.Count));
        }

        internal TensorLayout Layout { get; }

        /// <summary>The same shape, another halo.</summary>
        internal TensorLayout Other { get; }

        internal Activation Activation { get; }

        internal ChannelVector Slopes { get; }

        internal OwnedTensor Z { get; }

        internal OwnedTensor R { get; }

        internal double[] Map(Func<double, double, int, double> f)
        {
            float[] z = TestTensor.Values(Z), r = TestTensor.Values(R);
            int pixels = Layout.Count / Layout.Channels;
            return [.. z.Select((v, i) => f(v, r[i], i / pixels))];
        }

        public void Dispose()
        {
            Z.Dispose();
            R.Dispose();
        }
    }
}
