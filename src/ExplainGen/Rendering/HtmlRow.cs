namespace ExplainGen.Rendering;

/// <summary>A row of an <see cref="HtmlReport"/>: pictures side by side with their captions, and facts beside them.</summary>
public sealed class HtmlRow
{
    private const int SmallPicture = 200;

    private readonly string _title;
    private readonly List<(string Source, int Width, int Height, int Zoom, string Caption)> _pictures = [];
    private readonly List<(string Name, string Value)> _facts = [];

    internal HtmlRow(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        _title = title;
    }

    /// <summary>Adds a picture. A small one is shown enlarged by an integer factor, its pixels crisp.</summary>
    /// <param name="image">The picture; what is drawn into it later does not show.</param>
    /// <param name="caption">The words below it, which also are its alternative text.</param>
    /// <returns>This row.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public HtmlRow AddPicture(RgbImage image, string caption)
    {
        ArgumentNullException.ThrowIfNull(image);
        return AddPicture(image.ToPng(), image.Width, image.Height, caption);
    }

    /// <summary>Adds a picture. A small one is shown enlarged by an integer factor, its pixels crisp.</summary>
    /// <param name="image">The picture, such as that of <see cref="Heatmap.Layer"/>.</param>
    /// <param name="caption">The words below it, which also are its alternative text.</param>
    /// <returns>This row.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public HtmlRow AddPicture(PngWriter image, string caption)
    {
        ArgumentNullException.ThrowIfNull(image);
        return AddPicture(image.Encode(), image.Width, image.Height, caption);
    }

    /// <summary>Adds a fact.</summary>
    /// <param name="name">What it is, such as <c>prediction</c>.</param>
    /// <param name="value">What it is like, such as <c>Sneaker</c>.</param>
    /// <returns>This row.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public HtmlRow AddFact(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        _facts.Add((name, value));
        return this;
    }

    /// <summary>Adds a number, shown with three significant digits.</summary>
    /// <param name="name">What it is, such as <c>probability</c>.</param>
    /// <param name="value">The number.</param>
    /// <returns>This row.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    public HtmlRow AddFact(string name, double value) => AddFact(name, NumberText.Format(value));

    /// <summary>Writes the row.</summary>
    internal void Write(TextWriter writer)
    {
        writer.Write("<article>\n");
        if (_title.Length > 0)
        {
            writer.Write($"<h3>{HtmlText.Escape(_title)}</h3>\n");
        }

        writer.Write("<div class=\"row\">\n<div class=\"pictures\">\n");
        foreach ((string source, int width, int height, int zoom, string caption) in _pictures)
        {
            string text = HtmlText.Escape(caption);
            string crisp = zoom > 1 ? " class=\"crisp\"" : string.Empty;
            string size = $"width=\"{width * zoom}\" height=\"{height * zoom}\"";
            writer.Write(
                $"""
                <figure style="max-width: {width * zoom}px"><img{crisp} src="{source}" {size} alt="{text}">
                <figcaption>{text}</figcaption></figure>

                """);
        }

        writer.Write("</div>\n");
        if (_facts.Count > 0)
        {
            writer.Write("<dl>\n");
            foreach ((string name, string value) in _facts)
            {
                writer.Write($"<div><dt>{HtmlText.Escape(name)}</dt><dd>{HtmlText.Escape(value)}</dd></div>\n");
            }

            writer.Write("</dl>\n");
        }

        writer.Write("</div>\n</article>\n");
    }

    private HtmlRow AddPicture(byte[] png, int width, int height, string caption)
    {
        ArgumentNullException.ThrowIfNull(caption);
        int zoom = Math.Max(1, SmallPicture / Math.Max(width, height));
        _pictures.Add(($"data:image/png;base64,{Convert.ToBase64String(png)}", width, height, zoom, caption));
        return this;
    }
}
