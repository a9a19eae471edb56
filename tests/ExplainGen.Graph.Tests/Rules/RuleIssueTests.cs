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
    public void An_issue_names_the_explainer_it_is_about() => Assert.Equal(
        ["under explainer 'A'", "under explainer 'B'"],
        new NetBuilder(4).Linear(3).Relu().Lrp("Epsilon", ("Name", "A")).Lrp("LrpZero", ("Name", "B")).Rule("Gamma", "relu1").Compile()
            .Issues
            .Select(i => i.Message.Substring(i.Message.IndexOf("under", StringComparison.Ordinal), 19)));
}
