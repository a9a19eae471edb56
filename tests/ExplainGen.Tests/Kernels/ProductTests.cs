using ExplainGen.Kernels;
using ExplainGen.TestKit;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Tests.Kernels;

/// <summary>Products with every combination of repeated axes against the oracle.</summary>
public sealed class ProductTests
{
    private static readonly Multiply s_exact = new();

    public static TheoryData<int> Channels => [1, 5, 16, 17, 40];

    /// <summary>Each axis of either factor is whole or repeated, one number for all 2^8 combinations.</summary>
    [Theory]
    [MemberData(nameof(Channels))]
    public void Products_and_what_they_hand_back(int channels)
    {
        int[] whole = [channels, 2, 3, 5];
        for (int axes = 0; axes < 256; axes++)
        {
            var random = new Random(axes);
            OracleTensor a = Draw(random, whole, axes), b = Draw(random, whole, axes >> 4);
            int[] shape = s_exact.OutputShape([a.Shape, b.Shape]);
            using OwnedTensor ta = TestTensor.Of(Layout(random, a.Shape), a.ToSingle(), 1e30f);
            using OwnedTensor tb = TestTensor.Of(Layout(random, b.Shape), b.ToSingle(), 1e30f);
            using OwnedTensor y = TestTensor.Poisoned(Layout(random, shape));
            Product.Forward(ta.Tensor, tb.Tensor, y.Tensor, Workers.Single);
            AssertClose(y, s_exact.Forward([a, b]), 1e-6);

            OracleTensor back = Draw(random, shape, 0), before = Draw(random, a.Shape, 0);
            using OwnedTensor s = TestTensor.Of(Layout(random, shape), back.ToSingle());
            bool accumulate = axes % 3 == 0;
            using OwnedTensor gradient = Start(), half = Start();
            OwnedTensor Start() =>
                accumulate ? TestTensor.Of(Layout(random, a.Shape), before.ToSingle()) : TestTensor.Poisoned(Layout(random, a.Shape));
            Product.Redistribute(s.Tensor, tb.Tensor, 1, accumulate, gradient.Tensor, Workers.Single);
            Product.Redistribute(s.Tensor, default, 0.5f, accumulate, half.Tensor, Workers.Single);
            AssertClose(gradient, Plus(s_exact.VectorJacobianProduct([a, b], back)[0], 1), 1e-5);
            OracleTensor ones = b.Map(_ => 1);
            AssertClose(half, Plus(s_exact.VectorJacobianProduct([a, ones], back)[0], 0.5), 1e-5);
            OracleTensor Plus(OracleTensor added, double scale) => new(
                [.. added.Values.Select((v, i) => scale * v + (accumulate ? before[i] : 0))], added.Shape);
        }
    }

    [Fact]
    public void A_value_by_itself_is_its_square()
    {
        float[] values = TestTensor.Random(new Random(1), 40 * 7);
        using OwnedTensor x = TestTensor.Of(new(40, width: 7), values), y = TestTensor.Poisoned(new(40, width: 7));
        Product.Forward(x.Tensor, x.Tensor, y.Tensor, Workers.Single);
        Assert.Equal(values.Select(v => v * v), TestTensor.Values(y));
    }

    [Fact]
    public void Results_may_take_the_place_of_what_has_their_shape()
    {
        var random = new Random(2);
        TensorLayout layout = new(20, 1, 4, 9), channel = new(20);
        float[] values = TestTensor.Random(random, layout.Count), gates = TestTensor.Random(random, 20);
        using OwnedTensor a = TestTensor.Of(layout, values), b = TestTensor.Of(channel, gates), y = new(layout), r = new(layout);
        Product.Forward(a.Tensor, b.Tensor, y.Tensor, Workers.Single);
        Product.Redistribute(y.Tensor, b.Tensor, 1, false, r.Tensor, Workers.Single);
        Product.Forward(a.Tensor, b.Tensor, a.Tensor, Workers.Single);
        Assert.Equal(TestTensor.Bits(y), TestTensor.Bits(a));
        Product.Redistribute(a.Tensor, b.Tensor, 1, false, a.Tensor, Workers.Single);
        Assert.Equal(TestTensor.Bits(r), TestTensor.Bits(a));
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits_and_nothing_is_allocated()
    {
        var random = new Random(3);
        TensorLayout layout = new(72, 1, 61, 67, 0, 1, 1);
        float[] values = TestTensor.Random(random, layout.Count);
        foreach (TensorLayout small in new TensorLayout[] { layout, new(72), new(1, 1, 61, 67), new(72, 1, 61, 1), new(1) })
        {
            float[] factors = TestTensor.Random(random, small.Count);
            List<int[]>? expected = null;
            foreach (int threads in new[] { 1, 2, 3, 7 })
            {
                using var workers = new Workers(threads);
                using OwnedTensor a = TestTensor.Of(layout, values), b = TestTensor.Of(small, factors);
                using OwnedTensor y = new(layout), ra = new(layout), rb = new(small);
                void Run()
                {
                    Product.Forward(a.Tensor, b.Tensor, y.Tensor, workers);
                    Product.Redistribute(a.Tensor, b.Tensor, 1, false, ra.Tensor, workers);
                    Product.Redistribute(a.Tensor, a.Tensor, 0.5f, false, rb.Tensor, workers);
                }

                Assert.Equal(0, SteadyState.Allocation(Run));
                List<int[]> bits = [TestTensor.Bits(y), TestTensor.Bits(ra), TestTensor.Bits(rb)];
                expected ??= bits;
                Assert.Equal(expected, bits);
            }
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using OwnedTensor t = new(new TensorLayout(4, width: 3)), other = new(new TensorLayout(4, width: 2));
        Assert.Throws<ArgumentException>("a", () => Product.Forward(other.Tensor, t.Tensor, t.Tensor, Workers.Single));
        Assert.Throws<ArgumentException>("b", () => Product.Forward(t.Tensor, other.Tensor, t.Tensor, Workers.Single));
        Assert.Throws<ArgumentException>("factor", () => Product.Redistribute(t.Tensor, other.Tensor, 1, false, t.Tensor, Workers.Single));
        Assert.Throws<ArgumentException>("r", () => Product.Redistribute(t.Tensor, default, 1, false, other.Tensor, Workers.Single));
    }

    private static OracleTensor Draw(Random random, int[] whole, int repeated) => OracleTensor.Normal(
        random, [.. whole.Select((extent, axis) => (repeated >> axis & 1) != 0 ? 1 : extent)]).Map(v => (float)v);

    private static TensorLayout Layout(Random random, int[] shape) =>
        new(shape[0], shape[1], shape[2], shape[3], random.Next(2), random.Next(2), random.Next(3));

    private static void AssertClose(OwnedTensor found, OracleTensor expected, double tolerance)
    {
        float[] values = TestTensor.Values(found);
        double scale = expected.Values.Max(Math.Abs);
        for (int i = 0; i < values.Length; i++)
            Assert.Equal(expected[i], values[i], tolerance * scale);
        TestTensor.AssertHaloIsZero(found);
        TestTensor.AssertPaddingIsZero(found);
    }
}
