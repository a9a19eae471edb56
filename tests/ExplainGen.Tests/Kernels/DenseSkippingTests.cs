using ExplainGen.Kernels;
using ExplainGen.TestKit;

namespace ExplainGen.Tests.Kernels;

/// <summary>Dense layers leave out what is zero, wherever the zeros are, and nothing but that.</summary>
public sealed unsafe class DenseSkippingTests
{
    private const double Unit = 1.0 / (1 << 24);

    private static readonly int[] s_inputs = [1, 7, 8, 9, 15, 16, 17, 31, 33, 100, 511, 512, 513, 521, 1027];

    private static readonly int[] s_outputs = [1, 16, 17, 33, 47, 48, 49, 100];

    public static TheoryData<string> Patterns => ["none", "all", "even", "odd", "first", "last", "blocks", "half", "few"];

    [Theory]
    [MemberData(nameof(Patterns))]
    public void Sums_are_those_of_all_terms(string pattern)
    {
        foreach (int inputs in s_inputs)
        {
            foreach (int outputs in s_outputs)
            {
                LinearMapCase c = LinearMapCase.Dense(inputs, outputs, seed: inputs * 131 + outputs);
                (Filter? filter, double[] weight) = c.Pack();
                float[] x = Zeroed(TestTensor.Random(c.Random, inputs), pattern);
                using OwnedTensor input = TestTensor.Of(new(inputs, haloWidth: outputs % 2), x, padding: 7.5f);
                using OwnedTensor y = TestTensor.Poisoned(c.Output);
                c.Map.Forward(input.Tensor, filter, default, null, Activation.Identity, y.Tensor, Workers.Single);

                double[] expected = c.Reference.Apply(weight, ReferenceMap.Widen(x));
                double[] size = c.Reference.Apply(ReferenceMap.Abs(weight), ReferenceMap.Abs(ReferenceMap.Widen(x)));
                AssertClose(expected, size, inputs, TestTensor.Values(y));
                TestTensor.AssertPaddingIsFinite(y);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Patterns))]
    public void Relevance_is_that_of_all_terms(string pattern)
    {
        foreach (int inputs in s_inputs)
        {
            foreach (int outputs in s_outputs)
            {
                LinearMapCase c = LinearMapCase.Dense(inputs, outputs, seed: inputs * 137 + outputs);
                (Filter? filter, double[] weight) = c.Pack();
                float[] x = Zeroed(TestTensor.Random(c.Random, inputs), pattern);
                float[] s = Zeroed(TestTensor.Random(c.Random, outputs), outputs % 3 == 0 ? "half" : pattern);
                var shift = new ChannelVector(TestTensor.Random(c.Random, inputs));
                using OwnedTensor input = TestTensor.Of(new(inputs, haloWidth: outputs % 2), x, padding: 7.5f);
                using OwnedTensor upper = TestTensor.Of(new(outputs, haloHeight: inputs % 2), s);
                double[] sums = c.Reference.Transpose(weight, ReferenceMap.Widen(s));
                double[] size = c.Reference.Transpose(ReferenceMap.Abs(weight), ReferenceMap.Abs(ReferenceMap.Widen(s)));

                Check(input.Tensor, null, i => x[i]);
                Check(input.Tensor, shift, i => x[i] - shift.Values[i]);
                Check(default, null, _ => 1);

                void Check(Tensor factor, ChannelVector? minus, Func<int, float> factorOf)
                {
                    using OwnedTensor r = TestTensor.Poisoned(c.Input);
                    c.Map.Redistribute(upper.Tensor, filter, factor, minus, 0.5f, false, r.Tensor, Workers.Single);
                    Assert.True(TestTensor.Values(r).All(float.IsFinite));
                    c.Map.Redistribute(upper.Tensor, filter, factor, minus, 0.5f, true, r.Tensor, Workers.Single);
                    AssertClose(
                        [.. sums.Select((v, i) => v * factorOf(i))], [.. size.Select((v, i) => v * Math.Abs(factorOf(i)))], outputs,
                        TestTensor.Values(r));
                    TestTensor.AssertPaddingIsZero(r);
                }
            }
        }
    }

