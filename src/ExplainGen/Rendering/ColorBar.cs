namespace ExplainGen.Rendering;

/// <summary>The bar that tells which color stands for which relevance.</summary>
internal static class ColorBar
{
    private const int MinimumHeight = 32;

    // Room for almost any number, so that maps of one size make figures of one size, which line up in a grid.
    private const string WidestUsual = "-2.22e-22";

    /// <summary>
    /// Puts a map on white with a color bar at its right: the top is the scale's high end, with numbers at both ends and 0.
    /// </summary>
    /// <param name="map">The picture.</param>
    /// <param name="colors">Its colors.</param>
    /// <param name="scale">What they stand for.</param>
    /// <returns>A larger picture.</returns>
    public static RgbImage Attach(RgbImage map, ColorMap colors, RelevanceScale scale)
    {
        int dot = Paper.TextScale(map.Height);
        int gap = 5 * dot;
        int barWidth = 8 * dot;
        int cap = BitmapFont.CapHeight * dot;
        List<(double Position, string Text)> labels = Labels(scale);
        string note = scale.NonFinite == 0 ? string.Empty : $"{scale.NonFinite} n/a";
        int textWidth = labels.Select(label => label.Text).Append(note).Append(WidestUsual).Max(text => BitmapFont.Measure(text, dot));

        int noteHeight = note.Length == 0 ? 0 : cap + gap;
        int inner = Math.Max(map.Height, (MinimumHeight * dot) + noteHeight);
        int margin = gap;
        var figure = new RgbImage(
            margin + map.Width + 2 + (2 * gap) + barWidth + 2 + gap + textWidth + margin,
            (2 * margin) + inner + 2,
            Paper.White);
        int mapTop = margin + ((inner - map.Height) / 2);
        Frame(figure, margin, mapTop, map.Width + 2, map.Height + 2);
        figure.Blit(map, margin + 1, mapTop + 1);

        int barLeft = margin + map.Width + 2 + (2 * gap);
        int barHeight = inner - noteHeight;
        Frame(figure, barLeft, margin, barWidth + 2, barHeight + 2);
        for (int y = 0; y < barHeight; y++)
        {
            figure.Fill(barLeft + 1, margin + 1 + y, barWidth, 1, colors.Map(PositionOfRow(y, barHeight)));
        }

        // No ticks: one beside a label would read as its minus sign.
        int textLeft = barLeft + barWidth + 2 + gap;
        foreach ((double position, string text) in labels)
        {
            int row = margin + 1 + (int)Math.Round((1 - position) / 2 * (barHeight - 1));
            // The outer labels stay within the bar's height, so that they never stick out of the figure.
            int top = Math.Clamp(row - (cap / 2), margin, margin + barHeight + 2 - cap);
            figure.DrawText(text, textLeft, top, Paper.Ink, dot);
        }

        if (note.Length > 0)
        {
            int top = margin + barHeight + 2 + gap;
            figure.Fill(barLeft, top, barWidth + 2, cap, ColorMap.Neutral);
            figure.DrawText(note, textLeft, top, Paper.Ink, dot);
        }

        return figure;
    }

    /// <summary>The middle row of an odd bar is exactly 0, the outer rows are exactly -1 and 1.</summary>
    private static double PositionOfRow(int row, int height) => 1 - (2.0 * row / (height - 1));

    private static List<(double Position, string Text)> Labels(RelevanceScale scale)
    {
        if (scale.Low == scale.High)
        {
            return [(scale.Position(scale.Low), NumberText.Format(scale.Low))];
        }

        List<(double, string)> labels = [(1, NumberText.Format(scale.High)), (-1, NumberText.Format(scale.Low))];
        double zero = scale.Position(0);
        if (Math.Abs(zero) < 0.5)
        {
            labels.Add((zero, "0"));
        }

        return labels;
    }

    private static void Frame(RgbImage figure, int x, int y, int width, int height)
    {
        figure.Fill(x, y, width, 1, Paper.Line);
        figure.Fill(x, y + height - 1, width, 1, Paper.Line);
        figure.Fill(x, y, 1, height, Paper.Line);
        figure.Fill(x + width - 1, y, 1, height, Paper.Line);
    }
}
