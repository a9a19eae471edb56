using CsCheck;
using Xunit.Abstractions;

namespace ExplainGen.Graph.Tests.Planning;

public sealed class BufferPlanTests(ITestOutputHelper output)
{
    /// <summary>How much longer than the most that is alive at once a workspace may be.</summary>
    private const double Slack = 1.3;

    public static TheoryData<string, string> Networks
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string network in new[] { "Vgg16", "ResNet18", "DenseNet" })
            {
                foreach (string composite in new[] { "EpsilonPlusFlat", "EpsilonGammaBox", "EpsilonAlpha2Beta1", "LrpZero", "Gradient" })
                    data.Add(network, composite);
            }

            return data;
        }
    }

    [Fact]
    public void Tensors_that_are_alive_together_do_not_overlap() => RandomNetworks.Gen.Sample(net =>
    {
        foreach ((IReadOnlyList<Step> steps, BufferPlan plan, Slot[] atStart, Slot[] atEnd) in Plans(net.Network()))
            AssertDisjoint(steps, plan, atStart, atEnd);
    }, iter: 200);

    [Fact]
    public void Tensors_lie_within_the_plan_at_multiples_of_a_block() => RandomNetworks.Gen.Sample(net =>
    {
        CompiledNetwork network = net.Network();
        foreach ((IReadOnlyList<Step> steps, BufferPlan plan, Slot[] atStart, Slot[] atEnd) in Plans(network))
        {
            Assert.All(steps.SelectMany(s => s.Reads.Concat(s.Writes)).Concat(atStart).Concat(atEnd), slot => Assert.Contains(
                slot, plan.Offsets.Keys));
            Assert.All(plan.Offsets, place =>
            {
                Assert.Equal((0, 0), (place.Value % 16, place.Key.Length % 16));
                Assert.InRange(place.Value, 0, plan.Length - place.Key.Length);
            });
            Assert.InRange(plan.LargestLiveSet, 0, plan.Length);
            Assert.InRange(plan.Length, 0, network.WorkspaceLength);
        }
    }, iter: 200);

    [Fact]
    public void What_the_forward_pass_left_standing_stays_where_it_is() => RandomNetworks.Gen.Sample(net =>
    {
        CompiledNetwork network = net.Network();
        if (network.Forward is not { } forward)
            return;
        var values = forward.Steps.SelectMany(s => s.Writes).Append(forward.Input).ToHashSet();
        foreach (ExplainerPlan plan in network.Explainers)
        {
            // All of it, since other explainers and further targets read it after this one.
            Slot[] kept =
                [.. network.Explainers.SelectMany(e => e.Schedule.Steps).SelectMany(s => s.Reads).Where(values.Contains).Distinct()];
            Assert.All(kept, slot => Assert.Equal(forward.Buffers.Offsets[slot], plan.Buffers.Offsets[slot]));
            (long Start, long End)[] ranges = [.. kept.Select(slot => Range(slot, plan.Buffers))];
            foreach (Slot written in plan.Schedule.Steps.SelectMany(s => s.Writes).Append(plan.Schedule.Seed).Distinct())
            {
                (long start, long end) = Range(written, plan.Buffers);
                Assert.All(ranges, kept => Assert.True(end <= kept.Start || start >= kept.End, $"{written} lies on a kept value"));
            }
        }
    }, iter: 200);

    [Fact]
    public void Tensors_that_share_memory_within_a_step_have_one_layout() => RandomNetworks.Gen.Sample(net =>
    {
        foreach ((IReadOnlyList<Step> steps, BufferPlan plan, _, _) in Plans(net.Network()))
        {
            foreach (Step step in steps)
            {
                foreach ((Slot read, Slot written) in step.InPlace.Where(
                    p => plan.Offsets[p.Read] == plan.Offsets[p.Written] && p.Read.Length > 0))
                    Assert.Equal((read.Shape, read.Halo), (written.Shape, written.Halo));
            }
        }
    }, iter: 200);

    [Theory]
    [MemberData(nameof(Networks))]
    public void Plans_of_known_networks_are_tight(string name, string composite)
    {
        CompiledNetwork network = Declare(name).Lrp(composite, ("Low", -3), ("High", 3)).Network();
        foreach ((string pass, BufferPlan plan) in new[]
        {
            ("predict", network.Predict.Buffers), ("forward", network.Forward!.Buffers), ("explain", network.Explainers[0].Buffers),
        })
        {
            double ratio = (double)plan.Length / plan.LargestLiveSet;
            output.WriteLine($"{name} {composite} {pass}: {plan.Length * 4e-6:F1} MB, {ratio:F3} of the largest live set");
            Assert.True(ratio <= Slack, $"{pass}: {ratio:F3}");
        }
    }

    [Fact]
    public void The_largest_live_set_is_what_it_says()
    {
        CompiledNetwork network = Declare("ResNet18").Lrp("EpsilonPlusFlat").Network();
        ForwardPlan forward = network.Forward!;

        // The stem's 112 x 112 output alone takes more than what any plan of the blocks behind it holds of one tensor.
        long stem = forward.Steps.SelectMany(s => s.Writes).First().Length;
        Assert.InRange(forward.Buffers.LargestLiveSet, stem, forward.Steps.SelectMany(s => s.Writes).Append(forward.Input).Distinct().Sum(s => s.Length));
    }

    [Fact]
    public void A_chain_takes_turns_between_two_buffers()
    {
        var net = new NetBuilder(16, 8, 8);
        for (int i = 0; i < 10; i++)
            net.Conv(16, 1).Layer("Tanh");
        Assert.Equal(2 * 16 * 64, net.Network().Predict.Buffers.Length);
    }

    [Fact]
    public void Quotients_stand_where_the_relevance_stood()
    {
        CompiledNetwork network = new NetBuilder(16).Relu().Linear(16).Relu().Linear(16).Relu().Linear(16).Lrp("EpsilonPlus")
            .Rule("ZPlus", "*").Network();
        BufferPlan plan = network.Explainers[0].Buffers;
        Assert.All(
            network.Explainers[0].Schedule.Steps.OfType<QuotientStep>(), s => Assert.Equal(plan.Offsets[s.Relevance], plan.Offsets[s.S]));
    }

    [Fact]
    public void A_sum_stands_where_one_of_its_inputs_stood()
    {
        const long tensor = 16 * 64;
        NetBuilder net = new NetBuilder(16, 8, 8).Conv(16, 1).Conv(16, 1, ("Input", "input"))
            .Layer("Add", ("Inputs", new[] { "conv1", "conv2" }));
        Assert.Equal(3 * tensor, net.Copy().Unfused().Network().Predict.Buffers.Length);

        // Joined to the second convolution, it needs no place for that one's own output.
        Assert.Equal(2 * tensor, net.Network().Predict.Buffers.Length);
    }

    [Fact]
    public void A_convolution_never_writes_where_it_reads()
    {
        NetBuilder net = new NetBuilder(16, 8, 8).Conv(16, 1).Conv(16, 3, ("Padding", 1))
            .Layer("Add", ("Inputs", new[] { "conv1", "conv2" }));
        ForwardPlan predict = net.Network().Predict;
        ForwardStep sum = Assert.Single(predict.Steps.OfType<ForwardStep>(), s => s.Addend is not null);
        Assert.Same(sum.X, sum.Addend);
        Assert.NotEqual(predict.Buffers.Offsets[sum.X], predict.Buffers.Offsets[sum.Y]);
    }

    private static NetBuilder Declare(string name) => name switch
    {
        "Vgg16" => ReferenceNetworks.Vgg16(),
        "ResNet18" => ReferenceNetworks.ResNet18(),
        _ => ReferenceNetworks.DenseNet(),
    };

    private static IEnumerable<(IReadOnlyList<Step> Steps, BufferPlan Plan, Slot[] AtStart, Slot[] AtEnd)> Plans(CompiledNetwork network)
    {
        yield return (network.Predict.Steps, network.Predict.Buffers, [network.Predict.Input], [network.Predict.Output]);
        if (network.Forward is not { } forward)
            yield break;
        var values = forward.Steps.SelectMany(s => s.Writes).Append(forward.Input).ToHashSet();
        Slot[] kept = [.. network.Explainers.SelectMany(e => e.Schedule.Steps).SelectMany(s => s.Reads).Where(values.Contains).Append(forward.Output).Distinct()];
        yield return (forward.Steps, forward.Buffers, [forward.Input], kept);
        foreach (ExplainerPlan plan in network.Explainers)
            yield return (plan.Schedule.Steps, plan.Buffers, [plan.Schedule.Seed, .. kept], [plan.Schedule.Input, .. kept]);
    }

    // Lifetimes from first write to last read, found independently of the plan; the same memory at the same time only in place.
    private static void AssertDisjoint(IReadOnlyList<Step> steps, BufferPlan plan, Slot[] atStart, Slot[] atEnd)
    {
        var start = new Dictionary<Slot, int>();
        var end = new Dictionary<Slot, int>();
        foreach (Slot slot in atStart)
            start[slot] = end[slot] = -1;
        for (int i = 0; i < steps.Count; i++)
        {
            foreach (Slot slot in steps[i].Reads.Concat(steps[i].Writes))
            {
                start.TryAdd(slot, i);
                end[slot] = i;
            }
        }

        foreach (Slot slot in atEnd)
            end[slot] = steps.Count;
        Slot[] slots = [.. start.Keys];
        for (int a = 0; a < slots.Length; a++)
        {
            (long aStart, long aEnd) = Range(slots[a], plan);
            for (int b = a + 1; b < slots.Length; b++)
            {
                (long bStart, long bEnd) = Range(slots[b], plan);
                if (aEnd <= bStart || bEnd <= aStart || end[slots[a]] < start[slots[b]] || end[slots[b]] < start[slots[a]])
                    continue;
                (Slot first, Slot second) = start[slots[a]] <= start[slots[b]] ? (slots[a], slots[b]) : (slots[b], slots[a]);
                Assert.True(
                    end[first] == start[second] && steps[end[first]].InPlace.Contains((first, second)), $"{first} and {second} overlap");
            }
        }
    }

    private static (long Start, long End) Range(Slot slot, BufferPlan plan) => (plan.Offsets[slot], plan.Offsets[slot] + slot.Length);
}
