using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>Dense, Convolution and TransposedConvolution against the terms of their definitions in double precision.</summary>
public class LinearMapTests
{
    private const double Unit = 1.0 / (1 << 24);

    /// <summary>Batches of seeds, and the hand-written corner shapes as batch -1.</summary>
    public static TheoryData<int> Batches => [-1, 0, 1, 2, 3, 4, 5];

    [Theory]
    [MemberData(nameof(Batches))]
    public void Forward_is_the_sum_of_its_terms(int batch)
    {
        foreach (LinearMapCase c in Cases(batch))
        {
            (Filter? filter, double[] weight) = c.Pack();
            using OwnedTensor x = c.RandomInput();
            using OwnedTensor y = TestTensor.Poisoned(c.Output);
            c.Map.Forward(x.Tensor, filter, default, null, Activation.Identity, y.Tensor, Workers.Single);

            double[] input = ReferenceMap.Widen(TestTensor.Values(x));
            AssertClose(c, c.Reference.Apply(weight, input), Bound(c, weight, input), TestTensor.Values(y));
            TestTensor.AssertHaloIsZero(y);
            TestTensor.AssertPaddingIsZero(y);
        }
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public void Forward_adds_bias_and_addend_and_applies_the_activation(int batch)
    {
        foreach (LinearMapCase c in Cases(batch))
        {
            (Filter? filter, double[] weight) = c.Pack();
            var bias = new ChannelVector(TestTensor.Random(c.Random, c.Output.Channels));
            using OwnedTensor x = c.RandomInput();
            using OwnedTensor y = TestTensor.Of(c.Output, TestTensor.Random(c.Random, c.Output.Count), padding: 3f);
            float[] addend = TestTensor.Values(y);
            c.Map.Forward(x.Tensor, filter, y.Tensor, bias, Activation.Relu, y.Tensor, Workers.Single);

            double[] input = ReferenceMap.Widen(TestTensor.Values(x));
            double[] expected = Denominators(c, weight, input, bias, addend);
            for (int i = 0; i < expected.Length; i++)
                expected[i] = Math.Max(expected[i], 0);
            AssertClose(c, expected, Bound(c, weight, input, 2), TestTensor.Values(y));
            TestTensor.AssertHaloIsZero(y);
            TestTensor.AssertPaddingIsFinite(y);
        }
    }

    [Theory]
    [InlineData(WeightVariantKind.Positive, 0)]
    [InlineData(WeightVariantKind.Negative, 0)]
    [InlineData(WeightVariantKind.Absolute, 0)]
    [InlineData(WeightVariantKind.Squared, 0)]
    [InlineData(WeightVariantKind.Raised, 0.25)]
    [InlineData(WeightVariantKind.Lowered, 0.5)]
    [InlineData(WeightVariantKind.Ones, 0)]
    public void Variants_are_packed_for_both_directions(WeightVariantKind kind, float gamma)
    {
        foreach (LinearMapCase c in Cases(0).Take(20))
        {
            (Filter? filter, double[] weight) = c.Pack(new WeightVariant(kind, gamma));
            using OwnedTensor x = c.RandomInput();
            using OwnedTensor s = c.RandomRelevance();
            using OwnedTensor y = TestTensor.Poisoned(c.Output);
            using OwnedTensor r = TestTensor.Poisoned(c.Input);
            c.Map.Forward(x.Tensor, filter, default, null, Activation.Identity, y.Tensor, Workers.Single);
            c.Map.Redistribute(s.Tensor, filter, default, null, 1, false, r.Tensor, Workers.Single);

            double[] input = ReferenceMap.Widen(TestTensor.Values(x)), upper = ReferenceMap.Widen(TestTensor.Values(s));
            AssertClose(c, c.Reference.Apply(weight, input), Bound(c, weight, input), TestTensor.Values(y));
            AssertClose(c, c.Reference.Transpose(weight, upper), TransposeBound(c, weight, upper), TestTensor.Values(r));
            TestTensor.AssertPaddingIsZero(r);
        }
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public void Redistribute_is_the_adjoint_of_forward(int batch)
    {
        foreach (LinearMapCase c in Cases(batch))
        {
            (Filter? filter, _) = c.Pack();
            using OwnedTensor x = c.RandomInput();
            using OwnedTensor s = c.RandomRelevance();
            using OwnedTensor y = TestTensor.Poisoned(c.Output);
            using OwnedTensor r = TestTensor.Poisoned(c.Input);
            c.Map.Forward(x.Tensor, filter, default, null, Activation.Identity, y.Tensor, Workers.Single);
            c.Map.Redistribute(s.Tensor, filter, default, null, 1, false, r.Tensor, Workers.Single);

            (double forward, double forwardSize) = Inner(TestTensor.Values(y), TestTensor.Values(s));
            (double adjoint, double adjointSize) = Inner(TestTensor.Values(x), TestTensor.Values(r));
            Assert.True(Math.Abs(forward - adjoint) <= 1e-5 * (forwardSize + adjointSize), $"{c}: <Wx,s> {forward}, <x,Ws> {adjoint}");
        }
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public void Redistribute_multiplies_by_the_shifted_input_and_accumulates(int batch)
    {
        foreach (LinearMapCase c in Cases(batch))
        {
            (Filter? filter, double[] weight) = c.Pack();
            using OwnedTensor x = c.RandomInput();
            using OwnedTensor s = c.RandomRelevance();
            using OwnedTensor r = TestTensor.Of(c.Input, TestTensor.Random(c.Random, c.Input.Count));
            var shift = new ChannelVector(TestTensor.Random(c.Random, c.Input.Channels));
            float[] before = TestTensor.Values(r);
            const float scale = -0.75f;
            c.Map.Redistribute(s.Tensor, filter, x.Tensor, shift, scale, true, r.Tensor, Workers.Single);

            double[] upper = ReferenceMap.Widen(TestTensor.Values(s));
            double[] expected = c.Reference.Transpose(weight, upper), bound = TransposeBound(c, weight, upper);
            float[] input = TestTensor.Values(x);
            int pixels = c.Input.Count / c.Input.Channels;
            for (int i = 0; i < expected.Length; i++)
            {
                double factor = scale * ((double)input[i] - shift.Values[i / pixels]);
                expected[i] = before[i] + factor * expected[i];
                bound[i] = 2 * Math.Abs(factor) * bound[i] + 4 * Unit * (Math.Abs(before[i]) + Math.Abs(expected[i]));
            }

            AssertClose(c, expected, bound, TestTensor.Values(r));
            TestTensor.AssertHaloIsZero(r);
            TestTensor.AssertPaddingIsZero(r);
        }
    }

    [Theory]
    [InlineData(StabilizerMode.Add, false)]
    [InlineData(StabilizerMode.Clip, false)]
    [InlineData(StabilizerMode.Add, true)]
    [InlineData(StabilizerMode.Clip, true)]
    public void Quotient_divides_by_the_stabilized_sum(StabilizerMode mode, bool rmsScaled)
    {
        foreach (LinearMapCase c in Cases(-1).Concat(Cases(1)))
        {
            (Filter? filter, double[] weight) = c.Pack();
            var stabilizer = new Stabilizer(0.25f, mode, rmsScaled);
            var bias = new ChannelVector(TestTensor.Random(c.Random, c.Output.Channels));
            using OwnedTensor x = c.RandomInput();
            using OwnedTensor addend = TestTensor.Of(c.Output, TestTensor.Random(c.Random, c.Output.Count), padding: 3f);
            using OwnedTensor relevance = c.RandomRelevance();
            using OwnedTensor s = TestTensor.Poisoned(c.Output);
            const float scale = 1.5f;
            c.Map.Quotient(
                x.Tensor, filter, addend.Tensor, bias, relevance.Tensor, stabilizer, scale, s.Tensor, Workers.Single, null);

            double[] input = ReferenceMap.Widen(TestTensor.Values(x));
            double[] z = Denominators(c, weight, input, bias, TestTensor.Values(addend));
            double[] bound = Bound(c, weight, input, 2);
            double epsilon = stabilizer.Epsilon * (rmsScaled ? Math.Sqrt(z.Average(v => v * v)) : 1);
            float[] upper = TestTensor.Values(relevance), actual = TestTensor.Values(s);
            for (int i = 0; i < z.Length; i++)
            {
                // A sum that rounding may push across zero has no settled sign, hence no settled quotient.
                if (Math.Abs(z[i]) <= bound[i])
                    continue;
                double size = mode == StabilizerMode.Add ? Math.Abs(z[i]) + epsilon : Math.Max(Math.Abs(z[i]), epsilon);
                double expected = scale * upper[i] / (Math.Sign(z[i]) * size);
                double tolerance = Math.Abs(expected) * (2 * bound[i] / size + 8 * Unit);
                if (!(Math.Abs(expected - actual[i]) <= tolerance))
                    Assert.Fail($"{c}: s[{i}] is {actual[i]}, expected {expected}");
            }

            TestTensor.AssertHaloIsZero(s);
            TestTensor.AssertPaddingIsZero(s);
        }
    }

    private static IEnumerable<LinearMapCase> Cases(int batch) =>
        batch < 0 ? LinearMapCase.Corners() : Enumerable.Range(batch * 40, 40).Select(LinearMapCase.FromSeed);

    private static double[] Denominators(LinearMapCase c, double[] weight, double[] input, ChannelVector bias, float[] addend)
    {
        double[] z = c.Reference.Apply(weight, input);
        int pixels = c.Output.Count / c.Output.Channels;
        for (int i = 0; i < z.Length; i++)
            z[i] += (double)bias.Values[i / pixels] + addend[i];
        return z;
    }

    /// <summary>The worst rounding error of a float32 sum in any order, (terms + 2)·u·Σ|terms|, with room for further addends.</summary>
    private static double[] Bound(LinearMapCase c, double[] weight, double[] input, double addends = 0)
    {
        double[] size = c.Reference.Apply(ReferenceMap.Abs(weight), ReferenceMap.Abs(input));
        double[] terms = c.Reference.Apply(Ones(weight.Length), Ones(input.Length));
        return [.. size.Zip(terms, (s, n) => (n + 4) * Unit * (s + addends))];
    }

    private static double[] TransposeBound(LinearMapCase c, double[] weight, double[] upper)
    {
        double[] size = c.Reference.Transpose(ReferenceMap.Abs(weight), ReferenceMap.Abs(upper));
        double[] terms = c.Reference.Transpose(Ones(weight.Length), Ones(upper.Length));
        return [.. size.Zip(terms, (s, n) => (n + 4) * Unit * s)];
    }

    private static double[] Ones(int count)
    {
        var ones = new double[count];
        Array.Fill(ones, 1);
        return ones;
    }

    private static void AssertClose(LinearMapCase c, double[] expected, double[] bound, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= bound[i]))
                Assert.Fail($"{c}: element {i} is {actual[i]}, expected {expected[i]}");
        }
    }

    private static (double Sum, double Size) Inner(float[] a, float[] b)
    {
        double sum = 0, size = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
            size += Math.Abs((double)a[i] * b[i]);
        }

        return (sum, size);
    }
}
