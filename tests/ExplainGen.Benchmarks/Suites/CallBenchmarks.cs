using BenchmarkDotNet.Attributes;
using ExplainGen.Benchmarks.Comparison;
using ExplainGen.Benchmarks.Networks;

namespace ExplainGen.Benchmarks.Suites;

/// <summary>Whole calls: predictions, and explanations by each explainer.</summary>
public class CallBenchmarks
{
    private LoadedNetwork? _loaded;
    private GeneratedNetwork? _network;

    /// <summary>The network's name.</summary>
    [ParamsSource(nameof(AllNetworks))]
    public string Network { get; set; } = "";

    /// <summary>Threads of one call.</summary>
    [ParamsSource(nameof(AllThreads))]
    public int Threads { get; set; }

    /// <summary>Every network.</summary>
    public static IEnumerable<string> AllNetworks => NetworkTable.Names;

    /// <summary>One thread, and all there are.</summary>
    public static IEnumerable<int> AllThreads => new BenchmarkOptions().Threads;

    [GlobalSetup]
    public void Setup()
    {
        _loaded = new LoadedNetwork(NetworkTable.Find(Network));
        _network = new GeneratedNetwork(_loaded.Case, _loaded.Model, _loaded.Inputs(1), 1, Threads);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _network?.Dispose();
        _loaded?.Dispose();
    }

    /// <summary>The logits of one input.</summary>
    [Benchmark(Baseline = true)]
    public void Predict() => _network!.Forward();

    /// <summary>An explanation of one input; every network has these explainers.</summary>
    [Benchmark]
    [Arguments("EpsilonPlusFlat")]
    [Arguments("EpsilonGammaBox")]
    [Arguments("EpsilonAlpha2Beta1Flat")]
    [Arguments("Gradient")]
    public void Explain(string explainer) => _network!.Explain(_loaded!.Case.Metadata.Explainer(explainer).Index);
}
