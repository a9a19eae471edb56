using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace ExplainGen.Benchmarks.Suites;

/// <summary>
/// Runs benchmarks inside this process: a project made for each of them would copy and restore libtorch each time. Allocation is counted.
/// </summary>
internal sealed class InProcess : ManualConfig
{
    /// <summary>The defaults of BenchmarkDotNet besides.</summary>
    public InProcess()
    {
        Add(DefaultConfig.Instance);
        AddJob(Job.MediumRun.WithLaunchCount(1).WithToolchain(InProcessEmitToolchain.Instance));
        AddDiagnoser(BenchmarkDotNet.Diagnosers.MemoryDiagnoser.Default);
    }
}
