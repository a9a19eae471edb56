using ExplainGen.Graph;

namespace ExplainGen.Generators.Emission;

/// <summary>Writes the passes of a model: forward, and backward for each explainer.</summary>
internal sealed class PassesEmitter(CompiledNetwork network, LayoutNames layouts)
{
    private const string PassArguments = "workspace";

    private readonly MethodBodyEmitter _bodies = new(network, layouts);

    /// <summary>The two forward passes: one that keeps only the logits, one that leaves standing what explainers read.</summary>
    public void WriteForward(SourceWriter writer)
    {
        WriteForward(writer, "RunPredict", "Predict", network.Predict, "The forward pass that keeps nothing but the logits.");
        if (network.Forward is { } forward)
            WriteForward(writer, "RunForward", "Forward", forward, "The forward pass that leaves standing what the explainers read.");
    }

    /// <summary>One explainer's backward pass.</summary>
    public void WriteExplainer(SourceWriter writer, ExplainerPlan plan)
    {
        Rule?[] rules = plan.Explainer.ByNode();
        ILookup<int, Step> steps = plan.Schedule.Steps.ToLookup(s => s.Node);
        _bodies.Write(
            writer, "Propagate" + plan.Explainer.Name,
            "global::ExplainGen.Workspace workspace, global::ExplainGen.RelevanceTrace? trace", "workspace, trace",
            plan.Schedule.Steps, plan.Buffers, node => Comment(node, rules[node.Id], steps[node.Id]));
    }

    /// <summary>The switches over explainers that the runtime calls.</summary>
    public void WriteDispatch(SourceWriter writer)
    {
        const string interfaceName = "global::ExplainGen.IModelPasses";
        using (writer.Block($"Kernels::Tensor {interfaceName}.SeedOf(int explainer, global::ExplainGen.Workspace workspace) => explainer switch", "};"))
        {
            for (int i = 0; i < network.Explainers.Count; i++)
                writer.Line($"{i} => {At(network.Explainers[i].Schedule.Seed, network.Explainers[i].Buffers)}, // {network.Explainers[i].Explainer.Name}");
            writer.Line("_ => throw new global::System.ArgumentOutOfRangeException(nameof(explainer)),");
        }

        writer.Line();
        using (writer.Block($"Kernels::Tensor {interfaceName}.RunExplainer(int explainer, global::ExplainGen.Workspace workspace, global::ExplainGen.RelevanceTrace? trace)"))
        {
            using (writer.Block("switch (explainer)"))
            {
                for (int i = 0; i < network.Explainers.Count; i++)
                {
                    writer.Line($"case {i}:");
                    using (writer.Indent())
                    {
                        writer.Line($"Propagate{network.Explainers[i].Explainer.Name}(workspace, trace);");
                        writer.Line($"return {At(network.Explainers[i].Schedule.Input, network.Explainers[i].Buffers)};");
                    }
                }

                writer.Line("default:");
                using (writer.Indent())
                    writer.Line("throw new global::System.ArgumentOutOfRangeException(nameof(explainer));");
            }
        }

        if (network.Forward is null)
        {
            writer.Line();
            writer.Line($"Kernels::Tensor {interfaceName}.RunForward(global::System.ReadOnlySpan<float> input, global::ExplainGen.Workspace workspace) =>");
            using (writer.Indent())
                writer.Line($"(({interfaceName})this).RunPredict(input, workspace);");
        }
    }

    private void WriteForward(SourceWriter writer, string method, string body, ForwardPlan plan, string summary)
    {
        writer.Separate();
        writer.Line($"// {summary}");
        using (writer.Block($"Kernels::Tensor global::ExplainGen.IModelPasses.{method}(global::System.ReadOnlySpan<float> input, global::ExplainGen.Workspace workspace)"))
        {
            writer.Line($"workspace.Load(input, {Literal.Digits(plan.Buffers.Offsets[plan.Input])}, {layouts.Of(plan.Input)});");
            writer.Line($"{body}(workspace);");
            writer.Line($"return {At(plan.Output, plan.Buffers)};");
        }

        ILookup<int, Step> steps = plan.Steps.ToLookup(s => s.Node);
        _bodies.Write(
            writer, body, "global::ExplainGen.Workspace workspace", PassArguments, plan.Steps, plan.Buffers,
            node => ForwardComment(node, steps[node.Id]));
    }

    private string At(Slot slot, BufferPlan buffers) => $"workspace.At({Literal.Digits(buffers.Offsets[slot])}, {layouts.Of(slot)})";

    private string ForwardComment(Node node, IEnumerable<Step> steps)
    {
        string folded = node.Folded.Count == 0 ? "" : $" (with {string.Join(", ", node.Folded.Select(f => f.Layer))} folded in)";
        var joined = new List<string>();
        Node last = node;
        if (steps.Any(step => step is ForwardStep { Addend: not null }))
        {
            last = FirstReader(last);
            joined.Add($"{last.Name}: + {network.Graph.Nodes[last.Inputs.Single(i => i != node.Id)].Name}");
        }

        if (steps.Any(step => step is ForwardStep { Activation: not null } or AddStep { Activation: not null } or NormalizeStep { Activation: not null }))
        {
            last = FirstReader(last);
            joined.Add($"{last.Name}: {last.Operator.Kind}");
        }

        string then = joined.Count == 0 ? "" : $"; and in the same pass {string.Join(", ", joined)}";
        return Literal.Comment($"{node.Name}: {NodeComment.Shapes(network.Graph, node)}{folded}{then}");
    }

    // What joins a step is the only reader of what the step computes, and has no lines of its own.
    private Node FirstReader(Node node)
    {
        int reader = node.Id + 1;
        while (!network.Graph.Nodes[reader].Inputs.Contains(node.Id))
            reader++;
        return network.Graph.Nodes[reader];
    }

    private string Comment(Node node, Rule? rule, IEnumerable<Step> steps)
    {
        if (node.Id == 0)
            return "input: relevance has arrived";
        (int forward, int backward) = (0, 0);
        foreach (Step step in steps)
        {
            forward += step.Passes.Forward;
            backward += step.Passes.Backward;
        }

        string cost = node.Operator.IsLinear ? $", {forward} forward + {backward} backward" : "";
        return Literal.Comment($"{node.Name}: {NodeComment.Shapes(network.Graph, node)}; {rule}{cost}");
    }
}
