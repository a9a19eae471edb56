namespace ExplainGen.Graph.Tests.Passes;

public sealed class SimplificationTests
{
    [Fact]
    public void A_trailing_softmax_is_cut_and_said_so()
    {
        NetBuilder net = new NetBuilder(4).Linear(3, ("Name", "logits")).Layer("Softmax");
        Issue issue = net.Issue();
        Assert.Equal(("EXG0104", 2, IssueSeverity.Info), (issue.Descriptor.Id, issue.Origin, issue.Descriptor.Severity));
        Assert.StartsWith("Softmax 'softmax1' is cut: 'logits' gives the logits", issue.Message);
        NetworkGraph graph = net.Graph();
        Assert.True(graph.HasSoftmax);
        Assert.Equal("logits", graph.OutputNode.Name);
    }

    [Fact]
    public void Without_softmax_there_is_none() => Assert.False(new NetBuilder(4).Linear(3).Graph().HasSoftmax);

    [Fact]
    public void What_does_nothing_may_follow_a_softmax() =>
        Assert.True(new NetBuilder(4).Linear(3).Layer("Softmax").Layer("Identity").Graph().HasSoftmax);

    [Fact]
    public void A_softmax_inside_stays_and_that_is_said()
    {
        NetBuilder net = new NetBuilder(4).Linear(3).Layer("Softmax").Linear(2, ("Name", "reader"));
        Issue issue = net.Issue();
        Assert.Equal(("EXG0103", 2, IssueSeverity.Info), (issue.Descriptor.Id, issue.Origin, issue.Descriptor.Severity));
        Assert.StartsWith("Softmax 'softmax1' stays, since 'reader' reads it", issue.Message);
        Assert.Equal(["input", "linear1", "softmax1", "reader"], net.Graph().Nodes.Select(n => n.Name));
    }

    [Fact]
    public void Of_two_in_a_row_the_last_is_cut()
    {
        NetBuilder net = new NetBuilder(4).Linear(3).Layer("Softmax").Layer("Softmax");
        Assert.Equal(["EXG0103", "EXG0104"], net.Compile().Issues.Select(issue => issue.Descriptor.Id));
        Assert.Equal("softmax1", net.Graph().OutputNode.Name);
    }

    [Fact]
    public void A_softmax_over_maps_is_not_one_of_classes()
    {
        Issue issue = new NetBuilder(4, 5, 5).Conv(3, 3).Layer("Softmax").Issue();
        Assert.Equal(("EXG0101", 2), (issue.Descriptor.Id, issue.Origin));
        Assert.Contains("(Softmax) cannot take 3x3x3 (the output of 'conv1')", issue.Message);
    }

    [Fact]
    public void Dropout_and_identity_are_removed()
    {
        NetworkGraph graph = new NetBuilder(4).Layer("Identity").Linear(3).Layer("Dropout").Relu().Layer("Dropout").Layer("Identity")
            .Graph();
        Assert.Equal(["input", "linear1", "relu1"], graph.Nodes.Select(n => n.Name));
        Assert.Equal("relu1", graph.OutputNode.Name);
    }

    [Fact]
    public void Removed_layers_stand_where_their_values_stand()
    {
        NetworkGraph graph = new NetBuilder(4).Layer("Identity").Linear(3).Layer("Dropout").Relu().Layer("Softmax").Graph();
        Assert.Equal(["identity1 0 4", "linear1 1 3", "dropout1 1 3", "relu1 2 3", "softmax1 2 3"],
            graph.Layers.Select(l => $"{l.Name} {l.Node} {l.Shape}"));
    }

    [Fact]
    public void Nodes_read_earlier_nodes_only_and_know_their_place()
    {
        NetworkGraph graph = new NetBuilder(4).Layer("Dropout").Linear(4).Layer("Identity")
            .Layer("Add", ("Inputs", new[] { "identity1", "dropout1" })).Graph();
        Assert.All(graph.Nodes, (node, i) =>
        {
            Assert.Equal(i, node.Id);
            Assert.All(node.Inputs, input => Assert.InRange(input, 0, i - 1));
        });
        Assert.Equal([1, 0], graph.OutputNode.Inputs);
    }

    [Fact]
    public void A_network_that_does_nothing_hands_relevance_through()
    {
        CompiledNetwork network = new NetBuilder(4).Layer("Identity").Layer("Dropout").Lrp("Epsilon").Network();
        Assert.Equal(0, network.Graph.Output);
        Assert.Same(network.Explainers[0].Schedule.Seed, network.Explainers[0].Schedule.Input);
        Assert.Empty(network.Predict.Steps);
    }
}
