namespace ExplainGen.Graph.Tests.Passes;

/// <summary>Who reads whom: inputs by name, order of execution, circles, dead ends, shared weights.</summary>
public sealed class ConnectionTests
{
    [Fact]
    public void A_layer_reads_the_one_before_it()
    {
        NetworkGraph graph = new NetBuilder(4).Linear(3).Relu().Linear(2).Graph();
        Assert.Equal("input, linear1 <- 0, relu1 <- 1, linear2 <- 2", Describe(graph));
        Assert.Equal(3, graph.Output);
    }

    [Fact]
    public void Inputs_by_name() => Assert.Equal(
        "input, linear1 <- 0, relu1 <- 1, linear2 <- 0, add1 <- 3 1 2",
        Describe(new NetBuilder(4).Linear(4).Relu().Linear(4, ("Input", "input"))
            .Layer("Add", ("Inputs", new[] { "linear2", "linear1", "relu1" })).Graph()));

    [Fact]
    public void A_layer_may_be_read_before_it_is_written()
    {
        NetworkGraph graph = new NetBuilder(4)
            .Linear(4, ("Name", "head"), ("Input", "body")).Relu(("Input", "head"))
            .Linear(4, ("Name", "body"), ("Input", "input")).Layer("Add", ("Inputs", new[] { "relu1", "body" })).Graph();
        Assert.Equal("input, body <- 0, head <- 1, relu1 <- 2, add1 <- 3 1", Describe(graph));
        Assert.Equal(["body", "head", "relu1", "add1"], graph.Layers.Select(l => l.Name));
    }

    [Fact]
    public void Source_order_is_kept_where_data_flow_allows() => Assert.Equal(
        "input, b <- 0, a <- 0, c <- 2, add1 <- 1 3",
        Describe(new NetBuilder(4).Linear(4, ("Name", "b")).Linear(4, ("Name", "a"), ("Input", "input")).Linear(4, ("Name", "c"))
            .Layer("Add", ("Inputs", new[] { "b", "c" })).Graph()));

    [Theory]
    [InlineData("liner1", "; did you mean 'linear1'?")]
    [InlineData("LINEAR1", "; did you mean 'linear1'?")]
    [InlineData("rleu1", "; did you mean 'relu1'?")]
    [InlineData("something", "")]
    public void Unknown_inputs(string name, string suggestion)
    {
        Issue issue = new NetBuilder(4).Linear(4).Relu().Linear(4, ("Input", name)).Issue();
        Assert.Equal(("EXG0004", 3, "Input"), (issue.Descriptor.Id, issue.Origin, issue.Argument));
        Assert.Equal($"Layer 'linear2' reads '{name}', but no layer has that name{suggestion}", issue.Message);
    }

    [Fact]
    public void Every_unknown_input_is_reported() => Assert.Equal(
        ["Layer 'add1' reads 'x', but no layer has that name", "Layer 'add1' reads 'y', but no layer has that name"],
        new NetBuilder(4).Linear(4).Layer("Add", ("Inputs", new[] { "x", "linear1", "y" })).Compile().Issues.Select(i => i.Message));

    [Fact]
    public void Sums_need_two_inputs()
    {
        Issue issue = new NetBuilder(4).Linear(4).Layer("Add").Issue();
        Assert.Equal(("EXG0012", 2, (string?)null), (issue.Descriptor.Id, issue.Origin, issue.Argument));
        Assert.Equal("Layer 'add1' (Add) takes at least 2 inputs (Inputs = [...]), but 1 is given", issue.Message);
    }

    [Fact]
    public void Others_take_one()
    {
        Issue issue = new NetBuilder(4).Linear(4).Relu(("Inputs", new[] { "input", "linear1", "linear1" })).Issue();
        Assert.Equal(("EXG0012", 2, "Inputs"), (issue.Descriptor.Id, issue.Origin, issue.Argument));
        Assert.Equal("Layer 'relu1' (Relu) takes 1 input, but 3 are given", issue.Message);
    }

    [Fact]
    public void A_circle_is_shown_in_full()
    {
        Issue issue = new NetBuilder(4).Linear(4, ("Name", "start")).Linear(4, ("Name", "a"), ("Input", "c"))
            .Linear(4, ("Name", "b")).Linear(4, ("Name", "c")).Linear(4, ("Name", "end")).Issue();
        Assert.Equal(("EXG0005", 2, "Input"), (issue.Descriptor.Id, issue.Origin, issue.Argument));
        Assert.Equal("Layers feed each other in a circle: a <- c <- b <- a; a network must be acyclic", issue.Message);
    }

    [Fact]
    public void A_layer_that_reads_itself()
    {
        Issue issue = new NetBuilder(4).Linear(4).Relu(("Input", "relu1")).Issue();
        Assert.Equal(("EXG0005", 2, "Input"), (issue.Descriptor.Id, issue.Origin, issue.Argument));
        Assert.Contains("relu1 <- relu1;", issue.Message);
    }

    [Fact]
    public void A_circle_through_a_sum_is_placed_at_its_inputs()
    {
        Issue issue = new NetBuilder(4).Linear(4).Layer("Add", ("Inputs", new[] { "linear1", "relu1" })).Relu().Issue();
        Assert.Equal(("EXG0005", 2, "Inputs"), (issue.Descriptor.Id, issue.Origin, issue.Argument));
        Assert.Contains("add1 <- relu1 <- add1", issue.Message);
    }

