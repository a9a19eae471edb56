namespace ExplainGen.Graph.Tests.Operators;

/// <summary>What normalizations by statistics of their input take, and what they say of what they do not.</summary>
public sealed class NormalizationShapeTests
{
    public static TheoryData<string> Kinds => ["LayerNorm", "RmsNorm", "GroupNorm", "InstanceNorm"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Shapes_stay(string kind)
    {
        Assert.Equal("6x5", new NetBuilder(6, 5).Layer(kind, ("Groups", 3)).ShapeOf());
        Assert.Equal("6x5x4", new NetBuilder(6, 5, 4).Layer(kind, ("Groups", 3)).ShapeOf());
        Assert.Equal("6x5x4x3", new NetBuilder(6, 5, 4, 3).Layer(kind, ("Groups", 3)).ShapeOf());
        if (kind != "InstanceNorm")
            Assert.Equal("6", new NetBuilder(6).Layer(kind, ("Groups", 3)).ShapeOf());
    }

    [Fact]
    public void Groups_divide_the_channels() => AssertIssue(
        "(GroupNorm) cannot take 6x8 (the output of 'input'): its 6 channels are not divisible into 4 groups",
        new NetBuilder(6, 8).Layer("GroupNorm", ("Groups", 4)));

    [Fact]
    public void One_number_has_no_deviation()
    {
        AssertIssue("(GroupNorm) cannot take 6x1x1 (the output of 'input'): each of its groups is one number, which deviates from itself by 0",
            new NetBuilder(6, 1, 1).Layer("GroupNorm", ("Groups", 6)));
        AssertIssue(
            "(InstanceNorm) cannot take 6 (the output of 'input'): it has one position, and what is normalized are the positions of each channel",
            new NetBuilder(6).Layer("InstanceNorm"));
        Assert.Equal("6x1x2", new NetBuilder(6, 1, 2).Layer("GroupNorm", ("Groups", 6)).ShapeOf());
        Assert.Equal("1", new NetBuilder(1).Layer("LayerNorm").ShapeOf());
    }

    [Theory]
    [InlineData("LayerNorm", "")]
    [InlineData("GroupNorm", "g3")]
    public void Descriptions(string kind, string expected) => Assert.Equal(
        expected, new NetBuilder(6, 5).Layer(kind, ("Groups", 3)).Graph().OutputNode.Operator.Describe());

    /// <summary>What the file must hold is shared as it is with other layers.</summary>
    [Fact]
    public void Weights_are_shared()
    {
        NetBuilder net = new NetBuilder(6, 5).Layer("LayerNorm", ("Name", "norm")).Layer("LayerNorm", ("Shares", "norm"));
        Assert.Equal("norm", net.Graph().OutputNode.WeightsLayer);
    }

    [Theory]
    [InlineData("LayerNorm")]
    [InlineData("GroupNorm")]
    public void The_bias_is_not_redistributed(string kind)
    {
        NetBuilder net = new NetBuilder(6, 5).Layer(kind, ("Groups", 3), ("Name", "norm"));
        const string reason = "the bias of a normalization is absorbed or ignored; write [Epsilon(\"norm\")]";
        Issue atRule = net.Copy().Lrp("Epsilon").Rule("Epsilon", "norm", ("Bias", "Redistribute")).Issue();
        Assert.Equal(("EXG0203", 3), (atRule.Descriptor.Id, atRule.Origin));
        Assert.Equal($"Rule Epsilon cannot apply to layer 'norm' ({kind}) under explainer 'Epsilon': {reason}", atRule.Message);
        Issue atExplainer = net.Copy().Lrp("EpsilonPlus", ("Bias", "Redistribute")).Issue();
        Assert.Equal(("EXG0203", 2), (atExplainer.Descriptor.Id, atExplainer.Origin));
        Assert.EndsWith(reason, atExplainer.Message);
        Assert.Empty(net.Copy().Lrp("EpsilonPlus", ("Bias", "Redistribute")).Rule("Epsilon", "norm").Compile().Issues);
        Assert.Empty(net.Copy().Lrp("EpsilonPlus", ("Bias", "Ignore")).Compile().Issues);
    }

    [Fact]
    public void Without_a_bias_nothing_is_to_be_redistributed()
    {
        NetBuilder net = new NetBuilder(6, 5).Layer("RmsNorm").Layer("LayerNorm", ("Bias", false)).Layer("InstanceNorm");
        Assert.Empty(net.Lrp("Epsilon", ("Bias", "Redistribute")).Compile().Issues);
    }

    [Fact]
    public void Activations_join_a_normalization_where_nothing_else_needs_its_value()
    {
        NetBuilder net = new NetBuilder(6, 5).Layer("GroupNorm", ("Groups", 2)).Layer("Silu");
        Assert.NotNull(Assert.IsType<NormalizeStep>(Assert.Single(net.Copy().Network().Predict.Steps)).Activation);
        Assert.Equal(2, net.Copy().Unfused().Network().Predict.Steps.Count);
        Assert.Equal(2, net.Copy().Lrp("Epsilon").Network().Forward!.Steps.Count);
    }

    private static void AssertIssue(string message, NetBuilder net)
    {
        Issue issue = net.Issue();
        Assert.Equal(("EXG0101", 1), (issue.Descriptor.Id, issue.Origin));
        Assert.Contains(message, issue.Message);
    }
}
