namespace ExplainGen.Graph.Tests.Scheduling;

/// <summary>Passes over a layer beyond the forward pass of the network, forward + backward: the least that each rule allows.</summary>
public sealed class PassCountTests
{
    /// <summary>
    /// For inputs that are never negative. AlphaBeta could do with one forward pass by y = P + N; two keep y bit for bit what Predict gives.
    /// </summary>
    [Theory]
    [InlineData("Epsilon", "0+1")]
    [InlineData("Norm", "0+1")]
    [InlineData("ZPlus", "1+1")]
    [InlineData("AlphaBeta", "2+2")]
    [InlineData("Gamma", "1+1")]
    [InlineData("ZBox", "0+2")]
    [InlineData("WSquare", "0+1")]
    [InlineData("Flat", "0+0")]
    [InlineData("Pass", "0+0")]
    public void Input_never_negative(string rule, string expected)
    {
        foreach (NetBuilder net in new[] { Between("Relu", "Relu"), Between("Sigmoid", "Relu") })
            Assert.Equal(expected, Cost(net.Rule(rule, "layer", ("Low", 0), ("High", 1))));
    }

    [Theory]
    [InlineData("Epsilon", "0+1")]
    [InlineData("Norm", "0+1")]
    [InlineData("ZPlus", "2+2")]
    [InlineData("AlphaBeta", "4+4")]
    [InlineData("Gamma", "1+2")]
    [InlineData("ZBox", "0+2")]
    [InlineData("WSquare", "0+1")]
    [InlineData("Flat", "0+0")]
    [InlineData("Pass", "0+0")]
    public void Input_of_any_sign(string rule, string expected)
    {
        foreach (NetBuilder net in new[] { Between("Tanh", "Relu"), Between("PRelu", "Relu") })
            Assert.Equal(expected, Cost(net.Rule(rule, "layer", ("Low", 0), ("High", 1))));
    }

    [Theory]
    [InlineData("Conv1d")]
    [InlineData("ConvTranspose1d")]
    public void Convolutions_cost_what_dense_layers_do(string kind) => Assert.Equal("1+1", Cost(
        new NetBuilder(2, 9).Relu().Layer(kind, ("Name", "layer"), ("Channels", 3), ("Kernel", 3)).Relu().Flatten().Linear(2).Lrp("Epsilon")
            .Rule("Gamma", "layer")));

    [Theory]
    [InlineData("Relu", "1+1")]
    [InlineData("Tanh", "1+2")]
    [InlineData("LeakyRelu", "1+2")]
    [InlineData("Sigmoid", "1+2")]
    public void Gamma_needs_one_branch_only_where_negative_outputs_have_no_relevance(string after, string expected) =>
        Assert.Equal(expected, Cost(Between("Relu", after).Rule("Gamma", "layer")));

    [Theory]
    [InlineData("WSquare", "1+2")]
    [InlineData("ZPlus", "1+1")]
    public void It_depends_on_the_layer_after_the_rectifier(string next, string expected) =>
        Assert.Equal(expected, Cost(Between("Relu", "Relu").Rule("Gamma", "layer").Rule(next, "linear2")));

    [Fact]
    public void Gamma_at_the_output_needs_both_branches() => Assert.Equal("1+2", Cost(
        new NetBuilder(4).Relu().Linear(3, ("Name", "layer")).Lrp("Epsilon").Rule("Gamma", "layer")));

    [Fact]
    public void Gamma_behind_a_rectifier_that_others_read_too_needs_both() => Assert.Equal("1+2", Cost(
        new NetBuilder(4).Relu().Linear(4, ("Name", "layer")).Relu(("Name", "r")).Layer("Add", ("Inputs", new[] { "r", "layer" })).Linear(2)
            .Lrp("Epsilon").Rule("Gamma", "layer")));

    [Fact]
    public void Gamma_through_a_max_pool_needs_one() => Assert.Equal("1+1", Cost(
        new NetBuilder(2, 8, 8).Relu().Conv(2, 3, ("Name", "layer")).Relu().MaxPool(2).Flatten().Linear(2).Lrp("Epsilon")
            .Rule("Gamma", "layer")));

    /// <summary>Convolutions of one tap choose their weights by the sign of each output.</summary>
    [Theory]
    [InlineData("Relu", 1, "Absorb", "1+1")]
    [InlineData("Relu", 3, "Absorb", "1+2")]
    [InlineData("Tanh", 1, "Absorb", "1+2")]
    [InlineData("Relu", 1, "Redistribute", "1+2")]
    public void Gamma_takes_both_branches_at_once_where_weights_can_be_chosen(string before, int kernel, string bias, string expected) =>
        Assert.Equal(expected, Cost(new NetBuilder(2, 8, 8).Layer(before).Conv(2, kernel, ("Name", "layer")).Lrp("Epsilon")
            .Rule("Gamma", "layer", ("Bias", bias))));

    [Theory]
    [InlineData("Relu", "1+1")]
    [InlineData("Tanh", "2+2")]
    public void Gamma_without_the_bias_reads_the_product_alone_where_it_takes_both_branches(string before, string expected) =>
        Assert.Equal(expected, Cost(Between(before, "Relu").Rule("Gamma", "layer", ("Bias", "Ignore"))));

