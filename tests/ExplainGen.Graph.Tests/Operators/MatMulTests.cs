namespace ExplainGen.Graph.Tests.Operators;

public sealed class MatMulTests
{
    [Theory]
    [InlineData(new[] { 3, 4 }, new[] { 4, 5 }, false, false, "3x5")]
    [InlineData(new[] { 4, 3 }, new[] { 4, 5 }, true, false, "3x5")]
    [InlineData(new[] { 3, 4 }, new[] { 5, 4 }, false, true, "3x5")]
    [InlineData(new[] { 4, 3 }, new[] { 5, 4 }, true, true, "3x5")]
    [InlineData(new[] { 3, 2, 4 }, new[] { 4, 2, 5 }, false, false, "3x2x5")]
    [InlineData(new[] { 4, 6, 2, 3 }, new[] { 4, 6, 2, 5 }, true, false, "3x6x2x5")]
    public void Shapes_are_those_of_matrices(int[] a, int[] b, bool transposeA, bool transposeB, string expected)
    {
        CompiledNetwork network = Net(a, b, transposeA, transposeB).Network();
        Assert.Equal(expected, network.Graph.OutputNode.Shape.ToString());
        Node node = network.Graph.OutputNode;
        Shape[] inputs = [.. node.Inputs.Select(i => network.Graph.Nodes[i].Shape)];
        Assert.Equal(node.Shape.Count * 4, node.Operator.MultiplyAdds(inputs, node.Shape));
    }

    [Theory]
    [InlineData(false, false, "")]
    [InlineData(true, false, "A^T B")]
    [InlineData(false, true, "A B^T")]
    [InlineData(true, true, "A^T B^T")]
    public void Description(bool transposeA, bool transposeB, string expected) =>
        Assert.Equal(expected, new MatMulOperator(transposeA, transposeB).Describe());

    [Fact]
    public void Vectors_are_no_matrices() => AssertIssue("EXG0101",
        "Layer 'product' (MatMul) cannot take 4 (the output of 'a'): it multiplies matrices, channels x positions; a vector is none",
        Net([4], [4, 5]));

    [Fact]
    public void Terms_must_agree()
    {
        AssertIssue("EXG0102", "needs inputs of as many columns of A as rows of B, but 'a' is 3x4 and 'b' is 5x4", Net([3, 4], [5, 4]));
        AssertIssue(
            "EXG0102", "as many columns of the transpose of A as rows of the transpose of B, but 'a' is 3x4 and 'b' is 5x4",
            Net([3, 4], [5, 4], true, true));
    }

    [Fact]
    public void Planes_must_agree() => AssertIssue("EXG0102",
        "the same axes between channels and positions, but 'a' is 3x2x4 and 'b' is 4x3x5", Net([3, 2, 4], [4, 3, 5]));

    [Fact]
    public void It_has_two_inputs()
    {
        Issue issue = new NetBuilder(4, 4).Layer("MatMul").Issue();
        Assert.Equal("EXG0012", issue.Descriptor.Id);
        Assert.EndsWith("takes 2 inputs, but 1 is given", issue.Message);
    }

    [Theory]
    [InlineData("Relu", true)]
    [InlineData("Tanh", false)]
    public void Products_of_what_is_never_negative_are_not_either(string activation, bool expected)
    {
        NetworkGraph graph = new NetBuilder(4, 4).Layer(activation, ("Name", "a")).Layer("MatMul", ("Inputs", new[] { "a", "a" })).Graph();
        Assert.Equal(expected, SignAnalysis.Bounds(graph)[graph.Output].IsNonNegative);
    }

    private static NetBuilder Net(int[] a, int[] b, bool transposeA = false, bool transposeB = false)
    {
        int count = a.Aggregate((x, y) => x * y), other = b.Aggregate((x, y) => x * y);
        return new NetBuilder(6).Linear(count, ("Name", "la")).Layer("Reshape", ("Shape", a), ("Name", "a"))
            .Linear(other, ("Input", "input"), ("Name", "lb")).Layer("Reshape", ("Shape", b), ("Name", "b"))
            .Layer("MatMul", ("Inputs", new[] { "a", "b" }), ("TransposeA", transposeA), ("TransposeB", transposeB), ("Name", "product"));
    }

    private static void AssertIssue(string id, string message, NetBuilder net)
    {
        Issue issue = net.Issue();
        Assert.Equal(id, issue.Descriptor.Id);
        Assert.Contains(message, issue.Message);
    }
}
