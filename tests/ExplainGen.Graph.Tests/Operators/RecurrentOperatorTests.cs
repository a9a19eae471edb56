namespace ExplainGen.Graph.Tests.Operators;

/// <summary>Recurrent layers: shapes, weights and what is wrong with declarations.</summary>
public sealed class RecurrentOperatorTests
{
    public static TheoryData<string> Kinds => ["Lstm", "Gru"];

    [Theory]
    [InlineData("Lstm", false, false, true, "5x7")]
    [InlineData("Lstm", false, true, true, "5x7")]
    [InlineData("Lstm", true, false, true, "10x7")]
    [InlineData("Lstm", false, false, false, "5")]
    [InlineData("Lstm", false, true, false, "5")]
    [InlineData("Lstm", true, false, false, "10")]
    [InlineData("Gru", false, false, true, "5x7")]
    [InlineData("Gru", true, false, true, "10x7")]
    [InlineData("Gru", true, false, false, "10")]
    public void Shape(string kind, bool bidirectional, bool reverse, bool sequence, string expected) => Assert.Equal(
        expected,
        Net(kind, ("Bidirectional", bidirectional), ("Reverse", reverse), ("Sequence", sequence)).ShapeOf());

    [Theory]
    [InlineData("Lstm", "weight_ih_l0 20x3, weight_hh_l0 20x5, bias_ih_l0 20, bias_hh_l0 20")]
    [InlineData("Gru", "weight_ih_l0 15x3, weight_hh_l0 15x5, bias_ih_l0 15, bias_hh_l0 15")]
    [InlineData("Gru", "weight_ih_l0 15x3, weight_hh_l0 15x5", "Bias", false)]
    [InlineData(
        "Lstm", "weight_ih_l0_reverse 20x3, weight_hh_l0_reverse 20x5, bias_ih_l0_reverse 20, bias_hh_l0_reverse 20", "Reverse", true)]
    [InlineData("Gru", "weight_ih_l0 15x3, weight_hh_l0 15x5, bias_ih_l0 15, bias_hh_l0 15, "
        + "weight_ih_l0_reverse 15x3, weight_hh_l0_reverse 15x5, bias_ih_l0_reverse 15, bias_hh_l0_reverse 15", "Bidirectional", true)]
    public void Weights(string kind, string expected, string argument = "Sequence", bool value = true)
    {
        Node node = Net(kind, (argument, value)).Graph().OutputNode;
        Assert.Equal(expected, string.Join(", ", node.Operator.Weights(new Shape(3, 7)).Select(w => $"{w.Suffix} {w.Shape}")));
    }

    [Theory]
    [InlineData("Lstm", 1120)]
    [InlineData("Gru", 840)]
    public void Multiply_adds_are_those_of_tokens_and_states(string kind, long expected)
    {
        var shape = new Shape(3, 7);
        Assert.Equal(expected, Net(kind).Graph().OutputNode.Operator.MultiplyAdds(shape, shape));
        Assert.Equal(2 * expected, Net(kind, ("Bidirectional", true)).Graph().OutputNode.Operator.MultiplyAdds(shape, shape));
    }

    [Theory]
    [InlineData("", "Sequence", true)]
    [InlineData("bidirectional", "Bidirectional", true)]
    [InlineData("reverse", "Reverse", true)]
    [InlineData("last state", "Sequence", false)]
    [InlineData("reset before", "ResetAfter", false)]
    [InlineData("reverse reset before", "Reverse", true, "ResetAfter", false)]
    public void Description(string expected, string argument, bool value, string other = "Bias", bool otherValue = true) =>
        Assert.Equal(expected, Net("Gru", (argument, value), (other, otherValue)).Graph().OutputNode.Operator.Describe());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_sequence_is_needed(string kind)
    {
        foreach (int[] shape in (int[][])[[6], [3, 4, 5], [2, 3, 4, 5]])
        {
            Issue issue = new NetBuilder(shape).Layer(kind, ("Hidden", 5), ("Name", "reader")).Issue();
            Assert.Equal(("EXG0101", 1), (issue.Descriptor.Id, issue.Origin));
            Assert.Equal(
                $"Layer 'reader' ({kind}) cannot take {string.Join("x", shape)} (the output of 'input'): "
                    + "it needs a sequence C x L: the features of each token, and the tokens",
                issue.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_way_is_not_both(string kind)
    {
        Issue issue = Net(kind, ("Bidirectional", true), ("Reverse", true)).Issue();
        Assert.Equal(("EXG0006", 1, "Reverse"), (issue.Descriptor.Id, issue.Origin, issue.Argument));
        Assert.Equal(
            $"'Reverse' of {kind} must be left out where Bidirectional is written, which reads both ways, but is true", issue.Message);
    }

    /// <summary>Sizes that no number holds are too large, not something else.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Too_large(string kind)
    {
        Issue issue = new NetBuilder(3, 7).Layer(kind, ("Hidden", 2_000_000_000), ("Bidirectional", true)).Issue();
        Assert.Equal("EXG0401", issue.Descriptor.Id);
        issue = new NetBuilder(3, 7).Layer(kind, ("Hidden", 100_000)).Issue();
        Assert.Equal("EXG0401", issue.Descriptor.Id);
        Assert.Contains("weight_hh_l0", issue.Message);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void States_lie_between_minus_one_and_one(string kind)
    {
        Interval bounds = SignAnalysis.Bounds(Net(kind).Graph())[1];
        Assert.Equal((-1, 1), (bounds.Low, bounds.High));
    }

    [Fact]
    public void Weights_are_shared_where_they_are_as_many()
    {
        NetBuilder net = new NetBuilder(4, 7).Layer("Lstm", ("Hidden", 4), ("Name", "first"));
        Node shared = net.Copy().Layer("Lstm", ("Hidden", 4), ("Sequence", false), ("Shares", "first")).Graph().OutputNode;
        Assert.Equal("first", shared.WeightsLayer);
        Issue issue = net.Copy().Layer("Lstm", ("Hidden", 4), ("Reverse", true), ("Shares", "first")).Issue();
        Assert.Equal("EXG0301", issue.Descriptor.Id);
    }

    private static NetBuilder Net(string kind, params (string, object)[] arguments) =>
        new NetBuilder(3, 7).Layer(kind, [("Hidden", 5), .. arguments]);
}
