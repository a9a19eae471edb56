using System.Globalization;
using System.Text;
using CsCheck;

namespace ExplainGen.Graph.Tests;

/// <summary>The same declaration compiles to the same network, in every process and culture.</summary>
public sealed class DeterminismTests
{
    [Fact]
    public void Two_runs_are_equal() => RandomNetworks.Gen.Sample(
        net => Assert.Equal(Describe(net.Compile()), Describe(net.Compile())), iter: 100);

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void Cultures_make_no_difference(string culture)
    {
        NetBuilder net = ReferenceNetworks.ResNet18(64).Lrp("EpsilonGammaBox", ("Low", -2.5), ("High", 2.25), ("Gamma", 0.125))
            .Lrp("Gradient").Gradient();
        NetBuilder wrong = new NetBuilder(4).Linear(3).Lrp("Epsilon", ("Epsilon", -0.5)).Rule(
            "AlphaBeta", "linear1", ("Alpha", 2.5), ("Beta", 1.25));
        string expected = Describe(net.Compile()) + Describe(wrong.Compile());
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            Assert.Equal(expected, Describe(net.Compile()) + Describe(wrong.Compile()));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Equal_declarations_are_equal_values() => RandomNetworks.Gen.Sample(net =>
    {
        NetworkDeclaration a = net.Declare(), b = net.Copy().Declare();
        Assert.Equal(a, b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.NotEqual(a, net.Copy().Linear(7).Declare());
    }, iter: 50);

    [Fact]
    public void A_cancelled_compilation_stops() => Assert.Throws<OperationCanceledException>(() =>
        NetworkCompiler.Compile(ReferenceNetworks.Deep(100).Declare(), "Net", new CancellationToken(canceled: true)));

    // Everything that emitters read, with names in place of identities.
    private static string Describe(CompilationResult result)
    {
        var text = new StringBuilder();
        foreach (Issue issue in result.Issues)
            text.Append(issue).Append(' ').Append(issue.Origin).Append(' ').Append(issue.Argument).Append('\n');
        if (result.Network is not { } network)
            return text.ToString();
        foreach (Node node in network.Graph.Nodes)
            text.Append(CultureInfo.InvariantCulture, $"{node.Id} {node.Name} {node.Operator.Kind} {node.Operator.Describe()} {node.Inputs} {node.Shape}\n");
        foreach (Constant constant in network.Constants)
            text.Append(constant.GetType().Name).Append(' ').Append(constant.Name).Append('\n');
        Describe(text, network.Predict.Steps, network.Predict.Buffers);
        Describe(text, network.Forward?.Steps ?? [], network.Forward?.Buffers);
        foreach (ExplainerPlan plan in network.Explainers)
        {
            text.Append(plan.Explainer.Name).Append(' ').AppendJoin(", ", plan.Explainer.ByNode().Select(r => $"{r}")).Append('\n');
            Describe(text, plan.Schedule.Steps, plan.Buffers);
        }

        return text.ToString();
    }

    private static void Describe(StringBuilder text, IReadOnlyList<Step> steps, BufferPlan? plan)
    {
        foreach (Step step in steps)
        {
            text.Append(step.GetType().Name).Append(' ').Append(step.Node);
            foreach (Slot slot in step.Reads.Concat(step.Writes))
                text.Append(CultureInfo.InvariantCulture, $" {slot} {slot.Halo} @{plan!.Offsets[slot]}");
            text.Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"{plan?.Length} {plan?.LargestLiveSet}\n");
    }
}
