using System.Globalization;

namespace ExplainGen.Rendering;

/// <summary>Writes a <see cref="BarChart"/> into a page, as a drawing whose colors are those of the page.</summary>
internal static class BarChartSvg
{
    /// <summary>The chart as a figure with title and caption.</summary>
    public static string Write(BarChart chart)
    {
        var layout = new BarChartLayout(chart);
        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        string title = HtmlText.Escape(chart.Title);
        string size = $"width=\"{chart.Width}\" height=\"{N(layout.Height)}\" viewBox=\"0 0 {chart.Width} {N(layout.Height)}\"";
        writer.WriteLine($"<figure class=\"chart\" style=\"max-width: calc({chart.Width}px + 2.6rem)\">");
        writer.WriteLine($"<h3>{title}</h3>");
        writer.WriteLine($"<svg {size} role=\"group\" aria-label=\"{title}\">");
        WriteAxis(writer, chart, layout);
        for (int row = 0; row < chart.Bars.Count; row++)
        {
            WriteBar(writer, chart.Bars[row], layout, BarChartLayout.Middle(row));
        }

        double zero = layout.Position(0);
        writer.WriteLine($"<path class=\"zero\" d=\"M{N(zero)} 0V{N(layout.Bottom)}\"/>");
        writer.WriteLine("</svg>");
        if (chart.Caption.Length > 0)
        {
            writer.WriteLine($"<figcaption>{HtmlText.Escape(chart.Caption)}</figcaption>");
        }

        writer.WriteLine("</figure>");
        return writer.ToString();
    }

    private static void WriteAxis(StringWriter writer, BarChart chart, BarChartLayout layout)
    {
        foreach (double tick in layout.Ticks)
        {
            string x = N(layout.Position(tick));
            writer.WriteLine($"<path class=\"grid\" d=\"M{x} 0V{N(layout.Bottom)}\"/>");
            writer.WriteLine($"<text class=\"tick\" x=\"{x}\" y=\"{N(layout.Bottom + 15)}\">{NumberText.Format(tick)}</text>");
        }

        if (chart.Axis.Length > 0)
        {
            string middle = N(layout.AxisTextMiddle);
            writer.WriteLine($"<text class=\"tick\" x=\"{middle}\" y=\"{N(layout.Bottom + 34)}\">{HtmlText.Escape(chart.Axis)}</text>");
        }
    }

    private static void WriteBar(StringWriter writer, BarChart.Bar bar, BarChartLayout layout, double middle)
    {
        double zero = layout.Position(0);
        double end = layout.Position(bar.Value);
        string color = bar.IsRemainder ? "rest" : bar.Value < 0 ? "against" : "favor";
        string number = NumberText.Format(bar.Value);
        string label = HtmlText.Escape(bar.Label);
        string baseline = N(middle + 4.5);
        string place = $"x=\"{N(Math.Min(zero, end))}\" y=\"{N(middle - (BarChartLayout.BarHeight / 2))}\"";
        string extent = $"width=\"{N(Math.Abs(end - zero))}\" height=\"{N(BarChartLayout.BarHeight)}\"";
        // Numbers stand at the right of the zero line even where bars go to the left: there is room, and no label is near.
        double beside = Math.Max(zero, end) + BarChartLayout.NumberDistance;
        writer.WriteLine($"<g><title>{label}: {number}</title>");
        string cut = HtmlText.Escape(layout.Cut(bar.Label));
        writer.WriteLine($"<text class=\"label\" x=\"{N(layout.LabelRight)}\" y=\"{baseline}\">{cut}</text>");
        writer.WriteLine($"<rect class=\"{color}\" {place} {extent}/>");
        writer.WriteLine($"<text class=\"value\" x=\"{N(beside)}\" y=\"{baseline}\">{number}</text></g>");
    }

    /// <summary>A length with hundredths of a pixel.</summary>
    private static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
