using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.TestKit.Goldens;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Conformance.Tests.Edges;

/// <summary>What normalizations and products promise, in small generated networks.</summary>
public sealed class NormalizationTests
{
    private const string Source = """
        [Network(6, 5), LayerNorm(Bias = false, Name = "norm"), Flatten, Linear(2, Bias = false)]
        [Lrp(Composite.LrpZero)]
        public partial class LayerUnbiased;

        [Network(6, 5), LayerNorm(Name = "norm"), Flatten, Linear(2, Bias = false)]
        [Lrp(Composite.LrpZero), Lrp(Composite.LrpZero, Name = "Ignored", Bias = BiasHandling.Ignore)]
        public partial class LayerBiased;

        [Network(6, 5), GroupNorm(2, Name = "norm"), Flatten, Linear(2, Bias = false)]
        [Lrp(Composite.LrpZero), Lrp(Composite.LrpZero, Name = "Ignored", Bias = BiasHandling.Ignore)]
        public partial class GroupBiased;

        [Network(6, 5), RmsNorm(Name = "norm"), Flatten, Linear(2, Bias = false)]
        [Lrp(Composite.LrpZero), Lrp(Composite.LrpZero, Name = "Identity"), Pass("norm", For = "Identity")]
        public partial class Rms;

        [Network(4), Multiply(Inputs = ["input", "input"], Name = "square"), Linear(2)]
        [Lrp(Composite.LrpZero), Gradient]
        [Lrp(Composite.LrpZero, Name = "Signal"), SignalTakesAll("square", Gate = "input", For = "Signal")]
        public partial class Square;
        """;

    private static readonly Lazy<IReadOnlyDictionary<string, DynamicModelType>> s_types = new(() => ModelCompiler.Compile(Source));

    [Fact]
    public void Layer_norm_conserves_where_its_bias_is_zero()
    {
        Explanation why = Model("LayerUnbiased").Explain("LrpZero", Input(30), Target.Class(1));
        Assert.Equal(why.Logits.Span[1], why.Sum, 1e-4);
        Assert.Equal(0, why.Ledger.Bias);
    }

    [Theory]
    [InlineData("LayerBiased")]
    [InlineData("GroupBiased")]
    public void The_ledger_says_what_the_bias_took(string name)
    {
        Explanation why = Model(name).Explain("LrpZero", Input(30), Target.Class(1));
        Assert.True(Math.Abs(why.Ledger.Bias) > 0.05, $"{why}");
        Assert.Equal(why.Logits.Span[1], why.Sum + why.Ledger.Bias, 1e-4);
        Explanation ignored = Model(name).Explain("Ignored", Input(30), Target.Class(1));
        Assert.Equal(0, ignored.Ledger.Bias);
        Assert.Equal(why.Logits.Span[1], ignored.Sum, 1e-3);
    }

    /// <summary>What subtracting the bias from the output would leave: of a bias of 1e5 two digits.</summary>
    [Fact]
    public void An_ignored_bias_costs_no_digits()
    {
        OracleTensor weight = Values(2, 6), bias = Values(3, 6).Map(v => (float)(1e5 + v)), dense = Values(4, 2, 30), x = Values(5, 6, 5);
        OracleNetwork network = OracleNetwork.Chain(
            ("norm", new LayerNorm(weight, bias)), ("flatten1", new Flatten()), ("linear1", new Linear(dense)));
        OracleTensor seed = OracleTensor.Vector(1, -1);
        OracleTensor expected = network.Explain(x, node => node.Name == "flatten1"
            ? new Gradient()
            : new Epsilon { Stabilizer = OracleStabilizer.None, Bias = OracleBias.Ignore }, seed).Input;
        DynamicModel model = s_types.Value["LayerBiased"].Load(WeightFiles.Of(network));
        float[] got = model.Explain("Ignored", x.ToSingle(), Target.Weighted(new float[] { 1, -1 }).With(Seed.One)).Relevance.ToArray();
        Assert.InRange(RelativeError.Max(got, expected.Values), 0, 1e-5);
    }

