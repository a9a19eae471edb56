using System.Globalization;
using System.Text;

namespace ExplainGen.Generators.Emission;

/// <summary>
/// Values as C# source text: invariant under every culture, and read back by the compiler to the very same bits.
/// </summary>
internal static class Literal
{
    // Lists above this are easier to read in rows.
    private const int RowLength = 160;

    /// <summary><c>0.01f</c>, <c>1E-06f</c>, <c>-0f</c>, <c>float.NaN</c>, <c>float.PositiveInfinity</c>.</summary>
    public static string Of(float value)
    {
        if (float.IsNaN(value))
            return "float.NaN";
        if (float.IsInfinity(value))
            return value > 0 ? "float.PositiveInfinity" : "float.NegativeInfinity";
        if (value == 0)
            return IsNegativeZero(value) ? "-0f" : "0f";
        string readable = value.ToString("G7", CultureInfo.InvariantCulture);
        return (ReadsBackAs(readable, value) ? readable : value.ToString("G9", CultureInfo.InvariantCulture)) + "f";
    }

    /// <summary><c>0.25d</c>, <c>-0d</c>, <c>double.NaN</c>, <c>double.NegativeInfinity</c>.</summary>
    public static string Of(double value)
    {
        if (double.IsNaN(value))
            return "double.NaN";
        if (double.IsInfinity(value))
            return value > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity";
        if (value == 0)
            return IsNegativeZero(value) ? "-0d" : "0d";
        return Number(value) + "d";
    }

    /// <summary>The digits, with a minus sign where needed.</summary>
    public static string Of(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The digits and <c>L</c>.</summary>
    public static string Of(long value) => Digits(value) + "L";

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static string Of(bool value) => value ? "true" : "false";

    /// <summary>A quoted string, or <c>null</c>; everything but plain printable characters is escaped.</summary>
    public static string Of(string? value)
    {
        if (value is null)
            return "null";
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (char c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                _ when IsPlain(c) => text.Append(c),
                _ => text.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture)),
            };
        }

        return text.Append('"').ToString();
    }

    /// <summary><c>[1f, 2f, 3f]</c>.</summary>
    public static string List(IEnumerable<float> values) => "[" + string.Join(", ", values.Select(Of)) + "]";

    /// <summary><c>[1d, 2d, 3d]</c>.</summary>
    public static string List(IEnumerable<double> values) => "[" + string.Join(", ", values.Select(Of)) + "]";

    /// <summary><c>[1, 2, 3]</c>.</summary>
    public static string List(IEnumerable<int> values) => "[" + string.Join(", ", values.Select(Of)) + "]";

    /// <summary><c>["a", "b"]</c>.</summary>
    public static string List(IEnumerable<string> values) => "[" + string.Join(", ", values.Select(Of)) + "]";

    /// <summary>A list of expressions: on one line where that is short, else in rows, indented once.</summary>
    public static string Rows(IEnumerable<string> expressions)
    {
        string[] all = [.. expressions];
        string line = "[" + string.Join(", ", all) + "]";
        if (line.Length <= RowLength)
            return line;
        var text = new StringBuilder("[");
        int room = 0;
        foreach (string expression in all)
        {
            bool fits = expression.Length + 2 <= room;
            text.Append(fits ? " " : "\n    ").Append(expression).Append(',');
            room = (fits ? room : RowLength) - expression.Length - 2;
        }

        return text.Append("\n]").ToString();
    }

    /// <summary>A number for a comment or a message: no suffix, as few digits as say it exactly.</summary>
    public static string Number(double value)
    {
        string readable = value.ToString("G15", CultureInfo.InvariantCulture);
        return double.TryParse(readable, NumberStyles.Float, CultureInfo.InvariantCulture, out double back) && back.Equals(value)
            ? readable
            : value.ToString("G17", CultureInfo.InvariantCulture);
    }

    /// <summary>The digits alone.</summary>
    public static string Digits(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A user's text for a comment: on one line, whatever it contains.</summary>
    public static string Comment(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (char c in text)
            result.Append(IsPlain(c) ? c : ' ');
        return result.ToString();
    }

    /// <summary>A user's text for an XML documentation comment: on one line and with its markup escaped.</summary>
    public static string Xml(string text) => Comment(text).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary>
    /// Whether the compiler reads <paramref name="text"/> as <paramref name="value"/>. Some hosts read a float by way of a
    /// double and so round twice; asking that the doubles on both sides round to the value too excludes every case in which
    /// that differs.
    /// </summary>
    private static bool ReadsBackAs(string text, float value)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double wide))
            return false;
        long bits = BitConverter.DoubleToInt64Bits(wide);
        return (float)wide == value
            && (float)BitConverter.Int64BitsToDouble(bits - 1) == value
            && (float)BitConverter.Int64BitsToDouble(bits + 1) == value;
    }

    private static bool IsNegativeZero(double value) => BitConverter.DoubleToInt64Bits(value) < 0;

    private static bool IsPlain(char c) => CharUnicodeInfo.GetUnicodeCategory(c) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
