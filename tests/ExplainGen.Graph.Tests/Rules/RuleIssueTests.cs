namespace ExplainGen.Graph.Tests.Rules;

public sealed class RuleIssueTests
{
    /// <summary>Rows are rules, columns classes of layers: where a rule can be given.</summary>
    [Theory]
    [InlineData("Epsilon", "dense convolution norm layer group pool sum upsample")]
    [InlineData("Gamma", "dense convolution")]
    [InlineData("ZPlus", "dense convolution")]
    [InlineData("AlphaBeta", "dense convolution")]
    [InlineData("ZBox", "dense convolution")]
    [InlineData("WSquare", "dense convolution")]
    [InlineData("Flat", "dense convolution")]
    [InlineData("Norm", "dense convolution norm activation pool sum upsample")]
    [InlineData("Pass", "norm layer group activation")]
    [InlineData("Uniform", "gate square product")]
    [InlineData("SignalTakesAll", "gate")]
    [InlineData("AttnLrp", "softmax attention")]
    [InlineData("CpLrp", "softmax attention")]
    [InlineData(
        "PlainGradient",
        "dense convolution norm layer group activation relu slopes pool maximum sum upsample gate square tokens softmax product attention flatten")]
    [InlineData("GuidedBackprop", "relu")]
    [InlineData("Deconvolution", "relu")]
    [InlineData("BetaSmooth", "relu")]
    [InlineData("Winner", "maximum")]
    [InlineData("Proportional", "maximum")]
    [InlineData("TieSplit", "maximum")]
    public void Where_a_rule_applies(string rule, string layers)
    {
        NetBuilder net = new NetBuilder(2, 8, 8)
            .Layer("ConvTranspose2d", ("Channels", 4), ("Kernel", 3), ("Name", "convolution")).Relu(("Name", "relu"))
            .Layer("BatchNorm", ("Name", "norm")).Layer("Tanh", ("Name", "activation")).Layer("PRelu", ("Name", "slopes"))
            .Layer("AvgPool2d", ("Kernel", 2), ("Name", "pool")).MaxPool(2, ("Name", "maximum"))
            .Layer("Add", ("Inputs", new[] { "maximum", "maximum" }), ("Name", "sum")).Layer("Upsample", ("Scale", 2), ("Name", "upsample"))
            .Layer("LayerNorm", ("Name", "layer")).Layer("GroupNorm", ("Groups", 2), ("Name", "group")).Layer("Sigmoid", ("Name", "factor"))
            .Layer("Multiply", ("Inputs", new[] { "group", "factor" }), ("Name", "gate"))
            .Layer("Multiply", ("Inputs", new[] { "gate", "gate" }), ("Name", "square"))
            .Layer("Reshape", ("Shape", new[] { 4, -1 }), ("Name", "tokens")).Layer("Softmax", ("Name", "softmax"))
            .Layer("MatMul", ("Inputs", new[] { "tokens", "softmax" }), ("TransposeB", true), ("Name", "product"))
            .Layer("Attention", ("Heads", 2), ("Inputs", new[] { "product", "tokens", "softmax" }), ("Name", "attention"))
            .Layer("Flatten", ("Name", "flatten")).Linear(3, ("Name", "dense"));

        // ReLU and PReLU pass relevance on like other activations; Norm is for those whose slope is known.
        if (rule is "Pass" or "Norm")
            layers += rule == "Pass" ? " relu slopes factor" : " relu factor";
        else if (rule == "PlainGradient")
            layers += " factor";
        foreach (string layer in net.Declare().Layers.Select(l => l.Name!))
        {
            CompilationResult result = net.Copy().Lrp("Epsilon").Rule("Norm", "norm").Rule(rule, layer, ("Low", -1), ("High", 1)).Compile();
            string[] problems = [.. result.Issues.Where(i => i.Descriptor.Severity == IssueSeverity.Error).Select(i => i.Descriptor.Id)];
            Assert.Equal(layers.Split(' ').Contains(layer) ? [] : ["EXG0203"], problems);
        }
    }

    [Fact]
    public void Relevance_passes_where_shapes_agree()
    {
        Assert.Empty(new NetBuilder(4).Linear(4).Lrp("Epsilon").Rule("Pass", "linear1").Compile().Issues);
        Issue issue = new NetBuilder(4).Linear(3).Lrp("Epsilon").Rule("Pass", "linear1").Issue();
        Assert.Equal(("EXG0203", 3), (issue.Descriptor.Id, issue.Origin));
        Assert.EndsWith("relevance of shape 3 cannot be passed to an input of shape 4", issue.Message);
    }

