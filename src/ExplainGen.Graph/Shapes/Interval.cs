namespace ExplainGen.Graph;

/// <summary>What is provable about a tensor's values: a range that holds all of them, for any weights and any input.</summary>
public readonly record struct Interval(double Low, double High)
{
    public static Interval Unbounded { get; } = new(double.NegativeInfinity, double.PositiveInfinity);

    public static Interval Zero { get; } = new(0, 0);

    public bool IsNonNegative => Low >= 0;

    public bool IsNonPositive => High <= 0;

    /// <summary>The smallest interval that holds both.</summary>
    public Interval Union(Interval other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    /// <summary>What is left of the interval after clamping.</summary>
    public Interval Clamp(double low, double high) => new(Clamp(Low, low, high), Clamp(High, low, high));

    /// <summary>The sums of a value of each.</summary>
    public static Interval operator +(Interval a, Interval b) => new(a.Low + b.Low, a.High + b.High);

    /// <summary>The products of a value of each.</summary>
    public static Interval operator *(Interval a, Interval b)
    {
        double[] corners = [Product(a.Low, b.Low), Product(a.Low, b.High), Product(a.High, b.Low), Product(a.High, b.High)];
        return new(corners.Min(), corners.Max());
    }

    // No value is infinite: a bound that is stands for numbers without end, and all of them times 0 are 0.
    private static double Product(double a, double b) => a == 0 || b == 0 ? 0 : a * b;

    private static double Clamp(double value, double low, double high) => Math.Min(Math.Max(value, low), high);
}
