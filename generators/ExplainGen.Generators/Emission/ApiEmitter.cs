using ExplainGen.Generators.Model;
using ExplainGen.Graph;

namespace ExplainGen.Generators.Emission;

/// <summary>Writes the members that users call. Each is one call into the runtime, so that stepping through them stays short.</summary>
internal static class ApiEmitter
{
    private const string Floats = "global::System.ReadOnlySpan<float>";
    private const string Runner = "global::ExplainGen.ModelRunner";
    private const string Workspace = "global::ExplainGen.Workspace";
    private const string Target = "global::ExplainGen.Target";
    private const string Picture = "global::ExplainGen.Rendering.RgbImage";

    public static void Write(SourceWriter writer, ModelSpec spec, CompiledNetwork network)
    {
        string type = Identifier.Escape(spec.ClassName);
        writer.Line("private readonly ModelWeights _weights;");
        writer.Line("private readonly global::ExplainGen.WorkspacePool _workspaces = new(Metadata);");
        writer.Line();
        writer.Line($"private {type}(ModelWeights weights) => _weights = weights;");
        writer.Line();
        writer.Line("global::ExplainGen.WorkspacePool global::ExplainGen.IModelPasses.Workspaces => _workspaces;");
        if (spec.Declaration.Weights is { } file)
        {
            Member(writer, $"The model with the weights that are embedded in its assembly as {file}.");
            using (writer.Block($"public static {type} Create()"))
            {
                writer.Line($"using var reader = global::ExplainGen.Weights.WeightReader.FromEmbedded(typeof({type}).Assembly, {Literal.Of(file)});");
                writer.Line($"return new {type}(new ModelWeights(reader));");
            }
        }

        Member(writer, "The model with the weights of a safetensors file.");
        using (writer.Block($"public static {type} Load(string path)"))
        {
            writer.Line("using var reader = global::ExplainGen.Weights.WeightReader.Open(path);");
            writer.Line($"return new {type}(new ModelWeights(reader));");
        }

        Member(writer, "The model with weights that are open already; the reader may be closed afterwards.");
        Expression(writer, $"public static {type} Load(global::ExplainGen.Weights.WeightReader reader)", $"new {type}(new ModelWeights(reader))");

        Member(writer, "Memory for calls that allocate nothing, for one thread at a time.");
        Expression(writer, $"public {Workspace} CreateWorkspace(int threads = 1)", $"new {Workspace}(Metadata, threads)");

        string logits = $"{network.Graph.OutputNode.Shape.Count} logits";
        Member(writer, $"The {logits} of an input of {network.Graph.Input.Shape}, row-major.");
        Expression(writer, $"public {Floats} Predict({Floats} input)", $"{Runner}.Predict(this, Metadata, _workspaces, input)");

        if (network.Picture is not null)
            WritePictures(writer, network, logits);

        Member(writer, $"Writes the {logits} of an input of {network.Graph.Input.Shape}, row-major; allocates nothing.");
        Expression(writer, $"public void Predict({Floats} input, global::System.Span<float> logits, {Workspace} workspace)",
            $"{Runner}.Predict(this, Metadata, input, logits, workspace)");

        Member(writer, $"Writes the {logits} of many inputs, one behind the other, on all cores (or as many threads as given).");
        Expression(
            writer,
            "public void PredictBatch(global::System.ReadOnlyMemory<float> inputs, global::System.Memory<float> logits, int threads = 0)",
            $"{Runner}.PredictBatch(this, Metadata, inputs, logits, threads)");

        if (NeonEmitter.Find(network.Graph) is { } head)
            NeonApiEmitter.Write(writer, spec, network, head);
        for (int i = 0; i < spec.Declaration.Explainers.Count; i++)
            WriteExplainer(writer, network, i, i == 0 ? "Explain" : "Explain" + network.Explainers[i].Explainer.Name);
        if (!spec.Declaration.Gradient)
            return;

        // An explainer that is the gradient serves for it too.
        int gradient = network.Explainers.ToList().FindIndex(plan => plan.Explainer.Name == ExplainerNames.Gradient);
        Member(writer, "The index of the gradient among the explainers.");
        writer.Line($"public static int GradientIndex => {gradient};");
        WriteExplainer(writer, network, gradient, ExplainerNames.Gradient);
    }

