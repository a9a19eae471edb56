using ExplainGen.Generators.Model;
using ExplainGen.Graph;

namespace ExplainGen.Generators.Emission;

/// <summary>Writes the members that a neuralized model has besides those of every model.</summary>
internal static class NeonApiEmitter
{
    /// <summary>What its class implements.</summary>
    public const string Interface = "global::ExplainGen.Neon.INeuralizedModel";

    private const string Floats = "global::System.ReadOnlySpan<float>";
    private const string Certificate = "global::ExplainGen.Neon.EquivalenceCertificate";

    /// <summary>The one member that is a property.</summary>
    public const string Threshold = nameof(Threshold);

    /// <summary>The names of the methods.</summary>
    public static IEnumerable<string> Names { get; } = ["Assign", "Certify", "IsOutlier", "Neuralize", "Score"];

    /// <summary>
    /// What stands in for the members where the declaration has errors: those of all families, since none may be decided, with what any
    /// parameters convert to.
    /// </summary>
    public static IEnumerable<string> StubSignatures(string type)
    {
        const string parameters = "global::ExplainGen.Neon.NeonParameters parameters";
        yield return $"public static {type} Neuralize({parameters})";
        yield return $"public static {type} Neuralize({parameters}, global::ExplainGen.Weights.WeightReader encoder)";
        yield return $"public float Score({Floats} input)";
        yield return "public double Threshold";
        yield return $"public bool IsOutlier({Floats} input)";
        yield return $"public int Assign({Floats} input)";
        yield return $"public {Certificate} Certify(global::System.ReadOnlyMemory<float> inputs)";
    }

    public static void Write(SourceWriter writer, ModelSpec spec, CompiledNetwork network, Node head)
    {
        var op = (NeonOperator)head.Operator;
        string constant = "_weights." + HeadOf(network).Name;
        WriteNeuralize(writer, spec, network, head);
        if (op.Outputs == 1)
        {
            ApiEmitter.Member(writer, $"The score of an input of {network.Graph.Input.Shape}.");
            ApiEmitter.Expression(writer, $"public float Score({Floats} input)", "Predict(input)[0]");
        }

        // On a map the line is one of each position, and the score a sum over all of them.
        if (op.Role == NeonRole.OutlierDetector && network.Graph.Nodes[head.Inputs[0]].Shape.IsVector)
        {
            ApiEmitter.Member(writer, "The score beyond which the trained model calls an input an outlier; infinity where it draws no such line.");
            writer.Line($"public double Threshold => {constant}.Threshold;");
            ApiEmitter.Member(writer, "Whether the trained model calls an input an outlier.");
            ApiEmitter.Expression(writer, $"public bool IsOutlier({Floats} input)", "Score(input) > Threshold");
        }

        if (op.Role == NeonRole.ClusterModel)
        {
            ApiEmitter.Member(writer, "The cluster that an input belongs to: the one with the largest score, the first of equals.");
            ApiEmitter.Expression(writer, $"public int Assign({Floats} input)", "global::ExplainGen.Neon.Winner.Of(Predict(input))");
        }

        ApiEmitter.Member(writer, "How far the network agrees, on inputs one behind the other, with the model that it was made of.");
        ApiEmitter.Expression(writer, $"public {Certificate} Certify(global::System.ReadOnlyMemory<float> inputs)", $"{Certificate}.Of(this, Metadata, inputs)");
    }

    private static void WriteNeuralize(SourceWriter writer, ModelSpec spec, CompiledNetwork network, Node head)
    {
        string type = Identifier.Escape(spec.ClassName);
        string parameters = "global::ExplainGen.Neon." + ((NeonOperator)head.Operator).ParametersType, layer = Literal.Of(head.WeightsLayer);
        bool isAlone = MetadataEmitter.Manifest(network.Graph).All(w => w.Name.StartsWith(head.WeightsLayer + ".", StringComparison.Ordinal));
        ApiEmitter.Member(writer, isAlone
            ? "The model with fitted parameters, rewritten as a network."
            : "The model with fitted parameters, rewritten as a network, and the weights of the network before it.");
        using (writer.Block($"public static {type} Neuralize({parameters} parameters{(isAlone ? "" : ", global::ExplainGen.Weights.WeightReader encoder")})"))
        {
            writer.Line("global::System.ArgumentNullException.ThrowIfNull(parameters);");
            writer.Line($"using var reader = parameters.ToReader({layer}{(isAlone ? "" : ", encoder")});");
            writer.Line("return Load(reader);");
        }
    }

    /// <summary>What the runtime reads of the model.</summary>
    public static void WriteInterface(SourceWriter writer, CompiledNetwork network, Node head, LayoutNames layouts)
    {
        ForwardPlan plan = network.Forward ?? network.Predict;
        NeonForwardStep step = plan.Steps.OfType<NeonForwardStep>().Single(s => s.Node == head.Id);
        writer.Line($"Kernels::NeuralizedHead {Interface}.Head => _weights.{HeadOf(network).Name};");
        writer.Line();
        writer.Line($"Kernels::Tensor {Interface}.FeaturesOf(global::ExplainGen.Workspace workspace) =>");
        using (writer.Indent())
            writer.Line($"workspace.At({Literal.Digits(plan.Buffers.Offsets[step.X])}, {layouts.Of(step.X)});");
    }

    private static HeadConstant HeadOf(CompiledNetwork network) => network.Constants.OfType<HeadConstant>().Single();
}
