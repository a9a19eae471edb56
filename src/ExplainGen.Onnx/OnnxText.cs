using System.Globalization;
using System.Text;

namespace ExplainGen.Onnx;

/// <summary>Texts from a file as they may stand in a message or a comment: the file is not trusted to be short or printable.</summary>
internal static class OnnxText
{
    private const int MostCharacters = 80, MostItems = 20;

    /// <summary>A name in quotation marks.</summary>
    internal static string Quote(string name) => $"'{Plain(name)}'";

    /// <summary>Items separated by commas, cut when many.</summary>
    internal static string List<T>(IEnumerable<T> items) => Join(items, ", ");

    /// <summary>Sizes as shapes are written, such as 3x224x224; cut when many.</summary>
    internal static string Axes<T>(IEnumerable<T> sizes) => Join(sizes, "x");

    /// <summary>The text with control characters escaped, cut when long.</summary>
    internal static string Plain(string text) => text.Length <= MostCharacters
        ? Escaped(text)
        : string.Create(CultureInfo.InvariantCulture, $"{Escaped(text.AsSpan(0, MostCharacters))}... ({text.Length} characters)");

    /// <summary>The text with control characters escaped.</summary>
    internal static string Escaped(ReadOnlySpan<char> text)
    {
        var plain = new StringBuilder();
        foreach (char c in text)
        {
            if (char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029')
                plain.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                plain.Append(c);
        }

        return plain.ToString();
    }

    private static string Join<T>(IEnumerable<T> items, string separator)
    {
        T[] all = [.. items];
        string text = string.Join(separator, all.Take(MostItems).Select(
            item => item is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : Escaped(item?.ToString())));
        return all.Length <= MostItems ? text : string.Create(CultureInfo.InvariantCulture, $"{text}... ({all.Length})");
    }
}
