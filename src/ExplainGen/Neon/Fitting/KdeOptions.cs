namespace ExplainGen.Neon;

/// <summary>When <see cref="KdeFit"/> ends.</summary>
public sealed record KdeOptions
{
    /// <summary>Above 0: the search ends when gamma changes by at most this part of itself.</summary>
    public double Tolerance { get; init; } = 1e-9;

    /// <summary>The most passes over all pairs of points, at least 1.</summary>
    public int MaxIterations { get; init; } = 1000;

    internal void Check(string name)
    {
        ParameterCheck.Positive(Tolerance, $"{name}.{nameof(Tolerance)}");
        ParameterCheck.Count(MaxIterations, least: 1, $"{name}.{nameof(MaxIterations)}");
    }
}
