using System.Globalization;

namespace ExplainGen.Generators.Tests.Driver;

/// <summary>Runs code where every habit of formatting differs: decimal comma, grouping, a minus sign of U+2212.</summary>
internal static class HostileCulture
{
    /// <summary>A Swedish culture whose minus sign is U+2212, whatever the data of the machine says.</summary>
    public static CultureInfo Create(string name = "sv-SE")
    {
        var culture = new CultureInfo(name);
        culture.NumberFormat = (NumberFormatInfo)culture.NumberFormat.Clone();
        culture.NumberFormat.NegativeSign = "\u2212";
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = "\u00a0";
        return culture;
    }

    /// <summary>Runs <paramref name="action"/> under the hostile form of a culture and restores the thread's own.</summary>
    public static void Run(Action action, string culture = "sv-SE")
    {
        CultureInfo previous = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = Create(culture);
        try
        {
            action();
        }
        finally
        {
            CultureInfo.CurrentCulture = previous;
        }
    }
}