    [Fact]
    public void Learned_slopes_have_no_norm_rule() => Assert.EndsWith("slopes come from the weights file; use Pass",
        new NetBuilder(4).Layer("PRelu").Lrp("Epsilon").Rule("Norm", "pRelu1").Issue().Message);

    [Fact]
    public void Gradient_explainers_take_no_relevance_rules()
    {
        Issue issue = new NetBuilder(4).Linear(3).Relu().Lrp("Gradient").Rule("Epsilon", "linear1").Issue();
        Assert.Equal(("EXG0203", 4), (issue.Descriptor.Id, issue.Origin));
        Assert.EndsWith("under explainer 'Gradient': the explainer propagates gradients, not relevance", issue.Message);
    }

    [Fact]
    public void A_gradient_with_another_choice_at_max_pools_still_is_one()
    {
        CompiledNetwork network = new NetBuilder(2, 8, 8).MaxPool(2).Relu().Lrp("Gradient").Rule("TieSplit", "maxPool1").Network();
        Assert.True(network.Explainers[0].Explainer.IsGradient);
    }

    [Fact]
    public void Relevance_explainers_may_take_the_gradient_of_a_layer()
    {
        CompiledNetwork network = new NetBuilder(4).Linear(3).Relu().Lrp("Epsilon").Rule("GuidedBackprop", "relu1").Network();
        Assert.False(network.Explainers[0].Explainer.IsGradient);
    }

    [Theory]
    [InlineData("Flat")]
    [InlineData("WSquare")]
    public void Rules_of_the_first_layer_elsewhere(string rule)
    {
        NetBuilder net = new NetBuilder(4).Linear(3).Relu().Linear(3).Lrp("Epsilon");
        Assert.Empty(net.Copy().Rule(rule, "linear1").Compile().Issues);
        Issue issue = net.Copy().Rule(rule, "linear2").Issue();
        Assert.Equal(("EXG0205", 5, IssueSeverity.Warning), (issue.Descriptor.Id, issue.Origin, issue.Descriptor.Severity));
        Assert.StartsWith($"Rule {rule} on layer 'linear2' under explainer 'Epsilon'", issue.Message);
    }

    [Fact]
    public void Bounds_are_missed_at_the_explainer_or_at_the_rule()
    {
        Issue atExplainer = new NetBuilder(4).Linear(3).Lrp("EpsilonGammaBox").Issue();
        Assert.Equal(("EXG0204", 2), (atExplainer.Descriptor.Id, atExplainer.Origin));
        Issue atRule = new NetBuilder(4).Linear(3).Lrp("Epsilon").Rule("ZBox", "linear1", ("Low", 0)).Issue();
        Assert.Equal(("EXG0204", 3), (atRule.Descriptor.Id, atRule.Origin));
        Assert.StartsWith("Rule ZBox of layer 'linear1' under explainer 'Epsilon' needs the bounds of its input", atRule.Message);
    }

    [Fact]
    public void Bounds_written_at_the_rule_come_first() => Assert.Equal("ZBox(0 .. 5)", BoxOf(
        new NetBuilder(4).Layer("Sigmoid").Linear(3).Lrp("EpsilonGammaBox", ("Low", -1), ("High", 2)).Rule(
            "ZBox", "linear1", ("Low", 0), ("High", 5))));

    [Fact]
    public void Bounds_of_the_explainer_are_those_of_the_first_layer()
    {
        NetBuilder net = new NetBuilder(4).Linear(4).Relu().Linear(3);
        Assert.Equal("ZBox(-1 .. 2)", BoxOf(net.Copy().Lrp("Epsilon", ("Low", -1), ("High", 2)).Rule("ZBox", "linear1")));
        Assert.Equal("ZBox(-1 .. 7)", BoxOf(net.Copy().Lrp("Epsilon", ("Low", -1), ("High", 2)).Rule("ZBox", "linear1", ("High", 7))));
        Assert.Equal("EXG0204", net.Copy().Lrp("Epsilon", ("Low", -1), ("High", 2)).Rule("ZBox", "linear2").Issue().Descriptor.Id);
    }