    [Fact]
    public void Weights_that_only_meet_zeros_are_not_read()
    {
        const int inputs = 70, outputs = 60;
        var map = new Dense(inputs, outputs);
        float[] weight = TestTensor.Random(new Random(3), inputs * outputs);
        float[] x = Zeroed(TestTensor.Random(new Random(4), inputs), "odd"), s = TestTensor.Random(new Random(5), outputs);
        s.AsSpan(16, 16).Clear();
        for (int i = 0; i < weight.Length; i++)
        {
            if (x[i % inputs] == 0)
                weight[i] = float.NaN;
        }

        using OwnedTensor input = TestTensor.Of(new(inputs), x), upper = TestTensor.Of(new(outputs), s);
        using OwnedTensor y = TestTensor.Poisoned(new(outputs)), r = TestTensor.Poisoned(new(inputs));
        map.Forward(input.Tensor, map.Pack(weight, default), default, null, Activation.Identity, y.Tensor, Workers.Single);
        Assert.True(TestTensor.Values(y).All(float.IsFinite));
        weight.AsSpan(16 * inputs, 16 * inputs).Fill(float.NaN);
        map.Redistribute(upper.Tensor, map.Pack(weight, default), input.Tensor, null, 1, false, r.Tensor, Workers.Single);
        Assert.True(TestTensor.Values(r).All(float.IsFinite));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(80)]
    public void Not_a_number_and_infinity_reach_the_result_from_among_zeros(int outputs)
    {
        const int inputs = 40;
        foreach (int place in (int[])[0, 1, 15, 16, 23, 39])
        {
            var map = new Dense(inputs, outputs);
            float[] weight = [.. TestTensor.Random(new Random(place), inputs * outputs).Select(w => w < 0 ? w - 0.1f : w + 0.1f)];
            Filter? filter = map.Pack(weight, default);
            using OwnedTensor s = TestTensor.Of(new(outputs), [.. Enumerable.Repeat(1f, outputs)]);
            using OwnedTensor y = TestTensor.Poisoned(new(outputs)), r = TestTensor.Poisoned(new(inputs));
            var x = new float[inputs];
            x[place] = float.NaN;
            using OwnedTensor nan = TestTensor.Of(new(inputs), x);
            map.Forward(nan.Tensor, filter, default, null, Activation.Identity, y.Tensor, Workers.Single);
            Assert.True(TestTensor.Values(y).All(float.IsNaN));
            map.Redistribute(s.Tensor, filter, nan.Tensor, null, 1, false, r.Tensor, Workers.Single);
            Assert.Equal([.. Enumerable.Range(0, inputs).Select(i => i == place)], TestTensor.Values(r).Select(float.IsNaN));

            x[place] = float.PositiveInfinity;
            using OwnedTensor infinity = TestTensor.Of(new(inputs), x);
            map.Forward(infinity.Tensor, filter, default, null, Activation.Identity, y.Tensor, Workers.Single);
            Assert.Equal(
                Enumerable.Range(0, outputs).Select(o => weight[o * inputs + place] * float.PositiveInfinity), TestTensor.Values(y));
        }
    }

