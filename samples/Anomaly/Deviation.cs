namespace Anomaly;

/// <summary>Deviations from a mean, as readers see them.</summary>
internal static class Deviation
{
    /// <summary>A deviation with one decimal and its sign; without a sign where it rounds to 0.</summary>
    public static string Text(double deviation) => (Math.Round(deviation, 1) + 0.0).ToString("+0.0;-0.0;0.0");
}
