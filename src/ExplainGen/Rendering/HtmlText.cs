using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace ExplainGen.Rendering;

/// <summary>Text made safe for element content and quoted attributes of HTML.</summary>
internal static class HtmlText
{
    // Letters of all scripts stay readable in the file; only what has a meaning in HTML is replaced.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Escapes text.</summary>
    public static string Escape(string text) => Encoder.Encode(text);
}