    [Fact]
    public void A_circle_that_nothing_reads_is_one_too() => Assert.Equal("EXG0005", new NetBuilder(4)
        .Linear(4, ("Input", "relu1")).Relu().Linear(2, ("Input", "input")).Issue().Descriptor.Id);

    [Fact]
    public void A_layer_that_nothing_reads_is_left_out_with_a_warning()
    {
        NetBuilder net = new NetBuilder(4).Linear(3).Linear(2, ("Input", "input"));
        Issue issue = net.Issue();
        Assert.Equal(("EXG0008", 1, IssueSeverity.Warning), (issue.Descriptor.Id, issue.Origin, issue.Descriptor.Severity));
        Assert.Equal(
            "Layer 'linear1' is not the last layer and nothing reads it: remove it, or read it with Input = \"linear1\"", issue.Message);
        Assert.Equal("input, linear2 <- 0", Describe(net.Graph()));
        Assert.Equal(["linear2"], net.Graph().Layers.Select(l => l.Name));
    }

    [Fact]
    public void Of_a_branch_that_leads_nowhere_the_end_is_reported()
    {
        NetBuilder net = new NetBuilder(4).Linear(3).Relu(("Name", "shared")).Linear(5).Relu().Linear(6).Linear(2, ("Input", "shared"));
        Assert.Equal(("EXG0008", 5), (net.Issue().Descriptor.Id, net.Issue().Origin));
        Assert.Equal("input, linear1 <- 0, shared <- 1, linear4 <- 2", Describe(net.Graph()));
    }

    [Fact]
    public void Every_dead_end_is_reported() => Assert.Equal([2, 3, 4], new NetBuilder(4).Linear(3)
        .Relu(("Input", "linear1")).Layer("Tanh", ("Input", "linear1")).Layer("Gelu", ("Input", "linear1")).Linear(2, ("Input", "linear1"))
        .Compile().Issues.Select(i => i.Origin));

    [Fact]
    public void The_last_layer_in_source_order_is_the_output() => Assert.Equal("linear1", new NetBuilder(4)
        .Relu(("Input", "input")).Linear(3, ("Input", "relu1")).Graph().OutputNode.Name);

    [Fact]
    public void Shared_weights_keep_their_owner_and_each_use_its_node()
    {
        NetworkGraph graph = new NetBuilder(4).Linear(4).Relu().Linear(4, ("Shares", "linear1")).Graph();
        Assert.Equal(["linear1", "linear1"], graph.Nodes.Where(n => n.Operator.IsLinear).Select(n => n.WeightsLayer));
        Assert.Equal(4, graph.Nodes.Count);
    }

    [Fact]
    public void Shared_weights_may_slide_in_another_way() => Assert.Equal("conv1", new NetBuilder(2, 9, 9)
        .Conv(2, 3).Conv(2, 3, ("Stride", 2), ("Padding", 1), ("Shares", "conv1")).Graph().OutputNode.WeightsLayer);

    [Theory]
    [InlineData("linear9", "no layer has that name; did you mean 'linear1'?")]
    [InlineData("linear2", "that is the layer itself")]
    [InlineData("borrower", "that layer has no weights of its own")]
    public void Owners_that_are_none(string owner, string problem)
    {
        Issue issue = new NetBuilder(4).Linear(4).Linear(4, ("Shares", owner)).Linear(4, ("Name", "borrower"), ("Shares", "linear1"))
            .Issue();
        Assert.Equal(("EXG0014", 2, "Shares"), (issue.Descriptor.Id, issue.Origin, issue.Argument));
        Assert.Equal($"Layer 'linear2' shares the weights of '{owner}', but {problem}", issue.Message);
    }

    [Fact]
    public void A_layer_without_weights_has_none_to_share() =>
        Assert.EndsWith("but it has no weights", new NetBuilder(4).Linear(4).Relu(("Shares", "linear1")).Issue().Message);

    [Theory]
    [InlineData(4, true, "weight 4x4, bias 4", "weight 3x4, bias 3")]
    [InlineData(3, false, "weight 3x4", "weight 3x4, bias 3")]
    public void Shared_weights_must_fit(int features, bool bias, string needed, string found)
    {
        Issue issue = new NetBuilder(4).Linear(3).Linear(features, ("Input", "input"), ("Bias", bias), ("Shares", "linear1"), ("Name", "b"))
            .Layer("Concat", ("Inputs", new[] { "linear1", "b" })).Issue();
        Assert.Equal(("EXG0301", 2, "Shares"), (issue.Descriptor.Id, issue.Origin, issue.Argument));
        Assert.Equal($"Layer 'b' shares the weights of 'linear1', but needs {needed} where 'linear1' has {found}", issue.Message);
    }

    [Fact]
    public void Weights_of_another_kind_do_not_fit() => Assert.Equal("EXG0301", new NetBuilder(3, 5, 5)
        .Conv(3, 3, ("Padding", 1)).Layer("ConvTranspose2d", ("Channels", 3), ("Kernel", 3), ("Shares", "conv1")).Issue().Descriptor.Id);

    private static string Describe(NetworkGraph graph) => string.Join(", ", graph.Nodes.Select(n =>
        n.Inputs.Count == 0 ? n.Name : $"{n.Name} <- {string.Join(" ", n.Inputs)}"));
}
