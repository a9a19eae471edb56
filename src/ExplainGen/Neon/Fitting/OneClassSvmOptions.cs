namespace ExplainGen.Neon;

/// <summary>How <see cref="OneClassSvmFit"/> solves its problem.</summary>
public sealed record OneClassSvmOptions
{
    /// <summary>
    /// Above 0. The search ends when no pair of coefficients violates the conditions of optimality by more than this, in units of the
    /// kernel's sum.
    /// </summary>
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>The most steps, at least 1; a step changes two coefficients.</summary>
    public int MaxIterations { get; init; } = 10_000_000;

    /// <summary>The memory for rows of the kernel matrix in bytes; two rows are kept at any rate.</summary>
    public long CacheBytes { get; init; } = 256 << 20;

    internal void Check(string name)
    {
        ParameterCheck.Positive(Tolerance, $"{name}.{nameof(Tolerance)}");
        ParameterCheck.Count(MaxIterations, least: 1, $"{name}.{nameof(MaxIterations)}");
        ParameterCheck.NotNegative(CacheBytes, $"{name}.{nameof(CacheBytes)}");
    }
}
