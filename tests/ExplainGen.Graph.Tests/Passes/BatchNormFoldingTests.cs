namespace ExplainGen.Graph.Tests.Passes;

public sealed class BatchNormFoldingTests
{
    [Theory]
    [InlineData("Conv2d")]
    [InlineData("ConvTranspose2d")]
    public void Into_the_layer_before(string kind)
    {
        NetworkGraph graph = new NetBuilder(1, 8, 8).Layer(
            kind, ("Channels", 2), ("Kernel", 3), ("Bias", false), ("Padding", 1), ("Name", "w"))
            .Layer("BatchNorm", ("Name", "bn"), ("Epsilon", 1e-3)).Relu().Graph();
        Assert.Equal("w: bn after", Describe(graph));
        Assert.Equal(["input", "w", "relu1"], graph.Nodes.Select(n => n.Name));
        Assert.True(graph.Nodes[1].HasBias, "the shift is a bias");
        Assert.Equal(1e-3, graph.Nodes[1].Folded[0].Operator.Epsilon);
        Assert.Equal(["w 1", "bn 1", "relu1 2"], graph.Layers.Select(l => $"{l.Name} {l.Node}"));
    }

    [Fact]
    public void Into_a_dense_layer() => Assert.Equal(
        "linear1: batchNorm1 after", Describe(new NetBuilder(4).Linear(3).Layer("BatchNorm").Graph()));

    [Fact]
    public void Through_what_does_nothing() =>
        Assert.Equal("linear1: batchNorm1 after", Describe(new NetBuilder(4).Linear(3).Layer("Dropout").Layer("BatchNorm").Graph()));

    [Fact]
    public void Into_the_layer_after()
    {
        NetworkGraph graph = new NetBuilder(2, 8, 8).Conv(2, 3).Relu().Layer("BatchNorm").Conv(4, 3).Graph();
        Assert.Equal("conv1:; conv2: batchNorm1 before", Describe(graph));

        // Relevance of the normalized values is that of the values themselves.
        Assert.Equal("relu1", graph.Nodes[graph.Layers.Single(l => l.Name == "batchNorm1").Node].Name);
    }

    [Fact]
    public void At_the_input() => Assert.Equal(
        "linear1: batchNorm1 before", Describe(new NetBuilder(4).Layer("BatchNorm").Linear(3).Graph()));

    [Fact]
    public void The_layer_before_goes_first() => Assert.Equal("linear1: batchNorm1 after; linear2:",
        Describe(new NetBuilder(4).Linear(4).Layer("BatchNorm").Linear(3).Graph()));

    [Fact]
    public void Chains_fold_in_the_order_of_the_data_flow()
    {
        Assert.Equal("linear1: a after, b after", Describe(new NetBuilder(4).Linear(4)
            .Layer("BatchNorm", ("Name", "a")).Layer("BatchNorm", ("Name", "b")).Graph()));
        Assert.Equal("linear1: a before, b before, c after", Describe(new NetBuilder(4)
            .Layer("BatchNorm", ("Name", "a")).Layer("BatchNorm", ("Name", "b")).Linear(4).Layer("BatchNorm", ("Name", "c")).Graph()));
    }

    [Fact]
    public void With_shared_weights_each_use_has_its_own_norm()
    {
        NetworkGraph graph = new NetBuilder(4).Linear(4).Layer("BatchNorm").Relu().Linear(4, ("Shares", "linear1")).Layer("BatchNorm")
            .Graph();
        Assert.Equal("linear1: batchNorm1 after; linear2: batchNorm2 after", Describe(graph));
    }

    [Fact]
    public void A_norm_that_shares_its_parameters_reads_those_of_its_owner() =>
        Assert.Equal("linear1: batchNorm1 after; linear2: batchNorm1 after",
        Describe(new NetBuilder(4).Linear(4).Layer("BatchNorm").Relu().Linear(4).Layer("BatchNorm", ("Shares", "batchNorm1")).Graph()));

