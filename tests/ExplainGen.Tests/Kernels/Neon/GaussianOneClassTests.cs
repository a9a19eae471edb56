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
        using var machine = new GaussianOneClass(points, 3, Doubles(coefficients), 1);
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

        Result alone = Explain(machine, m.Inputs[..features], inputs: 1, stride: 1);
        Assert.Equal(whole.Scores[0], alone.Scores[0]);
        Assert.Equal(whole.Relevance[..features], alone.Relevance);
    }

    [Fact]
    public void What_is_passed_over_is_below_the_rounding_of_the_score()
    {
        // Two clusters far apart: at one of them, the other's weights are not zero in single precision, but negligible.
        const int Count = 512;
        var random = new Random(3);
        float[] points = [.. Enumerable.Range(0, Count * 2).Select(i => (i / 2 % 2 * 5f) + random.NextSingle())];
        float[] coefficients = [.. Enumerable.Repeat(1f, Count)];
        using var machine = new GaussianOneClass(points, 2, Doubles(coefficients), 0.7f);
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
        float[] memory = new float[12 * machine.Points.PaddedCount + WeightedSquares.ScratchLength(machine.Points, 4)];
        float[] results = new float[4 * 12];
        fixed (float* x = m.Inputs, s = memory, r = results)
        {
            Explain(machine, x, 4, 4, s, r, results.AsSpan(40, 4), results.AsSpan(44, 4));
            long before = GC.GetAllocatedBytesForCurrentThread();
            Explain(machine, x, 4, 4, s, r, results.AsSpan(40, 4), results.AsSpan(44, 4));
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    [Fact]
    public void Models_that_are_none_are_refused()
    {
        float[] points = [1, 2, 3, 4];
        Refused<ArgumentException>("1 coefficients for 2 support vectors", [1], 1);
        Refused<ArgumentException>("above 0 and finite; one is 0", [1, 0], 1);
        Refused<ArgumentException>("one is NaN", [1, double.NaN], 1);
        Refused<ArgumentOutOfRangeException>("scale of the kernel", [1, 1], 0);
        Refused<ArgumentOutOfRangeException>("scale of the kernel", [1, 1], float.PositiveInfinity);

        void Refused<TException>(string message, double[] coefficients, float gamma)
            where TException : Exception =>
            Assert.Contains(message, Assert.Throws<TException>(() => new GaussianOneClass(points, 2, coefficients, gamma)).Message);
    }

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, v => (double)v);

    private static void AssertNear(double expected, double actual, double tolerance) =>
        Assert.True(Math.Abs(actual - expected) <= tolerance, $"It is {actual:R}, expected {expected:R} to {tolerance:R}.");

    /// <summary>Scores and explains rows of inputs, in memory of any content.</summary>
    private static Result Explain(GaussianOneClass machine, float[] rows, int inputs, int? stride = null)
    {
        int features = machine.Points.Features, padded = machine.Points.PaddedCount, step = stride ?? (inputs + 3) / 4 * 4;
        var x = new float[features * step];
        for (int i = 0; i < features; i++)
        {
            for (int input = 0; input < inputs; input++)
                x[i * step + input] = rows[input * features + i];
        }

        float[] memory = new float[3 * inputs * padded + WeightedSquares.ScratchLength(machine.Points, inputs)];
        Array.Fill(memory, float.NaN);
        var result = new Result(new float[inputs], new float[inputs * features], new float[inputs]);
        fixed (float* from = x, squares = memory, relevance = result.Relevance)
            Explain(machine, from, step, inputs, squares, relevance, result.Scores, result.Slack);
        return result;
    }

    private static void Explain(
        GaussianOneClass machine, float* x, int stride, int inputs, float* memory, float* relevance, Span<float> scores, Span<float> slack)
    {
        int padded = machine.Points.PaddedCount;
        float* squares = memory, weights = squares + inputs * padded, coefficients = weights + inputs * padded;
        machine.Distances(x, stride, inputs, squares);
        for (int input = 0; input < inputs; input++)
        {
            int at = input * padded;
            scores[input] = machine.Pool(squares + at, weights + at, out float sum);
            machine.Weigh(squares + at, weights + at, coefficients + at, sum, scores[input]);
            slack[input] = (float)machine.Slack(squares + at, weights + at, sum, scores[input]);
        }

        WeightedSquares.AddGroup(machine.Points, x, stride, inputs, coefficients, relevance, coefficients + inputs * padded);
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

        internal GaussianOneClass Create() => new(SupportVectors, _features, Doubles(_coefficients), _gamma);
    }
}
