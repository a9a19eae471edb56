namespace ExplainGen.Graph.Tests.Rules;

public sealed class OverrideTests
{
    [Theory]
    [InlineData("conv2", "conv2")]
    [InlineData("conv*", "conv1 conv2 conv3")]
    [InlineData("c?nv2", "conv2")]
    [InlineData("*", "conv1 conv2 conv3 linear1 linear2")]
    [InlineData("*1", "conv1 linear1")]
    [InlineData("*n*3", "conv3")]
    [InlineData("conv1..conv2", "conv1 conv2")]
    [InlineData("conv2..", "conv2 conv3 linear1 linear2")]
    [InlineData("..relu2", "conv1 conv2")]
    [InlineData("..", "conv1 conv2 conv3 linear1 linear2")]
    [InlineData("relu1..relu1x", "")]
    [InlineData("relu2..linear1", "conv3 linear1")]
    public void Selectors(string selector, string expected)
    {
        CompilationResult result = Network().Lrp("LrpZero").Rule("Gamma", selector).Compile();
        Assert.Equal(expected, result.Network is null ? "" : LayersWith("Gamma", result.Network, 0));
    }

    [Fact]
    public void A_star_in_a_name_stands_for_itself_before_it_stands_for_others()
    {
        CompiledNetwork network = new NetBuilder(4).Linear(4, ("Name", "fc*")).Linear(4, ("Name", "fcx")).Lrp("Epsilon")
            .Rule("ZPlus", "fc*").Network();
        Assert.Equal("fc*", LayersWith("ZPlus", network, 0));
    }

    [Fact]
    public void Ranges_follow_the_data_flow_and_names_may_hold_dots() => Assert.Equal("layer1.0.a layer1.1.b", LayersWith("ZPlus",
        new NetBuilder(4).Linear(4, ("Name", "layer1.1.b"), ("Input", "layer1.0.a")).Linear(4, ("Name", "layer1.0.a"), ("Input", "input"))
            .Linear(4, ("Input", "layer1.1.b")).Lrp("Epsilon").Rule("ZPlus", "layer1.0.a..layer1.1.b").Network(), 0));

    [Fact]
    public void A_range_may_end_at_a_layer_that_was_folded() => Assert.Equal("linear2", LayersWith("ZPlus",
        new NetBuilder(4).Linear(4).Layer("BatchNorm").Relu().Linear(4).Layer("BatchNorm").Relu().Linear(4)
            .Lrp("Epsilon").Rule("ZPlus", "batchNorm1..batchNorm2").Network(), 0));

    [Fact]
    public void For_picks_an_explainer()
    {
        CompiledNetwork network = Network().Lrp("Epsilon").Lrp("LrpZero").Lrp("EpsilonPlus", ("Name", "Plus"))
            .Rule("Gamma", "conv1", ("For", "LrpZero")).Rule("WSquare", "conv1", ("For", "Plus")).Network();
        Assert.Equal(["Epsilon(1e-6)", "Gamma(0.25)", "WSquare"], network.Explainers.Select(e => e.Explainer.ByNode()[1]!.ToString()));
    }

    [Fact]
    public void Without_for_it_is_for_all() => Assert.All(
        Network().Lrp("Epsilon").Lrp("LrpZero").Rule("Gamma", "conv1").Network().Explainers,
        e => Assert.IsType<GammaRule>(e.Explainer.ByNode()[1]));

    [Fact]
    public void A_later_rule_wins()
    {
        CompiledNetwork network = Network().Lrp("Epsilon").Rule("Gamma", "conv*").Rule("ZPlus", "conv2")
            .Rule("Gamma", "conv3", ("Gamma", 2)).Network();
        Assert.Equal(["Gamma(0.25)", "ZPlus", "Gamma(2)"], Rules(network, "conv1", "conv2", "conv3"));
    }

    [Fact]
    public void A_rule_that_never_counts_is_a_warning()
    {
        Issue issue = Network().Lrp("Epsilon").Rule("Gamma", "conv2").Rule("ZPlus", "conv*").Issue();
        Assert.Equal(("EXG0208", IssueSeverity.Warning), (issue.Descriptor.Id, issue.Descriptor.Severity));
        Assert.Equal("Rule Gamma(0.25) for 'conv2' is never used: later rules override it on every layer it matches", issue.Message);
    }

    [Fact]
    public void A_rule_that_counts_for_one_explainer_is_used() =>
        Assert.Empty(
            Network().Lrp("Epsilon").Lrp("LrpZero").Rule("Gamma", "conv2").Rule("ZPlus", "conv2", ("For", "LrpZero")).Compile().Issues);

