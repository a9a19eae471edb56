using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>Dense layers between several vectors side by side: each column is what its vector alone comes to.</summary>
public sealed unsafe class DenseColumnsTests
{
    private const double Unit = 1.0 / (1 << 24);

    private static readonly int[] s_inputs = [1, 3, 15, 16, 17, 127, 128, 129, 260];

    private static readonly int[] s_outputs = [1, 5, 16, 18, 33, 127, 128, 144, 150, 260];

    public static TheoryData<int> Counts => [2, 3, 5, 6, 7, 11, 12, 13, 31, 32, 33, 70];

    [Theory]
    [MemberData(nameof(Counts))]
    public void Columns_are_the_sums_of_their_vectors(int count)
    {
        foreach (int inputs in s_inputs)
        {
            foreach (int outputs in s_outputs)
            {
                LinearMapCase c = LinearMapCase.Dense(inputs, outputs, seed: inputs * 131 + outputs);
                (Filter? filter, double[] weight) = c.Pack();
                float[][] vectors = Vectors(c.Random, count, inputs), relevance = Vectors(c.Random, count, outputs);
                using OwnedTensor x = Of(new(inputs, width: count), vectors, padding: 7.5f);
                using OwnedTensor s = Of(new(outputs, width: count), relevance, padding: 0);
                using OwnedTensor y = TestTensor.Poisoned(s.Layout), r = TestTensor.Poisoned(x.Layout);
                var bias = new ChannelVector(TestTensor.Random(c.Random, outputs));

                c.Map.Forward(x.Tensor, filter, default, bias, Activation.Identity, y.Tensor, Workers.Single);
                c.Map.Redistribute(s.Tensor, filter, x.Tensor, null, 0.5f, false, r.Tensor, Workers.Single);
                float[] sums = TestTensor.Values(y), shares = TestTensor.Values(r);
                for (int column = 0; column < count; column++)
                {
                    double[] wide = ReferenceMap.Widen(vectors[column]), upper = ReferenceMap.Widen(relevance[column]);
                    double[] forward = c.Reference.Apply(weight, wide), adjoint = c.Reference.Transpose(weight, upper);
                    double[] forwardSize = c.Reference.Apply(ReferenceMap.Abs(weight), ReferenceMap.Abs(wide));
                    double[] adjointSize = c.Reference.Transpose(ReferenceMap.Abs(weight), ReferenceMap.Abs(upper));
                    for (int o = 0; o < outputs; o++)
                        Assert.Equal(forward[o] + bias.Values[o], sums[o * count + column], Bound(inputs, forwardSize[o] + 1));
                    for (int i = 0; i < inputs; i++)
                        Assert.Equal(0.5 * wide[i] * adjoint[i], shares[i * count + column], Bound(outputs, adjointSize[i]));
                }

                TestTensor.AssertPaddingIsFinite(y);
                TestTensor.AssertPaddingIsZero(r);
            }
        }
    }

    [Theory]
    [InlineData(40, 50)]
    [InlineData(300, 700)]
    public void A_column_does_not_depend_on_the_others_nor_on_threads(int inputs, int outputs)
    {
        var random = new Random(7);
        var map = new Dense(inputs, outputs);
        Filter? filter = map.Pack(TestTensor.Random(random, inputs * outputs), default);
        float[][] vectors = Vectors(random, 40, inputs), relevance = Vectors(random, 40, outputs);
        (float[] Forward, float[] Adjoint) expected = Run(2, Workers.Single);
        foreach (int threads in (int[])[1, 2, 3])
        {
            using var workers = new Workers(threads);
            foreach (int count in (int[])[2, 3, 7, 12, 32, 33, 40])
            {
                (float[] forward, float[] adjoint) = Run(count, workers);
                Assert.Equal(expected.Forward, forward);
                Assert.Equal(expected.Adjoint, adjoint);
            }
        }

        // What the first two columns come to.
        (float[] Forward, float[] Adjoint) Run(int count, Workers workers)
        {
            using OwnedTensor x = Of(new(inputs, width: count), vectors[..count], padding: 0);
            using OwnedTensor s = Of(new(outputs, width: count), relevance[..count], padding: 0);
            using OwnedTensor y = TestTensor.Poisoned(s.Layout), r = TestTensor.Poisoned(x.Layout);
            map.Forward(x.Tensor, filter, default, null, Activation.Identity, y.Tensor, workers);
            map.Redistribute(s.Tensor, filter, default, null, 1, false, r.Tensor, workers);
            return (FirstColumns(y, count), FirstColumns(r, count));
        }

        static float[] FirstColumns(OwnedTensor tensor, int count) =>
            [.. TestTensor.Values(tensor).Where((_, i) => i % count < 2)];
    }

