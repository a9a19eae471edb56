using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>The Gamma rule's quotients against the sums of positive and negative contributions they stand for.</summary>
public class GammaQuotientTests
{
    private const float Gamma = 0.25f;

    public static TheoryData<bool, bool, StabilizerMode> Variants => new()
    {
        { false, false, StabilizerMode.Add }, { true, false, StabilizerMode.Add }, { false, true, StabilizerMode.Add },
        { true, true, StabilizerMode.Clip }, { false, false, StabilizerMode.Clip },
    };

    [Theory]
    [MemberData(nameof(Variants))]
    public void Quotients_are_those_of_the_branches_and_the_account_closes(bool ignoreBias, bool rms, StabilizerMode mode)
    {
        var stabilizer = new Stabilizer(0.125f, mode, rms);
        for (int seed = 0; seed < 60; seed++)
        {
            using var c = new Case(seed);
            ChannelVector? bias = seed % 4 == 0 ? null : c.Bias;
            double[] expected = c.Expected(bias, ignoreBias, stabilizer, out double toBias, out double dropped, out double[] denominators);

            using OwnedTensor s = TestTensor.Poisoned(c.Other);
            using OwnedTensor signedS = TestTensor.Poisoned(c.Layout);
            Run(s, c.R, null);
            float[] values = TestTensor.Values(s), signedValues = TestTensor.Values(signedS), y = TestTensor.Values(c.Y);
            for (int i = 0; i < values.Length; i++)
            {
                Assert.Equal(expected[i], values[i], 4e-6 * Math.Max(1, Math.Abs(expected[i])));
                Assert.Equal(values[i] * Math.Sign(y[i]), signedValues[i]);
            }

            foreach (OwnedTensor tensor in new[] { s, signedS })
            {
                TestTensor.AssertHaloIsZero(tensor);
                TestTensor.AssertPaddingIsZero(tensor);
            }

            using OwnedTensor inPlace = TestTensor.Of(c.Other, TestTensor.Values(c.R));
            var loss = new QuotientLoss();
            Run(inPlace, inPlace, loss);
            Assert.Equal(TestTensor.Bits(s), TestTensor.Bits(inPlace));
            Assert.Equal(toBias, loss.Bias, 1e-4);
            Assert.Equal(dropped, loss.Dropped, 1e-6);
            double passed = values.Select((v, i) => v * denominators[i]).Sum();
            Assert.Equal(c.R.Tensor.Sum(), passed + loss.Stabilizer + loss.Dropped, 1e-4);

            void Run(OwnedTensor target, OwnedTensor relevance, QuotientLoss? account) => Elementwise.GammaQuotient(
                (ignoreBias ? c.Linear : c.Y).Tensor, c.Absolute.Tensor, bias, ignoreBias, Gamma, relevance.Tensor, stabilizer, target.Tensor, signedS.Tensor,
                Workers.Single, account);
        }
    }

    [Fact]
    public void Together_with_the_layer_they_give_Zennits_relevance()
    {
        // W, b, x and R of the reference; its Gamma(0.25) relevance in double precision.
        float[] w = [2, -1, 0.5f, -1.5f, 3, 1], x = [1, 2, -1];
        var layout = new TensorLayout(2);
        using OwnedTensor linear = TestTensor.Of(layout, [-0.5f, 3.5f]);
        using OwnedTensor y = TestTensor.Of(layout, [-0.25f, 3.25f]);
        using OwnedTensor absolute = TestTensor.Of(layout, [4.5f, 8.5f]);
        using OwnedTensor relevance = TestTensor.Of(layout, [1, 2]);
        using OwnedTensor s = TestTensor.Poisoned(layout);
        using OwnedTensor signedS = TestTensor.Poisoned(layout);
        Assert.Equal([-2.917290488, 6.015033664, 0.293232355], Rule(false), Close);
        Assert.Equal([-2.377776078, 5.222219647, 0.155555142], Rule(true), Close);

        double[] Rule(bool ignoreBias)
        {
            Elementwise.GammaQuotient(
                (ignoreBias ? linear : y).Tensor, absolute.Tensor, new ChannelVector([0.25f, -0.25f]), ignoreBias, Gamma, relevance.Tensor,
                new Stabilizer(1e-6f), s.Tensor, signedS.Tensor, Workers.Single, null);
            float[] q = TestTensor.Values(s), signed = TestTensor.Values(signedS);
            return [.. x.Select((v, i) => (1 + Gamma / 2) * v * (w[i] * q[0] + w[i + 3] * q[1])
                + Gamma / 2 * Math.Abs(v) * (Math.Abs(w[i]) * signed[0] + Math.Abs(w[i + 3]) * signed[1]))];
        }

        static bool Close(double a, double b) => Math.Abs(a - b) < 4e-6;
    }

