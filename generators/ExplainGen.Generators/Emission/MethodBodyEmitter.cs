using ExplainGen.Graph;

namespace ExplainGen.Generators.Emission;

/// <summary>
/// Writes a schedule as methods. A long schedule becomes several methods, each small enough for the JIT to optimize fully; tensors
/// are looked up in the workspace where a method first needs them.
/// </summary>
internal sealed class MethodBodyEmitter(CompiledNetwork network, LayoutNames layouts)
{
    private const int MaxStatements = 300;

    /// <summary>Writes the methods that carry out the steps; the first calls the others.</summary>
    /// <param name="writer">Between the members of the class.</param>
    /// <param name="name">Of the first method; later ones take a number.</param>
    /// <param name="parameters">Of each method.</param>
    /// <param name="arguments">How the parameters are handed on.</param>
    /// <param name="steps">In order.</param>
    /// <param name="buffers">Where their slots lie.</param>
    /// <param name="comment">What to say above a node's first step.</param>
    public void Write(
        SourceWriter writer, string name, string parameters, string arguments, IReadOnlyList<Step> steps, BufferPlan buffers,
        Func<Node, string> comment)
    {
        List<List<Step>> parts = Split(steps);
        for (int part = 0; part < parts.Count; part++)
        {
            writer.Separate();
            using (writer.Block($"private void {PartName(name, part)}({parameters})"))
            {
                WriteSteps(writer, parts[part], buffers, comment);
                if (part + 1 < parts.Count)
                {
                    writer.Separate();
                    writer.Line($"{PartName(name, part + 1)}({arguments});");
                }
            }
        }
    }

    // No explainer can be called like the part of another: its name has no underscore before a letter.
    private static string PartName(string name, int part) => part == 0 ? name : name + "_Part" + Literal.Of(part + 1);

    // Never between the steps of one node.
    private static List<List<Step>> Split(IReadOnlyList<Step> steps)
    {
        var parts = new List<List<Step>> { new() };
        foreach (IGrouping<int, Step> node in GroupByNode(steps))
        {
            List<Step> current = parts[parts.Count - 1];
            if (current.Count > 0 && current.Count + node.Count() > MaxStatements / 2)
                parts.Add(current = []);
            current.AddRange(node);
        }

        return parts;
    }

    // Steps of a node stand together, in order.
    private static IEnumerable<IGrouping<int, Step>> GroupByNode(IReadOnlyList<Step> steps) => steps.GroupBy(s => s.Node);

    private void WriteSteps(SourceWriter writer, List<Step> steps, BufferPlan buffers, Func<Node, string> comment)
    {
        var locals = new LocalNames();
        var declared = new HashSet<Slot>();
        var stepWriter = new StepWriter(network.Graph, locals);
        if (steps.Any(UsesWorkers))
            writer.Line("Kernels::Workers workers = workspace.Workers;");
        if (steps.Any(UsesWeights))
            writer.Line("ModelWeights weights = _weights;");
        int node = -1;
        foreach (Step step in steps)
        {
            if (step.Node != node)
            {
                node = step.Node;
                writer.Separate();
                writer.Line("// " + comment(network.Graph.Nodes[node]));
            }

            foreach (Slot slot in step.Reads.Concat(step.Writes))
            {
                if (declared.Add(slot))
                    writer.Line($"Kernels::Tensor {locals.Of(slot)} = workspace.At({Literal.Digits(buffers.Offsets[slot])}, {layouts.Of(slot)});");
            }

            writer.Line(stepWriter.Write(step));
        }
    }

    private static bool UsesWorkers(Step step) =>
        step is not (NeonForwardStep or NeonRelevanceStep or ObserveStep or DeliverStep or KeepStep or ClearStep);

    private static bool UsesWeights(Step step) => step switch
    {
        NeonForwardStep or NeonRelevanceStep => true,
        ForwardStep s => s.Filter is not null || s.Bias is not null,
        QuotientStep or GammaQuotientStep or MapGammaQuotientStep or RedistributeBySignStep or SpreadBiasStep => true,
        CachedQuotientStep s => s.ConstantZ is not null || s.MinusBias is not null || s.Minus is not null || s.LossBias is not null,
        RedistributeStep s => s.Filter is not null || s.Shift is not null,
        ParameterStep => true,
        TokenStep s => s.Table is not null,
        RecurrentStep => true,
        ActivateStep s => s.Slopes is not null,
        NormalizeStep s => s.Gain is not null || s.Bias is not null,
        NormalizationPassStep s => s.Gain is not null,
        ActivationPassStep s => s.Slopes is not null,
        _ => false,
    };
}