    [Fact]
    public void A_rule_without_an_explainer_is_a_warning() => Assert.Equal(
        "Rule Gamma(0.25) for 'conv2' is never used: no [Lrp] declares an explainer", Network().Gradient().Rule("Gamma", "conv2").Issue()
            .Message);

    [Theory]
    [InlineData("conv9", "Selector 'conv9' matches no layer; did you mean 'conv1'?")]
    [InlineData("dense*", "Selector 'dense*' matches no layer")]
    [InlineData("conv1..conv9", "Selector 'conv1..conv9' matches no layer, since none is called 'conv9'; did you mean 'conv1'?")]
    [InlineData("con1..conv2", "Selector 'con1..conv2' matches no layer, since none is called 'con1'; did you mean 'conv1'?")]
    [InlineData("conv3..conv1", "Selector 'conv3..conv1' matches no layer, since 'conv3' comes after 'conv1'")]
    [InlineData("relu*", "Selector 'relu*' matches no layer that rule Gamma can apply to")]
    [InlineData("relu2..maxPool1", "Selector 'relu2..maxPool1' matches no layer that rule Gamma can apply to")]
    [InlineData("batchNorm1", "Selector 'batchNorm1' matches no layer with a rule of its own, since that layer is folded into its neighbor or removed")]
    [InlineData("dropout1", "Selector 'dropout1' matches no layer with a rule of its own, since that layer is folded into its neighbor or removed")]
    [InlineData("input", "Selector 'input' matches no layer")]
    [InlineData("", "Selector '' matches no layer")]
    public void Selectors_that_match_nothing(string selector, string message)
    {
        Issue issue = Network().Lrp("Epsilon").Rule("Gamma", selector).Issue();
        Assert.Equal(("EXG0206", "Selector"), (issue.Descriptor.Id, issue.Argument));
        Assert.Equal(message, issue.Message);
    }

    [Fact]
    public void A_pattern_means_the_layers_the_rule_is_for_and_a_name_that_very_layer()
    {
        Assert.Empty(Network().Lrp("Epsilon").Rule("Gamma", "*1").Compile().Issues);
        Issue issue = Network().Lrp("Epsilon").Rule("Gamma", "relu1").Issue();
        Assert.Equal("EXG0203", issue.Descriptor.Id);
        Assert.Equal(
            "Rule Gamma cannot apply to layer 'relu1' (Relu) under explainer 'Epsilon': it is not a rule of Relu layers", issue.Message);
    }

    [Theory]
    [InlineData("Pass", "same gelu1 pRelu1")]
    [InlineData("Norm", "same other gelu1")]
    public void Among_the_matches_of_a_pattern_are_those_that_can_have_the_rule(string rule, string expected) =>
        Assert.Equal(expected, LayersWith(rule,
        new NetBuilder(4).Linear(4, ("Name", "same")).Linear(3, ("Name", "other")).Layer("Gelu").Layer("PRelu").Lrp("ExcitationBackprop")
            .Rule(rule, "*").Network(), 0));

    [Theory]
    [InlineData("Fin", "; did you mean 'Fine'?")]
    [InlineData("Other", "")]
    public void Unknown_explainers(string name, string suggestion)
    {
        Issue issue = Network().Lrp("Epsilon", ("Name", "Fine")).Rule("Gamma", "conv1", ("For", name)).Issue();
        Assert.Equal(("EXG0207", "For"), (issue.Descriptor.Id, issue.Argument));
        Assert.Equal($"Rule Gamma is for explainer '{name}', but no explainer has that name{suggestion}", issue.Message);
    }

    [Fact]
    public void A_rule_with_a_wrong_parameter_is_reported_once() => Assert.Equal("EXG0006", new NetBuilder(4).Linear(4).Lrp("Custom")
        .Rule("Gamma", "linear1", ("Gamma", -1)).Issue().Descriptor.Id);

    private static NetBuilder Network() => new NetBuilder(1, 16, 16)
        .Conv(2, 3).Layer("BatchNorm").Relu().Conv(2, 3).Relu().MaxPool(2).Conv(2, 3).Layer("Dropout").Flatten().Linear(4).Relu().Linear(3);

    private static string LayersWith(string rule, CompiledNetwork network, int explainer) => string.Join(" ", network.Graph.Nodes
        .Where(n => network.Explainers[explainer].Explainer.ByNode()[n.Id]?.Name == rule).Select(n => n.Name));

    private static IEnumerable<string> Rules(CompiledNetwork network, params string[] layers) => layers.Select(name =>
        network.Explainers[0].Explainer.ByNode()[network.Graph.Nodes.Single(n => n.Name == name).Id]!.ToString());
}
