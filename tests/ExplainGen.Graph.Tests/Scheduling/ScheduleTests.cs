using CsCheck;

namespace ExplainGen.Graph.Tests.Scheduling;

/// <summary>What must hold of the steps of any network.</summary>
public sealed class ScheduleTests
{
    [Fact]
    public void Nothing_is_read_before_it_is_written() => RandomNetworks.Gen.Sample(net =>
    {
        CompiledNetwork network = net.Network();
        AssertReads(network.Predict.Steps, [network.Predict.Input]);
        Assert.Contains(network.Predict.Output, network.Predict.Steps.SelectMany(s => s.Writes));
        if (network.Forward is not { } forward)
            return;
        HashSet<Slot> standing = AssertReads(forward.Steps, [forward.Input]);
        Assert.Contains(forward.Output, standing);
        foreach (ExplainerPlan plan in network.Explainers)
            Assert.Contains(plan.Schedule.Input, AssertReads(plan.Schedule.Steps, [.. standing, plan.Schedule.Seed]));
    }, iter: 300);

    [Fact]
    public void Values_are_written_by_the_forward_pass_alone_and_once() => RandomNetworks.Gen.Sample(net =>
    {
        CompiledNetwork network = net.Network();
        foreach (ForwardPlan plan in new[] { network.Predict, network.Forward }.OfType<ForwardPlan>())
        {
            // Sums and concatenations write their output part by part, all in steps of their own.
            foreach (IGrouping<Slot, Step> writes in plan.Steps.SelectMany(s => s.Writes.Select(w => (Slot: w, Step: s))).GroupBy(
                p => p.Slot, p => p.Step))
                Assert.Single(writes.Select(step => step.Node).Distinct());
            Assert.Contains(plan.Buffers.Offsets, o => o.Key == plan.Output);
        }

        var values = (network.Forward?.Steps ?? []).SelectMany(s => s.Writes).ToHashSet();
        foreach (ExplainerPlan plan in network.Explainers)
            Assert.DoesNotContain(plan.Schedule.Steps.SelectMany(s => s.Writes), values.Contains);
    }, iter: 300);

    [Fact]
    public void Each_use_of_a_tensor_adds_to_its_relevance_once() => RandomNetworks.Gen.Sample(net =>
    {
        foreach (ExplainerPlan plan in net.Network().Explainers)
        {
            var begun = new HashSet<Slot> { plan.Schedule.Seed };
            foreach (Step step in plan.Schedule.Steps)
            {
                // The first write overwrites, every later one adds: nothing is lost, and nothing old is counted.
                foreach ((Slot slot, bool accumulates) in Contributions(step))
                    Assert.Equal(!begun.Add(slot), accumulates);
            }
        }
    }, iter: 300);

    [Fact]
    public void Relevance_is_complete_when_it_is_observed() => RandomNetworks.Gen.Sample(net =>
    {
        CompiledNetwork network = net.Network();
        IReadOnlyList<IReadOnlyList<int>> consumers = network.Graph.Consumers();
        foreach (ExplainerPlan plan in network.Explainers)
        {
            HashSet<int> reached = Reached(network.Graph, plan.Explainer.ByNode());
            var delivered = new HashSet<int>();
            var observed = new List<int>();
            foreach (Step step in plan.Schedule.Steps)
            {
                if (step is ObserveStep)
                {
                    Assert.All(consumers[step.Node].Where(reached.Contains), consumer => Assert.Contains(consumer, delivered));
                    observed.Add(step.Node);
                }
                else if (step is DeliverStep deliver)
                {
                    Assert.Equal(network.Graph.Nodes[step.Node].Inputs.Distinct().Intersect(deliver.InputNodes), deliver.InputNodes);
                    Assert.All(
                        Receivers(network.Graph.Nodes[step.Node], plan.Explainer.ByNode()[step.Node]),
                        receiver => Assert.Contains(receiver, deliver.InputNodes));
                    delivered.Add(step.Node);
                }
                else
                {
                    Assert.Equal(observed[^1], step.Node);
                    Assert.DoesNotContain(step.Node, delivered);
                }
            }

            // Every node that relevance reaches is observed, from the output down, and all but the input deliver.
            Assert.Equal(reached.OrderDescending(), observed);
            Assert.Equal(reached.Where(node => node != 0).Order(), delivered.Order());
        }
    }, iter: 300);

    [Fact]
    public void Relevance_has_the_shape_of_its_value() => RandomNetworks.Gen.Sample(net =>
    {
        CompiledNetwork network = net.Network();
        foreach (ExplainerPlan plan in network.Explainers)
        {
            Assert.All(plan.Schedule.Steps.OfType<ObserveStep>(), s => Assert.Equal(network.Graph.Nodes[s.Node].Shape, s.Relevance.Shape));
            Assert.All(plan.Schedule.Steps.OfType<DeliverStep>(), s =>
                Assert.All(s.InputNodes.Zip(s.Inputs), pair => Assert.Equal(network.Graph.Nodes[pair.First].Shape, pair.Second.Shape)));
        }
    }, iter: 100);

