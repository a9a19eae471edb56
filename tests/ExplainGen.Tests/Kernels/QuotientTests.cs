using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>The quotient pass: golden values, zero denominators, aliasing, and the account of lost relevance.</summary>
public class QuotientTests
{
    // The layer, input and relevance of Zennit's golden vectors; z = [-0.25, 3.25].
    private static readonly float[] s_weight = [2, -1, 0.5f, -1.5f, 3, 1];
    private static readonly float[] s_bias = [0.25f, -0.25f];
    private static readonly float[] s_input = [1, 2, -1];
    private static readonly float[] s_relevance = [1, 2];

    public static TheoryData<Stabilizer, double[]> EpsilonRule => new()
    {
        { new(1e-6f), [-8.923044639, 11.692274556, 1.384607574] },
        { new(0.25f), [-4.857142857, 7.428571429, 0.428571429] },
        { new(1f, StabilizerMode.Clip), [-2.923076923, 5.692307692, -0.115384615] },
        { new(0.5f, StabilizerMode.Add, RmsScaled: true), [-2.107522675, 4.151842132, -0.097772499] },
    };

    [Theory]
    [MemberData(nameof(EpsilonRule))]
    public void Quotient_and_redistribution_are_the_epsilon_rule(Stabilizer stabilizer, double[] expected)
    {
        var map = new Dense(3, 2);
        Filter? filter = map.Pack(s_weight, default);
        var bias = new ChannelVector(s_bias);
        using OwnedTensor x = TestTensor.Of(new(3), s_input);
        using OwnedTensor relevance = TestTensor.Of(new(2), s_relevance);
        using OwnedTensor r = TestTensor.Poisoned(new(3));
        map.Quotient(
            x.Tensor, filter, default, bias, relevance.Tensor, stabilizer, 1, relevance.Tensor, Workers.Single, null);
        map.Redistribute(relevance.Tensor, filter, x.Tensor, null, 1, false, r.Tensor, Workers.Single);
        float[] actual = TestTensor.Values(r);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 5e-6 * Math.Abs(expected[i]));
    }

    [Theory]
    [InlineData(StabilizerMode.Add)]
    [InlineData(StabilizerMode.Clip)]
    public void The_sign_of_both_zeros_is_positive(StabilizerMode mode)
    {
        var stabilizer = new Stabilizer(0.25f, mode);
        foreach (float zero in new[] { 0f, -0f })
        {
            Assert.Equal(4f, DivideOne(zero, 1, stabilizer));
            Assert.Equal(0.25f, QuotientMath.Stabilize(zero, stabilizer));
        }
    }

    [Theory]
    [InlineData(StabilizerMode.Add)]
    [InlineData(StabilizerMode.Clip)]
    public void A_zero_denominator_gives_zero(StabilizerMode mode)
    {
        Assert.Equal(0f, DivideOne(0, 1, new Stabilizer(0, mode)));
        Assert.Equal(0f, DivideOne(-0f, -1, new Stabilizer(0, mode)));
        Assert.Equal(0f, DivideOne(0, 0, new Stabilizer(0, mode)));
    }

    [Theory]
    [InlineData(StabilizerMode.Add, 0.1f)]
    [InlineData(StabilizerMode.Clip, 0.1f)]
    [InlineData(StabilizerMode.Add, 0f)]
    public void Accounting_changes_no_bit_wherever_the_quotient_goes(StabilizerMode mode, float epsilon)
    {
        var stabilizer = new Stabilizer(epsilon, mode);
        foreach (LinearMapCase c in Enumerable.Range(300, 25).Select(LinearMapCase.FromSeed))
        {
            (Filter? filter, _) = c.Pack();
            var bias = new ChannelVector(TestTensor.Random(c.Random, c.Output.Channels));
            float[] input = TestTensor.Random(c.Random, c.Input.Count);
            float[] addend = TestTensor.Random(c.Random, c.Output.Count);
            float[] relevance = TestTensor.Random(c.Random, c.Output.Count);

            int[]? first = null;
            foreach (Alias alias in Enum.GetValues<Alias>())
            {
                foreach (QuotientLoss? loss in new[] { null, new QuotientLoss() })
                {
                    using OwnedTensor x = TestTensor.Of(c.Input, input);
                    using OwnedTensor a = TestTensor.Of(c.Output, addend);
                    using OwnedTensor upper = TestTensor.Of(c.Output, relevance);
                    using OwnedTensor fresh = TestTensor.Poisoned(c.Output);
                    OwnedTensor s = alias switch { Alias.Relevance => upper, Alias.Addend => a, _ => fresh };
                    c.Map.Quotient(x.Tensor, filter, a.Tensor, bias, upper.Tensor, stabilizer, 2, s.Tensor, Workers.Single, loss);
                    first ??= TestTensor.Bits(s);
                    Assert.Equal(first, TestTensor.Bits(s));
                }
            }
        }
    }

    [Theory]
    [InlineData(StabilizerMode.Add, 0.1f, false)]
    [InlineData(StabilizerMode.Clip, 0.5f, false)]
    [InlineData(StabilizerMode.Add, 0.1f, true)]
    [InlineData(StabilizerMode.Add, 0f, false)]
    public void The_account_closes(StabilizerMode mode, float epsilon, bool rmsScaled)
    {
        foreach (LinearMapCase c in Enumerable.Range(400, 40).Select(LinearMapCase.FromSeed))
        {
            (Filter? filter, _) = c.Pack(new WeightVariant(WeightVariantKind.Positive));
            // Positive sums keep ε = 0 well conditioned; outputs that see no input have a zero denominator.
            var bias = new ChannelVector(Sparse(c.Random, c.Output.Channels));
            using OwnedTensor x = c.RandomInput(0.25f, 1);
            using OwnedTensor addend = TestTensor.Of(c.Output, new float[c.Output.Count], padding: 2f);
            using OwnedTensor z = TestTensor.Poisoned(c.Output);
            using OwnedTensor relevance = c.RandomRelevance();
            using OwnedTensor s = TestTensor.Poisoned(c.Output);
            var loss = new QuotientLoss();
            const float scale = 0.5f;
            c.Map.Forward(x.Tensor, filter, addend.Tensor, bias, Activation.Identity, z.Tensor, Workers.Single);
            c.Map.Quotient(
                x.Tensor, filter, addend.Tensor, bias, relevance.Tensor, new Stabilizer(epsilon, mode, rmsScaled), scale, s.Tensor,
                Workers.Single, loss);

            float[] denominators = TestTensor.Values(z), quotients = TestTensor.Values(s), upper = TestTensor.Values(relevance);
            int pixels = c.Output.Count / c.Output.Channels;
            double passed = 0, byBias = 0, dropped = 0, total = 0, size = 0;
            for (int i = 0; i < upper.Length; i++)
            {
                double share = (double)quotients[i] * bias.Values[i / pixels];
                byBias += share;
                passed += (double)quotients[i] * denominators[i] - share;
                total += scale * (double)upper[i];
                size += Math.Abs(upper[i]);
                if (epsilon == 0 && denominators[i] == 0)
                    dropped += scale * (double)upper[i];
            }

            Assert.Equal(byBias, loss.Bias, 1e-9 * size);
            Assert.Equal(dropped, loss.Dropped, 1e-9 * size);
            Assert.Equal(total, passed + loss.Bias + loss.Stabilizer + loss.Dropped, 1e-6 * size);
            if (epsilon == 0)
                Assert.Equal(0, loss.Stabilizer);
        }
    }

    [Fact]
    public void The_account_adds_up_over_calls_and_clears()
    {
        var map = new Dense(3, 2);
        Filter? filter = map.Pack(s_weight, default);
        var bias = new ChannelVector(s_bias);
        using OwnedTensor x = TestTensor.Of(new(3), s_input);
        using OwnedTensor relevance = TestTensor.Of(new(2), s_relevance);
        using OwnedTensor s = TestTensor.Poisoned(new(2));
        var loss = new QuotientLoss();
        for (int i = 0; i < 2; i++)
        {
            map.Quotient(
                x.Tensor, filter, default, bias, relevance.Tensor, new Stabilizer(0.25f), 1, s.Tensor, Workers.Single, loss);
        }

        // s = [1 / -0.5, 2 / 3.5]; the bias takes s·b, the stabilizer s·(±0.25).
        double s0 = -2, s1 = 2 / 3.5;
        Assert.Equal(2 * (s0 * 0.25 - s1 * 0.25), loss.Bias, 1e-6);
        Assert.Equal(2 * (-s0 * 0.25 + s1 * 0.25), loss.Stabilizer, 1e-6);
        Assert.Equal(0, loss.Dropped);
        loss.Clear();
        Assert.Equal((0, 0, 0), (loss.Bias, loss.Stabilizer, loss.Dropped));
    }

    private enum Alias
    {
        None,
        Relevance,
        Addend,
    }

    /// <summary>Non-negative values, every other one zero.</summary>
    private static float[] Sparse(Random random, int count)
    {
        float[] values = TestTensor.Random(random, count, 0, 1);
        for (int i = 0; i < count; i += 2)
            values[i] = 0;
        return values;
    }

    private static unsafe float DivideOne(float z, float relevance, Stabilizer stabilizer)
    {
        float* values = stackalloc float[2 * TensorLayout.Lanes];
        values[0] = z;
        values[TensorLayout.Lanes] = relevance;
        QuotientMath.Divide(values, values + TensorLayout.Lanes, values, TensorLayout.Lanes, stabilizer, 1);
        return values[0];
    }
}
