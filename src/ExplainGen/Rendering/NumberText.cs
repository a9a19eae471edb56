using System.Globalization;

namespace ExplainGen.Rendering;

/// <summary>Numbers as people read them beside a picture: three significant digits, the same in every culture.</summary>
internal static class NumberText
{
    /// <summary>Formats a number, such as <c>0</c>, <c>0.125</c>, <c>-31.4</c> or <c>2.5e-7</c>.</summary>
    public static string Format(double value)
    {
        double magnitude = Math.Abs(value);
        if (value == 0 || !double.IsFinite(value))
        {
            return Math.Abs(value) == 0 ? "0" : value.ToString(CultureInfo.InvariantCulture);
        }

        if (magnitude is < 1e-3 or >= 99_950)
        {
            return value.ToString("0.##e+0", CultureInfo.InvariantCulture);
        }

        int decimals = Math.Max(2 - (int)Math.Floor(Math.Log10(magnitude)), 0);
        return Math.Round(value, decimals, MidpointRounding.AwayFromZero).ToString("0.#####", CultureInfo.InvariantCulture);
    }
}
