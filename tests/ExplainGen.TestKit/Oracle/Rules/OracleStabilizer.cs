namespace ExplainGen.TestKit.Oracle.Rules;

/// <summary>
/// Keeps a denominator away from zero: <c>z + epsilon s(z)</c>, or <c>s(z) max(|z|, epsilon)</c> when clipping, with
/// <c>s(0) = +1</c>.
/// </summary>
/// <param name="RmsScaled">Whether epsilon is in units of the root mean square of all denominators of the layer.</param>
public sealed record OracleStabilizer(double Epsilon = 1e-6, bool Clip = false, bool RmsScaled = false)
{
    public static OracleStabilizer Default { get; } = new();

    /// <summary>No stabilizing: LRP-0.</summary>
    public static OracleStabilizer None { get; } = new(0);

    /// <summary>The unit of epsilon for a layer with these denominators.</summary>
    public double Unit(IReadOnlyCollection<double> denominators) =>
        RmsScaled ? Math.Sqrt(denominators.Sum(z => z * z) / denominators.Count) : 1;

    public double Stabilize(double z, double unit = 1)
    {
        double sign = z >= 0 ? 1 : -1;
        return Clip ? sign * Math.Max(Math.Abs(z), Epsilon * unit) : z + sign * Epsilon * unit;
    }
}