    [Theory]
    [InlineData("Sigmoid", "ZBox(0 .. 1)")]
    [InlineData("Tanh", "ZBox(-1 .. 1)")]
    [InlineData("Relu6", "ZBox(0 .. 6)")]
    [InlineData("Hardtanh", "ZBox(-1 .. 1)")]
    public void Bounds_that_are_provable_need_not_be_written(string activation, string expected)
    {
        Assert.Equal(expected, BoxOf(new NetBuilder(4).Linear(4).Layer(activation).Linear(3).Lrp("Epsilon").Rule("ZBox", "linear2")));
        Assert.Equal(expected, BoxOf(new NetBuilder(4).Layer(activation).Linear(3).Lrp("EpsilonGammaBox")));
    }

    [Fact]
    public void One_provable_bound_serves_where_the_other_is_written() => Assert.Equal("ZBox(0 .. 9)", BoxOf(
        new NetBuilder(4).Linear(4).Relu().Linear(3).Lrp("Epsilon").Rule("ZBox", "linear2", ("High", 9))));

    [Fact]
    public void Bounds_per_channel()
    {
        double[] lows = [-2.1, -2.0, -1.8], highs = [2.2, 2.4, 2.6];
        Assert.Equal("ZBox([-2.1, -2, -1.8] .. [2.2, 2.4, 2.6])",
            BoxOf(new NetBuilder(3, 8, 8).Conv(2, 3).Lrp("EpsilonGammaBox", ("Lows", lows), ("Highs", highs))));
        Assert.Equal("ZBox([-2.1, -2, -1.8] .. 3)",
            BoxOf(new NetBuilder(3, 8, 8).Conv(2, 3).Lrp("EpsilonGammaBox", ("Lows", lows), ("High", 3))));
    }

    [Theory]
    [InlineData("Lows", new[] { 1.0, 2 }, "Highs", new[] { 3.0, 4, 5 }, "Lows has 2 values for the 3 channels of its input")]
    [InlineData("Low", new[] { 0.0 }, "Highs", new[] { 1.0, 2, 3, 4 }, "Highs has 4 values for the 3 channels of its input")]
    [InlineData("Low", new[] { 1.0 }, "High", new[] { 0.5 }, "Low (1) is above High (0.5)")]
    [InlineData("Lows", new[] { 0.0, 2, 0 }, "High", new[] { 1.0 }, "Low (2) is above High (1)")]
    [InlineData("Low", new[] { 0.0 }, "Highs", new[] { 1.0, double.NaN, 1 }, "High must be finite")]
    [InlineData("Low", new[] { double.NegativeInfinity }, "High", new[] { 1.0 }, "Low must be finite")]
    public void Bounds_that_cannot_be(string low, double[] lows, string high, double[] highs, string reason)
    {
        Issue issue = new NetBuilder(3, 8, 8).Conv(2, 3).Lrp("EpsilonGammaBox", (low, lows), (high, highs)).Issue();
        Assert.Equal(("EXG0203", 2), (issue.Descriptor.Id, issue.Origin));
        Assert.Equal($"Rule ZBox cannot apply to layer 'conv1' (Conv2d) under explainer 'EpsilonGammaBox': {reason}", issue.Message);
    }

    // The explainer's -1 .. 2 are those of the network's input; each layer makes of them what they are behind it.
    [Theory]
    [InlineData("Relu", "ZBox(0 .. 2)")]
    [InlineData("Tanh", "ZBox(-1 .. 1)")]
    [InlineData("Gelu", "ZBox(-0.17 .. 2)")]
    [InlineData("MaxPool2d", "ZBox(-1 .. 2)")]
    [InlineData("Dropout", "ZBox(-1 .. 2)")]
    [InlineData("Flatten", "ZBox(-1 .. 2)")]
    [InlineData("Add", "ZBox(-2 .. 4)")]
    [InlineData("Multiply", "ZBox(-2 .. 4)")]
    [InlineData("Softmax", "ZBox(0 .. 1)")]
    public void Bounds_of_the_input_change_with_its_values(string layer, string expected)
    {
        NetBuilder net = new NetBuilder(2, 4, 4).Layer("Permute", ("Order", new[] { 0, 2, 1 }), ("Name", "p"));
        net = layer is "Add" or "Multiply" ? net.Layer(layer, ("Inputs", new[] { "p", "input" }))
            : layer == "MaxPool2d" ? net.Layer(layer, ("Kernel", 2)) : net.Layer(layer);
        net = (layer == "Flatten" ? net : net.Layer("Flatten", ("Name", "all"))).Linear(3);
        foreach (string composite in new[] { "EpsilonGammaBox", "DeepTaylor", "VggReference" })
            Assert.Equal(expected, BoxOf(net.Copy().Lrp(composite, ("Low", -1), ("High", 2))));
    }

