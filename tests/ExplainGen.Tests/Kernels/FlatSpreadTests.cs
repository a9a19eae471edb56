using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>The Flat rule against a map of ones: s = R / st(1·1), r = 1ᵀ s.</summary>
public class FlatSpreadTests
{
    /// <summary>Batches of seeds, and the hand-written corner shapes as batch -1.</summary>
    public static TheoryData<int> Batches => [-1, 0, 1, 2, 3];

    [Theory]
    [MemberData(nameof(Batches))]
    public void Relevance_is_spread_evenly_over_the_inputs_seen(int batch)
    {
        foreach (LinearMapCase c in Cases(batch))
        {
            using OwnedTensor relevance = c.RandomRelevance();
            using OwnedTensor r = TestTensor.Poisoned(c.Input);
            c.Flat.Redistribute(relevance.Tensor, new Stabilizer(1e-6f), false, r.Tensor, Workers.Single, null);
            AssertSpread(c, ReferenceMap.Widen(TestTensor.Values(relevance)), 1e-6f, new double[c.Input.Count], r);
        }
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public void The_share_of_the_bias_is_spread_the_same_way(int batch)
    {
        foreach (LinearMapCase c in Cases(batch))
        {
            var bias = new ChannelVector(TestTensor.Random(c.Random, c.Output.Channels));
            using OwnedTensor s = c.RandomRelevance();
            using OwnedTensor r = TestTensor.Of(c.Input, TestTensor.Random(c.Random, c.Input.Count));
            double[] before = ReferenceMap.Widen(TestTensor.Values(r));
            double[] shares = ReferenceMap.Widen(TestTensor.Values(s));
            int pixels = c.Output.Count / c.Output.Channels;
            for (int i = 0; i < shares.Length; i++)
                shares[i] *= bias.Values[i / pixels];
            var loss = new QuotientLoss();
            c.Flat.SpreadBias(s.Tensor, bias, true, r.Tensor, Workers.Single, loss);
            AssertSpread(c, shares, 0, before, r);
            double[] counts = Counts(c);
            Assert.Equal(shares.Where((_, i) => counts[i] == 0).Sum(), loss.Dropped, 1e-6 * shares.Sum(Math.Abs));
            Assert.Equal((0.0, 0.0), (loss.Bias, loss.Stabilizer));
        }
    }

    [Theory]
    [InlineData(StabilizerMode.Add, 0.5f, false)]
    [InlineData(StabilizerMode.Clip, 4f, false)]
    [InlineData(StabilizerMode.Add, 0.25f, true)]
    [InlineData(StabilizerMode.Add, 0f, false)]
    public void The_account_closes(StabilizerMode mode, float epsilon, bool rmsScaled)
    {
        foreach (LinearMapCase c in Cases(-1).Concat(Cases(5)))
        {
            using OwnedTensor relevance = c.RandomRelevance();
            using OwnedTensor r = TestTensor.Poisoned(c.Input);
            var loss = new QuotientLoss();
            c.Flat.Redistribute(relevance.Tensor, new Stabilizer(epsilon, mode, rmsScaled), false, r.Tensor, Workers.Single, loss);

            double[] counts = Counts(c);
            double used = epsilon * (rmsScaled ? Math.Sqrt(counts.Average(n => n * n)) : 1);
            float[] upper = TestTensor.Values(relevance);
            double byStabilizer = 0, dropped = 0, size = 0;
            for (int i = 0; i < upper.Length; i++)
            {
                double stabilized = mode == StabilizerMode.Add ? counts[i] + used : Math.Max(counts[i], used);
                if (stabilized == 0)
                    dropped += upper[i];
                else
                    byStabilizer += upper[i] * (stabilized - counts[i]) / stabilized;
                size += Math.Abs(upper[i]);
            }

            Assert.Equal(0, loss.Bias);
            Assert.Equal(byStabilizer, loss.Stabilizer, 1e-6 * size);
            Assert.Equal(dropped, loss.Dropped, 1e-6 * size);
            Assert.Equal(relevance.Tensor.Sum(), r.Tensor.Sum() + loss.Stabilizer + loss.Dropped, 2e-6 * size);
        }
    }

    [Fact]
    public void A_border_pixel_of_a_3x3_convolution_counts_its_own_taps()
    {
        var axis = new ConvolutionAxis(3, 3, 3, PadBegin: 1);
        var map = new Convolution(new() { InChannels = 1, OutChannels = 1, Height = axis, Width = axis });
        using OwnedTensor relevance = TestTensor.Of(new(1, 1, 3, 3), [36, 0, 0, 0, 36, 0, 0, 0, 0]);
        using OwnedTensor r = TestTensor.Poisoned(new(1, 1, 3, 3));
        new FlatSpread(map).Redistribute(relevance.Tensor, new Stabilizer(0), false, r.Tensor, Workers.Single, null);
        Assert.Equal([13f, 13f, 4f, 13f, 13f, 4f, 4f, 4f, 4f], TestTensor.Values(r));
    }

    [Fact]
    public void Tensors_of_other_shapes_are_refused()
    {
        var flat = new FlatSpread(new Dense(5, 3));
        using var five = new OwnedTensor(new(5));
        using var three = new OwnedTensor(new(3));
        Assert.Throws<ArgumentException>(
            "relevance", () => flat.Redistribute(five.Tensor, default, false, five.Tensor, Workers.Single, null));
        Assert.Throws<ArgumentException>(
            "r", () => flat.Redistribute(three.Tensor, default, false, three.Tensor, Workers.Single, null));
        Assert.Throws<ArgumentException>(
            "bias", () => flat.SpreadBias(three.Tensor, ChannelVector.Constant(5, 1), false, five.Tensor, Workers.Single, null));
    }

    private static IEnumerable<LinearMapCase> Cases(int batch) =>
        batch < 0 ? LinearMapCase.Corners() : Enumerable.Range(600 + batch * 40, 40).Select(LinearMapCase.FromSeed);

    private static double[] Ones(int count) => [.. Enumerable.Repeat(1.0, count)];

    private static double[] Counts(LinearMapCase c) => c.Reference.Apply(Ones(c.Weight.Length), Ones(c.Input.Count));

    private static void AssertSpread(LinearMapCase c, double[] shares, double epsilon, double[] before, OwnedTensor r)
    {
        double[] counts = Counts(c);
        var s = new double[shares.Length];
        for (int i = 0; i < s.Length; i++)
            s[i] = counts[i] + epsilon == 0 ? 0 : shares[i] / (counts[i] + epsilon);
        double[] ones = Ones(c.Weight.Length);
        double[] expected = c.Reference.Transpose(ones, s), size = c.Reference.Transpose(ones, ReferenceMap.Abs(s));
        float[] actual = TestTensor.Values(r);
        for (int i = 0; i < expected.Length; i++)
        {
            double tolerance = 4e-6 * (size[i] + Math.Abs(before[i]));
            if (!(Math.Abs(before[i] + expected[i] - actual[i]) <= tolerance))
                Assert.Fail($"{c}: r[{i}] is {actual[i]}, expected {before[i] + expected[i]}");
        }

        TestTensor.AssertHaloIsZero(r);
        TestTensor.AssertPaddingIsZero(r);
    }
}
