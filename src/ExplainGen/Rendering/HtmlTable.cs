using System.Globalization;

namespace ExplainGen.Rendering;

/// <summary>A table of an <see cref="HtmlSection"/>.</summary>
/// <param name="columns">The headings.</param>
/// <param name="rows">The cells, row by row.</param>
internal sealed class HtmlTable(string[] columns, string[][] rows)
{
    /// <summary>Writes the table.</summary>
    public void Write(TextWriter writer)
    {
        // A column is one of numbers when every cell of it is that is not empty: its heading then stands at the right as well.
        bool[] numeric = [.. columns.Select((_, column) =>
            rows.Any(row => IsNumber(row[column])) && rows.All(row => row[column].Length == 0 || IsNumber(row[column])))];
        writer.Write("<div class=\"scroll\"><table>\n<thead><tr>");
        for (int column = 0; column < columns.Length; column++)
        {
            WriteCell(writer, "th", columns[column], numeric[column]);
        }

        writer.Write("</tr></thead>\n<tbody>\n");
        foreach (string[] row in rows)
        {
            writer.Write("<tr>");
            for (int column = 0; column < columns.Length; column++)
            {
                WriteCell(writer, "td", row[column], numeric[column]);
            }

            writer.Write("</tr>\n");
        }

        writer.Write("</tbody>\n</table></div>\n");
    }

    private static void WriteCell(TextWriter writer, string element, string text, bool numeric) =>
        writer.Write($"<{element}{(numeric ? " class=\"number\"" : string.Empty)}>{HtmlText.Escape(text)}</{element}>");

    /// <summary>Whether a cell is a number, with or without a unit behind it.</summary>
    private static bool IsNumber(string text)
    {
        ReadOnlySpan<char> number = text.AsSpan();
        int space = number.IndexOf(' ');
        number = (space < 0 ? number : number[..space]).TrimEnd('%');
        return double.TryParse(number, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _);
    }
}
