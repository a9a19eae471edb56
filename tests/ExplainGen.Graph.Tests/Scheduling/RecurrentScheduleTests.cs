namespace ExplainGen.Graph.Tests.Scheduling;

/// <summary>Recurrent layers in schedules: rules, steps, and what stands between the passes.</summary>
public sealed class RecurrentScheduleTests
{
    public static TheoryData<string> RelevanceComposites =>
        [.. CompositeTable.Names.Where(name => name != "Custom" && !CompositeTable.Find(name).IsGradient)];

    /// <summary>Whatever the composite gives other layers with weights, a recurrent one takes epsilon, with its number.</summary>
    [Theory]
    [MemberData(nameof(RelevanceComposites))]
    public void Every_composite_of_relevance_gives_epsilon(string composite)
    {
        CompiledNetwork network = Net().Lrp(
            composite, ("Epsilon", 0.5), ("Low", -1.0), ("High", 1.0), ("Bias", "Ignore"), ("StabilizerMode", "Clip")).Network();
        string expected = composite == "LrpZero" ? "Epsilon(0), bias ignored" : "Epsilon(0.5 clip), bias ignored";
        Assert.Equal(expected, $"{network.Explainers[0].Explainer.ByNode()[1]}");
        Assert.Equal(expected, $"{network.Explainers[0].Explainer.ByNode()[2]}");
    }

    /// <summary>What stands behind a recurrent layer is not the first layer with weights.</summary>
    [Fact]
    public void A_dense_layer_behind_is_not_the_first()
    {
        CompiledNetwork network = Net().Lrp("EpsilonPlusFlat").Network();
        Assert.Equal("Epsilon(1e-6)", $"{network.Explainers[0].Explainer.ByNode()[3]}");
    }

    [Fact]
    public void A_custom_explainer_needs_a_rule()
    {
        Issue issue = Net().Lrp("Custom").Rule("Epsilon", "linear1").Rule("Epsilon", "gru1").Issue();
        Assert.Equal("EXG0201", issue.Descriptor.Id);
        Assert.Equal(
            "Layer 'lstm1' (Lstm) has no rule under explainer 'Custom': add one, for example [Epsilon(\"lstm1\")]", issue.Message);
    }

    [Theory]
    [InlineData("Gamma")]
    [InlineData("ZPlus")]
    [InlineData("Flat")]
    [InlineData("Norm")]
    [InlineData("Pass")]
    [InlineData("Winner")]
    public void Other_rules_cannot_apply(string rule)
    {
        Issue issue = Net().Lrp("Epsilon").Rule(rule, "lstm1").Issue();
        Assert.Equal(("EXG0203", 5), (issue.Descriptor.Id, issue.Origin));
        Assert.Equal(
            $"Rule {rule} cannot apply to layer 'lstm1' (Lstm) under explainer 'Epsilon': it is not a rule of Lstm layers", issue.Message);
    }

    [Fact]
    public void Biases_are_not_redistributed()
    {
        const string reason = "Rule Epsilon cannot apply to layer 'lstm1' (Lstm) under explainer 'Epsilon': the state before the sequence, "
            + "which is no input, would get a part of its biases' share; write [Epsilon(\"lstm1\")] with Bias = BiasHandling.Absorb or "
            + "BiasHandling.Ignore";
        Issue issue = Net().Lrp("Epsilon", ("Bias", "Redistribute")).Rule("Epsilon", "gru1").Issue();
        Assert.Equal(("EXG0203", 4, reason), (issue.Descriptor.Id, issue.Origin, issue.Message));
        issue = Net().Lrp("Epsilon").Rule("Epsilon", "lstm1", ("Bias", "Redistribute")).Issue();
        Assert.Equal(("EXG0203", 5, reason), (issue.Descriptor.Id, issue.Origin, issue.Message));
        Assert.Empty(Net().Lrp("Epsilon", ("Bias", "Redistribute")).Rule("Epsilon", "lstm1..gru1").Compile().Issues);
    }

    [Fact]
    public void Steps_go_through_the_sequence_each_way()
    {
        CompiledNetwork network = Net().Lrp("Epsilon").Gradient().Network();
        Assert.Equal(
            ["lstm1 Ahead", "lstm1 Reverse", "gru1 Ahead"],
            network.Predict.Steps.OfType<RecurrentForwardStep>().Select(step => $"{network.Graph.Nodes[step.Node].Name} {step.Direction}"));
        RecurrentRelevanceStep[] relevance = [.. network.Explainers[0].Schedule.Steps.OfType<RecurrentRelevanceStep>()];
        Assert.Equal([false, false, true], relevance.Select(step => step.Accumulate));
        Assert.Equal((0, 4), network.Explainers[0].Passes);
        RecurrentGradientStep[] gradient = [.. network.Explainers[1].Schedule.Steps.OfType<RecurrentGradientStep>()];
        Assert.Equal([false, false, true], gradient.Select(step => step.Accumulate));
        Assert.Equal(
            [
                "Lstm1", "Lstm1Reverse", "Gru1", "Lstm1Relevance", "Lstm1ReverseRelevance", "Gru1Relevance", "Lstm1Gradient",
                "Lstm1ReverseGradient", "Gru1Gradient",
            ],
            network.Constants.OfType<RecurrentConstant>().OrderBy(c => c.Pass).ThenBy(c => c.Node).Select(c => c.Name));
    }

    /// <summary>States stay where the forward pass left them, apart from all that explainers write.</summary>
    [Fact]
    public void States_stay_between_the_passes()
    {
        CompiledNetwork network = Net().Lrp("Epsilon").Gradient().Network();
        Slot[] states = [.. network.Forward!.Steps.OfType<RecurrentForwardStep>().Select(step => step.State)];
        Assert.Equal(["112x7", "112x7", "96x7"], states.Select(state => state.Shape.ToString()));
        foreach (ExplainerPlan plan in network.Explainers)
        {
            foreach (Slot state in states)
            {
                long begin = network.Forward.Buffers.Offsets[state];
                Assert.Equal(begin, plan.Buffers.Offsets[state]);
                Assert.All(plan.Schedule.Steps.SelectMany(step => step.Writes), slot => Assert.True(
                    plan.Buffers.Offsets[slot] >= begin + state.Length || plan.Buffers.Offsets[slot] + slot.Length <= begin));
            }
        }
    }

    [Fact]
    public void Sequences_are_not_computed_side_by_side() => Assert.False(Net().Lrp("Epsilon").Network().AllowsColumns);

    private static NetBuilder Net() => new NetBuilder(3, 7)
        .Layer("Lstm", ("Hidden", 5), ("Bidirectional", true)).Layer("Gru", ("Hidden", 4), ("Sequence", false)).Linear(2);
}
