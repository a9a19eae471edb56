namespace ExplainGen.Neon;

/// <summary>How <see cref="KMeansFit"/> looks for centroids.</summary>
public sealed record KMeansOptions
{
    /// <summary>What the random choice of first centroids starts from. The same seed gives the same result on every platform.</summary>
    public ulong Seed { get; init; }

    /// <summary>How often to begin anew, at least 1; the result of least inertia is kept.</summary>
    public int Restarts { get; init; } = 10;

    /// <summary>The most passes over the data from one beginning, at least 1.</summary>
    public int MaxIterations { get; init; } = 300;

    /// <summary>
    /// At least 0. The search ends when the squared movements of all centroids add up to at most this times the mean variance of the
    /// features, and in any case when no point changes its cluster.
    /// </summary>
    public double Tolerance { get; init; } = 1e-4;

    internal void Check(string name)
    {
        ParameterCheck.Count(Restarts, least: 1, $"{name}.{nameof(Restarts)}");
        ParameterCheck.Count(MaxIterations, least: 1, $"{name}.{nameof(MaxIterations)}");
        ParameterCheck.NotNegative(Tolerance, $"{name}.{nameof(Tolerance)}");
    }
}