    [Theory]
    [InlineData("LayerNorm")]
    [InlineData("InstanceNorm")]
    [InlineData("PRelu")]
    public void Bounds_of_the_input_end_where_values_have_none(string layer)
    {
        NetBuilder net = new NetBuilder(2, 4, 4).Layer(layer, ("Name", "before")).Conv(3, 3).Layer("GlobalAvgPool")
            .Lrp("EpsilonGammaBox", ("Low", -1), ("High", 2));
        Issue issue = net.Copy().Issue();
        Assert.Equal(
            "Rule ZBox of layer 'conv1' under explainer 'EpsilonGammaBox' needs the bounds of its input, which is unbounded: those of the "
                + "network's input do not reach it through 'before'; write [ZBox(\"conv1\", Low = ..., High = ...)] with the bounds at "
                + "this layer",
            issue.Message);
        Assert.Equal("ZBox(-3 .. 3)", BoxOf(net.Rule("ZBox", "conv1", ("Low", -3), ("High", 3))));
    }

    [Fact]
    public void Bounds_per_channel_reach_as_far_as_channels_do()
    {
        (string, object)[] bounds = [("Lows", new[] { -1.0, -2 }), ("Highs", new[] { 1.0, 2 })];
        NetBuilder Net() => new NetBuilder(2, 4, 4);
        Assert.Equal(
            "ZBox([-1, -2] .. [1, 2])",
            BoxOf(Net().Layer("AvgPool2d", ("Kernel", 2)).Conv(3, 1).Layer("GlobalAvgPool").Lrp("EpsilonGammaBox", bounds)));
        Issue issue = Net().Layer("Flatten").Linear(3).Lrp("EpsilonGammaBox", bounds).Issue();
        Assert.Contains("do not reach it through 'flatten1'", issue.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bounds_in_the_wrong_order_are_wrong_wherever_they_are_read()
    {
        Issue issue = new NetBuilder(4).Layer("Tanh").Linear(3).Lrp("EpsilonGammaBox", ("Low", 1), ("High", 0)).Issue();
        Assert.EndsWith("Low (1) is above High (0)", issue.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_have_bounds()
    {
        NetBuilder Net() => new NetBuilder(3, 8, 8).Conv(2, 3).Layer("GlobalAvgPool");
        foreach (string composite in new[] { "EpsilonGammaBox", "DeepTaylor", "VggReference" })
            Assert.Equal("ZBox(0 .. 1)", BoxOf(Net().Picture().Lrp(composite)));
        Assert.Equal(
            "ZBox([-104, -117, -123] .. [151, 138, 132])",
            BoxOf(Net().Picture(("High", 255), ("Mean", new[] { 104, 117, 123 })).Lrp("EpsilonGammaBox")));
        Assert.Equal("ZBox(-2 .. 2)", BoxOf(Net().Picture(("Mean", 0.5), ("Deviation", 0.25)).Lrp("EpsilonGammaBox")));
        Assert.Equal("ZBox(-3 .. 1)", BoxOf(Net().Picture().Lrp("EpsilonGammaBox", ("Low", -3))));
    }

    [Fact]
    public void A_one_hot_code_needs_no_bounds() => Assert.Equal("ZBox(0 .. 1)", BoxOf(
        new NetBuilder(6).Layer("OneHot", ("Count", 9)).Layer("Flatten").Linear(3).Lrp("EpsilonGammaBox", ("Low", -5), ("High", 5))));

    [Fact]
    public void Equal_bounds_are_bounds() => Assert.Equal("ZBox(1 .. 1)", BoxOf(
        new NetBuilder(4).Linear(3).Lrp("EpsilonGammaBox", ("Low", 1), ("High", 1))));

    [Fact]
    public void An_issue_names_the_explainer_it_is_about() => Assert.Equal(
        ["under explainer 'A'", "under explainer 'B'"],
        new NetBuilder(4).Linear(3).Relu().Lrp("Epsilon", ("Name", "A")).Lrp("LrpZero", ("Name", "B")).Rule("Gamma", "relu1").Compile()
            .Issues
            .Select(i => i.Message.Substring(i.Message.IndexOf("under", StringComparison.Ordinal), 19)));

    private static string BoxOf(NetBuilder net) =>
        Assert.Single(net.Network().Explainers[0].Explainer.ByNode().OfType<ZBoxRule>()).ToString();
}
