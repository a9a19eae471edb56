using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>A sum's relevance shared in one pass, against the quotient and two products, bit for bit.</summary>
public sealed class ShareSumTests
{
    [Theory]
    [InlineData(0.25f, StabilizerMode.Add, false)]
    [InlineData(0.25f, StabilizerMode.Clip, false)]
    [InlineData(0.5f, StabilizerMode.Add, true)]
    [InlineData(0f, StabilizerMode.Add, false)]
    public void It_gives_the_shares_of_separate_steps(float epsilon, StabilizerMode mode, bool rms)
    {
        var stabilizer = new Stabilizer(epsilon, mode, rms);
        for (int seed = 0; seed < 48; seed++)
        {
            var random = new Random(seed);
            (int channels, int height, int width) = (random.Next(1, 40), random.Next(1, 9), random.Next(1, 12));
            TensorLayout Layout() => new(channels, 1, height, width, 0, random.Next(2), random.Next(3));
            float[] Values() => [.. TestTensor.Random(random, channels * height * width).Select(v => random.Next(4) == 0 ? 0 : v)];
            float[] sum = Values(), first = Values(), second = Values(), relevance = Values(), beforeA = Values(), beforeB = Values();
            using OwnedTensor z = TestTensor.Of(Layout(), sum, 2), a = TestTensor.Of(Layout(), first, 3), b = TestTensor.Of(Layout(), second, 4);
            using OwnedTensor r = TestTensor.Of(Layout(), relevance), s = TestTensor.Poisoned(Layout());
            (bool toA, bool toB) = (seed % 2 == 0, seed % 4 < 2);
            using OwnedTensor ra = Start(toA, beforeA), rb = Start(toB, beforeB), expectedA = Start(toA, beforeA), expectedB = Start(toB, beforeB);
            using OwnedTensor tracedA = Start(toA, beforeA), tracedB = Start(toB, beforeB);
            OwnedTensor Start(bool accumulate, float[] before) => accumulate ? TestTensor.Of(Layout(), before) : TestTensor.Poisoned(Layout());

            Elementwise.Quotient(z.Tensor, null, default, r.Tensor, stabilizer, 1, s.Tensor, null, Workers.Single, null);
            Elementwise.Multiply(a.Tensor, s.Tensor, 1, toA, expectedA.Tensor, Workers.Single);
            Elementwise.Multiply(b.Tensor, s.Tensor, 1, toB, expectedB.Tensor, Workers.Single);
            using var workers = new Workers(seed % 3 + 1);
            Elementwise.ShareSum(
                z.Tensor, a.Tensor, b.Tensor, r.Tensor, stabilizer, toA, ra.Tensor, toB, rb.Tensor, workers, null);
            var loss = new QuotientLoss();
            Elementwise.ShareSum(
                z.Tensor, a.Tensor, b.Tensor, r.Tensor, stabilizer, toA, tracedA.Tensor, toB, tracedB.Tensor, workers, loss);

            foreach ((OwnedTensor expected, OwnedTensor found) in new[] { (expectedA, ra), (expectedB, rb), (expectedA, tracedA), (expectedB, tracedB) })
            {
                Assert.Equal(TestTensor.Values(expected), TestTensor.Values(found));
                TestTensor.AssertHaloIsZero(found);
                TestTensor.AssertPaddingIsZero(found);
            }

            double passed = TestTensor.Values(s).Zip(sum, (share, value) => (double)share * value).Sum();
            Assert.Equal(relevance.Sum(v => (double)v), passed + loss.Stabilizer + loss.Dropped, 1e-3);
        }
    }

    [Fact]
    public void The_first_share_may_take_the_place_of_the_relevance()
    {
        var layout = new TensorLayout(20, 1, 3, 5);
        var random = new Random(1);
        using OwnedTensor z = TestTensor.Of(layout, TestTensor.Random(random, layout.Count)), r = TestTensor.Of(layout, TestTensor.Random(random, layout.Count));
        using OwnedTensor ra = new(layout), rb = new(layout), other = new(layout);
        Elementwise.ShareSum(z.Tensor, z.Tensor, z.Tensor, r.Tensor, new(0.1f), false, ra.Tensor, false, rb.Tensor, Workers.Single, null);
        Elementwise.ShareSum(z.Tensor, z.Tensor, z.Tensor, r.Tensor, new(0.1f), false, r.Tensor, false, other.Tensor, Workers.Single, null);
        Assert.Equal(TestTensor.Bits(ra), TestTensor.Bits(r));
        Assert.Equal(TestTensor.Bits(rb), TestTensor.Bits(other));
    }

    [Fact]
    public void Shapes_that_differ_are_refused()
    {
        using OwnedTensor t = new(new TensorLayout(3)), other = new(new TensorLayout(4));
        Assert.Throws<ArgumentException>("z", () => Share(other, t, t, t, t));
        Assert.Throws<ArgumentException>("a", () => Share(t, other, t, t, t));
        Assert.Throws<ArgumentException>("b", () => Share(t, t, other, t, t));
        Assert.Throws<ArgumentException>("relevance", () => Share(t, t, t, other, t));
        Assert.Throws<ArgumentException>("rb", () => Share(t, t, t, t, other));
        Assert.Throws<ArgumentException>("b", () => Elementwise.ShareSum(
            t.Tensor, t.Tensor, default, t.Tensor, default, false, t.Tensor, false, t.Tensor, Workers.Single, null));

        void Share(OwnedTensor z, OwnedTensor a, OwnedTensor b, OwnedTensor r, OwnedTensor rb) => Elementwise.ShareSum(
            z.Tensor, a.Tensor, b.Tensor, r.Tensor, default, false, t.Tensor, false, rb.Tensor, Workers.Single, null);
    }
}
