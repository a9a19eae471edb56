using ExplainGen.Generators.Model;
using ExplainGen.Graph;

namespace ExplainGen.Generators.Emission;

/// <summary>
/// Stands in for a network that does not compile: the public members, all of which throw, so that one mistake in a declaration is
/// one error and not one at every place where the class is used.
/// </summary>
internal static class StubEmitter
{
    private const string Floats = "global::System.ReadOnlySpan<float>";
    private const string Target = "global::ExplainGen.Target";
    private const string Workspace = "global::ExplainGen.Workspace";
    private const string Picture = "global::ExplainGen.Rendering.RgbImage";
    private const string Output = "global::System.Span<float> relevance, " + Workspace + " workspace";
    private const string Tensor = "global::ExplainGen.Kernels.Tensor";
    private const string Passes = "global::ExplainGen.IModelPasses";

    /// <summary>The one file with the stubs, under its hint name.</summary>
    public static (string HintName, string Source) Emit(ModelSpec spec) =>
        (spec.HintName + ".Stub.g.cs", PartialClass.Write(spec, Interface(spec), writer => WriteMembers(writer, spec), WriteRemark));

    private static string Interface(ModelSpec spec) =>
        $"global::ExplainGen.I{(spec.Declaration.Gradient ? "Differentiable" : "Explainable")}Model<{Identifier.Escape(spec.ClassName)}>";

    private static void WriteRemark(SourceWriter writer) => writer
        .Line("// The declaration has errors, which the build reports. Until they are mended every member throws.");

    private static void WriteMembers(SourceWriter writer, ModelSpec spec)
    {
        string body = "=> throw new global::System.InvalidOperationException("
            + Literal.Of($"'{spec.ClassName}' was declared with errors, which its build reported.") + ");";
        foreach (string signature in Signatures(spec))
        {
            writer.Separate().Line(PartialClass.GeneratedCodeAttribute).Line(signature);
            using (writer.Indent())
                writer.Line(body);
        }

        writer.Separate().Line(PartialClass.GeneratedCodeAttribute);
        using (writer.Block("public static class Layers"))
        {
            IEnumerable<string> usable = LayerNames.Of(spec.Declaration.Layers).Where(name => LayerIdentifier.Problem(name) is null);
            foreach (string layer in usable.Select(LayerIdentifier.Of).Distinct())
                writer.Line($"public static global::ExplainGen.Layer {layer} {body}");
        }
    }

    private static IEnumerable<string> Signatures(ModelSpec spec)
    {
        string type = Identifier.Escape(spec.ClassName);
        yield return "public static global::ExplainGen.ModelMetadata Metadata";
        yield return $"public static {type} Create()";
        yield return $"public static {type} Load(string path)";
        yield return $"public static {type} Load(global::ExplainGen.Weights.WeightReader reader)";
        yield return $"public {Workspace} CreateWorkspace(int threads = 1)";
        yield return $"public {Floats} Predict({Floats} input)";
        yield return $"public void Predict({Floats} input, global::System.Span<float> logits, {Workspace} workspace)";
        yield return "public void PredictBatch(global::System.ReadOnlyMemory<float> inputs, "
            + "global::System.Memory<float> logits, int threads = 0)";
        bool readsPictures = spec.Declaration.Picture is not null;
        if (readsPictures)
        {
            yield return $"public static float[] ReadPicture({Picture} picture)";
            yield return $"public static void ReadPicture({Picture} picture, global::System.Span<float> input)";
            yield return $"public {Floats} Predict({Picture} picture)";
        }

        if (spec.Declaration.Layers.Any(layer => NeonTable.Contains(layer.Kind)))
        {
            foreach (string signature in NeonApiEmitter.StubSignatures(type))
                yield return signature;
        }

        if (spec.Declaration.Gradient)
            yield return "public static int GradientIndex";
        foreach (string name in ExplainMethods(spec.Declaration))
        {
            yield return $"public global::ExplainGen.Explanation {name}({Floats} input, {Target} target = default, bool keepLayers = false)";
            if (readsPictures)
                yield return $"public global::ExplainGen.Explanation {name}({Picture} picture, {Target} target = default, bool keepLayers = false)";
            yield return $"public {Target} {name}({Floats} input, {Target} target, {Output})";
            yield return $"public void {name}({Floats} input, global::System.ReadOnlySpan<{Target}> targets, {Output})";
            yield return $"public void {name}Batch(global::System.ReadOnlyMemory<float> inputs, {Target} target, "
                + "global::System.Memory<float> relevance, int threads = 0)";
        }

        yield return $"global::ExplainGen.WorkspacePool {Passes}.Workspaces";
        yield return $"{Tensor} {Passes}.RunPredict({Floats} input, {Workspace} workspace)";
        yield return $"{Tensor} {Passes}.RunForward({Floats} input, {Workspace} workspace)";
        yield return $"{Tensor} {Passes}.SeedOf(int explainer, {Workspace} workspace)";
        yield return $"{Tensor} {Passes}.RunExplainer(int explainer, {Workspace} workspace, global::ExplainGen.RelevanceTrace? trace)";
    }

    // A name that two explainers share, or that is none, is one of the mistakes that stubs stand in for. Where nothing could be read
    // at all, a user most likely calls Explain.
    private static IEnumerable<string> ExplainMethods(NetworkDeclaration declaration)
    {
        IEnumerable<string> named = declaration.Explainers
            .Select((explainer, index) => index == 0 ? "Explain" : "Explain" + LayerIdentifier.Of(explainer.Name ?? explainer.Composite));
        if (declaration.Gradient)
            named = named.Append(ExplainerNames.Gradient);
        return declaration.Layers.Count == 0 ? named.DefaultIfEmpty("Explain") : named.Distinct();
    }
}