    [GuardedMemoryTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_beyond_the_operands_is_touched(bool atEnd)
    {
        const int count = 5;
        foreach (int inputs in s_inputs)
        {
            foreach (int outputs in s_outputs)
            {
                TensorLayout input = new(inputs, width: count), output = new(outputs, width: count);
                using var weights = new GuardedMemory(inputs * (nint)output.Blocks * TensorLayout.Lanes, atEnd);
                using GuardedMemory x = new(input.Length, atEnd), r = new(input.Length, atEnd);
                using GuardedMemory s = new(output.Length, atEnd), y = new(output.Length, atEnd);
                RowKernel.Forward(
                    new DenseColumnsKernel(inputs, output.Blocks, adjoint: false), new(x.Data, input), weights.Data, default, null,
                    Activation.Identity, new(y.Data, output), Workers.Single);
                RowKernel.Redistribute(
                    new DenseColumnsKernel(outputs, output.Blocks, adjoint: true), new(s.Data, output), weights.Data, default, null, 1, false,
                    new(r.Data, input), Workers.Single);
            }
        }
    }

    [Fact]
    public void Vectors_become_columns_and_come_back()
    {
        foreach (int features in (int[])[1, 15, 16, 17, 40])
        {
            float[] vectors = TestTensor.Random(new Random(features), 3 * features);
            using OwnedTensor t = TestTensor.Poisoned(new(features, width: 5));
            Columns.Load(vectors, t.Tensor);
            float[] planar = TestTensor.Values(t);
            for (int i = 0; i < planar.Length; i++)
                Assert.Equal(i % 5 < 3 ? vectors[i % 5 * features + i / 5] : 0, planar[i]);
            TestTensor.AssertPaddingIsZero(t);
            var back = new float[vectors.Length];
            Columns.Store(t.Tensor, back);
            Assert.Equal(vectors, back);
        }
    }

    [Fact]
    public void Vectors_that_do_not_fit_are_named()
    {
        using var t = new OwnedTensor(new(10, width: 3));
        Assert.Contains("35 values are not up to 3 vectors of 10", Assert.Throws<ArgumentException>(() => Columns.Load(new float[35], t.Tensor)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Columns.Store(t.Tensor, new float[40]));
        var map = new Dense(10, 4);
        using var y = new OwnedTensor(new(4, width: 2));
        Assert.Contains("maps 3 vectors, but there is room for 2", Assert.Throws<ArgumentException>(() =>
            map.Forward(t.Tensor, map.Pack(new float[40], default), default, null, Activation.Identity, y.Tensor, Workers.Single)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_constant_vector_stands_in_each_column()
    {
        using OwnedTensor vector = TestTensor.Of(new(20), TestTensor.Random(new Random(1), 20));
        Tensor columns = vector.OfColumns(3);
        Assert.True(columns.Layout.SameShape(20, 1, 1, 3));
        for (int i = 0; i < 60; i++)
            Assert.Equal(vector.Tensor[i / 3, 0, 0, 0], columns[i / 3, 0, 0, i % 3]);
        Assert.Throws<InvalidOperationException>(() => new TensorLayout(3, width: 2).OfColumns(2));
    }

    [Theory]
    [InlineData(StabilizerMode.Add, 0.5f)]
    [InlineData(StabilizerMode.Clip, 4f)]
    public void The_flat_rule_spreads_each_column_by_itself(StabilizerMode mode, float epsilon)
    {
        const int inputs = 21, outputs = 18, count = 7;
        var flat = new FlatSpread(new Dense(inputs, outputs));
        float[][] relevance = Vectors(new Random(3), count, outputs);
        using OwnedTensor s = Of(new(outputs, width: count), relevance, padding: 0);
        using OwnedTensor r = TestTensor.Poisoned(new(inputs, width: count));
        flat.Redistribute(s.Tensor, new Stabilizer(epsilon, mode), false, r.Tensor, Workers.Single, null);
        float[] spread = TestTensor.Values(r);
        for (int column = 0; column < count; column++)
        {
            using OwnedTensor one = TestTensor.Of(new(outputs), relevance[column]), alone = TestTensor.Poisoned(new(inputs));
            flat.Redistribute(one.Tensor, new Stabilizer(epsilon, mode), false, alone.Tensor, Workers.Single, null);
            Assert.Equal(TestTensor.Values(alone), spread.Where((_, i) => i % count == column));
        }
    }

    // Partial sums of up to 128 products, one behind the other, are added one behind the other.
    private static double Bound(int terms, double size) => (Math.Min(terms, 128) + terms / 128 + 3) * Unit * size;

    private static float[][] Vectors(Random random, int count, int features) =>
        [.. Enumerable.Range(0, count).Select(_ => TestTensor.Random(random, features))];

    private static OwnedTensor Of(TensorLayout layout, float[][] vectors, float padding)
    {
        var planar = new float[layout.Count];
        for (int i = 0; i < planar.Length; i++)
            planar[i] = vectors[i % layout.Width][i / layout.Width];
        return TestTensor.Of(layout, planar, padding);
    }
}
