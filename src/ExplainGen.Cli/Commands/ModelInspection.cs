using System.Text.Json;
using System.Text.Json.Serialization;
using ExplainGen.Cli.Compiling;
using ExplainGen.Graph;
using ExplainGen.Onnx;
using ExplainGen.Weights;

namespace ExplainGen.Cli.Commands;

/// <summary>What there is to know of a model without running it.</summary>
internal sealed record ModelInspection(
    IReadOnlyList<int> Input, int Outputs, long Weights, long MultiplyAdds, long WorkspaceBytes, IReadOnlyList<LayerInspection> Layers,
    IReadOnlyList<ExplainerInspection> Explainers, IReadOnlyList<string> Notes)
{
    /// <summary>Puts together what the import, the graph and the compiled class know.</summary>
    public static ModelInspection Of(ImportedNetwork network, CompiledModelType compiled)
    {
        ModelMetadata metadata = compiled.Metadata;
        NetworkGraph graph = NetworkCompiler.Compile(network.Declaration, metadata.Name).Network!.Graph;
        ILookup<string, NamedTensor> weights = network.Weights.ToLookup(w => w.Name[..w.Name.LastIndexOf('.')]);
        return new ModelInspection(
            metadata.InputShape, metadata.OutputCount, network.ParameterCount, metadata.MultiplyAdds,
            metadata.WorkspaceLength * sizeof(float), [.. metadata.Layers.Select(Layer)],
            [.. metadata.Explainers.Select(e => new ExplainerInspection(e.Name, e.Composite, e.ForwardPasses, e.BackwardPasses))],
            [.. network.Notes, .. compiled.Notes]);

        LayerInspection Layer(Layer layer)
        {
            // A layer that was folded into another one has no relevance of its own.
            Node node = graph.Nodes[layer.Node];
            bool isNode = node.Name == layer.Name, hasBias = node.HasBias || node.Operator is RecurrentOperator { Bias: true };
            return new LayerInspection(
                layer.Name, layer.Kind, layer.Shape, weights[layer.Name].Sum(w => (long)w.ElementCount),
                isNode ? node.Operator.MultiplyAdds([.. node.Inputs.Select(i => graph.Nodes[i].Shape)], node.Shape) : 0,
                [.. metadata.Explainers.Select(e => isNode ? e.Rules[layer.Node] : "")],
                [.. metadata.Explainers.Select(e => isNode ? Conservation.Of(e.Rules[layer.Node], hasBias) : "")]);
        }
    }
}

/// <summary>One layer.</summary>
/// <param name="Name">As in the file.</param>
/// <param name="Kind">The layer's kind.</param>
/// <param name="Shape">Of its output.</param>
/// <param name="Weights">How many numbers it has.</param>
/// <param name="MultiplyAdds">What a forward pass costs.</param>
/// <param name="Rules">Its rule under each explainer; empty where it is a part of another layer.</param>
/// <param name="Conserves">What each of these keeps of relevance.</param>
internal sealed record LayerInspection(
    string Name, string Kind, IReadOnlyList<int> Shape, long Weights, long MultiplyAdds, IReadOnlyList<string> Rules,
    IReadOnlyList<string> Conserves);

/// <summary>One explainer, with the layer passes that it takes beyond the forward pass.</summary>
internal sealed record ExplainerInspection(string Name, string Composite, int ForwardPasses, int BackwardPasses);

/// <summary>The JSON of inspections, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ModelInspection))]
internal sealed partial class InspectionJson : JsonSerializerContext
{
    /// <summary>The text.</summary>
    internal static string Text(ModelInspection inspection) => JsonSerializer.Serialize(inspection, Default.ModelInspection);
}