    [Theory]
    [InlineData(1203, 333)]
    [InlineData(5003, 49)]
    [InlineData(60, 4999)]
    public void Any_number_of_threads_gives_the_same_bits_and_allocates_nothing(int inputs, int outputs)
    {
        var random = new Random(17);
        var map = new Dense(inputs, outputs);
        Filter? filter = map.Pack(TestTensor.Random(random, inputs * outputs), default);
        using OwnedTensor x = TestTensor.Of(new(inputs), Zeroed(TestTensor.Random(random, inputs), "half"));
        using OwnedTensor s = TestTensor.Of(new(outputs), Zeroed(TestTensor.Random(random, outputs), "blocks"));
        (int[] Forward, int[] Adjoint)? expected = null;
        foreach (int threads in (int[])[1, 2, 3, 5])
        {
            using var workers = new Workers(threads);
            using OwnedTensor y = TestTensor.Poisoned(new(outputs)), r = TestTensor.Poisoned(new(inputs));
            void Run()
            {
                map.Forward(x.Tensor, filter, default, null, Activation.Identity, y.Tensor, workers);
                map.Redistribute(s.Tensor, filter, x.Tensor, null, 1, false, r.Tensor, workers);
            }

            Run();
            expected ??= (TestTensor.Bits(y), TestTensor.Bits(r));
            Assert.Equal(expected.Value.Forward, TestTensor.Bits(y));
            Assert.Equal(expected.Value.Adjoint, TestTensor.Bits(r));
            Assert.Equal(0, SteadyState.Allocation(Run));
        }
    }

    [GuardedMemoryTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_beyond_the_operands_is_touched(bool atEnd)
    {
        foreach (int inputs in s_inputs)
        {
            foreach (int outputs in s_outputs)
            {
                TensorLayout input = new(inputs), output = new(outputs);
                using var weights = new GuardedMemory(inputs * output.Length, atEnd);
                using GuardedMemory x = new(input.Length, atEnd), r = new(input.Length, atEnd);
                using GuardedMemory s = new(output.Length, atEnd), y = new(output.Length, atEnd);
                Planar.Load(Zeroed(TestTensor.Random(new Random(inputs), inputs), "half"), new(x.Data, input));
                Planar.Load(TestTensor.Random(new Random(outputs), outputs), new(s.Data, output));
                RowKernel.Forward(
                    new DenseKernel(inputs), new(x.Data, input), weights.Data, default, null, Activation.Identity, new(y.Data, output),
                    Workers.Single);
                foreach (Tensor factor in (Tensor[])[default, new(x.Data, input)])
                {
                    RowKernel.Redistribute(
                        new DenseAdjointKernel(inputs, factor), new(s.Data, output), weights.Data, factor, null, 1, false,
                        new(r.Data, input), Workers.Single);
                }
            }
        }
    }

    [Fact]
    public void Long_sums_lose_little()
    {
        const int inputs = 25_088, outputs = 48;
        var random = new Random(23);
        var map = new Dense(inputs, outputs);
        float[] weight = TestTensor.Random(random, inputs * outputs, 0, 1), x = TestTensor.Random(random, inputs, 0, 1);
        using OwnedTensor input = TestTensor.Of(new(inputs), x), y = TestTensor.Poisoned(new(outputs));
        map.Forward(input.Tensor, map.Pack(weight, default), default, null, Activation.Identity, y.Tensor, Workers.Single);
        float[] actual = TestTensor.Values(y);
        for (int o = 0; o < outputs; o++)
        {
            double expected = 0;
            for (int i = 0; i < inputs; i++)
                expected += (double)weight[o * inputs + i] * x[i];
            Assert.Equal(1, actual[o] / expected, 4e-6);
        }
    }

    private static float[] Zeroed(float[] values, string pattern)
    {
        var random = new Random(values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            bool stays = pattern switch
            {
                "none" => true,
                "all" => false,
                "even" => i % 2 == 0,
                "odd" => i % 2 != 0,
                "first" => i == 0,
                "last" => i == values.Length - 1,
                "blocks" => i / 16 % 2 == 0,
                "half" => random.Next(2) == 0,
                "few" => random.Next(20) == 0,
                _ => throw new ArgumentOutOfRangeException(nameof(pattern)),
            };
            if (!stays)
                values[i] = i % 3 == 0 ? -0f : 0f;
        }

        return values;
    }

    private static void AssertClose(double[] expected, double[] size, int terms, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= (terms + 6) * Unit * size[i]))
                Assert.Fail($"Element {i} of {expected.Length} is {actual[i]}, expected {expected[i]}.");
        }
    }
}
