namespace ExplainGen.Benchmarks.Measuring;

/// <summary>What a <see cref="Tournament"/> found: for each contender one time a round.</summary>
/// <param name="fastest">Whether the fastest round counts rather than the median.</param>
internal sealed class Timings(bool fastest)
{
    private readonly Dictionary<string, List<double>> _rounds = new(StringComparer.Ordinal);

    private readonly List<double> _others = [];

    /// <summary>Cores that other processes used meanwhile, on average; where it is not near 0, measure again.</summary>
    public double Others => _others.Average();

    /// <summary>Adds a round of a contender.</summary>
    /// <param name="seconds">Of the round.</param>
    /// <param name="others">Cores that other processes used meanwhile.</param>
    public void Add(string name, double seconds, double others)
    {
        _others.Add(others);
        if (!_rounds.TryGetValue(name, out List<double>? rounds))
            _rounds.Add(name, rounds = []);
        rounds.Add(seconds);
    }

    /// <summary>Seconds a call.</summary>
    public double Seconds(string name) => fastest ? _rounds[name].Min() : Median(_rounds[name]);

    /// <summary>
    /// How many times as long one contender takes as another: unless the fastest rounds count, the median over the rounds of the ratio
    /// within a round, so that drift of the machine's speed between rounds falls out.
    /// </summary>
    public double Ratio(string name, string to) => fastest
        ? Seconds(name) / Seconds(to)
        : Median([.. _rounds[name].Zip(_rounds[to], (a, b) => a / b)]);

    /// <summary>The middle value, or the mean of the two middle ones.</summary>
    public static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        int half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
