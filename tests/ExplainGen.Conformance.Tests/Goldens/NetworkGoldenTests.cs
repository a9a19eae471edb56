using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Models;
using ExplainGen.Conformance.Tests.References;
using ExplainGen.TestKit;
using ExplainGen.TestKit.Goldens;
using ExplainGen.TestKit.Oracle;

namespace ExplainGen.Conformance.Tests.Goldens;

/// <summary>Whole networks as annotated classes against Zennit's numbers: logits, input relevance, relevance at every module.</summary>
public sealed class NetworkGoldenTests
{
    private static readonly Lazy<OracleNetwork> s_mnistOracle = new(GoldenNetworks.MnistCnn);
    private static readonly Lazy<OracleNetwork> s_resNetOracle = new(() => BatchNormMerging.Merge(GoldenNetworks.ResNet20()));
    private static readonly Lazy<OracleNetwork> s_squeezeNetOracle = new(GoldenNetworks.SqueezeNet);

    private static readonly Lazy<DynamicModel> s_mnist = new(() =>
        DynamicModel.Of(MnistCnn.Load(WeightFiles.InMemory(WeightFiles.Of(s_mnistOracle.Value)))));

    private static readonly Lazy<DynamicModel> s_resNet = new(() =>
        DynamicModel.Of(ResNet20.Load(SharedData.Require("models/resnet20_cifar10.safetensors"))));

    private static readonly Lazy<DynamicModel> s_squeezeNet = new(() =>
        DynamicModel.Of(SqueezeNet.Load(WeightFiles.InMemory(WeightFiles.Of(s_squeezeNetOracle.Value)))));

    [SharedDataTheory]
    [MemberData(nameof(NetworkGoldens.MnistCnnIds), MemberType = typeof(NetworkGoldens))]
    public void MnistCnnMatches(string id) => Check(s_mnist.Value, NetworkGoldens.MnistCnn, id, s_mnistOracle);

    [SharedDataTheory]
    [MemberData(nameof(NetworkGoldens.ResNet20Ids), MemberType = typeof(NetworkGoldens))]
    public void ResNet20Matches(string id) => Check(s_resNet.Value, NetworkGoldens.ResNet20, id, s_resNetOracle);

    [SharedDataTheory]
    [MemberData(nameof(NetworkGoldens.SqueezeNetIds), MemberType = typeof(NetworkGoldens))]
    public void SqueezeNetMatches(string id) => Check(s_squeezeNet.Value, NetworkGoldens.SqueezeNet, id, s_squeezeNetOracle);

    private static void Check(DynamicModel model, NetworkGoldens goldens, string id, Lazy<OracleNetwork> oracle)
    {
        NetworkGoldenCase golden = goldens.Cases[id];
        Explanation why = model.Explain(ExplainerOf(golden), golden.Input.Input.ToSingle(), Target.Top.With(Seed.One), keepLayers: true);
        Assert.Equal(golden.Input.Target, why.Target.ClassIndex);
        double[] logits = golden.Input.Logits.Values;
        double logitTolerance = Tolerances.LogitsSingle(logits);
        for (int i = 0; i < logits.Length; i++)
            Assert.InRange(why.Logits.Span[i], logits[i] - logitTolerance, logits[i] + logitTolerance);

        double tolerance = Tolerances.NetworkSingle(golden.ZennitSingleErrorL2);
        double error = RelativeError.L2(why.Relevance.Span, golden.Relevance.Values);
        if (error > tolerance)
        {
            AssertOtherDecisions(why, goldens, golden, oracle.Value, tolerance);
            return;
        }

        Worst.Record($"{goldens.Name} input relevance (e_l2 / tolerance)", error / tolerance, $"{id}: {error:g3}");
        double sumTolerance = Tolerances.RelevanceSumSingle(golden.AbsoluteSum, golden.Sum, golden.SumOfSingleRun);
        Assert.InRange(why.Sum, golden.Sum - sumTolerance, golden.Sum + sumTolerance);
        var reference = new Lazy<SinglePrecision.Relevance>(() => new SinglePrecision(oracle.Value, golden.Input.Input).Explain(
            GoldenNetworks.Rules(goldens, golden.Composite), OracleTensor.OneHot(golden.Input.Target, logits.Length)));
        foreach (Layer layer in model.Metadata.Layers)
        {
            if (goldens.ModuleRelevance(id, layer.Name) is { } module)
                CheckModule(why, goldens, golden, layer, module, reference);
        }
    }

    // Relevance inside a network can be worse conditioned than what arrives at its input; Zennit's single-precision error is stored
    // for the input alone, so that where it does not suffice the oracle tells the conditioning.
    private static void CheckModule(
        Explanation why, NetworkGoldens goldens, NetworkGoldenCase golden, Layer layer, OracleTensor expected,
        Lazy<SinglePrecision.Relevance> reference)
    {
        double tolerance = Tolerances.NetworkSingle(golden.ZennitSingleErrorL2);
        double error = RelativeError.L2(why.At(layer).Span, expected.Values);
        if (error > tolerance)
            tolerance = reference.Value.ToleranceL2(layer.Name);
        Assert.True(error <= tolerance, $"{golden.Id} at {layer.Name}: relative L2 error {error:g3}, allowed {tolerance:g3}");
        Worst.Record($"{goldens.Name} module relevance (e_l2 / tolerance)", error / tolerance, $"{golden.Id} {layer.Name}: {error:g3}");
    }

    /// <summary>The case is right all the same if it is for other choices where single precision can make none.</summary>
    private static void AssertOtherDecisions(
        Explanation why, NetworkGoldens goldens, NetworkGoldenCase golden, OracleNetwork network, double tolerance)
    {
        Func<OracleNode, TestKit.Oracle.Rules.OracleRule> rules = GoldenNetworks.Rules(goldens, golden.Composite);
        OracleTensor seed = OracleTensor.OneHot(golden.Input.Target, golden.Input.Logits.Length);
        double best = double.PositiveInfinity;
        foreach (OracleForward forward in Decisions.Of(network, network.Forward(golden.Input.Input)))
        {
            best = Math.Min(best, RelativeError.L2(why.Relevance.Span, forward.Explain(rules, seed).Input.Values));
            if (best <= tolerance)
                return;
        }

        Assert.Fail($"{golden.Id}: relative L2 error {best:g3} under the best of all decisions, allowed {tolerance:g3}");
    }

    private static string ExplainerOf(NetworkGoldenCase golden) => string.Concat(
        golden.Composite.Split('_').Select(word => word == "nobias" ? "NoBias" : char.ToUpperInvariant(word[0]) + word[1..]));
}
