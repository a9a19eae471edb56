namespace ExplainGen.Graph.Tests.Scheduling;

/// <summary>What attention computes forward and backward, and what it leaves standing in between.</summary>
public sealed class AttentionScheduleTests
{
    [Fact]
    public void Weights_stay_where_an_explainer_reads_them()
    {
        CompiledNetwork network = Net().Lrp("Epsilon").Network();
        Slot weights = Assert.Single(network.Forward!.Steps.OfType<AttentionWeightsStep>()).Weights;
        ExplainerPlan plan = Assert.Single(network.Explainers);
        Assert.Contains(weights, plan.Schedule.Steps.SelectMany(step => step.Reads));
        Assert.DoesNotContain(weights, plan.Schedule.Steps.SelectMany(step => step.Writes));
        Assert.Equal(network.Forward.Buffers.Offsets[weights], plan.Buffers.Offsets[weights]);

        // Nothing the backward pass writes lies on them.
        long begin = plan.Buffers.Offsets[weights], end = begin + weights.Length;
        Assert.All(plan.Schedule.Steps.SelectMany(step => step.Writes), slot => Assert.True(
            plan.Buffers.Offsets[slot] >= end || plan.Buffers.Offsets[slot] + slot.Length <= begin));
    }

    [Fact]
    public void A_prediction_keeps_none() =>
        Assert.Null(Net().Network().Forward);

    [Theory]
    [InlineData("AttnLrp", "CachedQuotient Values Weights scores pass CachedQuotient Queries Keys")]
    [InlineData("CpLrp", "CachedQuotient Values")]
    [InlineData("PlainGradient", "Values Weights pass Queries Keys")]
    public void Steps_of_a_rule(string rule, string expected)
    {
        CompiledNetwork network = Net().Lrp("Epsilon").Rule(rule, "attention").Network();
        int node = network.Graph.Nodes.Single(n => n.Name == "attention").Id;
        IEnumerable<Step> steps = network.Explainers[0].Schedule.Steps.Where(step => step.Node == node);
        Assert.Equal(expected, string.Join(" ", steps.Select(step => step switch
        {
            AttentionShareStep share => share.Part.ToString(),
            AttentionWeightsStep { Scores: true } => "scores",
            AttentionScoresPassStep => "pass",
            CachedQuotientStep => "CachedQuotient",
            _ => "",
        }).Where(text => text.Length > 0)));
    }

    [Fact]
    public void Layers_that_get_nothing_are_not_run()
    {
        CompiledNetwork network = Net().Lrp("Epsilon").Rule("CpLrp", "attention").Network();
        Assert.Equal(["linear4", "flatten1", "attention", "v", "input"],
            network.Explainers[0].Schedule.Steps.Select(step => network.Graph.Nodes[step.Node].Name).Distinct());
    }

    [Fact]
    public void An_input_that_gets_nothing_is_cleared()
    {
        ExplainerPlan plan = Assert.Single(
            new NetBuilder(4).Layer("Softmax").Linear(2).Lrp("Epsilon").Rule("CpLrp", "softmax1").Network().Explainers);
        Assert.Same(plan.Schedule.Input, Assert.Single(plan.Schedule.Steps.OfType<ClearStep>()).R);
        DeliverStep softmax = plan.Schedule.Steps.OfType<DeliverStep>().Single(step => step.Node == 1);
        Assert.Empty(softmax.InputNodes);
        Assert.False(softmax.Shares);
    }

    /// <summary>st(2 y) with epsilon in either unit, as half of what is divided by st'(y).</summary>
    [Theory]
    [InlineData(false, 0.05)]
    [InlineData(true, 0.1)]
    public void Stabilizers_are_those_of_the_doubled_product(bool scaled, double expected)
    {
        CompiledNetwork network = Net().Lrp("Epsilon").Rule("AttnLrp", "attention", ("Stabilizer", 0.1), ("RmsScaled", scaled)).Network();
        int node = network.Graph.Nodes.Single(n => n.Name == "attention").Id;
        Step[] steps = [.. network.Explainers[0].Schedule.Steps.Where(step => step.Node == node)];
        Assert.All(steps.OfType<CachedQuotientStep>(), step => Assert.Equal(expected, step.Stabilizer.Epsilon));
        Assert.All(steps.OfType<AttentionShareStep>(), step => Assert.Equal(0.5, step.Scale));
    }

    [Theory]
    [InlineData("EpsilonPlusFlat")]
    [InlineData("EpsilonGammaBox")]
    [InlineData("ExcitationBackprop")]
    [InlineData("VggReference")]
    [InlineData("LrpZero")]
    public void Composites_give_their_rules(string composite)
    {
        NetworkGraph graph = Mixed().Lrp(composite, ("Low", -1), ("High", 1)).Graph();
        EquatableArray<RuleAssignment> rules = Mixed().Lrp(composite, ("Low", -1), ("High", 1)).Network().Explainers[0].Explainer.Rules;
        string Rule(string name) => rules[graph.Nodes.Single(n => n.Name == name).Id].Rule!.ToString();
        Assert.Equal(("Uniform", "AttnLrp", "AttnLrp"), (Rule("product"), Rule("softmax"), Rule("attention")));
    }

    [Theory]
    [InlineData("product", "MatMul", "[Uniform(\"product\")]")]
    [InlineData("softmax", "Softmax", "[AttnLrp(\"softmax\")]")]
    [InlineData("attention", "Attention", "[AttnLrp(\"attention\")]")]
    public void A_rule_that_is_missing_is_named(string layer, string kind, string example)
    {
        Issue issue = Mixed().Lrp("Custom").Compile().Issues
            .Single(i => i.Message.StartsWith($"Layer '{layer}'", StringComparison.Ordinal));
        Assert.Equal("EXG0201", issue.Descriptor.Id);
        Assert.Equal($"Layer '{layer}' ({kind}) has no rule under explainer 'Custom': add one, for example {example}", issue.Message);
    }

    [Fact]
    public void Columns_are_for_vectors_alone() => Assert.False(new NetBuilder(4).Layer("Softmax").Linear(2).Network().AllowsColumns);

    private static NetBuilder Net() => new NetBuilder(6, 7)
        .Linear(8, ("PerPosition", true), ("Name", "q")).Linear(8, ("PerPosition", true), ("Name", "k"), ("Input", "input"))
        .Linear(8, ("PerPosition", true), ("Name", "v"), ("Input", "input"))
        .Layer("Attention", ("Heads", 2), ("Inputs", new[] { "q", "k", "v" }), ("Name", "attention")).Flatten().Linear(3);

    private static NetBuilder Mixed() => new NetBuilder(6, 6)
        .Layer("Softmax", ("Name", "softmax")).Layer("MatMul", ("Inputs", new[] { "input", "softmax" }), ("Name", "product"))
        .Layer("Attention", ("Heads", 2), ("Inputs", new[] { "product", "product", "softmax" }), ("Name", "attention"));
}
