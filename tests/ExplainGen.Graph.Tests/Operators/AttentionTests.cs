namespace ExplainGen.Graph.Tests.Operators;

public sealed class AttentionTests
{
    [Theory]
    [InlineData(2, 2, 8, 8, 8, "8x7")]
    [InlineData(2, 2, 8, 8, 6, "6x7")]
    [InlineData(4, 2, 8, 4, 6, "12x7")]
    [InlineData(4, 1, 8, 2, 3, "12x7")]
    [InlineData(2, 0, 8, 8, 6, "6x7")]
    public void Outputs_have_the_heads_of_queries_and_the_channels_of_values(
        int heads, int shared, int queries, int keys, int values, string expected)
    {
        CompiledNetwork network = Net(queries, keys, values, heads, ("KeyValueHeads", shared)).Network();
        Node node = network.Graph.OutputNode;
        Assert.Equal(expected, node.Shape.ToString());
        Assert.Equal($"5x{heads}x7", ((AttentionOperator)node.Operator).WeightsShape(Shape(network, 0), Shape(network, 1)).ToString());
        long products = node.Operator.MultiplyAdds([Shape(network, 0), Shape(network, 1)], node.Shape);
        Assert.Equal(5 * 7 * (queries + node.Shape.Channels), products);
    }

    [Theory]
    [InlineData(2, 0, 0.25)]
    [InlineData(1, 0, 0.17677669529663687)]
    [InlineData(2, 0.5, 0.5)]
    public void Scores_are_scaled_by_the_size_of_a_head(int heads, double scale, double expected) =>
        Assert.Equal(expected, new AttentionOperator(heads, scale, false, heads).ScaleFor(new Shape(32, 7)), 1e-15);

    [Theory]
    [InlineData(4, false, "h4")]
    [InlineData(4, true, "h4 causal")]
    [InlineData(2, true, "h4/2 causal")]
    public void Description(int shared, bool causal, string expected) =>
        Assert.Equal(expected, new AttentionOperator(4, 0, causal, shared).Describe());

    [Fact]
    public void Outputs_are_means_of_values()
    {
        NetworkGraph graph = new NetBuilder(4, 5).Layer("Sigmoid", ("Name", "v"))
            .Layer("Attention", ("Heads", 2), ("Inputs", new[] { "input", "input", "v" })).Graph();
        Assert.Equal(new Interval(0, 1), SignAnalysis.Bounds(graph)[graph.Output]);
    }

    [Fact]
    public void Channels_divide_into_heads()
    {
        AssertIssue("EXG0101", "cannot take 9x7 (the output of 'q'): its 9 channels do not divide into 2 heads", Net(9, 8, 8, 2));
        AssertIssue("EXG0101", "cannot take 9x5 (the output of 'v'): its 9 channels do not divide into 2 heads", Net(8, 8, 9, 2));
    }

    [Fact]
    public void Queries_and_keys_are_of_one_size() => AssertIssue("EXG0102",
        "needs inputs of as many channels a head (4 of queries, 2 of keys), but 'q' is 8x7 and 'k' is 8x5",
        Net(8, 8, 8, 4, ("KeyValueHeads", 2)));

    [Fact]
    public void Each_key_has_a_value() => AssertIssue("EXG0102",
        "needs inputs of as many keys as values, but 'k' is 8x5 and 'input' is 8x7",
        new NetBuilder(8, 7).Layer("AvgPool1d", ("Kernel", 3), ("Stride", 1), ("Name", "k"))
            .Layer("Attention", ("Heads", 2), ("Inputs", new[] { "input", "k", "input" })));

    [Theory]
    [InlineData(new[] { 8 })]
    [InlineData(new[] { 8, 2, 2 })]
    public void It_reads_sequences(int[] shape) => AssertIssue("EXG0101",
        "it reads sequences, channels x positions, of queries, keys and values",
        new NetBuilder(shape).Layer("Attention", ("Heads", 2), ("Inputs", new[] { "input", "input", "input" })));

    [Fact]
    public void It_has_three_inputs()
    {
        Issue issue = new NetBuilder(4, 4).Layer("Attention", ("Heads", 2), ("Inputs", new[] { "input", "input" })).Issue();
        Assert.Equal("EXG0012", issue.Descriptor.Id);
        Assert.EndsWith("takes 3 inputs, but 2 are given", issue.Message);
    }

    private static NetBuilder Net(int queries, int keys, int values, int heads, params (string, object)[] rest) => new NetBuilder(6, 7)
        .Linear(queries, ("PerPosition", true), ("Name", "q"))
        .Layer("AvgPool1d", ("Kernel", 3), ("Stride", 1), ("Input", "input"), ("Name", "shorter"))
        .Linear(keys, ("PerPosition", true), ("Input", "shorter"), ("Name", "k"))
        .Linear(values, ("PerPosition", true), ("Input", "shorter"), ("Name", "v"))
        .Layer("Attention", [("Heads", heads), ("Inputs", new[] { "q", "k", "v" }), .. rest]);

    private static Shape Shape(CompiledNetwork network, int input) =>
        network.Graph.Nodes[network.Graph.OutputNode.Inputs[input]].Shape;

    private static void AssertIssue(string id, string message, NetBuilder net)
    {
        Issue issue = net.Issue();
        Assert.Equal(id, issue.Descriptor.Id);
        Assert.Contains(message, issue.Message);
    }
}
