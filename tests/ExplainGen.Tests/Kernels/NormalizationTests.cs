using ExplainGen.Kernels;
using ExplainGen.TestKit;
using ExplainGen.TestKit.Oracle;

namespace ExplainGen.Tests.Kernels;

/// <summary>Normalizations by statistics of their input against the oracle, for any number of channels, positions and threads.</summary>
public sealed class NormalizationTests
{
    // Of the largest number that is added: some roundings of single precision.
    private const double Tolerance = 1e-6;

    public static TheoryData<string> Names => ["layer", "rms", "group", "instance"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Passes_are_those_of_the_oracle(string name)
    {
        foreach (int channels in new[] { 1, 5, 16, 17, 40 })
        {
            foreach ((int height, int width) in new[] { (1, 1), (1, 3), (3, 1), (5, 10), (2, 33) })
            {
                foreach (bool affine in new[] { true, false })
                    Check(new NormalizationCase(name, channels, height, width, affine));
            }
        }
    }

    /// <summary>In single precision a mean of 1000 is known to 3e-5, which is no part of what is computed.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_large_mean_costs_no_digits_of_the_deviations(string name)
    {
        Check(new NormalizationCase(name, 40, 5, 7, mean: 1000));
        Check(new NormalizationCase(name, 17, 1, 50, mean: -1e5));
    }

    /// <summary>What does not deviate is 0 exactly, also where the sum of a tensor has no float.</summary>
    [Theory]
    [InlineData("layer")]
    [InlineData("group")]
    [InlineData("instance")]
    public void What_is_constant_becomes_the_bias(string name)
    {
        foreach (float value in new[] { 0f, 1000.1f, -0.3f, 3.3e7f })
        {
            var entry = new NormalizationCase(name, 39, 3, 7)
            {
                X = new OracleTensor([.. Enumerable.Repeat((double)value, 39 * 21)], 39, 3, 7),
            };
            using OwnedTensor x = TestTensor.Of(entry.Layout(), entry.X.ToSingle()), y = TestTensor.Poisoned(entry.Layout());
            entry.Normalization.Forward(x.Tensor, entry.Gain, entry.Bias, Activation.Identity, y.Tensor, Workers.Single);
            float[] bias = entry.Bias!.Values.ToArray();
            Assert.Equal(Enumerable.Range(0, 39 * 21).Select(i => bias[i / 21]), TestTensor.Values(y));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Activations_are_those_that_follow(string name)
    {
        var entry = new NormalizationCase(name, 20, 4, 9);
        using OwnedTensor x = TestTensor.Of(entry.Layout(), entry.X.ToSingle());
        using OwnedTensor y = TestTensor.Poisoned(entry.Layout()), after = TestTensor.Poisoned(entry.Layout());
        using OwnedTensor joined = TestTensor.Poisoned(entry.Layout());
        var activation = new Activation(ActivationKind.Silu);
        entry.Normalization.Forward(x.Tensor, entry.Gain, entry.Bias, Activation.Identity, y.Tensor, Workers.Single);
        Activations.Forward(y.Tensor, activation, after.Tensor, Workers.Single);
        entry.Normalization.Forward(x.Tensor, entry.Gain, entry.Bias, activation, joined.Tensor, Workers.Single);
        Assert.Equal(TestTensor.Values(after), TestTensor.Values(joined));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Results_may_take_the_place_of_what_is_read(string name)
    {
        var entry = new NormalizationCase(name, 37, 3, 20);
        var layout = new TensorLayout(37, 1, 3, 20);
        List<int[]> Run(bool inPlace)
        {
            using OwnedTensor x = TestTensor.Of(layout, entry.X.ToSingle()), y = inPlace ? Copy(x) : new OwnedTensor(layout);
            using OwnedTensor s = TestTensor.Of(layout, entry.Returned.ToSingle()), r = inPlace ? Copy(s) : new OwnedTensor(layout);
            using OwnedTensor g = TestTensor.Of(layout, entry.Returned.ToSingle()), slope = inPlace ? Copy(g) : new OwnedTensor(layout);
            Tensor from = inPlace ? y.Tensor : x.Tensor;
            entry.Normalization.Forward(from, entry.Gain, entry.Bias, Activation.Relu, y.Tensor, Workers.Single);
            entry.Normalization.Share(inPlace ? r.Tensor : s.Tensor, entry.Gain, x.Tensor, false, r.Tensor, Workers.Single);
            entry.Normalization.Gradient(inPlace ? slope.Tensor : g.Tensor, entry.Gain, x.Tensor, false, slope.Tensor, Workers.Single);
            return [TestTensor.Bits(y), TestTensor.Bits(r), TestTensor.Bits(slope)];
        }

        OwnedTensor Copy(OwnedTensor tensor) => TestTensor.Of(layout, TestTensor.Values(tensor));
        Assert.Equal(Run(inPlace: false), Run(inPlace: true));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_number_of_threads_gives_the_same_bits_and_nothing_is_allocated(string name)
    {
        var entry = new NormalizationCase(name, 72, 61, 67);
        List<int[]>? expected = null;
        foreach (int threads in new[] { 1, 2, 3, 7 })
        {
            using var workers = new Workers(threads);
            var layout = new TensorLayout(72, 1, 61, 67, 0, 1, 1);
            using OwnedTensor x = TestTensor.Of(layout, entry.X.ToSingle()), s = TestTensor.Of(layout, entry.Returned.ToSingle());
            using OwnedTensor y = new(layout), r = new(layout), slope = new(layout);
            void Run()
            {
                entry.Normalization.Forward(x.Tensor, entry.Gain, entry.Bias, Activation.Relu, y.Tensor, workers);
                entry.Normalization.Share(s.Tensor, entry.Gain, x.Tensor, false, r.Tensor, workers);
                entry.Normalization.Gradient(s.Tensor, entry.Gain, x.Tensor, false, slope.Tensor, workers);
            }

            Assert.Equal(0, SteadyState.Allocation(Run));
            List<int[]> bits = [TestTensor.Bits(y), TestTensor.Bits(r), TestTensor.Bits(slope)];
            expected ??= bits;
            Assert.Equal(expected, bits);
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PositionNorm(0, 1e-5f, true));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PositionNorm(3, 0, true));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GroupNorm(3, 0, 1e-5f));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GroupNorm(3, 1, -1));
        Assert.Throws<ArgumentException>("groups", () => new GroupNorm(6, 4, 1e-5f));
        using OwnedTensor t = new(new TensorLayout(4, width: 3)), other = new(new TensorLayout(4, width: 2));
        using OwnedTensor wide = new(new TensorLayout(6, width: 3));
        var gain = ChannelVector.Constant(6, 1);
        foreach (INormalization norm in new INormalization[] { new PositionNorm(4, 1e-5f, true), new GroupNorm(4, 2, 1e-5f) })
        {
            Assert.Throws<ArgumentException>("x", () => norm.Forward(other.Tensor, null, null, Activation.Identity, t.Tensor, Workers.Single));
            Assert.Throws<ArgumentException>("y", () => norm.Forward(wide.Tensor, null, null, Activation.Identity, wide.Tensor, Workers.Single));
            Assert.Throws<ArgumentException>("gain", () => norm.Forward(t.Tensor, gain, null, Activation.Identity, t.Tensor, Workers.Single));
            Assert.Throws<ArgumentException>("bias", () => norm.Forward(t.Tensor, null, gain, Activation.Identity, t.Tensor, Workers.Single));
            Assert.Throws<ArgumentException>("s", () => norm.Share(other.Tensor, null, t.Tensor, false, t.Tensor, Workers.Single));
            Assert.Throws<ArgumentException>("x", () => norm.Share(t.Tensor, null, other.Tensor, false, t.Tensor, Workers.Single));
            Assert.Throws<ArgumentException>("gain", () => norm.Gradient(t.Tensor, gain, t.Tensor, false, t.Tensor, Workers.Single));
            Assert.Throws<ArgumentException>("r", () => norm.Gradient(wide.Tensor, null, wide.Tensor, false, wide.Tensor, Workers.Single));
        }
    }

    private static void Check(NormalizationCase entry)
    {
        using OwnedTensor x = TestTensor.Of(entry.Layout(), entry.X.ToSingle(), padding: 3e8f);
        using OwnedTensor y = TestTensor.Poisoned(entry.Layout()), s = TestTensor.Of(entry.Layout(), entry.Returned.ToSingle());
        entry.Normalization.Forward(x.Tensor, entry.Gain, entry.Bias, Activation.Identity, y.Tensor, Workers.Single);
        OracleTensor expected = entry.Forward();
        AssertClose(y, expected, expected.Values.Max(Math.Abs));
        double scale = entry.Scale;
        foreach (bool accumulate in new[] { false, true })
        {
            using OwnedTensor r = Start(), slope = Start();
            OwnedTensor Start() => accumulate ? TestTensor.Of(entry.Layout(), entry.Before.ToSingle()) : TestTensor.Poisoned(entry.Layout());
            entry.Normalization.Share(s.Tensor, entry.Gain, x.Tensor, accumulate, r.Tensor, Workers.Single);
            entry.Normalization.Gradient(s.Tensor, entry.Gain, x.Tensor, accumulate, slope.Tensor, Workers.Single);
            AssertClose(r, Expected(entry.Share()), scale * entry.X.Values.Max(Math.Abs));
            AssertClose(slope, Expected(entry.Gradient()), scale);
            OracleTensor Expected(OracleTensor added) =>
                accumulate ? new OracleTensor([.. added.Values.Select((v, i) => v + entry.Before[i])], added.Shape) : added;
        }
    }

    private static void AssertClose(OwnedTensor found, OracleTensor expected, double scale)
    {
        float[] values = TestTensor.Values(found);
        for (int i = 0; i < values.Length; i++)
            Assert.Equal(expected[i], values[i], Tolerance * Math.Max(1, scale));
        TestTensor.AssertHaloIsZero(found);
        TestTensor.AssertPaddingIsZero(found);
    }
}
