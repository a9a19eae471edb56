using ExplainGen.TestKit;
using ExplainGen.TestKit.Goldens;
using ExplainGen.TestKit.Oracle;

namespace ExplainGen.Graph.Tests.Oracle;

public sealed class MnistCnnGoldenTests
{
    private static readonly Lazy<OracleNetwork> s_network = new(GoldenNetworks.MnistCnn);

    [SharedDataTheory]
    [MemberData(nameof(NetworkGoldens.MnistCnnIds), MemberType = typeof(NetworkGoldens))]
    public void Relevance_agrees_at_the_input_and_at_every_module(string id)
    {
        NetworkGoldens goldens = NetworkGoldens.MnistCnn;
        NetworkGoldenCase golden = goldens.Cases[id];
        NetworkGoldenAssert.Agrees(goldens, golden, s_network.Value.Forward(golden.Input.Input));
    }
}

public sealed class ResNet20GoldenTests
{
    private static readonly Lazy<OracleNetwork> s_network = new(GoldenNetworks.ResNet20);
    private static readonly Lazy<OracleNetwork> s_merged = new(() => BatchNormMerging.Merge(s_network.Value));

    [SharedDataTheory]
    [MemberData(nameof(NetworkGoldens.ResNet20Ids), MemberType = typeof(NetworkGoldens))]
    public void Relevance_agrees_at_the_input_and_at_every_module(string id)
    {
        NetworkGoldens goldens = NetworkGoldens.ResNet20;
        NetworkGoldenCase golden = goldens.Cases[id];
        OracleNetwork network = golden.Composite == "gradient" ? s_network.Value : s_merged.Value;
        NetworkGoldenAssert.Agrees(goldens, golden, network.Forward(golden.Input.Input));
    }
}

public sealed class SqueezeNetGoldenTests
{
    private static readonly Lazy<OracleNetwork> s_network = new(GoldenNetworks.SqueezeNet);
    private static readonly Dictionary<string, OracleForward> s_forwards = [];

    [SharedDataTheory]
    [MemberData(nameof(NetworkGoldens.SqueezeNetIds), MemberType = typeof(NetworkGoldens))]
    public void Relevance_agrees_at_the_input_and_at_every_module(string id)
    {
        NetworkGoldens goldens = NetworkGoldens.SqueezeNet;
        NetworkGoldenCase golden = goldens.Cases[id];
        if (!s_forwards.TryGetValue(golden.Input.Name, out OracleForward? forward))
            s_forwards[golden.Input.Name] = forward = s_network.Value.Forward(golden.Input.Input);
        NetworkGoldenAssert.Agrees(goldens, golden, forward);
    }
}
