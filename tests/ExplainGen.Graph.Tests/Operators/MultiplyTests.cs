namespace ExplainGen.Graph.Tests.Operators;

/// <summary>Which values have a product, and which of its factors is the gate.</summary>
public sealed class MultiplyTests
{
    [Theory]
    [InlineData(new[] { 4, 6, 6 }, new[] { 4, 6, 6 }, "4x6x6")]
    [InlineData(new[] { 4, 6, 6 }, new[] { 4, 1, 1 }, "4x6x6")]
    [InlineData(new[] { 1, 6, 6 }, new[] { 4, 6, 6 }, "4x6x6")]
    [InlineData(new[] { 4, 6, 6 }, new[] { 4 }, "4x6x6")]
    [InlineData(new[] { 4 }, new[] { 4, 5 }, "4x5")]
    [InlineData(new[] { 1 }, new[] { 4, 5 }, "4x5")]
    [InlineData(new[] { 7 }, new[] { 1 }, "7")]
    [InlineData(new[] { 4, 1 }, new[] { 1, 5 }, "4x5")]
    [InlineData(new[] { 2, 3, 1, 5 }, new[] { 2, 3, 4, 1 }, "2x3x4x5")]
    public void Axes_of_one_element_are_repeated(int[] a, int[] b, string expected) => Assert.Equal(expected, Of(a, b).ShapeOf());

    [Theory]
    [InlineData(new[] { 4, 6, 6 }, new[] { 4, 6, 5 }, "'a' is 4x6x6 and 'b' is 4x6x5")]
    [InlineData(new[] { 4, 6, 6 }, new[] { 4, 6 }, "'a' is 4x6x6 and 'b' is 4x6")]
    [InlineData(new[] { 6 }, new[] { 4, 6 }, "'a' is 6 and 'b' is 4x6")]
    public void Other_shapes_do_not_fit(int[] a, int[] b, string found)
    {
        Issue issue = Of(a, b).Issue();
        Assert.Equal("EXG0102", issue.Descriptor.Id);
        Assert.Equal(
            "Layer 'multiply1' (Multiply) needs inputs of one shape (axes of size 1 are repeated, and a vector is one factor a channel), "
            + $"but {found}", issue.Message);
    }

    [Fact]
    public void It_has_two_factors()
    {
        Assert.EndsWith("takes 2 inputs, but 1 is given", new NetBuilder(4).Layer("Multiply").Issue().Message);
        Assert.EndsWith("takes 2 inputs, but 3 are given",
            new NetBuilder(4).Layer("Multiply", ("Inputs", new[] { "input", "input", "input" })).Issue().Message);
    }

    [Theory]
    [InlineData("Sigmoid", "Tanh", "SignalTakesAll(gate a)")]
    [InlineData("Silu", "Hardsigmoid", "SignalTakesAll(gate b)")]
    [InlineData("Sigmoid", "Hardsigmoid", "Uniform")]
    [InlineData("Silu", "Tanh", "Uniform")]
    [InlineData("Relu", "Relu6", "Uniform")]
    public void Composites_find_the_gate_by_what_is_provable(string a, string b, string expected) => Assert.Equal(
        expected, RuleOf(Pair(a, b).Lrp("EpsilonPlus")));

    [Fact]
    public void A_gate_is_found_behind_what_keeps_its_range() => Assert.Equal("SignalTakesAll(gate pool)", RuleOf(new NetBuilder(4, 6, 6)
        .Layer("Sigmoid").Layer("GlobalAvgPool", ("Name", "pool")).Layer("Multiply", ("Inputs", new[] { "input", "pool" })).Lrp("Epsilon")));

    [Theory]
    [InlineData("Silu", "Tanh")]
    [InlineData("Sigmoid", "Sigmoid")]
    public void A_gate_that_is_not_provable_must_be_written(string a, string b)
    {
        Issue issue = Pair(a, b).Lrp("Epsilon").Rule("SignalTakesAll", "product").Issue();
        Assert.Equal(("EXG0203", 5), (issue.Descriptor.Id, issue.Origin));
        Assert.Equal("Rule SignalTakesAll cannot apply to layer 'product' (Multiply) under explainer 'Epsilon': "
            + "not exactly one of its factors is provably within 0 and 1: say which is the gate, Gate = \"a\" or Gate = \"b\"", issue.Message);
        Assert.Equal("SignalTakesAll(gate a)", RuleOf(Pair(a, b).Lrp("Epsilon").Rule("SignalTakesAll", "product", ("Gate", "a"))));
    }