    [Theory]
    [InlineData("Ignore")]
    [InlineData("Redistribute")]
    public void The_bias_costs_no_passes(string bias)
    {
        foreach ((string rule, string expected) in new[] { ("Epsilon", "0+1"), ("ZPlus", "1+1"), ("AlphaBeta", "2+2"), ("WSquare", "0+1") })
            Assert.Equal(expected, Cost(Between("Relu", "Relu").Rule(rule, "layer", ("Bias", bias))));
    }

    [Fact]
    public void AlphaBeta_with_beta_0_is_z_plus()
    {
        Assert.Equal("1+1", Cost(Between("Relu", "Relu").Rule("AlphaBeta", "layer", ("Alpha", 1), ("Beta", 0))));
        Assert.Equal("2+2", Cost(Between("Tanh", "Relu").Rule("AlphaBeta", "layer", ("Alpha", 1), ("Beta", 0))));
    }

    [Fact]
    public void The_gradient_is_one_backward_pass() => Assert.Equal("0+1", Cost(
        new NetBuilder(4).Layer("Tanh").Linear(4, ("Name", "layer")).Relu().Linear(2).Lrp("Gradient")));

    [Fact]
    public void The_gradient_of_rectifiers_needs_no_value_but_their_own() => Assert.Equal(["relu1", "relu2", "linear3"],
        Requested(new NetBuilder(4).Linear(4).Relu().Linear(4).Relu().Linear(3).Lrp("Gradient")));

    /// <summary>In units of one pass over a layer: the table of whole networks.</summary>
    [Theory]
    [InlineData("EpsilonPlusFlat", 12, 15)]
    [InlineData("EpsilonPlus", 12 + 2, 13 + 1 + 3)]
    [InlineData("EpsilonGammaBox", 12, 12 + 2 + 3)]
    [InlineData("EpsilonAlpha2Beta1Flat", 24, 24 + 3)]
    [InlineData("LrpZero", 0, 16)]
    [InlineData("Gradient", 0, 16)]
    public void Vgg_16(string composite, int forward, int backward) => Assert.Equal((forward, backward),
        ReferenceNetworks.Vgg16().Lrp(composite, ("Low", -3), ("High", 3)).Network().Explainers[0].Passes);

    [Theory]
    [InlineData("Epsilon")]
    [InlineData("ZPlus")]
    [InlineData("AlphaBeta")]
    [InlineData("Gamma")]
    [InlineData("ZBox")]
    [InlineData("WSquare")]
    [InlineData("Flat")]
    [InlineData("Norm")]
    [InlineData("Pass")]
    public void Without_fusion_it_is_the_same_arithmetic_in_more_steps(string rule)
    {
        foreach (string before in new[] { "Relu", "Tanh" })
        {
            NetBuilder net = Between(before, "Relu").Rule(rule, "layer", ("Low", 0), ("High", 1));
            CompiledNetwork fused = net.Copy().Network(), unfused = net.Copy().Unfused().Network();
            Assert.Equal(Cost(net.Copy()), Cost(net.Copy().Unfused()));
            Assert.Empty(unfused.Explainers[0].Schedule.Steps.OfType<QuotientStep>());
            Assert.All(unfused.Forward!.Steps.OfType<ForwardStep>(), step => Assert.Null(step.Activation));
            Assert.True(fused.Predict.Steps.Count < unfused.Predict.Steps.Count);
        }
    }

    [Fact]
    public void Rms_stabilizers_see_the_values_before_a_rectifier()
    {
        NetBuilder net = new NetBuilder(4).Relu().Linear(4, ("Name", "layer")).Relu(("Name", "after")).Linear(2);
        Assert.DoesNotContain("layer", Requested(net.Copy().Lrp("Epsilon")));
        Assert.Contains("layer", Requested(net.Copy().Lrp("Epsilon", ("RmsScaled", true))));
    }

    private static NetBuilder Between(string before, string after) =>
        new NetBuilder(4).Layer(before).Linear(4, ("Name", "layer")).Layer(after, ("Name", "after")).Linear(2).Lrp("Epsilon");

    private static string Cost(NetBuilder net)
    {
        CompiledNetwork network = net.Network();
        int node = network.Graph.Nodes.Single(n => n.Name == "layer").Id;
        Step[] steps = [.. network.Explainers[0].Schedule.Steps.Where(s => s.Node == node)];
        return $"{steps.Sum(s => s.Passes.Forward)}+{steps.Sum(s => s.Passes.Backward)}";
    }

    // The values that the forward pass leaves standing for the explainers, besides the input.
    private static IEnumerable<string> Requested(NetBuilder net)
    {
        CompiledNetwork network = net.Network();
        var written = network.Forward!.Steps.SelectMany(s => s.Writes).Append(network.Forward.Input).ToHashSet();
        return network.Explainers.SelectMany(e => e.Schedule.Steps).SelectMany(s => s.Reads).Where(written.Contains)
            .Append(network.Forward.Output).Distinct().Select(slot => slot.Name).Where(name => name != "input")
            .OrderBy(name => network.Graph.Nodes.First(n => n.Name == name).Id);
    }
}
