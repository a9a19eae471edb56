using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;
using OracleRules = ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Graph.Tests.Oracle;

public sealed class BatchNormMergingTests
{
    private static readonly Random s_random = new(29);

    public static TheoryData<string> LinearLayers => [.. s_layers.Keys];

    private static readonly Dictionary<string, (OracleOperator Layer, int Channels, int[] Input)> s_layers = new()
    {
        ["linear"] = (new Linear(Normal(4, 3), Normal(4)), 4, [3]),
        ["conv without bias"] = (new Convolution(Normal(4, 2, 3)), 4, [2, 5]),
        ["grouped conv"] = (new Convolution(Normal(4, 1, 2, 3), Normal(4)) { Groups = 2 }, 4, [2, 4, 5]),
        ["transposed conv"] = (new TransposedConvolution(Normal(2, 4, 3), Normal(4)) { Stride = [2] }, 4, [2, 3]),
        ["grouped transposed conv"] = (new TransposedConvolution(Normal(4, 2, 3)) { Groups = 2 }, 4, [4, 3]),
    };

    [Theory]
    [MemberData(nameof(LinearLayers))]
    public void The_merged_layer_gives_the_same_output(string name)
    {
        (OracleOperator layer, int channels, int[] shape) = s_layers[name];
        OracleNetwork network = OracleNetwork.Chain(("layer", layer), ("norm", Norm(channels)), ("relu", new Relu()));
        OracleNetwork merged = BatchNormMerging.Merge(network);
        Assert.IsType<Identity>(merged.Nodes[1].Operator);
        OracleTensor input = OracleTensor.Normal(new Random(1), shape);
        OracleTensor expected = network.Forward(input).Output;
        OracleTensor got = merged.Forward(input).Output;
        for (int i = 0; i < got.Length; i++)
            Assert.Equal(expected[i], got[i], 1e-13);
    }

    /// <summary>
    /// LRP-0 passes through an affine map exactly, so merging does not change it; z+ is another rule on the merged layer.
    /// </summary>
    [Fact]
    public void Merging_keeps_lrp0_and_changes_zplus()
    {
        (OracleOperator layer, int channels, int[] shape) = s_layers["grouped conv"];
        OracleNetwork network = OracleNetwork.Chain(("layer", layer), ("norm", Norm(channels)));
        OracleNetwork merged = BatchNormMerging.Merge(network);
        OracleTensor input = OracleTensor.Normal(new Random(2), shape);
        OracleForward before = network.Forward(input);
        OracleForward after = merged.Forward(input);
        double Distance(OracleRules.OracleRule rule)
        {
            double[] one = before.Explain(_ => rule, before.Output).Input.Values;
            double[] other = after.Explain(
                node => node.Operator is Identity ? new OracleRules.Pass() : rule, after.Output).Input.Values;
            return one.Zip(other, (a, b) => Math.Abs(a - b)).Max();
        }

        Assert.True(Distance(new OracleRules.Epsilon { Stabilizer = OracleRules.OracleStabilizer.None }) < 1e-12);
        Assert.True(Distance(new OracleRules.ZPlus()) > 1e-3);
    }

    [Fact]
    public void A_norm_after_a_nonlinearity_or_a_shared_layer_stays()
    {
        OracleNetwork afterRelu = OracleNetwork.Chain(("relu", new Relu()), ("norm", Norm(2)));
        Assert.IsType<BatchNorm>(BatchNormMerging.Merge(afterRelu).Nodes[1].Operator);

        var shared = new OracleNetwork(
            new OracleNode("linear", new Linear(Normal(2, 2)), OracleNetwork.InputName),
            new OracleNode("norm", Norm(2), "linear"),
            new OracleNode("sum", new Add(), "linear", "norm"));
        Assert.IsType<BatchNorm>(BatchNormMerging.Merge(shared).Nodes[1].Operator);
    }

    private static BatchNorm Norm(int channels) =>
        new(Normal(channels), Normal(channels).Map(Math.Abs), Normal(channels), Normal(channels), 1e-3);

    private static OracleTensor Normal(params int[] shape) => OracleTensor.Normal(s_random, shape);
}
