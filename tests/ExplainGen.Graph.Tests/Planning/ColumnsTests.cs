namespace ExplainGen.Graph.Tests.Planning;

/// <summary>Which networks may be computed for several inputs side by side.</summary>
public sealed class ColumnsTests
{
    [Fact]
    public void Networks_of_vectors_allow_columns()
    {
        CompiledNetwork network = new NetBuilder(8)
            .Linear(8, ("Name", "a")).Layer("Dropout").Relu(("Name", "b")).Layer("Add", ("Inputs", new[] { "a", "b" }))
            .Layer("Gelu").Layer("BatchNorm", ("Name", "norm")).Linear(3).Layer("Softmax").Lrp("EpsilonPlusFlat").Network();
        Assert.True(network.AllowsColumns);
        Assert.False(network.Explainers[0].IsRmsScaled);
    }

    [Fact]
    public void A_stabilizer_that_looks_at_a_whole_tensor_concerns_its_explainer_alone()
    {
        CompiledNetwork network = new NetBuilder(8).Linear(8).Relu().Linear(3)
            .Lrp("Epsilon").Lrp("Epsilon", ("Name", "Scaled")).Rule("Epsilon", "linear1", ("For", "Scaled"), ("RmsScaled", true)).Network();
        Assert.True(network.AllowsColumns);
        Assert.Equal([false, true], network.Explainers.Select(e => e.IsRmsScaled));
    }

    [Fact]
    public void Anything_with_places_does_not()
    {
        Assert.False(new NetBuilder(1, 4, 4).Flatten().Linear(3).Network().AllowsColumns);
        Assert.False(new NetBuilder(1, 4, 4).Conv(2, 3).Network().AllowsColumns);
        Assert.False(new NetBuilder(8).Linear(8, ("Name", "a")).Linear(8, ("Name", "b")).Layer("Concat", ("Inputs", new[] { "a", "b" }))
            .Network().AllowsColumns);
        Assert.False(new NetBuilder(8).Layer("LayerNorm").Linear(2).Network().AllowsColumns);
        Assert.False(new NetBuilder(8).Layer("Multiply", ("Inputs", new[] { "input", "input" })).Linear(2).Network().AllowsColumns);
        Assert.False(new NetBuilder(8).Layer("Reshape", ("Shape", new double[] { 2, 4 })).Layer("Flatten").Linear(2).Network().AllowsColumns);
    }
}
