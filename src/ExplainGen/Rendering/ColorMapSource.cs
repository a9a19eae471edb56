using System.Globalization;

namespace ExplainGen.Rendering;

/// <summary>One color of a color map.</summary>
/// <param name="Position">Where it stands, 0..255.</param>
/// <param name="Color">The color.</param>
internal readonly record struct ColorStop(double Position, RgbColor Color);

/// <summary>Reads the color map notation; <see cref="ColorMap.Parse"/> describes it.</summary>
internal static class ColorMapSource
{
    private const double LastPosition = 255;

    /// <summary>Reads a source into two or more stops of ascending position.</summary>
    /// <exception cref="FormatException">The source is malformed.</exception>
    public static ColorStop[] Parse(string source)
    {
        string[] entries = source.Split(',', StringSplitOptions.TrimEntries);
        if (entries.Length < 2)
        {
            string found = source.Trim().Length == 0 ? "none" : "one";
            throw Malformed(source, $"expected two colors or more separated by commas, found {found}");
        }

        var positions = new double?[entries.Length];
        var colors = new RgbColor[entries.Length];
        for (int i = 0; i < entries.Length; i++)
        {
            (positions[i], colors[i]) = ParseEntry(source, entries[i], i);
        }

        positions[0] ??= 0;
        positions[^1] ??= LastPosition;
        Spread(source, positions);
        return [.. colors.Select((color, i) => new ColorStop(positions[i]!.Value, color))];
    }

    private static (double? Position, RgbColor Color) ParseEntry(string source, string entry, int index)
    {
        int colon = entry.IndexOf(':');
        double? position = null;
        if (colon >= 0)
        {
            string digits = entry[..colon].TrimEnd();
            position = digits.Length is 1 or 2
                && byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value)
                    ? value
                    : throw Malformed(
                        source, $"expected a position of one or two hexadecimal digits in color {index + 1}, found \"{digits}\"");
        }

        string hex = entry[(colon + 1)..].TrimStart();
        return RgbColor.TryParse(hex, out RgbColor color)
            ? (position, color)
            : throw Malformed(source, $"expected three or six hexadecimal digits for color {index + 1}, found \"{hex}\"");
    }

    /// <summary>Places the colors without a position evenly between their neighbors.</summary>
    private static void Spread(string source, double?[] positions)
    {
        for (int from = 0; from < positions.Length - 1;)
        {
            int to = from + 1;
            while (positions[to] is null)
            {
                to++;
            }

            double start = positions[from]!.Value;
            double step = (positions[to]!.Value - start) / (to - from);
            if (step < 0)
            {
                string found = $"{(int)positions[to]!.Value:x2} (color {to + 1}) behind {(int)start:x2} (color {from + 1})";
                throw Malformed(source, $"expected ascending positions, found {found}");
            }

            for (int i = from + 1; i < to; i++)
            {
                positions[i] = start + (step * (i - from));
            }

            from = to;
        }
    }

    private static FormatException Malformed(string source, string reason) =>
        new($"Malformed color map \"{source}\": {reason}. A color map reads like \"00f,80:fff,f00\".");
}
