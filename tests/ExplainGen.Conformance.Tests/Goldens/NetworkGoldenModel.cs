using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.TestKit;
using ExplainGen.TestKit.Goldens;
using ExplainGen.TestKit.Oracle;

namespace ExplainGen.Conformance.Tests.Goldens;

/// <summary>A network with golden numbers: as generated code and as the oracle has it. Needs the shared data.</summary>
internal sealed class NetworkGoldenModel(Func<NetworkGoldens> goldens, Func<OracleNetwork> oracle, Func<OracleNetwork, DynamicModel> load)
{
    private readonly Lazy<OracleNetwork> _oracle = new(oracle);
    private DynamicModel? _model;

    public static NetworkGoldenModel MnistCnn { get; } = new(
        () => NetworkGoldens.MnistCnn, GoldenNetworks.MnistCnn,
        network => DynamicModel.Of(Models.MnistCnn.Load(WeightFiles.InMemory(WeightFiles.Of(network)))));

    public static NetworkGoldenModel ResNet20 { get; } = new(
        () => NetworkGoldens.ResNet20, () => BatchNormMerging.Merge(GoldenNetworks.ResNet20()),
        _ => DynamicModel.Of(Models.ResNet20.Load(SharedData.Require("models/resnet20_cifar10.safetensors"))));

    public static NetworkGoldenModel SqueezeNet { get; } = new(
        () => NetworkGoldens.SqueezeNet, GoldenNetworks.SqueezeNet,
        network => DynamicModel.Of(Models.SqueezeNet.Load(WeightFiles.InMemory(WeightFiles.Of(network)))));

    public static IReadOnlyList<NetworkGoldenModel> All { get; } = [MnistCnn, ResNet20, SqueezeNet];

    public NetworkGoldens Goldens => goldens();

    /// <summary>Compares one case with its golden numbers.</summary>
    public IReadOnlyList<GoldenComparison> Compare(string id) =>
        NetworkGoldenComparison.Of(_model ??= load(_oracle.Value), Goldens, id, _oracle);
}
