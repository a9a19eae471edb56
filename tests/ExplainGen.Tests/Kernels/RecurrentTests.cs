using ExplainGen.Kernels;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Tests.Kernels;

/// <summary>Recurrent layers of all sizes against the oracle, from and into memory that is dirty wherever nothing was promised.</summary>
public class RecurrentTests
{
    private static readonly int[] s_hidden = [1, 5, 16, 17, 40], s_inputs = [1, 3, 16, 33], s_lengths = [1, 2, 7];

    private static readonly Stabilizer[] s_stabilizers = [new(0.1f), new(0.1f, StabilizerMode.Clip), new(0.25f, RmsScaled: true)];

    public static TheoryData<RecurrentKind> Kinds => [.. Enum.GetValues<RecurrentKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void States_are_those_of_the_oracle(RecurrentKind kind) => ForEveryCase(kind, c =>
    {
        AssertClose(c, c.Oracle.Forward(c.OracleInput).Values, c.Own(TestTensor.Values(c.Y)).Values, 2e-6);
        TestTensor.AssertHaloIsZero(c.Y);
        if (c.Geometry.FirstOutput == 0)
            TestTensor.AssertPaddingIsFinite(c.Y);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_not_its_own_in_the_output_is_left_alone_but_by_the_first(RecurrentKind kind) => ForEveryCase(kind, c =>
    {
        float[] y = TestTensor.Values(c.Y);
        int length = y.Length / c.Geometry.Outputs;
        for (int i = 0; i < y.Length; i++)
        {
            int unit = i / length - c.Geometry.FirstOutput;
            if (unit < 0 || unit >= c.Geometry.Hidden)
                Assert.True(c.Geometry.FirstOutput == 0 ? y[i] == 0 : float.IsNaN(y[i]), $"{c}: element {i} is {y[i]}.");
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Gradients_are_those_of_the_oracle(RecurrentKind kind) => ForEveryCase(kind, c =>
    {
        double[] expected = c.Oracle.VectorJacobianProduct(c.OracleInput, c.OracleRelevance).Values;
        c.Gradient(accumulate: false, Workers.Single);
        AssertClose(c, expected, Values(c.RIn), 1e-5);
        TestTensor.AssertHaloIsZero(c.RIn);
        TestTensor.AssertPaddingIsZero(c.RIn);
        c.Gradient(accumulate: true, Workers.Single);
        AssertClose(c, [.. expected.Select(v => 2 * v)], Values(c.RIn), 1e-5);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Relevance_and_its_account_are_those_of_the_oracle(RecurrentKind kind) => ForEveryCase(kind, c =>
    {
        foreach (Stabilizer stabilizer in s_stabilizers)
        {
            foreach (bool ignoreBias in (bool[])[false, true])
            {
                var shares = new EpsilonShares(
                    new OracleStabilizer(stabilizer.Epsilon, stabilizer.Mode == StabilizerMode.Clip, stabilizer.RmsScaled),
                    ignoreBias ? OracleBias.Ignore : OracleBias.Absorb);
                double[] expected = c.Oracle.Relevance(c.OracleInput, c.OracleRelevance, shares).Values;
                c.Redistribute(stabilizer, ignoreBias, false, Workers.Single, null);
                AssertClose(c, expected, Values(c.RIn), 1e-4);
                TestTensor.AssertHaloIsZero(c.RIn);
                TestTensor.AssertPaddingIsZero(c.RIn);
                int[] bits = TestTensor.Bits(c.RIn);

                var loss = new QuotientLoss();
                c.Redistribute(stabilizer, ignoreBias, false, Workers.Single, loss);
                Assert.Equal(bits, TestTensor.Bits(c.RIn));
                double scale = 1 + expected.Sum(Math.Abs) + Math.Abs(loss.Bias) + Math.Abs(loss.Stabilizer);
                Assert.Equal(shares.Absorbed, loss.Bias, 1e-4 * scale);
                Assert.Equal(shares.Stabilized, loss.Stabilizer, 1e-4 * scale);
                Assert.Equal(0, loss.Dropped);
                double arrived = c.OracleRelevance.Sum;
                Assert.Equal(arrived, c.RIn.Tensor.Sum() + loss.Bias + loss.Stabilizer, 1e-5 * scale);
                if (ignoreBias || !c.HasBias)
                    Assert.Equal(0, loss.Bias);

                c.Redistribute(stabilizer, ignoreBias, true, Workers.Single, null);
                AssertClose(c, [.. expected.Select(v => 2 * v)], Values(c.RIn), 1e-4);
            }
        }
    });

    /// <summary>A state that nothing is in has nothing to share by.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void States_of_zero_without_stabilizer_drop_their_relevance(RecurrentKind kind)
    {
        using var c = new RecurrentCase(kind, 3, 5, 2, seed: 1, reverse: false, lastOnly: false);
        Elementwise.Fill(c.X.Tensor, 0);
        int rows = (kind == RecurrentKind.Lstm ? 4 : 3) * 5;
        c.Layer.Forward(
            c.X.Tensor, c.Layer.Pack(RecurrentPass.Forward, new float[rows * 3], new float[rows * 5]), c.State.Tensor, c.Y.Tensor,
            Workers.Single);
        var loss = new QuotientLoss();
        c.Redistribute(default, true, false, Workers.Single, loss);
        Assert.All(TestTensor.Values(c.RIn), r => Assert.Equal(0, r));
        Assert.Equal(c.OracleRelevance.Sum, loss.Dropped, 1e-6);
        Assert.Equal((0, 0), (loss.Bias, loss.Stabilizer));
    }

    /// <summary>Large enough for threads to share the steps, those of one gate as well.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_number_of_threads_gives_the_same_bits(RecurrentKind kind)
    {
        int[][]? expected = null;
        foreach (int threads in (int[])[1, 2, 3])
        {
            using var workers = new Workers(threads);
            using var c = new RecurrentCase(kind, 5, 450, 3, seed: 2);
            c.Forward(workers);
            int[] y = TestTensor.Bits(c.Y), state = TestTensor.Bits(c.State);
            c.Redistribute(new(0.1f), false, false, workers, null);
            int[] relevance = TestTensor.Bits(c.RIn);
            c.Gradient(false, workers);
            int[][] bits = [y, state, relevance, TestTensor.Bits(c.RIn)];
            expected ??= bits;
            Assert.Equal(expected, bits);
        }
    }

    [Fact]
    public void Tensors_must_have_the_shapes_of_the_layer()
    {
        using var c = new RecurrentCase(RecurrentKind.Lstm, 3, 5, 4, seed: 3, reverse: false, lastOnly: false);
        RecurrentFilter forward = c.Pack(RecurrentPass.Forward), relevance = c.Pack(RecurrentPass.Relevance);
        using OwnedTensor wrong = new(new TensorLayout(4, width: 4)), scratch = new(c.Layer.RelevanceLayout);
        Assert.Throws<ArgumentException>("x", () => c.Layer.Forward(wrong.Tensor, forward, c.State.Tensor, c.Y.Tensor, Workers.Single));
        Assert.Throws<ArgumentException>("state", () => c.Layer.Forward(c.X.Tensor, forward, scratch.Tensor, c.Y.Tensor, Workers.Single));
        Assert.Throws<ArgumentException>("state", () => c.Layer.Forward(c.X.Tensor, forward, default, c.Y.Tensor, Workers.Single));
        Assert.Throws<ArgumentException>("y", () => c.Layer.Forward(c.X.Tensor, forward, c.State.Tensor, wrong.Tensor, Workers.Single));
        Assert.Throws<ArgumentException>("filter", () => c.Layer.Forward(c.X.Tensor, null, c.State.Tensor, c.Y.Tensor, Workers.Single));
        Assert.Throws<ArgumentException>(
            "filter", () => c.Layer.Forward(c.X.Tensor, relevance, c.State.Tensor, c.Y.Tensor, Workers.Single));
        Assert.Throws<ArgumentException>("relevance", () => Redistribute(wrong, c.State, c.X, scratch, c.RIn));
        Assert.Throws<ArgumentException>("state", () => Redistribute(c.R, scratch, c.X, scratch, c.RIn));
        Assert.Throws<ArgumentException>("x", () => Redistribute(c.R, c.State, wrong, scratch, c.RIn));
        Assert.Throws<ArgumentException>("scratch", () => Redistribute(c.R, c.State, c.X, c.State, c.RIn));
        Assert.Throws<ArgumentException>("r", () => Redistribute(c.R, c.State, c.X, scratch, wrong));
        Assert.Throws<ArgumentException>("scratch", () => c.Layer.Gradient(
            c.R.Tensor, c.Pack(RecurrentPass.Gradient), c.State.Tensor, scratch.Tensor, false, c.RIn.Tensor, Workers.Single));

        void Redistribute(OwnedTensor r, OwnedTensor state, OwnedTensor x, OwnedTensor work, OwnedTensor rIn) => c.Layer.Redistribute(
            r.Tensor, relevance, state.Tensor, x.Tensor, default, false, work.Tensor, false, rIn.Tensor, Workers.Single, null);
    }

    [Fact]
    public void Weights_must_be_as_many_as_the_layer_has()
    {
        var layer = new Gru(new RecurrentGeometry { Inputs = 2, Hidden = 5, Length = 3 });
        Assert.Equal(RecurrentPass.Forward, layer.Pack(RecurrentPass.Forward, new float[30], new float[75]).Pass);
        Assert.Throws<ArgumentException>("tokens", () => layer.Pack(RecurrentPass.Forward, new float[31], new float[75]));
        Assert.Throws<ArgumentException>("states", () => layer.Pack(RecurrentPass.Forward, new float[30], new float[74]));
        Assert.Throws<ArgumentException>(
            "tokenBias", () => layer.Pack(RecurrentPass.Forward, new float[30], new float[75], default, new float[15]));
        Assert.Throws<ArgumentException>("stateBias", () => layer.Pack(RecurrentPass.Forward, new float[30], new float[75], new float[15]));
        Assert.Throws<ArgumentOutOfRangeException>("pass", () => layer.Pack((RecurrentPass)3, new float[30], new float[75]));
    }

    [Fact]
    public void Geometries_are_checked()
    {
        var geometry = new RecurrentGeometry { Inputs = 2, Hidden = 5, Length = 3 };
        Assert.Throws<ArgumentOutOfRangeException>(() => new Lstm(geometry with { Inputs = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Lstm(geometry with { Hidden = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Gru(geometry with { Length = 0 }));
        Assert.Throws<ArgumentException>(() => new Gru(geometry with { FirstOutput = 1 }));
        Assert.Throws<ArgumentNullException>(() => new Lstm(null!));
        Assert.Equal(5, new Lstm(geometry).Geometry.Outputs);
    }

    private static void ForEveryCase(RecurrentKind kind, Action<RecurrentCase> check)
    {
        int seed = 0;
        foreach (int hidden in s_hidden)
        {
            foreach (int inputs in s_inputs)
            {
                foreach (int length in s_lengths)
                {
                    using var c = new RecurrentCase(kind, inputs, hidden, length, seed++);
                    c.Forward(Workers.Single);
                    check(c);
                }
            }
        }
    }

    private static double[] Values(OwnedTensor tensor) => [.. TestTensor.Values(tensor).Select(v => (double)v)];

    /// <summary>Of the largest number, or of 1 where that is larger.</summary>
    private static void AssertClose(RecurrentCase c, double[] expected, double[] got, double tolerance)
    {
        Assert.Equal(expected.Length, got.Length);
        double allowed = tolerance * Math.Max(1, expected.Max(Math.Abs));
        for (int i = 0; i < got.Length; i++)
            Assert.True(Math.Abs(got[i] - expected[i]) <= allowed, $"{c}: element {i} is {got[i]:R}, expected {expected[i]:R}.");
    }
}
