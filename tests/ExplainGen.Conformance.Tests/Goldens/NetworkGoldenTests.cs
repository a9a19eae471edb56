using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Models;
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
    public void MnistCnnMatches(string id) => Check(s_mnist.Value, s_mnistOracle, NetworkGoldens.MnistCnn, id);

    [SharedDataTheory]
    [MemberData(nameof(NetworkGoldens.ResNet20Ids), MemberType = typeof(NetworkGoldens))]
    public void ResNet20Matches(string id) => Check(s_resNet.Value, s_resNetOracle, NetworkGoldens.ResNet20, id);

    [SharedDataTheory]
    [MemberData(nameof(NetworkGoldens.SqueezeNetIds), MemberType = typeof(NetworkGoldens))]
    public void SqueezeNetMatches(string id) => Check(s_squeezeNet.Value, s_squeezeNetOracle, NetworkGoldens.SqueezeNet, id);

    private static void Check(DynamicModel model, Lazy<OracleNetwork> oracle, NetworkGoldens goldens, string id)
    {
        NetworkGoldenCase golden = goldens.Cases[id];
        float[] input = WeightFiles.Single(golden.Input.Input);
        string explainer = string.Concat(golden.Composite.Split('_').Select(word => word == "nobias" ? "NoBias" : char.ToUpperInvariant(word[0]) + word[1..]));
        Explanation why = model.Explain(explainer, input, Target.Top.With(Seed.One), keepLayers: true);

        Assert.Equal(golden.Input.Target, why.Target.ClassIndex);
        double[] logits = golden.Input.Logits.Values;
        double logitTolerance = Tolerances.LogitsSingle(logits);
        for (int i = 0; i < logits.Length; i++)
            Assert.InRange(why.Logits.Span[i], logits[i] - logitTolerance, logits[i] + logitTolerance);

        double tolerance = Tolerances.NetworkSingle(golden.ZennitSingleErrorL2);
        double error = RelativeError.L2(why.Relevance.Span, golden.Relevance.Values);
        Assert.True(error <= tolerance, $"{id}: relative L2 error {error:g3}, allowed {tolerance:g3}");
        double sumTolerance = Tolerances.RelevanceSumSingle(golden.AbsoluteSum, golden.Sum, golden.SumOfSingleRun);
        Assert.InRange(why.Sum, golden.Sum - sumTolerance, golden.Sum + sumTolerance);
        Worst.Record($"{goldens.Name} input relevance (e_l2 / tolerance)", error / tolerance, $"{id}: {error:g3}");

        foreach (Layer layer in model.Metadata.Layers)
        {
            if (goldens.ModuleRelevance(id, layer.Name) is not { } module)
                continue;
            double moduleError = RelativeError.L2(why.At(layer).Span, module.Values);
            double allowed = tolerance;

            // The README's noise of a float32 run is that at the input. Where more noise is seen inside, as much is allowed as the same
            // formula gives for the module's own noise.
            if (moduleError > tolerance)
                allowed = Tolerances.NetworkSingle(Float32Noise.At(oracle.Value, goldens, golden, layer.Name));
            Assert.True(moduleError <= allowed, $"{id} at {layer.Name}: relative L2 error {moduleError:g3}, allowed {allowed:g3}");
            Worst.Record($"{goldens.Name} module relevance (e_l2 / tolerance)", moduleError / allowed, $"{id} {layer.Name}: {moduleError:g3}, allowed {allowed:g3}");
        }
    }
}
