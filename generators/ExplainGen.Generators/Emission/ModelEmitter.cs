using ExplainGen.Generators.Model;
using ExplainGen.Graph;

namespace ExplainGen.Generators.Emission;

/// <summary>Writes a compiled network down as C#: one file a concern, so that an edit to a rule leaves the others as they are.</summary>
internal static class ModelEmitter
{
    /// <summary>The files of a network without errors, each under its hint name.</summary>
    public static IEnumerable<(string HintName, string Source)> Emit(ModelSpec spec, CompilationResult result)
    {
        CompiledNetwork network = result.Network ?? throw new ArgumentException("The network has errors.", nameof(result));
        string fullName = string.Join(".", new[] { spec.Namespace }.Where(n => n.Length > 0).Concat(spec.Types.Select(t => t.Name)));
        var layouts = new LayoutNames();
        var passes = new PassesEmitter(network, layouts);

        yield return ($"{spec.HintName}.g.cs", PartialClass.Write(
            spec, Interfaces(spec, network), writer => ApiEmitter.Write(writer, spec, network), writer => WriteHeader(writer, network), usesKernels: true));
        yield return ($"{spec.HintName}.Forward.g.cs", PartialClass.Write(spec, "", passes.WriteForward, usesKernels: true));
        foreach (ExplainerPlan plan in network.Explainers)
        {
            yield return ($"{spec.HintName}.Explain.{plan.Explainer.Name}.g.cs", PartialClass.Write(
                spec, "", writer => passes.WriteExplainer(writer, plan), usesKernels: true));
        }

        yield return ($"{spec.HintName}.Weights.g.cs", PartialClass.Write(
            spec, "", writer => WeightsEmitter.Write(writer, network), usesKernels: true));

        // Last, since it holds what the passes turned out to need.
        yield return ($"{spec.HintName}.Metadata.g.cs", PartialClass.Write(spec, "", writer =>
        {
            MetadataEmitter.Write(writer, network, fullName);
            writer.Line();
            MapEmitter.Write(writer, network);
            writer.Line();
            passes.WriteDispatch(writer);
            if (NeonEmitter.Find(network.Graph) is { } head)
            {
                writer.Line();
                NeonApiEmitter.WriteInterface(writer, network, head, layouts);
            }

            writer.Line();
            layouts.Write(writer);
        }, usesKernels: true));
    }

    private static string Interfaces(ModelSpec spec, CompiledNetwork network)
    {
        string self = Identifier.Escape(spec.ClassName);
        string head = NeonEmitter.Find(network.Graph) is null ? "" : ", " + NeonApiEmitter.Interface;
        return $"global::ExplainGen.I{(spec.Declaration.Gradient ? "Differentiable" : "Explainable")}Model<{self}>{head}";
    }

    private static void WriteHeader(SourceWriter writer, CompiledNetwork network)
    {
        long bytes = network.WorkspaceLength * sizeof(float), live = network.LargestLiveSet * sizeof(float);
        writer.Line($"// Input {network.Graph.Input.Shape.ToString()}, output {network.Graph.OutputNode.Shape.ToString()}, {Literal.Digits(MetadataEmitter.MultiplyAdds(network.Graph))} multiply-adds a forward pass.");
        writer.Line($"// Workspace: {Literal.Digits(bytes)} bytes; the most that is alive at once is {Literal.Digits(live)} bytes.");
        foreach (ExplainerPlan plan in network.Explainers)
        {
            (int forward, int backward) = plan.Passes;
            writer.Line($"// Explainer {plan.Explainer.Name} ({plan.Explainer.Composite}): {forward} forward and {backward} backward layer passes beyond the forward pass.");
        }
    }
}