    [Fact]
    public void A_convolution_finds_its_halo() => RandomNetworks.Gen.Sample(net =>
    {
        CompiledNetwork network = net.Network();
        IEnumerable<Step> steps = network.Predict.Steps.Concat(network.Forward?.Steps ?? []).Concat(
            network.Explainers.SelectMany(e => e.Schedule.Steps));
        foreach (Step step in steps)
        {
            if (network.Graph.Nodes[step.Node].Operator is not ConvolutionOperator convolution)
                continue;
            Slot? x = step switch { ForwardStep s => s.X, QuotientStep s => s.X, _ => null };
            if (x is null)
                continue;
            (_, AxisWindow height, AxisWindow width) = convolution.Window.Resolve(x.Shape);
            Assert.True(x.Halo.Height >= Reach(height) && x.Halo.Width >= Reach(width), $"{step}");
        }

        // What the window touches outside of the input, counted.
        static int Reach(AxisWindow window)
        {
            int before = 0, after = 0;
            for (int o = 0; o < window.Out; o++)
            {
                for (int k = 0; k < window.Kernel; k++)
                {
                    int position = o * window.Stride - window.PadBegin + k * window.Dilation;
                    before = Math.Max(before, -position);
                    after = Math.Max(after, position - window.In + 1);
                }
            }

            return Math.Max(before, after);
        }
    }, iter: 300);

    [Fact]
    public void Shared_weights_are_two_uses()
    {
        CompiledNetwork network = new NetBuilder(4).Linear(4).Relu().Linear(4, ("Shares", "linear1")).Lrp("EpsilonPlus").Network();
        Assert.Equal(2, network.Explainers[0].Schedule.Steps.OfType<RedistributeStep>().Count());
        Assert.Equal([1, 3], network.Constants.OfType<FilterConstant>().Select(c => c.Node));
    }

    [Fact]
    public void A_sum_of_a_tensor_with_itself_gets_both_shares()
    {
        CompiledNetwork network = new NetBuilder(4).Linear(4).Layer("Add", ("Inputs", new[] { "linear1", "linear1" })).Lrp("Epsilon")
            .Network();
        Assert.Equal([false, true], network.Explainers[0].Schedule.Steps.OfType<MultiplyStep>().Select(s => s.Accumulate));
    }

    [Fact]
    public void A_sum_of_two_shares_in_one_step()
    {
        NetBuilder net = new NetBuilder(4).Linear(4).Relu().Linear(4).Layer("Add", ("Inputs", new[] { "linear2", "relu1" })).Lrp("Epsilon");
        ShareSumStep step = Assert.Single(net.Copy().Network().Explainers[0].Schedule.Steps.OfType<ShareSumStep>());
        Assert.Equal(("linear2", "relu1", false, false), (step.A.Name, step.B.Name, step.AccumulateA, step.AccumulateB));
        Assert.Equal(2, net.Unfused().Network().Explainers[0].Schedule.Steps.OfType<MultiplyStep>().Count());
    }

    [Fact]
    public void Relevance_that_passes_unchanged_is_not_copied() => Assert.Empty(
        new NetBuilder(4).Linear(4).Relu().Linear(3).Lrp("Epsilon").Network().Explainers[0].Schedule.Steps.OfType<CopyStep>());

    [Fact]
    public void A_batch_norm_with_its_shift_redistributed_shares_by_its_output()
    {
        CompiledNetwork network = new NetBuilder(4).Linear(4).Relu().Layer("BatchNorm").Layer("Tanh").Lrp("Epsilon")
            .Rule("Epsilon", "batchNorm1", ("Bias", "Redistribute")).Network();
        Assert.Empty(network.Explainers[0].Schedule.Steps.OfType<SpreadBiasStep>());
        Assert.Equal("batchNorm1", Assert.Single(network.Explainers[0].Schedule.Steps.OfType<MultiplyStep>()).A.Name);
    }

    [Fact]
    public void Activations_join_the_step_before_them_where_nothing_else_needs_its_value()
    {
        NetBuilder net = new NetBuilder(4).Linear(4).Layer("Tanh").Linear(4).Relu();
        Assert.Equal(2, net.Network().Predict.Steps.Count);
        Assert.Equal(4, net.Copy().Unfused().Network().Predict.Steps.Count);

        // Epsilon divides by the value before the tanh, and by the one before a rectifier only at the very end.
        Assert.Equal(4, net.Copy().Lrp("Epsilon").Network().Forward!.Steps.Count);
        Assert.Equal(2, net.Copy().Lrp("Epsilon").Network().Predict.Steps.Count);
    }

