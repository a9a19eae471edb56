namespace ExplainGen.Graph;

/// <summary>What is provable about a tensor's values: the range that holds all of them, for any weights and any input.</summary>
public readonly record struct Interval(double Low, double High)
{
    public static Interval Unbounded { get; } = new(double.NegativeInfinity, double.PositiveInfinity);

    public static Interval NonNegativeReals { get; } = new(0, double.PositiveInfinity);

    public bool IsNonNegative => Low >= 0;

    public bool IsBounded => !double.IsInfinity(Low) && !double.IsInfinity(High);

    public bool ContainsZero => Low <= 0 && High >= 0;

    /// <summary>The smallest interval that holds both.</summary>
    public Interval Union(Interval other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    /// <summary>The sums of a value of each.</summary>
    public static Interval operator +(Interval a, Interval b) => new(a.Low + b.Low, a.High + b.High);

    public override string ToString() => $"[{Low}, {High}]";
}
