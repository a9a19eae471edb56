using BenchmarkDotNet.Attributes;
using ExplainGen.Benchmarks.Layers;
using ExplainGen.Benchmarks.Networks;

namespace ExplainGen.Benchmarks.Suites;

/// <summary>Single layers: the passes that networks and explainers are made of. The shapes are those of the networks.</summary>
public class KernelBenchmarks
{
    private LinearLayer? _layer;

    /// <summary>The network whose layer it is, and the layer.</summary>
    [ParamsSource(nameof(AllLayers))]
    public string Layer { get; set; } = "";

    /// <summary>Threads of one pass.</summary>
    [ParamsSource(nameof(AllThreads))]
    public int Threads { get; set; }

    /// <summary>Every distinct convolution and dense layer of every network.</summary>
    public static IEnumerable<string> AllLayers =>
        from name in NetworkTable.Names
        from shape in LayerShapes.Of(NetworkTable.Find(name).Graph)
        select $"{name}: {shape.Text}";

    /// <summary>One thread, and all there are.</summary>
    public static IEnumerable<int> AllThreads => new BenchmarkOptions().Threads;

    [GlobalSetup]
    public void Setup()
    {
        string[] parts = Layer.Split(": ");
        NetworkCase network = NetworkTable.Find(parts[0]);
        _layer = new LinearLayer(network.Graph, LayerShapes.Find(network.Graph, parts[1]), Threads, isRectified: true);
    }

    [GlobalCleanup]
    public void Cleanup() => _layer?.Dispose();

    /// <summary>y = relu(W x + b).</summary>
    [Benchmark]
    public void Forward() => _layer!.Forward();

    /// <summary>s = R / (W x + b).</summary>
    [Benchmark]
    public void Quotient() => _layer!.Quotient();

    /// <summary>R = x (W' s).</summary>
    [Benchmark]
    public void Redistribute() => _layer!.Redistribute();
}
