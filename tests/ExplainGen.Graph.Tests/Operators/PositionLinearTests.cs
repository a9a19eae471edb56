namespace ExplainGen.Graph.Tests.Operators;

/// <summary>Dense layers that map the channels at each position.</summary>
public sealed class PositionLinearTests
{
    [Theory]
    [InlineData(new[] { 8 }, "5")]
    [InlineData(new[] { 8, 7 }, "5x7")]
    [InlineData(new[] { 8, 4, 3 }, "5x4x3")]
    [InlineData(new[] { 8, 2, 4, 3 }, "5x2x4x3")]
    public void Positions_stay(int[] input, string expected) => Assert.Equal(expected, Net(input).ShapeOf());

    [Fact]
    public void Weights_are_those_of_one_position()
    {
        CompiledNetwork network = Net(8, 7).Network();
        Node node = network.Graph.OutputNode;
        IReadOnlyList<WeightTensor> weights = node.Operator.Weights(network.Graph.Input.Shape);
        Assert.Equal("weight 5x8, bias 5", string.Join(", ", weights.Select(w => $"{w.Suffix} {w.Shape}")));
        Assert.Equal(5 * 8 * 7, node.Operator.MultiplyAdds(network.Graph.Input.Shape, node.Shape));
    }

    [Fact]
    public void Composites_take_it_for_a_dense_layer() => Assert.Equal("Epsilon(1e-6)",
        new NetBuilder(8, 7).Relu().Linear(5, ("PerPosition", true)).Linear(5, ("PerPosition", true), ("Name", "last"))
            .Lrp("EpsilonPlusFlat").Network().Explainers[0].Explainer.Rules[^1].Rule!.ToString());

    [Fact]
    public void Gamma_chooses_weights_by_sign_where_the_map_has_positions()
    {
        NetBuilder Gamma(params int[] input) => new NetBuilder(input).Relu().Linear(5, ("PerPosition", true), ("Bias", false))
            .Lrp("Epsilon").Rule("Gamma", "linear1");
        Assert.Equal((1, 1), Gamma(8, 7).Network().Explainers[0].Passes);
        Assert.Equal((1, 2), Gamma(8).Network().Explainers[0].Passes);
    }

    [Fact]
    public void Vectors_alone_stand_side_by_side()
    {
        Assert.True(Net(8).Network().AllowsColumns);
        Assert.False(Net(8, 7).Network().AllowsColumns);
    }

    [Fact]
    public void Normalization_folds_into_it() => Assert.Equal(["input", "linear1"],
        Net(8, 7).Layer("BatchNorm").Lrp("Epsilon").Graph().Nodes.Select(n => n.Name));

    private static NetBuilder Net(params int[] input) => new NetBuilder(input).Linear(5, ("PerPosition", true));
}