    [Fact]
    public void Never_across_a_nonlinearity() => AssertStays(
        "it follows 'relu1' (Relu), not a linear layer; 'relu2' (Relu) after it is not a linear layer",
        new NetBuilder(4).Linear(4).Relu().Layer("BatchNorm").Relu().Linear(3));

    [Fact]
    public void Not_into_a_layer_that_others_read() => AssertStays(
        "'linear1' before it is read by other layers too; 'relu1' (Relu) after it is not a linear layer",
        new NetBuilder(4).Linear(4).Layer("BatchNorm").Relu().Layer("Add", ("Inputs", new[] { "relu1", "linear1" })));

    [Fact]
    public void Not_if_several_layers_read_it() => AssertStays(
        "it follows 'relu1' (Relu), not a linear layer; several layers read it",
        new NetBuilder(4).Relu().Layer("BatchNorm").Linear(3).Linear(3, ("Input", "batchNorm1"))
            .Layer("Add", ("Inputs", new[] { "linear1", "linear2" })));

    [Fact]
    public void Not_into_a_convolution_that_pads() => AssertStays(
        "it follows 'relu1' (Relu), not a linear layer; 'conv1' after it pads with zeros, which a shift cannot pass",
        new NetBuilder(2, 8, 8).Relu().Layer("BatchNorm").Conv(2, 3, ("Padding", 1)));

    [Fact]
    public void Not_into_a_convolution_that_pads_by_itself() => AssertStays(
        "'conv1' after it pads with zeros", new NetBuilder(2, 8, 8).Relu().Layer("BatchNorm").Conv(2, 3, ("AutoPad", "SameLower")));

    [Fact]
    public void Not_across_a_pad() => AssertStays(
        "'pad1' (Pad) after it is not a linear layer",
        new NetBuilder(2, 8, 8).Relu().Layer("BatchNorm").Layer("Pad", ("Paddings", new[] { 1 })).Conv(2, 3));

    [Fact]
    public void Not_into_a_transposed_convolution_after_it() => AssertStays(
        "the outputs of 'deconv1' after it see unequal numbers of taps",
        new NetBuilder(2, 8, 8).Relu().Layer("BatchNorm").Layer("ConvTranspose2d", ("Channels", 2), ("Kernel", 3)));

    [Fact]
    public void Not_at_the_end() => AssertStays("nothing follows it", new NetBuilder(4).Linear(4).Relu().Layer("BatchNorm"));

    [Fact]
    public void One_that_stays_needs_a_rule_under_relevance_and_none_under_the_gradient()
    {
        NetBuilder net = new NetBuilder(4).Linear(4).Relu().Layer("BatchNorm").Relu();
        Assert.Equal("EXG0202", net.Copy().Lrp("EpsilonPlus").Issue().Descriptor.Id);
        Assert.Empty(net.Copy().Lrp("Gradient").Compile().Issues);
        Assert.Empty(net.Copy().Gradient().Compile().Issues);
        Assert.Empty(net.Copy().Lrp("EpsilonPlus").Rule("Epsilon", "batchNorm1").Compile().Issues);
        Assert.Empty(net.Copy().Lrp("EpsilonPlus").Rule("Pass", "batchNorm1").Compile().Issues);
    }

    private static void AssertStays(string reason, NetBuilder net)
    {
        Assert.Contains(net.Copy().Graph().Nodes, n => n.Operator is BatchNormOperator);
        Issue issue = net.Lrp("Epsilon").Issue();
        Assert.Equal("EXG0202", issue.Descriptor.Id);
        Assert.Contains(reason, issue.Message);
        Assert.Contains("[Epsilon(\"batchNorm1\")]", issue.Message);
    }

    private static string Describe(NetworkGraph graph) => string.Join("; ", graph.Nodes.Where(n => n.Operator.IsLinear).Select(n =>
        $"{n.Name}: {string.Join(", ", n.Folded.Select(f => f.Layer + (f.Before ? " before" : " after")))}".TrimEnd()));
}
