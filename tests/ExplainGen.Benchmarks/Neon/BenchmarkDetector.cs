namespace ExplainGen.Benchmarks.Neon;

/// <summary>The machine as users declare it.</summary>
[OneClassSvm(Features = OneClassData.Features)]
public sealed partial class BenchmarkDetector;
