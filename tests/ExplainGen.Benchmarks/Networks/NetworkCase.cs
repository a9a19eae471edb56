using ExplainGen.Graph;
using ExplainGen.TestKit;
using ExplainGen.Weights;

namespace ExplainGen.Benchmarks.Networks;

/// <summary>A network that is measured: an annotated class, its graph, and how to load it.</summary>
internal sealed class NetworkCase
{
    private readonly Func<WeightReader, IModelPasses> _load;

    private NetworkCase(
        string name, ModelMetadata metadata, NetworkGraph graph, int gradient, double low, double high,
        Func<WeightReader, IModelPasses> load)
    {
        Name = name;
        Metadata = metadata;
        Graph = graph;
        GradientIndex = gradient;
        Low = low;
        High = high;
        _load = load;
    }

    /// <summary>The name that options and tables use.</summary>
    public string Name { get; }

    /// <summary>What the generator knows of it.</summary>
    public ModelMetadata Metadata { get; }

    /// <summary>The graph as declared, without a softmax at its end.</summary>
    public NetworkGraph Graph { get; }

    /// <summary>Index of the gradient among the explainers.</summary>
    public int GradientIndex { get; }

    /// <summary>Least value of its inputs.</summary>
    public double Low { get; }

    /// <summary>Greatest value of its inputs.</summary>
    public double High { get; }

    /// <summary>Floating-point operations of one forward pass, a multiply-add counting as two.</summary>
    public double Operations => 2.0 * Metadata.MultiplyAdds;

    /// <summary>An annotated class.</summary>
    /// <param name="name">The name that options and tables use.</param>
    /// <param name="low">Least value of its inputs.</param>
    /// <param name="high">Greatest value of its inputs.</param>
    public static NetworkCase Of<TModel>(string name, double low, double high)
        where TModel : IDifferentiableModel<TModel>
    {
        // Peers say logits as well.
        NetworkGraph graph = Simplification.CutSoftmax(DeclaredGraph.Of(typeof(TModel), TModel.Metadata), [])!;
        return new(name, TModel.Metadata, graph, TModel.GradientIndex, low, high, reader => TModel.Load(reader));
    }

    /// <summary>The generated model with the weights of a file.</summary>
    public IModelPasses Load(string path)
    {
        using var reader = WeightReader.Open(path);
        return _load(reader);
    }
}
