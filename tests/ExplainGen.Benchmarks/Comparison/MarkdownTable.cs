using System.Globalization;
using System.Text;

namespace ExplainGen.Benchmarks.Comparison;

/// <summary>A table in Markdown: the first column to the left, numbers to the right.</summary>
internal sealed class MarkdownTable
{
    private readonly StringBuilder _text = new();

    /// <summary>A table without rows.</summary>
    public MarkdownTable(params ReadOnlySpan<string> columns)
    {
        Row(columns);
        _text.Append("|---|").Insert(_text.Length, "---:|", columns.Length - 1).Append('\n');
    }

    /// <summary>Adds a row.</summary>
    public void Row(params ReadOnlySpan<string> cells) => _text.Append("| ").AppendJoin(" | ", cells!).Append(" |\n");

    /// <summary>The table, with a line break at its end.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>A time in milliseconds with three significant digits.</summary>
    public static string Milliseconds(double seconds) => Digits(seconds * 1e3);

    /// <summary>A share in percent.</summary>
    public static string Percent(double share) => share.ToString("0.#%", CultureInfo.InvariantCulture);

    /// <summary>An error in scientific notation.</summary>
    public static string Error(double error) => error.ToString("0.0e0", CultureInfo.InvariantCulture);

    /// <summary>A number of bytes.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        >= 1_000_000 => Digits(bytes / 1e6) + " MB",
        >= 10_000 => Digits(bytes / 1e3) + " kB",
        _ => bytes.ToString(CultureInfo.InvariantCulture) + " B",
    };

    /// <summary>A number above 0 with three significant digits, all digits before the point.</summary>
    public static string Digits(double value)
    {
        int decimals = Math.Clamp(2 - (int)Math.Floor(Math.Log10(value)), 0, 9);
        return value.ToString($"F{decimals}", CultureInfo.InvariantCulture);
    }
}