    [Fact]
    public void A_gate_that_is_written_counts() => Assert.Equal(
        "SignalTakesAll(gate b)", RuleOf(Pair("Sigmoid", "Tanh").Lrp("Epsilon").Rule("SignalTakesAll", "product", ("Gate", "b"))));

    [Fact]
    public void A_gate_is_one_of_the_factors() => Assert.EndsWith(
        "its Gate 'c' is not one of its factors 'a' and 'b'; did you mean 'a'?",
        Pair("Sigmoid", "Tanh").Lrp("Epsilon").Rule("SignalTakesAll", "product", ("Gate", "c")).Issue().Message);

    [Fact]
    public void A_layer_that_vanishes_is_known_by_what_stands_for_it() => Assert.Equal("SignalTakesAll(gate silu1)", RuleOf(new NetBuilder(4)
        .Layer("Silu").Layer("Dropout", ("Name", "thin")).Layer("Multiply", ("Inputs", new[] { "input", "thin" }), ("Name", "product"))
        .Lrp("Epsilon").Rule("SignalTakesAll", "product", ("Gate", "thin"))));

    [Fact]
    public void The_input_may_be_the_gate() => Assert.Equal("SignalTakesAll(gate input)", RuleOf(new NetBuilder(4)
        .Layer("Silu").Layer("Multiply", ("Inputs", new[] { "input", "silu1" }), ("Name", "product"))
        .Lrp("Epsilon").Rule("SignalTakesAll", "product", ("Gate", "input"))));

    [Fact]
    public void What_leads_to_a_gate_alone_has_no_steps()
    {
        NetBuilder net = new NetBuilder(4).Linear(4, ("Name", "value")).Linear(4, ("Name", "weight"), ("Input", "input")).Layer("Sigmoid")
            .Layer("Multiply", ("Inputs", new[] { "value", "sigmoid1" })).Lrp("Epsilon").Gradient();
        IReadOnlyList<ExplainerPlan> plans = net.Network().Explainers;
        Assert.Equal([0, 1, 4], plans[0].Schedule.Steps.Select(s => s.Node).Distinct().Order());
        Assert.Equal([0, 1, 2, 3, 4], plans[1].Schedule.Steps.Select(s => s.Node).Distinct().Order());
    }

    [Fact]
    public void A_value_by_itself_gets_both_shares()
    {
        NetBuilder net = new NetBuilder(4).Linear(4).Layer("Multiply", ("Inputs", new[] { "linear1", "linear1" })).Lrp("Epsilon").Gradient();
        foreach (ExplainerPlan plan in net.Network().Explainers)
            Assert.Equal([false, true], plan.Schedule.Steps.OfType<FactorStep>().Select(s => s.Accumulate));
    }

    private static NetBuilder Of(int[] a, int[] b)
    {
        // Both are made of one vector, which has as many elements as either needs.
        int CountOf(int[] shape) => shape.Aggregate(1, (product, extent) => product * extent);
        return new NetBuilder(4)
            .Linear(CountOf(a)).Layer("Reshape", ("Shape", a), ("Name", "a"))
            .Linear(CountOf(b), ("Input", "input")).Layer("Reshape", ("Shape", b), ("Name", "b"))
            .Layer("Multiply", ("Inputs", new[] { "a", "b" }));
    }

    private static NetBuilder Pair(string a, string b) => new NetBuilder(4).Layer(a, ("Name", "a")).Layer(b, ("Name", "b"), ("Input", "input"))
        .Layer("Multiply", ("Inputs", new[] { "a", "b" }), ("Name", "product"));

    private static string RuleOf(NetBuilder net)
    {
        CompiledNetwork network = net.Network();
        return network.Explainers[0].Explainer.ByNode()[network.Graph.Output]!.ToString();
    }
}
