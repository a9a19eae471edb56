using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Edges;
using ExplainGen.Conformance.Tests.Goldens;
using ExplainGen.Conformance.Tests.References;
using ExplainGen.TestKit.Goldens;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Conformance.Tests.Properties;

/// <summary>A network of 3x3 convolutions with many channels under every accuracy: other bits, the same numbers.</summary>
public sealed class AccuracyTests
{
    private static readonly string[] s_composites = ["EpsilonPlusFlat", "EpsilonAlpha2Beta1", "EpsilonGammaBox", "Epsilon", "Gradient"];

    private static readonly EdgeNetwork s_network = new EdgeNetwork("Accuracies", 32, 12, 13)
        .Conv("a", 48, [3, 3], c => c with { PadBegin = [1, 1], PadEnd = [1, 1] }).Relu("ra")
        .Deconv("b", 32, [3, 3], c => c with { PadBegin = [1, 1], PadEnd = [1, 1] }).Relu("rb")
        .Conv("c", 64, [3, 3]).Relu("rc").Head();

    private static readonly Lazy<IReadOnlyDictionary<string, DynamicModelType>> s_types = new(() => ModelCompiler.Compile(
        string.Concat(Enum.GetValues<Accuracy>().Select(accuracy => new ModelText($"{accuracy}", s_network.InputShape, s_network.Network)
        {
            Explainers = [.. s_composites.Select(composite => EdgeComposites.Attributes[composite])],
            Accuracy = accuracy,
        }))));

    [Theory]
    [InlineData(Accuracy.Fast)]
    [InlineData(Accuracy.Balanced)]
    [InlineData(Accuracy.Direct)]
    public void AgreesWithTheOracle(Accuracy accuracy)
    {
        DynamicModel model = Load(accuracy);
        var random = new Random(11);
        OracleTensor x = Input(random);
        var reference = new SinglePrecision(s_network.Network, x);
        double error = RelativeError.Max(model.Predict(x.ToSingle()), reference.Exact.Output.Values);
        Assert.True(error <= reference.OutputTolerance, $"logits off by {error:g3} of the largest, allowed {reference.OutputTolerance:g3}");
        Worst.Record($"accuracy {accuracy}, logits (e_max / tolerance)", error / reference.OutputTolerance, $"{error:g3}");

        OracleTensor seed = OracleTensor.Normal(random, reference.Exact.Output.Shape).Map(v => (float)v);
        foreach (string composite in s_composites)
        {
            IReadOnlyDictionary<string, OracleRule> rules = EdgeComposites.Rules(composite, s_network.Network);
            SinglePrecision.Relevance expected = reference.Explain(node => rules[node.Name], seed);
            Explanation why = model.Explain(composite, x.ToSingle(), Target.Weighted(seed.ToSingle()).With(Seed.One));
            double tolerance = expected.ToleranceMax(OracleNetwork.InputName);
            error = RelativeError.Max(why.Relevance.Span, expected.Exact.Input.Values);
            Assert.True(error <= tolerance, $"{composite}: relevance off by {error:g3} of the largest, allowed {tolerance:g3}");
            Worst.Record($"accuracy {accuracy}, relevance (e_max / tolerance)", error / tolerance, $"{composite}: {error:g3}");
        }
    }

    [Fact]
    public void EveryAccuracyComputesInAnotherWay()
    {
        float[] x = Input(new Random(11)).ToSingle();
        int[][] bits = [.. Enum.GetValues<Accuracy>().Select(accuracy => Bits.Of(Load(accuracy).Predict(x)))];
        Assert.NotEqual(bits[0], bits[1]);
        Assert.NotEqual(bits[0], bits[2]);
        Assert.NotEqual(bits[1], bits[2]);
    }

    private static DynamicModel Load(Accuracy accuracy) => s_types.Value[$"{accuracy}"].Load(WeightFiles.Of(s_network.Network));

    private static OracleTensor Input(Random random) =>
        OracleTensor.Normal(random, s_network.InputShape).Map(v => (float)Math.Clamp(v, -3, 3));
}
