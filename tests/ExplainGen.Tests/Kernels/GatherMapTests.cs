using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>AveragePool, Upsample, Relayout, Window and ChannelScale against the matrices of their definitions.</summary>
public class GatherMapTests
{
    private const double Tolerance = 2e-6;
    private const int SeedsPerKind = 40;

    public static TheoryData<string> Kinds => [.. GatherMapCase.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Forward_is_the_definition(string kind)
    {
        foreach (GatherMapCase c in Cases(kind))
        {
            using OwnedTensor x = c.RandomInput();
            using OwnedTensor y = TestTensor.Poisoned(c.Output);
            c.Map.Forward(x.Tensor, Pack(c), default, null, Activation.Identity, y.Tensor, Workers.Single);
            AssertClose(c, c.Forward(Doubles(x)), y);
            TestTensor.AssertHaloIsZero(y);
            TestTensor.AssertPaddingIsFinite(y);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Forward_adds_and_activates(string kind)
    {
        foreach (GatherMapCase c in Cases(kind))
        {
            var bias = new ChannelVector(TestTensor.Random(c.Random, c.Output.Channels));
            using OwnedTensor x = c.RandomInput();
            using OwnedTensor y = TestTensor.Of(c.Output, TestTensor.Random(c.Random, c.Output.Count));
            double[] expected = Sum(c.Forward(Doubles(x)), Doubles(y), bias, c.Output);
            c.Map.Forward(x.Tensor, Pack(c), y.Tensor, bias, Activation.Relu, y.Tensor, Workers.Single);
            AssertClose(c, [.. expected.Select(v => Math.Max(v, 0))], y);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Redistribute_is_the_transposed_matrix(string kind)
    {
        foreach (GatherMapCase c in Cases(kind))
        {
            using OwnedTensor s = c.RandomRelevance();
            using OwnedTensor r = TestTensor.Poisoned(c.Input);
            c.Map.Redistribute(s.Tensor, Pack(c), default, null, 1, false, r.Tensor, Workers.Single);
            double[] upper = Doubles(s);
            AssertClose(c, c.Transpose(upper), r);
            TestTensor.AssertHaloIsZero(r);
            TestTensor.AssertPaddingIsZero(r);

            // <A x, s> = <x, Aᵀ s>.
            using OwnedTensor x = c.RandomInput();
            Assert.Equal(Dot(c.Forward(Doubles(x)), upper), Dot(Doubles(x), Doubles(r)), 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Redistribute_multiplies_by_shifted_input_and_accumulates(string kind)
    {
        foreach (GatherMapCase c in Cases(kind))
        {
            float[] shifts = TestTensor.Random(c.Random, c.Input.Channels);
            using OwnedTensor s = c.RandomRelevance();
            using OwnedTensor x = c.RandomInput();
            using OwnedTensor r = TestTensor.Of(c.Input, TestTensor.Random(c.Random, c.Input.Count));
            double[] before = Doubles(r), input = Doubles(x), upper = c.Transpose(Doubles(s));
            c.Map.Redistribute(s.Tensor, Pack(c), x.Tensor, new ChannelVector(shifts), 0.5f, true, r.Tensor, Workers.Single);
            int pixels = c.Input.Count / c.Input.Channels;
            AssertClose(c, [.. upper.Select((v, i) => before[i] + 0.5 * (input[i] - shifts[i / pixels]) * v)], r);
            TestTensor.AssertPaddingIsZero(r);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Quotient_divides_and_its_account_closes(string kind)
    {
        foreach (GatherMapCase c in Cases(kind))
        {
            // Addend and bias keep denominators away from zero; the fuzz is about shapes.
            var bias = new ChannelVector(TestTensor.Random(c.Random, c.Output.Channels, 4, 6));
            using OwnedTensor x = c.RandomInput();
            using OwnedTensor addend = TestTensor.Of(c.Output, TestTensor.Random(c.Random, c.Output.Count), padding: 2f);
            using OwnedTensor relevance = c.RandomRelevance();
            using OwnedTensor s = TestTensor.Poisoned(c.Output);
            double[] z = Sum(c.Forward(Doubles(x)), Doubles(addend), bias, c.Output), upper = Doubles(relevance);
            c.Map.Quotient(
                x.Tensor, Pack(c), addend.Tensor, bias, relevance.Tensor, new Stabilizer(0.25f), 2f, s.Tensor, Workers.Single, null);
            AssertClose(c, [.. z.Select((v, i) => 2 * upper[i] / (v + 0.25))], s);
            TestTensor.AssertHaloIsZero(s);
            TestTensor.AssertPaddingIsZero(s);

            // Traced, and with the quotient in place of the relevance.
            int[] untraced = TestTensor.Bits(s);
            using OwnedTensor inPlace = TestTensor.Of(c.Output, TestTensor.Values(relevance));
            var loss = new QuotientLoss();
            c.Map.Quotient(
                x.Tensor, Pack(c), addend.Tensor, bias, inPlace.Tensor, new Stabilizer(0.25f), 2f, inPlace.Tensor, Workers.Single, loss);
            Assert.Equal(untraced, TestTensor.Bits(inPlace));
            using OwnedTensor r = TestTensor.Poisoned(c.Input);
            c.Map.Redistribute(s.Tensor, Pack(c), x.Tensor, null, 1, false, r.Tensor, Workers.Single);
            double toAddend = Dot(Doubles(s), Doubles(addend));
            Assert.Equal(2 * relevance.Tensor.Sum(), r.Tensor.Sum() + toAddend + loss.Bias + loss.Stabilizer + loss.Dropped, 1e-4);
        }
    }

    [Fact]
    public void Global_average_of_a_long_signal_keeps_single_precision()
    {
        const int length = 100_000;
        var pool = new PoolReference(3, PoolReferenceAxis.None, PoolReferenceAxis.None, new(length, length, length, 0, 1), false);
        GatherMapCase c = GatherMapCase.Average(pool, new Random(3));
        using OwnedTensor x = TestTensor.Of(c.Input, TestTensor.Random(c.Random, c.Input.Count, 0.5f, 1.5f));
        using OwnedTensor y = TestTensor.Poisoned(c.Output);
        c.Map.Forward(x.Tensor, null, default, null, Activation.Identity, y.Tensor, Workers.Single);
        AssertClose(c, c.Forward(Doubles(x)), y);
    }

    [Fact]
    public void Windows_without_fill_build_a_concatenation()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            (int channels, int depth, int height, int width) = GatherMapCase.Shape(random);
            int[] parts = [channels, random.Next(1, 20), random.Next(1, 40)];
            using OwnedTensor whole = TestTensor.Poisoned(GatherMapCase.Layout(random, parts.Sum(), depth, height, width));
            var expected = new List<float>();
            var offset = 0;
            foreach (int part in parts)
            {
                TensorLayout layout = GatherMapCase.Layout(random, part, depth, height, width);
                using OwnedTensor x = TestTensor.Of(layout, TestTensor.Random(random, layout.Count), padding: 9f);
                new Window(offset, fill: false).Forward(x.Tensor, null, default, null, Activation.Identity, whole.Tensor, Workers.Single);
                expected.AddRange(TestTensor.Values(x));
                offset += part;
            }

            Assert.Equal(expected, TestTensor.Values(whole));
            TestTensor.AssertHaloIsZero(whole);
        }
    }

    [Fact]
    public void A_window_without_fill_leaves_its_surroundings_alone()
    {
        var layout = new TensorLayout(20, 2, 4, 5, 1, 1, 1);
        using OwnedTensor whole = new(layout);
        Elementwise.Fill(whole.Tensor, 5);
        using OwnedTensor box = new(new TensorLayout(7, 1, 2, 3));
        Elementwise.Fill(box.Tensor, 1);
        new Window(12, 1, 1, 2, fill: false).Forward(
            box.Tensor, null, default, null, Activation.Identity, whole.Tensor, Workers.Single);
        for (int c = 0; c < 20; c++)
        for (int d = 0; d < 2; d++)
        for (int h = 0; h < 4; h++)
        for (int w = 0; w < 5; w++)
        {
            bool inside = c is >= 12 and < 19 && d == 1 && h is 1 or 2 && w >= 2;
            Assert.Equal(inside ? 1f : 5f, whole.Tensor[c, d, h, w]);
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        using OwnedTensor small = new(new TensorLayout(4, 1, 3, 3));
        using OwnedTensor large = new(new TensorLayout(4, 1, 6, 7));
        var pool = new AveragePool(new PoolGeometry { Channels = 4, Height = new(6, 3, 2, 2), Width = new(6, 3, 2, 2) });
        Refuses(pool);
        Refuses(new Upsample(1, 2, 2));
        Refuses(new Relayout());
        var scale = new ChannelScale(4);
        Assert.Throws<ArgumentException>(() => scale.Pack(new float[3], default));
        Refuses(scale, scale.Pack(new float[4], default));
        Assert.Throws<ArgumentException>(() => new Window(fill: false).Forward(
            small.Tensor, null, default, null, Activation.Relu, large.Tensor, Workers.Single));

        void Refuses(ILinearMap map, Filter? w = null)
        {
            Assert.Throws<ArgumentException>(
                () => map.Forward(large.Tensor, w, default, null, Activation.Identity, small.Tensor, Workers.Single));
            Assert.Throws<ArgumentException>(
                () => map.Redistribute(small.Tensor, w, default, null, 1, false, large.Tensor, Workers.Single));
        }
    }

    internal static double[] Doubles(OwnedTensor tensor) => [.. TestTensor.Values(tensor).Select(v => (double)v)];

    private static IEnumerable<GatherMapCase> Cases(string kind)
        => Enumerable.Range(0, SeedsPerKind).Select(seed => GatherMapCase.Draw(kind, seed));

    private static Filter? Pack(GatherMapCase c) => c.Map.Pack(c.Weight, default);

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static double[] Sum(double[] y, double[] addend, ChannelVector bias, TensorLayout layout)
    {
        int pixels = layout.Count / layout.Channels;
        return [.. y.Select((v, i) => v + addend[i] + bias.Values[i / pixels])];
    }

    private static void AssertClose(GatherMapCase c, double[] expected, OwnedTensor actual)
    {
        float[] values = TestTensor.Values(actual);
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            if (!(Math.Abs(values[i] - expected[i]) <= Tolerance * Math.Max(1, Math.Abs(expected[i]))))
                Assert.Fail($"{c.Name} {c.Input} -> {c.Output}: element {i} is {values[i]:R}, expected {expected[i]:R}.");
        }
    }
}
