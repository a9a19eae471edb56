using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels.Neon;

public sealed unsafe class GaussianOneClassTests
{
    private const double Tolerance = 2e-6;

    /// <summary>Support vectors, features, and γ times the features: from a kernel that all points share to one that none does.</summary>
    public static TheoryData<int, int, float> Machines
    {
        get
        {
            var machines = new TheoryData<int, int, float>();
            foreach (float width in (float[])[1e-6f, 0.01f, 1, 30, 1000])
            {
                machines.Add(1, 1, width);
                machines.Add(2, 3, width);
                machines.Add(17, 8, width);
                machines.Add(70, 31, width);
                machines.Add(333, 40, width);
                machines.Add(1000, 30, width);
            }

            return machines;
        }
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void Scores_and_relevance_are_those_of_double_precision(int count, int features, float width)
    {
        const int Inputs = 9;
        Machine m = new(count, features, width / features, Inputs, seed: count);
        using GaussianOneClass machine = m.Create();
        Result result = Explain(machine, m.Inputs, Inputs);
        for (int input = 0; input < Inputs; input++)
        {
            (double score, double[] relevance) = m.Reference.Explain(m.Inputs.AsSpan(input * features, features));
            AssertNear(score, result.Scores[input], Tolerance * score);
            // A score of many units has as many in its exponents, and each unit's rounding is one in the weights of the pool.
            double rounding = Tolerance * (1 + 0.2 * score);
            for (int i = 0; i < features; i++)
                AssertNear(relevance[i], result.Relevance[input * features + i], rounding * (relevance[i] + 0.01 * score));
            double attributed = result.Relevance.Skip(input * features).Take(features).Sum(r => (double)r);
            AssertNear(score, attributed + result.Slack[input], Tolerance * score);
            Assert.True(result.Slack[input] >= -Tolerance * score, $"The relevance is more than the score by {-result.Slack[input]}.");
        }
    }

    [Fact]
    public void At_support_vectors_the_score_and_relevance_are_finite()
    {
        Machine m = new(40, 6, 0.5f, inputs: 40, seed: 2);
        using GaussianOneClass machine = m.Create();
        Result result = Explain(machine, m.SupportVectors[..(32 * 6)], 32);
        for (int input = 0; input < 32; input++)
        {
            (double score, double[] relevance) = m.Reference.Explain(m.SupportVectors.AsSpan(input * 6, 6));
            AssertNear(score, result.Scores[input], Tolerance * score);
            for (int i = 0; i < 6; i++)
                AssertNear(relevance[i], result.Relevance[input * 6 + i], Tolerance * score);
        }

        // All points are the input: nothing is out of the ordinary.
        using var same = new GaussianOneClass([.. Enumerable.Repeat(2.5f, 12)], 3, [1, 2, 3, 4], 1);
        Result none = Explain(same, [2.5f, 2.5f, 2.5f], 1);
        Assert.Equal([0], none.Scores);
        Assert.Equal([0, 0, 0], none.Relevance);
        Assert.Equal([0], none.Slack);
    }

    [Theory]
    [InlineData(1e-7)]
    [InlineData(1e-4)]
    [InlineData(0.1)]
    [InlineData(0.249)]
    [InlineData(0.251)]
    public void Tiny_scores_keep_their_digits(double size)
    {
        // All points near the input.
        var random = new Random(5);
        float[] points = [.. Enumerable.Range(0, 90).Select(_ => (float)(random.NextDouble() * Math.Sqrt(size)))];
        float[] coefficients = [.. Enumerable.Range(0, 30).Select(_ => random.NextSingle() + 0.1f)];
        using var machine = new GaussianOneClass(points, 3, coefficients, 1);
        (double score, double[] relevance) = new OneClassReference(points, 3, coefficients, 1).Explain([0, 0, 0]);
        Result result = Explain(machine, [0, 0, 0], 1);
        AssertNear(score, result.Scores[0], 1e-6 * score);
        for (int i = 0; i < 3; i++)
            AssertNear(relevance[i], result.Relevance[i], Tolerance * relevance[i]);
    }

    [Theory]
    [InlineData(1000, 30, 1f)]
    [InlineData(1000, 30, 300f)]
    [InlineData(50, 45, 1f)]
    public void Results_are_the_same_bits_alone_in_any_group_and_beside_anything(int count, int features, float width)
    {
        const int Inputs = 32;
        Machine m = new(count, features, width / features, Inputs, seed: 7);
        using GaussianOneClass machine = m.Create();
        Result whole = Explain(machine, m.Inputs, Inputs);
        for (int inputs = 1; inputs < Inputs; inputs++)
        {
            Result part = Explain(machine, m.Inputs[..(inputs * features)], inputs);
            Assert.Equal(whole.Scores[..inputs], part.Scores);
            Assert.Equal(whole.Relevance[..(inputs * features)], part.Relevance);
            Assert.Equal(whole.Slack[..inputs], part.Slack);
        }

        float[] scratch = new float[machine.ExplainScratch(1)], x = m.Inputs[..features], scores = new float[1], slack = new float[1];
        var relevance = new float[features];
        fixed (float* s = scratch, from = x, o = scores, r = relevance, left = slack)
        {
            machine.Score(from, 1, 1, o, s);
            Assert.Equal(whole.Scores[0], scores[0]);
            machine.Explain(from, 1, 1, o, r, left, s);
        }

        Assert.Equal(whole.Scores[0], scores[0]);
        Assert.Equal(whole.Relevance[..features], relevance);
    }

    [Fact]
    public void What_is_passed_over_is_below_the_rounding_of_the_score()
    {
        // Two clusters far apart: at one of them, the other's weights are not zero in single precision, but negligible.
        const int Count = 512;
        var random = new Random(3);
        float[] points = [.. Enumerable.Range(0, Count * 2).Select(i => (i / 2 % 2 * 5f) + random.NextSingle())];
        float[] coefficients = [.. Enumerable.Repeat(1f, Count)];
        using var machine = new GaussianOneClass(points, 2, coefficients, 0.7f);
        (double score, double[] relevance) = new OneClassReference(points, 2, coefficients, 0.7f).Explain([0.4f, 0.6f]);
        Result result = Explain(machine, [0.4f, 0.6f], 1);
        AssertNear(score, result.Scores[0], Tolerance * score);
        for (int i = 0; i < 2; i++)
            AssertNear(relevance[i], result.Relevance[i], Tolerance * relevance[i]);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        Machine m = new(100, 10, 0.1f, 4, seed: 1);
        using GaussianOneClass machine = m.Create();
        float[] scratch = new float[machine.ExplainScratch(4)], results = new float[4 * 12];
        fixed (float* x = m.Inputs, s = scratch, r = results)
        {
            machine.Explain(x, 4, 4, r, r + 8, r + 4, s);
            long before = GC.GetAllocatedBytesForCurrentThread();
            machine.Score(x, 4, 4, r, s);
            machine.Explain(x, 4, 4, r, r + 8, r + 4, s);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    [Fact]
    public void Models_that_are_none_are_refused()
    {
        float[] points = [1, 2, 3, 4];
        Refused<ArgumentException>("1 coefficients for 2 support vectors", [1], 1);
        Refused<ArgumentException>("above 0 and finite; one is 0", [1, 0], 1);
        Refused<ArgumentException>("one is NaN", [1, float.NaN], 1);
        Refused<ArgumentOutOfRangeException>("scale of the kernel", [1, 1], 0);
        Refused<ArgumentOutOfRangeException>("scale of the kernel", [1, 1], float.PositiveInfinity);

        void Refused<TException>(string message, float[] coefficients, float gamma)
            where TException : Exception =>
            Assert.Contains(message, Assert.Throws<TException>(() => new GaussianOneClass(points, 2, coefficients, gamma)).Message);
    }

    private static void AssertNear(double expected, double actual, double tolerance) =>
        Assert.True(Math.Abs(actual - expected) <= tolerance, $"It is {actual:R}, expected {expected:R} to {tolerance:R}.");

    /// <summary>Scores and explains rows of inputs, with scratch memory of any content.</summary>
    private static Result Explain(GaussianOneClass machine, float[] rows, int inputs)
    {
        int features = machine.Points.Features, stride = (inputs + 3) / 4 * 4;
        var x = new float[features * stride];
        for (int i = 0; i < features; i++)
        {
            for (int input = 0; input < inputs; input++)
                x[i * stride + input] = rows[input * features + i];
        }

        var scratch = new float[machine.ExplainScratch(inputs)];
        Array.Fill(scratch, float.NaN);
        var result = new Result(new float[inputs], new float[inputs * features], new float[inputs]);
        float[] scores = new float[inputs];
        fixed (float* from = x, s = scratch, o = result.Scores, r = result.Relevance, left = result.Slack, scored = scores)
        {
            machine.Explain(from, stride, inputs, o, r, left, s);
            machine.Score(from, stride, inputs, scored, s);
        }

        Assert.Equal(scores, result.Scores);
        return result;
    }

    private sealed record Result(float[] Scores, float[] Relevance, float[] Slack);

    private sealed class Machine
    {
        private readonly float[] _coefficients;
        private readonly int _features;
        private readonly float _gamma;

        internal Machine(int count, int features, float gamma, int inputs, int seed)
        {
            var random = new Random(seed);
            (_features, _gamma) = (features, gamma);
            SupportVectors = TestTensor.Random(random, count * features);
            Inputs = TestTensor.Random(random, inputs * features);
            _coefficients = [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 3 + 0.01f)];
            Reference = new OneClassReference(SupportVectors, features, _coefficients, gamma);
        }

        internal float[] SupportVectors { get; }

        internal float[] Inputs { get; }

        internal OneClassReference Reference { get; }

        internal GaussianOneClass Create() => new(SupportVectors, _features, _coefficients, _gamma);
    }
}
