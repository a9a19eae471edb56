namespace ExplainGen.Benchmarks.Measuring;

/// <summary>A call that is measured.</summary>
/// <param name="Name">Unique among those it is measured with.</param>
/// <param name="Run">One call.</param>
internal sealed record Contender(string Name, Action Run);
