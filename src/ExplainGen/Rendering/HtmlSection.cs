using System.Text;

namespace ExplainGen.Rendering;

/// <summary>A section of an <see cref="HtmlReport"/>; its parts stand in the order they were added in.</summary>
public sealed class HtmlSection
{
    private const int GradientSteps = 32;

    private readonly string _heading;
    private readonly List<Action<TextWriter>> _parts = [];

    internal HtmlSection(string heading, string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(heading);
        _heading = heading;
        AddText(text);
    }

    /// <summary>Adds a paragraph.</summary>
    /// <param name="text">The text; nothing is added when it is empty.</param>
    /// <returns>This section.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public HtmlSection AddText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _parts.Add(writer => HtmlReport.Paragraph(writer, text, "text"));
        return this;
    }

    /// <summary>Adds a row: a title, pictures side by side, and facts.</summary>
    /// <param name="title">The row's title; none when empty.</param>
    /// <returns>The row, to add to.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="title"/> is null.</exception>
    public HtmlRow AddRow(string title = "")
    {
        var row = new HtmlRow(title);
        _parts.Add(row.Write);
        return row;
    }

    /// <summary>Adds a bar that tells what a map's colors mean.</summary>
    /// <param name="colors">The map.</param>
    /// <param name="low">The meaning of its first color.</param>
    /// <param name="center">The meaning of its center.</param>
    /// <param name="high">The meaning of its last color.</param>
    /// <returns>This section.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public HtmlSection AddLegend(ColorMap colors, string low = "against", string center = "0", string high = "in favor")
    {
        ArgumentNullException.ThrowIfNull(colors);
        ArgumentNullException.ThrowIfNull(low);
        ArgumentNullException.ThrowIfNull(center);
        ArgumentNullException.ThrowIfNull(high);
        IEnumerable<RgbColor> steps = Enumerable.Range(0, GradientSteps + 1).Select(i => colors.Map((2.0 * i / GradientSteps) - 1));
        string gradient = string.Join(", ", steps);
        string ends = string.Concat(new[] { low, center, high }.Select(text => $"<span>{HtmlText.Escape(text)}</span>"));
        _parts.Add(writer => writer.Write(
            $"""
            <div class="legend"><div class="bar" style="background: linear-gradient(90deg, {gradient})"></div>
            <div class="ends">{ends}</div></div>

            """));
        return this;
    }

    /// <summary>Adds charts of bars, side by side where the page is wide enough.</summary>
    /// <param name="charts">Charts with a bar each or more; what is added to them later does not show.</param>
    /// <returns>This section.</returns>
    /// <exception cref="ArgumentException">There is no chart, or one is null or has no bar.</exception>
    public HtmlSection AddCharts(params ReadOnlySpan<BarChart> charts)
    {
        if (charts.IsEmpty)
        {
            throw new ArgumentException("Expected one chart or more, found none.", nameof(charts));
        }

        var figures = new StringBuilder();
        foreach (BarChart? chart in charts)
        {
            if (chart is null || chart.Bars.Count == 0)
            {
                string found = chart is null ? "null" : $"'{chart.Title}' without bars";
                throw new ArgumentException($"Expected charts of one bar or more, found {found}.", nameof(charts));
            }

            figures.Append(BarChartSvg.Write(chart));
        }

        _parts.Add(writer => writer.Write($"<div class=\"charts\">\n{figures}</div>\n"));
        return this;
    }

    /// <summary>Adds a table of numbers or words. Columns of numbers, with or without units, are aligned at the right.</summary>
    /// <param name="columns">The columns' headings, one or more.</param>
    /// <param name="rows">The rows, each with as many cells as there are columns.</param>
    /// <returns>This section.</returns>
    /// <exception cref="ArgumentException">There is no column, a row has another number of cells, or something is null.</exception>
    public HtmlSection AddTable(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        if (columns.Count == 0 || columns.Any(column => column is null))
        {
            throw new ArgumentException("Expected one column heading or more and none null, found none or null.", nameof(columns));
        }

        for (int i = 0; i < rows.Count; i++)
        {
            if (rows[i] is null || rows[i].Count != columns.Count || rows[i].Any(cell => cell is null))
            {
                string found = rows[i] is null || rows[i].Count == columns.Count ? "null" : $"{rows[i].Count}";
                throw new ArgumentException($"Expected {columns.Count} cells in row {i}, found {found}.", nameof(rows));
            }
        }

        _parts.Add(new HtmlTable([.. columns], [.. rows.Select(row => row.ToArray())]).Write);
        return this;
    }

    /// <summary>Writes the section.</summary>
    internal void Write(TextWriter writer)
    {
        writer.Write($"<section>\n<h2>{HtmlText.Escape(_heading)}</h2>\n");
        foreach (Action<TextWriter> part in _parts)
        {
            part(writer);
        }

        writer.Write("</section>\n");
    }
}
