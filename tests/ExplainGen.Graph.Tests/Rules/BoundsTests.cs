using CsCheck;
using ExplainGen.TestKit.Oracle;

namespace ExplainGen.Graph.Tests.Rules;

/// <summary>The bounds of the box rule: where they are written, how far they reach, and what becomes of them on the way.</summary>
public sealed class BoundsTests
{
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
    [InlineData("LeakyRelu", "ZBox(-0.01 .. 2)")]
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

    // Zeros that are really read are within the bounds: those of a mean that counts its padding, and those of a Pad that stays one.
    [Theory]
    [InlineData(true, "ZBox([0, -2] .. [2, 0])")]
    [InlineData(false, "ZBox([1, -2] .. [2, -1])")]
    public void Padding_that_counts_is_within_the_bounds(bool counted, string expected)
    {
        NetBuilder net = new NetBuilder(2, 4, 4).Layer("AvgPool2d", ("Kernel", 3), ("Padding", 1), ("CountIncludePad", counted))
            .Conv(3, 1).Layer("GlobalAvgPool");
        Assert.Equal(expected, BoxOf(net.Lrp("EpsilonGammaBox", ("Lows", new[] { 1.0, -2 }), ("Highs", new[] { 2.0, -1 }))));
        NetBuilder padded = new NetBuilder(2, 4, 4).Layer("Pad", ("Paddings", new[] { 1 })).MaxPool(3).Conv(3, 1).Layer("GlobalAvgPool");
        Assert.Equal("ZBox(0 .. 2)", BoxOf(padded.Lrp("EpsilonGammaBox", ("Low", 1), ("High", 2))));
    }

    // Values of random inputs at every first layer, computed by the oracle, lie within what its rule takes for its bounds.
    [Fact]
    public void Bounds_hold_for_random_networks() => Gen.Int[0, int.MaxValue].Sample(
        seed =>
        {
            var random = new Random(seed);
            var net = new NetBuilder(2, 6, 6);
            var sources = new List<string> { "input" };
            for (int i = random.Next(1, 6); i > 0; i--)
            {
                string from = sources[random.Next(sources.Count)], name = $"n{i}";
                (string, object) input = ("Input", from), called = ("Name", name);
                net = random.Next(6) switch
                {
                    0 => net.Layer("MaxPool2d", input, called, ("Kernel", 3), ("Stride", 1), ("Padding", 1)),
                    1 => net.Layer(
                        "AvgPool2d", input, called, ("Kernel", 3), ("Stride", 1), ("Padding", 1), ("CountIncludePad", random.Next(2) == 0)),
                    2 => net.Layer("Add", called, ("Inputs", new[] { from, sources[random.Next(sources.Count)] })),
                    3 => net.Layer("Pad", input, ("Paddings", new[] { 1 }), ("Name", name + "p")).Layer(
                        "MaxPool2d", called, ("Kernel", 3), ("Stride", 1)),
                    4 => net.Layer("Relu6", input, called),
                    _ => net.Layer("Relu", input, called),
                };
                sources.Add(name);
            }

            // Every value is read by a first layer.
            double[] lows = [random.NextDouble() * 4 - 3, random.NextDouble() * 4 - 3];
            double[] highs = [lows[0] + random.NextDouble() * 9, lows[1] + random.NextDouble() * 9];
            string[] heads = [.. sources.Select((_, i) => $"h{i}")];
            foreach ((string source, string head) in sources.Zip(heads))
                net = net.Conv(1, 1, ("Input", source), ("Name", head));
            net = heads.Length > 1 ? net.Layer("Add", ("Inputs", heads)) : net;
            net = net.Lrp("EpsilonGammaBox", ("Lows", lows), ("Highs", highs));
            CompiledNetwork compiled = net.Network();
            Rule?[] rules = compiled.Explainers[0].Explainer.ByNode();
            OracleForward values = OracleTranslation.Of(compiled.Graph, name => new float[name.EndsWith("weight", StringComparison.Ordinal) ? 2 : 1])
                .Forward(new OracleTensor(
                    [.. Enumerable.Range(0, 72).Select(i => lows[i / 36] + random.NextDouble() * (highs[i / 36] - lows[i / 36]))], 2, 6, 6));
            foreach (Node node in compiled.Graph.Nodes.Where(n => rules[n.Id] is ZBoxRule))
            {
                var box = (ZBoxRule)rules[node.Id]!;
                ReadOnlySpan<double> read = values[compiled.Graph.Nodes[node.Inputs[0]].Name].Values;
                for (int i = 0; i < read.Length; i++)
                {
                    int channel = i * 2 / read.Length;
                    Assert.InRange(
                        read[i], box.Low[box.Low.Count == 1 ? 0 : channel] - 1e-12, box.High[box.High.Count == 1 ? 0 : channel] + 1e-12);
                }
            }
        },
        iter: 300);