    [Fact]
    public void A_sum_joins_the_later_of_the_layers_it_adds_where_nothing_else_needs_its_value()
    {
        NetBuilder net = new NetBuilder(4, 6, 6).Conv(4, 1).Conv(4, 1, ("Input", "input"))
            .Layer("Add", ("Inputs", new[] { "conv2", "conv1" })).Relu();
        ForwardStep last = Assert.IsType<ForwardStep>(net.Copy().Network().Predict.Steps[^1]);
        Assert.Equal("conv1", last.Addend?.Name);
        Assert.Equal("relu1", last.Y.Name);
        Assert.NotNull(last.Activation);
        Assert.Equal(2, net.Copy().Network().Predict.Steps.Count);
        Assert.Equal(4, net.Copy().Unfused().Network().Predict.Steps.Count);

        // The shares of a sum are those of its inputs, so they have to stand.
        Assert.Single(net.Copy().Lrp("Epsilon").Network().Forward!.Steps.OfType<AddStep>());
    }

    [Fact]
    public void Sums_join_one_behind_the_other()
    {
        IReadOnlyList<Step> steps = new NetBuilder(4).Linear(4).Linear(4).Layer("Add", ("Inputs", new[] { "linear1", "linear2" })).Linear(4)
            .Layer("Add", ("Inputs", new[] { "add1", "linear3" })).Network().Predict.Steps;
        Assert.Equal([null, "linear1", "add1"], steps.Cast<ForwardStep>().Select(s => s.Addend?.Name));
    }

    [Theory]
    [InlineData("linear1", "linear1")]
    [InlineData("linear1", "linear2", "input")]
    [InlineData("linear1", "relu1")]
    public void Other_sums_are_steps_of_their_own(params string[] inputs) => Assert.Equal(
        inputs.Length - 1,
        new NetBuilder(4).Linear(4).Linear(4, ("Input", "input")).Layer("Relu", ("Input", "linear2"))
            .Layer("Add", ("Inputs", inputs)).Layer("Concat", ("Inputs", new[] { "add1", "relu1" }))
            .Network().Predict.Steps.OfType<AddStep>().Count());

    [Fact]
    public void A_sum_joins_no_layer_that_another_one_reads() => Assert.Single(
        new NetBuilder(4, 6, 6).Conv(4, 1).Conv(4, 1, ("Input", "input")).Layer("Add", ("Inputs", new[] { "conv1", "conv2" }))
            .Layer("Tanh", ("Input", "conv2")).Layer("Concat", ("Inputs", new[] { "add1", "tanh1" }))
            .Network().Predict.Steps.OfType<AddStep>());

    [Fact]
    public void A_layer_that_two_read_is_computed_once() => Assert.Single(
        new NetBuilder(4).Linear(4).Relu().Layer("Tanh", ("Input", "linear1")).Layer("Add", ("Inputs", new[] { "relu1", "tanh1" }))
            .Network().Predict.Steps.OfType<ForwardStep>());

    // The nodes that some reader hands relevance to, and the output.
    private static HashSet<int> Reached(NetworkGraph graph, Rule?[] rules)
    {
        HashSet<int> reached = [graph.Output];
        foreach (Node node in graph.Nodes.Reverse().Where(node => reached.Contains(node.Id)))
            reached.UnionWith(Receivers(node, rules[node.Id]));
        return reached;
    }

    // The inputs of a node that its rule hands relevance to: all, but for the gate of a product.
    private static IEnumerable<int> Receivers(Node node, Rule? rule) =>
        node.Inputs.Where((_, i) => rule is not SignalTakesAllRule { GateInput: var gate } || i != gate).Distinct();

    // Steps whose result is added to what stands there, or replaces it.
    private static IEnumerable<(Slot Slot, bool Accumulates)> Contributions(Step step) => step switch
    {
        RedistributeStep s => [(s.R, s.Accumulate)],
        RedistributeBySignStep s => [(s.R, s.Accumulate)],
        FlatStep s => [(s.R, s.Accumulate)],
        SpreadBiasStep s => [(s.R, true)],
        MaxPoolShareStep s => [(s.R, s.Accumulate)],
        ActivationPassStep s => [(s.R, s.Accumulate)],
        ShareSumStep s => [(s.RA, s.AccumulateA), (s.RB, s.AccumulateB)],
        MultiplyStep s => [(s.R, s.Accumulate)],
        CopyStep s => [(s.To, s.Accumulate)],
        NormalizationPassStep s => [(s.R, s.Accumulate)],
        FactorStep s => [(s.R, s.Accumulate)],
        _ => [],
    };

    private static HashSet<Slot> AssertReads(IReadOnlyList<Step> steps, HashSet<Slot> written)
    {
        foreach (Step step in steps)
        {
            Assert.All(step.Reads, slot => Assert.True(written.Contains(slot), $"{step} reads {slot}"));
            written.UnionWith(step.Writes);
        }

        return written;
    }
}
