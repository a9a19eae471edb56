namespace ExplainGen.Graph.Tests.Rules;

/// <summary>
/// What each composite gives to each class of layers: Zennit's maps, but for the first layer, which here is the first in the data
/// flow, and for BatchNorm that stays, which here has no rule.
/// </summary>
public sealed class CompositeTests
{
    private const double Low = -2, High = 3;

    /// <summary>First layer; first layer where it is dense; inner convolution and transposed convolution; inner dense; activation.</summary>
    public static TheoryData<string, string, string, string, string, string> Table => new()
    {
        { "EpsilonPlus", "ZPlus", "Epsilon(1e-6)", "ZPlus", "Epsilon(1e-6)", "Pass" },
        { "EpsilonPlusFlat", "Flat", "Flat", "ZPlus", "Epsilon(1e-6)", "Pass" },
        { "EpsilonAlpha2Beta1", "AlphaBeta(2, 1)", "Epsilon(1e-6)", "AlphaBeta(2, 1)", "Epsilon(1e-6)", "Pass" },
        { "EpsilonAlpha2Beta1Flat", "Flat", "Flat", "AlphaBeta(2, 1)", "Epsilon(1e-6)", "Pass" },
        { "EpsilonGammaBox", "ZBox(-2 .. 3)", "ZBox(-2 .. 3)", "Gamma(0.25)", "Epsilon(1e-6)", "Pass" },
        { "ExcitationBackprop", "ZPlus", "ZPlus", "ZPlus", "ZPlus", "PlainGradient" },
        { "DeepTaylor", "ZBox(-2 .. 3)", "ZBox(-2 .. 3)", "ZPlus", "ZPlus", "Pass" },
        { "LrpZero", "Epsilon(0)", "Epsilon(0)", "Epsilon(0)", "Epsilon(0)", "Pass" },
        { "Epsilon", "Epsilon(1e-6)", "Epsilon(1e-6)", "Epsilon(1e-6)", "Epsilon(1e-6)", "Pass" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Rules_by_class(string composite, string first, string firstDense, string convolution, string dense, string activation)
    {
        Dictionary<string, string> rules = Resolve(EveryClass().Lrp(composite, ("Low", Low), ("High", High)));

        Assert.Equal(first, rules["conv1"]);
        Assert.All(["conv2", "deconv1", "conv3"], name => Assert.Equal(convolution, rules[name]));
        Assert.All(["linear1", "linear2"], name => Assert.Equal(dense, rules[name]));
        Assert.All(["relu1", "gelu1", "pRelu1", "tanh1", "relu2", "sigmoid1"], name => Assert.Equal(activation, rules[name]));
        Assert.All(["avgPool1", "adaptiveAvgPool1", "globalAvgPool1", "add1", "upsample1"], name => Assert.Equal("Norm", rules[name]));
        Assert.All(["maxPool1", "globalMaxPool1"], name => Assert.Equal("Winner", rules[name]));
        Assert.All(["layerNorm1", "rmsNorm1", "groupNorm1", "instanceNorm1"],
            name => Assert.Equal(composite == "LrpZero" ? "Epsilon(0)" : "Epsilon(1e-6)", rules[name]));
        Assert.Equal("SignalTakesAll(gate sigmoid1)", rules["gated"]);
        Assert.Equal("Uniform", rules["squared"]);
        Assert.All(["concat1", "pad1", "reshape1", "flatten1"], name => Assert.Equal("Route", rules[name]));
        Assert.Equal(29, rules.Count);

        Dictionary<string, string> mlp = Resolve(new NetBuilder(4).Linear(3).Relu().Linear(2).Lrp(composite, ("Low", Low), ("High", High)));
        Assert.Equal([firstDense, activation, dense], mlp.Values);
    }

    [Theory]
    [InlineData("Gradient", "PlainGradient")]
    [InlineData("GuidedBackprop", "GuidedBackprop")]
    [InlineData("DeconvNet", "Deconvolution")]
    [InlineData("BetaSmooth", "BetaSmooth(10)")]
    public void Gradients_differ_in_their_rectifiers(string composite, string relu)
    {
        CompiledNetwork network = EveryClass().Lrp(composite).Network();
        Dictionary<string, string> rules = Resolve(network);

        Assert.All(["relu1", "relu2"], name => Assert.Equal(relu, rules[name]));
        Assert.All(rules.Where(r => !r.Key.StartsWith("relu")), r => Assert.Equal("PlainGradient", r.Value));
        Assert.True(network.Explainers[0].Explainer.IsGradient);
    }

    [Fact]
    public void Every_composite_is_in_the_tables() => Assert.Equal(
        CompositeTable.Names,
        Table.Select(row => (string)row[0]).Concat(["Gradient", "GuidedBackprop", "DeconvNet", "BetaSmooth", "VggReference", "Custom"])
            .Order(StringComparer.Ordinal));

    [Fact]
    public void Deep_taylor_without_bounds_takes_the_squares_of_weights() => Assert.Equal(
        ["WSquare", "Pass", "ZPlus"], Resolve(new NetBuilder(4).Linear(3).Relu().Linear(2).Lrp("DeepTaylor")).Values);

    [Theory]
    [InlineData("DeepTaylor", "Low")]
    [InlineData("DeepTaylor", "High")]
    [InlineData("VggReference", "High")]
    public void One_bound_without_the_other_is_a_mistake(string composite, string bound) =>
        Assert.Equal("EXG0204", new NetBuilder(4).Linear(3).Lrp(composite, (bound, 1)).Issue().Descriptor.Id);

    [Fact]
    public void Parameters_reach_the_rules()
    {
        CompiledNetwork network = new NetBuilder(1, 8, 8).Conv(2, 3).Relu().Conv(2, 3).Relu().Layer("GlobalAvgPool").Linear(3)
            .Lrp("EpsilonGammaBox", ("Low", 0), ("High", 1), ("Epsilon", 0.5), ("Gamma", 2), ("Stabilizer", 1e-3),
                ("StabilizerMode", "Clip"), ("RmsScaled", true), ("Bias", "Ignore")).Network();
        Rule[] rules = [.. network.Explainers[0].Explainer.ByNode().OfType<Rule>()];

        var all = new StabilizerSpec(1e-3, Clip: true, RmsScaled: true);
        Assert.Equal(
            [
                new ZBoxRule(new([0.0]), new([1.0])) { Stabilizer = all, Bias = BiasHandling.Ignore },
                new GammaRule(2) { Stabilizer = all, Bias = BiasHandling.Ignore },
                new NormRule { Stabilizer = all },
                new EpsilonRule { Stabilizer = all with { Epsilon = 0.5 }, Bias = BiasHandling.Ignore },
            ],
            rules.Where(r => r is not PassRule));
    }

    [Fact]
    public void Lrp_zero_has_no_stabilizer_anywhere() => Assert.All(
        EveryClass().Lrp("LrpZero", ("Stabilizer", 1)).Network().Explainers[0].Explainer.ByNode().OfType<Rule>(),
        rule => Assert.Equal(new StabilizerSpec(0), rule.Stabilizer));

    [Fact]
    public void The_first_layer_is_the_first_in_data_flow_not_in_declaration() => Assert.Equal(
        new Dictionary<string, string> { ["body"] = "Flat", ["head"] = "ZPlus", ["relu1"] = "Pass", ["conv3"] = "ZPlus" },
        Resolve(new NetBuilder(1, 8, 8).Conv(2, 3, ("Name", "head"), ("Input", "body")).Conv(2, 3, ("Name", "body"), ("Input", "input"))
            .Relu(("Input", "head")).Conv(1, 1).Lrp("EpsilonPlusFlat")));

    [Fact]
    public void Every_branch_at_the_input_has_a_first_layer()
    {
        Dictionary<string, string> rules = Resolve(new NetBuilder(1, 8, 8)
            .Conv(2, 3, ("Padding", 1)).Relu().Conv(2, 1, ("Input", "input"), ("Name", "shortcut"))
            .Layer("Add", ("Inputs", new[] { "relu1", "shortcut" })).Conv(2, 3).Lrp("EpsilonPlusFlat"));
        Assert.Equal(("Flat", "Flat", "ZPlus"), (rules["conv1"], rules["shortcut"], rules["conv3"]));
    }

    [Fact]
    public void What_is_not_linear_may_stand_before_the_first_layer() => Assert.Equal("Flat", Resolve(new NetBuilder(1, 8, 8)
        .MaxPool(2).Layer("Tanh").Flatten().Linear(3).Lrp("EpsilonPlusFlat"))["linear1"]);

    /// <summary>Montavon et al. 2019, section 10.3: by their layers 0; 1 to 16; 17 to 30; the dense ones.</summary>
    [Fact]
    public void Vgg_reference_on_vgg_16()
    {
        CompiledNetwork network = ReferenceNetworks.Vgg16().Lrp("VggReference", ("Low", -2.1179), ("High", 2.64)).Network();
        string[] rules = [.. network.Graph.Nodes.Zip(network.Explainers[0].Explainer.ByNode())
            .Where(pair => pair.First.Operator.IsLinear).Select(pair => pair.Second!.ToString())];

        Assert.Equal(
            [
                "ZBox(-2.1179 .. 2.64)",
                .. Enumerable.Repeat("Gamma(0.25)", 6),
                .. Enumerable.Repeat("Epsilon(0.25*rms)", 6),
                .. Enumerable.Repeat("Epsilon(0)", 3),
            ],
            rules);
    }

    [Fact]
    public void Vgg_reference_keeps_its_proportions_elsewhere() => Assert.Equal(
        ["WSquare", "Gamma(0.25)", "Gamma(0.25)", "Epsilon(0.25*rms)", "Epsilon(0.25*rms)", "Epsilon(0)"],
        Resolve(new NetBuilder(1, 16, 16).Conv(2, 3).Conv(2, 3).Conv(2, 3).Conv(2, 3).Conv(2, 3).Flatten().Linear(2).Lrp("VggReference"))
            .Where(r => r.Key != "flatten1").Select(r => r.Value));

    [Fact]
    public void Custom_gives_a_rule_to_nothing_but_routing()
    {
        CompilationResult result = EveryClass().Lrp("Custom").Compile();
        Assert.All(result.Issues, issue => Assert.Equal("EXG0201", issue.Descriptor.Id));
        Assert.Equal(29 - 4, result.Issues.Count);
        Assert.Contains(result.Issues, i => i.Message ==
            "Layer 'conv1' (Conv2d) has no rule under explainer 'Custom': add one, for example [Epsilon(\"conv1\")]");
        Assert.Contains(result.Issues, i => i.Message.EndsWith("for example [Winner(\"maxPool1\")]"));
        Assert.Contains(result.Issues, i => i.Message.EndsWith("for example [Pass(\"relu1\")]"));
        Assert.Contains(result.Issues, i => i.Message.EndsWith("for example [Norm(\"add1\")]"));
        Assert.Contains(result.Issues, i => i.Message.EndsWith("for example [Epsilon(\"layerNorm1\")]"));
        Assert.Contains(result.Issues, i => i.Message.EndsWith("for example [Uniform(\"squared\")]"));
    }

    [Fact]
    public void Custom_with_a_rule_everywhere() => Assert.Empty(EveryClass().Lrp("Custom")
        .Rule("Pass", "*elu*").Rule("Pass", "tanh1").Rule("Pass", "sigmoid1").Rule("Pass", "*Norm*")
        .Rule("Uniform", "*ed").Rule("Norm", "*vgPool*").Rule("Norm", "add1").Rule("Norm", "upsample1")
        .Rule("Winner", "*axPool1").Rule("ZPlus", "*conv*").Rule("Epsilon", "linear*").Compile().Issues);

    [Fact]
    public void An_unknown_composite_is_refused() => Assert.Throws<ArgumentException>(() => CompositeTable.Find("EpsilonMinus"));

    /// <summary>A network with a layer of every class, and several of the classes that differ by kind.</summary>
    private static NetBuilder EveryClass() => new NetBuilder(2, 16, 16)
        .Conv(4, 3, ("Padding", 1)).Layer("BatchNorm").Relu().MaxPool(2)
        .Conv(4, 3, ("Padding", 1)).Layer("Gelu").Layer("Add", ("Inputs", new[] { "gelu1", "maxPool1" }))
        .Layer("LayerNorm").Layer("RmsNorm").Layer("GroupNorm", ("Groups", 2)).Layer("InstanceNorm").Layer("Sigmoid")
        .Layer("Multiply", ("Inputs", new[] { "sigmoid1", "instanceNorm1" }), ("Name", "gated"))
        .Layer("Multiply", ("Inputs", new[] { "gated", "gated" }), ("Name", "squared"))
        .Layer("Upsample", ("Scale", 2)).Layer("AvgPool2d", ("Kernel", 2)).Layer("Pad", ("Paddings", new[] { 1 }))
        .Layer("ConvTranspose2d", ("Channels", 4), ("Kernel", 3)).Layer("PRelu").Layer("AdaptiveAvgPool2d", ("Size", 4))
        .Layer("Concat", ("Inputs", new[] { "adaptiveAvgPool1", "adaptiveAvgPool1" })).Conv(4, 1, ("Bias", false)).Layer("Tanh")
        .Layer("Reshape", ("Shape", new[] { 16, 2, 2 }))
        .Layer("GlobalMaxPool").Layer("GlobalAvgPool").Layer("Dropout").Flatten().Linear(8).Relu().Linear(3);

    private static Dictionary<string, string> Resolve(NetBuilder net) => Resolve(net.Network());

    private static Dictionary<string, string> Resolve(CompiledNetwork network) => network.Graph.Nodes.Skip(1)
        .ToDictionary(n => n.Name, n => network.Explainers[0].Explainer.ByNode()[n.Id]!.ToString());
}