    [Fact]
    public void Rms_norm_hands_on_what_arrives()
    {
        foreach (string explainer in new[] { "LrpZero", "Identity" })
        {
            Explanation why = Model("Rms").Explain(explainer, Input(30), Target.Class(0), keepLayers: true);
            float[] arrived = why.At(s_types.Value["Rms"].Metadata.Layers.Single(l => l.Name == "norm")).ToArray();
            double error = RelativeError.Max(why.Relevance.Span, Array.ConvertAll(arrived, v => (double)v));
            Assert.InRange(error, 0, explainer == "Identity" ? 0 : 1e-6);
        }
    }

    /// <summary>Both shares come to the one factor, and of the gradient both derivatives.</summary>
    [Fact]
    public void A_value_by_itself_gets_everything()
    {
        float[] x = Input(4);
        foreach (string explainer in new[] { "LrpZero", "Signal" })
        {
            Explanation why = Model("Square").Explain(explainer, x, Target.Class(0), keepLayers: true);
            Layer square = s_types.Value["Square"].Metadata.Layers.Single(l => l.Name == "square");
            Assert.Equal(why.At(square).ToArray(), why.Relevance.ToArray());
        }

        float[] weight = WeightFiles.Single(Values(11, 2, 4));
        float[] gradient = Model("Square").Explain("Gradient", x, Target.Class(1)).Relevance.ToArray();
        for (int i = 0; i < 4; i++)
            Assert.Equal(2 * x[i] * weight[4 + i], gradient[i], 1e-6f);
    }

    /// <summary>Inputs of a large mean, through a whole network: deviations keep their digits.</summary>
    [Theory]
    [InlineData("LayerBiased")]
    [InlineData("GroupBiased")]
    public void A_large_mean_costs_no_digits(string name)
    {
        OracleTensor weight = Values(2, 6), bias = Values(3, 6), dense = Values(4, 2, 30), x = Values(5, 6, 5).Map(v => (float)(v + 1000));
        Normalization norm = name == "LayerBiased" ? new LayerNorm(weight, bias) : new GroupNorm(2, weight, bias);
        OracleNetwork network = OracleNetwork.Chain(("norm", norm), ("flatten1", new Flatten()), ("linear1", new Linear(dense)));
        DynamicModel model = s_types.Value[name].Load(WeightFiles.Of(network));
        Assert.InRange(RelativeError.Max(model.Predict(x.ToSingle()), network.Forward(x).Output.Values), 0, 2e-6);
        OracleTensor seed = OracleTensor.Vector(1, -1);
        OracleTensor expected = network.Explain(x, node => node.Name == "flatten1"
            ? new Gradient()
            : new Epsilon { Stabilizer = OracleStabilizer.None }, seed).Input;
        float[] got = model.Explain("LrpZero", x.ToSingle(), Target.Weighted(new float[] { 1, -1 }).With(Seed.One)).Relevance.ToArray();
        Assert.InRange(RelativeError.Max(got, expected.Values), 0, 1e-5);
    }

    [Fact]
    public void Constant_inputs_become_the_bias_and_have_no_relevance()
    {
        float[] x = [.. Enumerable.Repeat(1000.1f, 30)];
        Explanation why = Model("LayerUnbiased").Explain("LrpZero", x, Target.Class(1));
        Assert.Equal([0f, 0f], why.Logits.ToArray());
        Assert.Equal(new float[30], why.Relevance.ToArray());
    }

    private static DynamicModel Model(string name)
    {
        DynamicModelType type = s_types.Value[name];
        return type.Load(type.Metadata.Weights.Select((w, i) =>
        {
            int seed = w.Name.StartsWith("linear", StringComparison.Ordinal) ? 11 : 7 + i;
            return WeightFiles.Tensor(w.Name, Values(seed, [.. w.Shape]));
        }));
    }

    private static float[] Input(int count) => Values(1, count).ToSingle();

    private static OracleTensor Values(int seed, params int[] shape) => OracleTensor.Normal(new Random(seed), shape).Map(v => (float)v);
}
