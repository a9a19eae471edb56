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

    /// <summary>A ratio.</summary>
    public static string Ratio(double ratio) => Digits(ratio);

    /// <summary>A share in percent.</summary>
    public static string Percent(double share) => share.ToString("0.#%", CultureInfo.InvariantCulture);

    /// <summary>An error in scientific notation.</summary>
    public static string Error(double error) => error.ToString("0.0e0", CultureInfo.InvariantCulture);

    /// <summary>A number of bytes.</summary>
    public static string Bytes(long bytes) => bytes < 1_000_000
        ? bytes.ToString(CultureInfo.InvariantCulture) + " B"
        : Digits(bytes / 1e6) + " MB";

    /// <summary>A number with three significant digits.</summary>
    public static string Digits(double value) => value.ToString(
        value switch { >= 100 => "0", >= 10 => "0.0", >= 0.1 => "0.00", _ => "0.0000" }, CultureInfo.InvariantCulture);
}
