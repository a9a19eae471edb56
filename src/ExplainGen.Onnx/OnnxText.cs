using System.Globalization;
using System.Text;

namespace ExplainGen.Onnx;

/// <summary>Texts from a file as they may stand in a message or a comment: the file is not trusted to be short or printable.</summary>
internal static class OnnxText
{
    private const int MostCharacters = 80;

    /// <summary>A name in quotation marks.</summary>
    internal static string Quote(string name) => $"'{Plain(name)}'";

    /// <summary>The text with control characters escaped, cut when long.</summary>
    internal static string Plain(string text)
    {
        var plain = new StringBuilder();
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, MostCharacters)))
        {
            if (char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029')
                plain.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                plain.Append(c);
        }

        if (text.Length > MostCharacters)
            plain.Append(CultureInfo.InvariantCulture, $"... ({text.Length} characters)");
        return plain.ToString();
    }
}