    [Fact]
    public void Bounds_per_channel_reach_as_far_as_channels_do()
    {
        (string, object)[] bounds = [("Lows", new[] { -1.0, -2 }), ("Highs", new[] { 1.0, 2 })];
        NetBuilder Net() => new NetBuilder(2, 4, 4);
        Assert.Equal(
            "ZBox([-1, -2] .. [1, 2])",
            BoxOf(Net().Layer("AvgPool2d", ("Kernel", 2)).Conv(3, 1).Layer("GlobalAvgPool").Lrp("EpsilonGammaBox", bounds)));
        Assert.Equal("ZBox([0, 0] .. [1, 2])", BoxOf(Net().Relu().Conv(3, 1).Layer("GlobalAvgPool").Lrp("EpsilonGammaBox", bounds))
            .Replace("ZBox(0 ..", "ZBox([0, 0] ..", StringComparison.Ordinal));

        // All channels in one.
        Assert.Equal("ZBox(-2 .. 2)", BoxOf(Net().Layer("Flatten").Linear(3).Lrp("EpsilonGammaBox", bounds)));
    }

    [Fact]
    public void What_is_missing_is_said()
    {
        NetBuilder Net() => new NetBuilder(4).Relu().Linear(3).Relu().Linear(2);
        Assert.EndsWith("unbounded: say Low and High (or Lows and Highs per channel)",
            Net().Lrp("EpsilonGammaBox", ("Low", 0)).Issue().Message, StringComparison.Ordinal);
        Assert.EndsWith("unbounded: write [ZBox(\"linear2\", Low = ..., High = ...)] with the bounds at this layer",
            Net().Lrp("Epsilon", ("Low", 0), ("High", 1)).Rule("ZBox", "linear2").Issue().Message, StringComparison.Ordinal);
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

    // What pictures say serves where it reaches; what the explainer says itself is meant.
    [Fact]
    public void A_domain_of_pictures_that_does_not_reach_is_none()
    {
        NetBuilder Net() => new NetBuilder(3, 8, 8).Layer("InstanceNorm").Conv(2, 3).Layer("GlobalAvgPool");
        foreach (string composite in new[] { "DeepTaylor", "VggReference" })
        {
            Assert.Contains(
                Net().Picture().Lrp(composite).Network().Explainers[0].Explainer.ByNode(), rule => rule is WSquareRule);
            Assert.Equal("EXG0204", Net().Lrp(composite, ("Low", 0), ("High", 1)).Issue().Descriptor.Id);
        }

        Assert.Equal("EXG0204", Net().Picture().Lrp("EpsilonGammaBox").Issue().Descriptor.Id);
    }

    [Fact]
    public void A_picture_that_is_none_is_one_mistake() => Assert.Equal(
        "EXG0016", new NetBuilder(4).Picture().Linear(2).Lrp("EpsilonGammaBox").Issue().Descriptor.Id);

    [Fact]
    public void A_one_hot_code_needs_no_bounds() => Assert.Equal("ZBox(0 .. 1)", BoxOf(
        new NetBuilder(6).Layer("OneHot", ("Count", 9)).Layer("Flatten").Linear(3).Lrp("EpsilonGammaBox", ("Low", -5), ("High", 5))));

    [Fact]
    public void Equal_bounds_are_bounds() => Assert.Equal("ZBox(1 .. 1)", BoxOf(
        new NetBuilder(4).Linear(3).Lrp("EpsilonGammaBox", ("Low", 1), ("High", 1))));

    private static string BoxOf(NetBuilder net) =>
        Assert.Single(net.Network().Explainers[0].Explainer.ByNode().OfType<ZBoxRule>()).ToString();
}