    private static void WritePictures(SourceWriter writer, CompiledNetwork network, string logits)
    {
        string shape = network.Graph.Input.Shape.ToString();
        Member(writer, $"A picture of any size as an input of {shape}.");
        Expression(writer, $"public static float[] ReadPicture({Picture} picture)", "Metadata.Picture!.Read(picture)");

        Member(writer, $"Writes a picture as an input of {shape}; allocates nothing if it has that size already.");
        Expression(writer, $"public static void ReadPicture({Picture} picture, global::System.Span<float> input)",
            "Metadata.Picture!.Read(picture, input)");

        Member(writer, $"The {logits} of a picture of any size.");
        Expression(writer, $"public {Floats} Predict({Picture} picture)", "Predict(ReadPicture(picture))");
    }

    private static void WriteExplainer(SourceWriter writer, CompiledNetwork network, int index, string name)
    {
        ResolvedExplainer explainer = network.Explainers[index].Explainer;
        bool isGradient = name == ExplainerNames.Gradient;
        string what = explainer.Name == explainer.Composite ? explainer.Composite : $"{explainer.Name} ({explainer.Composite})";

        Member(writer, isGradient
            ? "The gradient of the target with respect to the input."
            : $"Why the model says what it says of an input, by {what}; the top class unless a target is given.");
        Expression(writer, $"public global::ExplainGen.Explanation {name}({Floats} input, {Target} target = default, bool keepLayers = false)",
            $"{Runner}.Explain(this, Metadata, _workspaces, {index}, input, target, keepLayers)");

        if (network.Picture is not null)
        {
            Member(writer, isGradient
                ? "The gradient of the target with respect to the input that a picture becomes."
                : $"Why the model says what it says of a picture, by {what}; the top class unless a target is given.");
            Expression(writer, $"public global::ExplainGen.Explanation {name}({Picture} picture, {Target} target = default, bool keepLayers = false)",
                $"{name}(ReadPicture(picture), target, keepLayers)");
        }

        Member(writer, $"{what} for one target; allocates nothing.");
        Expression(writer, $"public {Target} {name}({Floats} input, {Target} target, global::System.Span<float> relevance, {Workspace} workspace)",
            $"{Runner}.Explain(this, Metadata, {index}, input, target, relevance, workspace)");

        Member(writer, $"{what} for several targets that share one forward pass, their maps one behind the other; allocates nothing.");
        Expression(writer, $"public void {name}({Floats} input, global::System.ReadOnlySpan<{Target}> targets, global::System.Span<float> relevance, {Workspace} workspace)",
            $"{Runner}.Explain(this, Metadata, {index}, input, targets, relevance, workspace)");

        Member(writer, $"{what} for many inputs, one behind the other, on all cores (or as many threads as given).");
        Expression(writer, $"public void {name}Batch(global::System.ReadOnlyMemory<float> inputs, {Target} target, global::System.Memory<float> relevance, int threads = 0)",
            $"{Runner}.ExplainBatch(this, Metadata, {index}, inputs, target, relevance, threads)");
    }

    internal static void Member(SourceWriter writer, string summary)
    {
        writer.Separate();
        writer.Line($"/// <summary>{Literal.Xml(summary)}</summary>");
        writer.Line(PartialClass.GeneratedCodeAttribute);
    }

    internal static void Expression(SourceWriter writer, string signature, string body)
    {
        writer.Line(signature + " =>");
        using (writer.Indent())
            writer.Line(body + ";");
    }
}