    [Fact]
    public void An_output_of_zero_is_dropped()
    {
        var layout = new TensorLayout(3);
        using OwnedTensor y = TestTensor.Of(layout, [0f, -0f, 1f]);
        using OwnedTensor absolute = TestTensor.Of(layout, [2f, 2f, 1f]);
        using OwnedTensor relevance = TestTensor.Of(layout, [3f, 4f, 1.25f]);
        using OwnedTensor s = TestTensor.Poisoned(layout);
        using OwnedTensor signedS = TestTensor.Poisoned(layout);
        var loss = new QuotientLoss();
        Elementwise.GammaQuotient(
            y.Tensor, absolute.Tensor, null, false, Gamma, relevance.Tensor, default, s.Tensor, signedS.Tensor, Workers.Single, loss);
        Assert.Equal([0f, 0f, 1f], TestTensor.Values(s));
        Assert.Equal([0f, 0f, 1f], TestTensor.Values(signedS));
        Assert.Equal((7.0, 0.0, 0.0), (loss.Dropped, loss.Stabilizer, loss.Bias));
    }

    /// <summary>Outputs as sums of known contributions, on a random shape.</summary>
    private sealed class Case : IDisposable
    {
        private readonly double[] _positives;
        private readonly double[] _negatives;

        internal Case(int seed)
        {
            var random = new Random(seed);
            (int channels, int depth, int height, int width) = GatherMapCase.Shape(random);
            Layout = GatherMapCase.Layout(random, channels, depth, height, width);
            Other = GatherMapCase.Layout(random, channels, depth, height, width);
            Bias = new ChannelVector([.. Enumerable.Range(0, channels).Select(_ => random.Next(-8, 9) / 8f)]);
            // Eighths keep y, |W||x| and their halves exact, so that the branch y falls into is certain.
            _positives = [.. Enumerable.Range(0, Layout.Count).Select(_ => random.Next(0, 33) / 8.0)];
            _negatives = [.. Enumerable.Range(0, Layout.Count).Select(_ => random.Next(-32, 1) / 8.0)];
            Y = TestTensor.Of(Layout, Outputs(seed % 4 == 0), padding: 7.5f);
            Linear = TestTensor.Of(Layout, Outputs(withoutBias: true), padding: -2.5f);
            Absolute = TestTensor.Of(Other, [.. _positives.Select((p, i) => (float)(p - _negatives[i]))], padding: 3f);
            R = TestTensor.Of(Layout, TestTensor.Random(random, Layout.Count));
        }

        internal TensorLayout Layout { get; }

        internal TensorLayout Other { get; }

        internal ChannelVector Bias { get; }

        internal OwnedTensor Y { get; }

        internal OwnedTensor Linear { get; }

        internal OwnedTensor Absolute { get; }

        internal OwnedTensor R { get; }

        internal double[] Expected(
            ChannelVector? bias, bool ignoreBias, Stabilizer stabilizer, out double toBias, out double dropped, out double[] denominators)
        {
            float[] y = TestTensor.Values(Y), r = TestTensor.Values(R);
            int pixels = Layout.Count / Layout.Channels;
            var b = new double[y.Length];
            for (int i = 0; i < b.Length; i++)
                b[i] = bias is null ? 0 : bias.Values[i / pixels];
            double[] BiasPart(Func<double, double> part) => [.. b.Select(v => ignoreBias ? 0 : v + Gamma * part(v))];
            double[] positiveBias = BiasPart(v => Math.Max(v, 0)), negativeBias = BiasPart(v => Math.Min(v, 0));
            double[] positive = [.. _positives.Select((p, i) => p + _negatives[i] + Gamma * p + positiveBias[i])];
            double[] negative = [.. _negatives.Select((n, i) => n + _positives[i] + Gamma * n + negativeBias[i])];
            double epsilonPositive = stabilizer.Epsilon * (stabilizer.RmsScaled ? Rms(positive) : 1);
            double epsilonNegative = stabilizer.Epsilon * (stabilizer.RmsScaled ? Rms(negative) : 1);

            var s = new double[y.Length];
            denominators = new double[y.Length];
            (toBias, dropped) = (0, 0);
            for (int i = 0; i < s.Length; i++)
            {
                denominators[i] = y[i] < 0 ? negative[i] : positive[i];
                double epsilon = y[i] < 0 ? epsilonNegative : epsilonPositive;
                double stabilized = ElementwiseTests.Stabilize(denominators[i], epsilon, stabilizer.Mode);
                s[i] = y[i] == 0 || stabilized == 0 ? 0 : r[i] / stabilized;
                dropped += y[i] == 0 || stabilized == 0 ? r[i] : 0;
                toBias += s[i] * (y[i] < 0 ? negativeBias : positiveBias)[i];
            }

            return s;
        }

        public void Dispose()
        {
            Y.Dispose();
            Linear.Dispose();
            Absolute.Dispose();
            R.Dispose();
        }

        private static double Rms(double[] values) => Math.Sqrt(values.Sum(v => v * v) / values.Length);

        private float[] Outputs(bool withoutBias)
        {
            int pixels = Layout.Count / Layout.Channels;
            return [.. _positives.Select((p, i) => (float)(p + _negatives[i] + (withoutBias ? 0 : Bias.Values[i / pixels])))];
        }
    }
}
