using ExplainGen.Graph;
using ExplainGen.TestKit;
using ExplainGen.TestKit.Onnx;
using ExplainGen.Weights;
using Microsoft.ML.OnnxRuntime;

namespace ExplainGen.Onnx.Tests.Models;

/// <summary>An annotated class with the weights that an npm package brings, and what its attributes declare. Needs the packages.</summary>
internal sealed class NpmNetwork
{
    private readonly IModelPasses _passes;

    private NpmNetwork(ModelMetadata metadata, NetworkGraph declared, TfjsWeights weights, Func<WeightReader, IModelPasses> load)
    {
        Metadata = metadata;
        Declared = declared;
        Logits = Simplification.CutSoftmax(declared, [])!;
        Weights = weights;
        using var file = new MemoryStream();
        SafetensorsWriter.Write(file, weights.Tensors);
        file.Position = 0;
        using WeightReader reader = WeightReader.FromStream(file, metadata.Name);
        _passes = load(reader);
    }

    private static readonly Dictionary<string, Lazy<NpmNetwork>> s_all = new(StringComparer.Ordinal)
    {
        ["inception_v3"] = new(() => Load<InceptionV3>("inception_v3")),
        ["mobilenet_v2"] = new(() => Load<MobileNetV2>("mobilenet_v2")),
    };

    /// <summary>The names of all, which are those of the package's folders.</summary>
    public static IEnumerable<string> All => s_all.Keys;

    /// <summary>What the generator knows of it.</summary>
    public ModelMetadata Metadata { get; }

    /// <summary>The graph as declared: BatchNorms are nodes, the last one is a softmax.</summary>
    public NetworkGraph Declared { get; }

    /// <summary>The declared graph without its softmax.</summary>
    public NetworkGraph Logits { get; }

    /// <summary>The package's weights.</summary>
    public TfjsWeights Weights { get; }

    /// <summary>The network of that name.</summary>
    public static NpmNetwork Of(string name) => s_all[name].Value;

    /// <summary>What the generated code computes.</summary>
    public float[] Predict(float[] input) => ModelRunner.Predict(_passes, Metadata, _passes.Workspaces, input);

    /// <summary>Explains the top class, or another target, by the generated code.</summary>
    public Explanation Explain(string explainer, float[] input, Target target = default) => ModelRunner.Explain(
        _passes, Metadata, _passes.Workspaces, Metadata.Explainer(explainer).Index, input, target, keepLayers: true);

    /// <summary>A session of ONNX Runtime in which every layer of a graph is a node and stays one.</summary>
    public InferenceSession Open(NetworkGraph graph)
    {
        using var options = new SessionOptions
        {
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
        };
        return new InferenceSession(OnnxWriter.Write(graph, name => Weights[name], batch: 1), options);
    }

    /// <summary>What a session computes of an input.</summary>
    public float[] Run(InferenceSession session, float[] input)
    {
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(input, [1, .. Metadata.InputShape.Select(size => (long)size)]);
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, [OnnxWriter.Input], [value], [OnnxWriter.Output]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static NpmNetwork Load<TModel>(string folder)
        where TModel : IExplainableModel<TModel> => new(
            TModel.Metadata, DeclaredGraph.Of(typeof(TModel), TModel.Metadata),
            new TfjsWeights(NpmModels.Require($"nsfwjs/dist/models/{folder}/model.min.js")), reader => TModel.Load(reader));
}
