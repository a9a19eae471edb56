using System.Globalization;
using System.Text;
using ExplainGen.Files;

namespace ExplainGen.Rendering;

/// <summary>
/// A page of explanations in one file: pictures are embedded, styles are inside, nothing is loaded and no script runs. It
/// reads on a phone, a desktop, on paper and in dark mode. All text is escaped.
/// </summary>
/// <example>
/// <code>
/// var report = new HtmlReport("Fashion MNIST") { Introduction = "Why the network sees what it sees." };
/// HtmlSection section = report.AddSection("Test images").AddLegend(ColorMap.RedBlue);
/// section.AddRow("Image 7")
///     .AddPicture(input, "input")
///     .AddPicture(heatmap, "EpsilonPlusFlat")
///     .AddFact("prediction", "Sneaker")
///     .AddFact("probability", 0.983);
/// report.Save("report.html");
/// </code>
/// </example>
public sealed class HtmlReport
{
    private readonly List<HtmlSection> _sections = [];

    /// <summary>Creates an empty page.</summary>
    /// <param name="title">Its title, not empty.</param>
    /// <exception cref="ArgumentException"><paramref name="title"/> is null or white space.</exception>
    public HtmlReport(string title)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        Title = title;
    }

    /// <summary>The page's title.</summary>
    public string Title { get; }

    /// <summary>A paragraph below the title; none when empty.</summary>
    public string Introduction { get; init; } = string.Empty;

    /// <summary>A line at the page's end, such as the model's version; none when empty.</summary>
    public string Footer { get; init; } = string.Empty;

    /// <summary>The language of the texts as a BCP 47 tag; <c>en</c> unless set.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Adds a section.</summary>
    /// <param name="heading">Its heading, not empty.</param>
    /// <param name="text">A paragraph below it; none when empty.</param>
    /// <returns>The section, to add to.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="heading"/> is null or white space, or <paramref name="text"/> is null.
    /// </exception>
    public HtmlSection AddSection(string heading, string text = "")
    {
        var section = new HtmlSection(heading, text);
        _sections.Add(section);
        return section;
    }

    /// <summary>Saves the page as UTF-8: a temporary file beside <paramref name="path"/>, then a rename over it.</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        Write(writer);
    });

    /// <summary>The page as text.</summary>
    /// <returns>A whole HTML document.</returns>
    public string ToHtml()
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        Write(writer);
        return writer.ToString();
    }

    /// <summary>Writes the page; lines end with a line feed.</summary>
    /// <param name="writer">Where to.</param>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is null.</exception>
    public void Write(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        string title = HtmlText.Escape(Title);
        // The policy makes the promise of the class hold even for text that slipped through: nothing is loaded or run.
        writer.Write(
            $"""
            <!DOCTYPE html>
            <html lang="{HtmlText.Escape(Language)}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
            <title>{title}</title>
            <style>
            {HtmlStyle.Sheet}
            </style>
            </head>
            <body>
            <main>
            <header>
            <h1>{title}</h1>

            """);
        Paragraph(writer, Introduction, "lead");
        writer.Write("</header>\n");
        foreach (HtmlSection section in _sections)
        {
            section.Write(writer);
        }

        if (Footer.Length > 0)
        {
            writer.Write($"<footer>{HtmlText.Escape(Footer)}</footer>\n");
        }

        writer.Write("</main>\n</body>\n</html>\n");
    }

    /// <summary>Writes a paragraph, or nothing for an empty text.</summary>
    internal static void Paragraph(TextWriter writer, string text, string cssClass)
    {
        if (text.Length > 0)
        {
            writer.Write($"<p class=\"{cssClass}\">{HtmlText.Escape(text)}</p>\n");
        }
    }
}
