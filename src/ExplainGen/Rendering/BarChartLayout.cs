namespace ExplainGen.Rendering;

/// <summary>
/// Where the parts of a <see cref="BarChart"/> stand, in CSS pixels from its upper left corner. What fonts a page has is not known here:
/// texts are measured by the widths that letters have in common ones, with some room.
/// </summary>
internal sealed class BarChartLayout
{
    /// <summary>From a bar to the next.</summary>
    public const double RowHeight = 22;

    /// <summary>The thickness of a bar.</summary>
    public const double BarHeight = 14;

    private const double Top = 4;
    private const double TickRoom = 20;
    private const double AxisRoom = 20;
    private const double LetterWidth = 6.7;
    private const double WideLetterWidth = 13;
    private const double LabelGap = 8;
    private const double NumberGap = 5;
    private const int NumberLetters = 7;
    private const double WidestLabel = 0.45;
    private const double TickDistance = 40;
    private const double SmallPrint = 0.92;

    private readonly double _low;
    private readonly double _high;
    private readonly double _unit;

    /// <summary>Lays out a chart.</summary>
    public BarChartLayout(BarChart chart)
    {
        // The same room for all common numbers, so that charts of the same labels and range have the same scale.
        double numbers = Math.Max(NumberLetters * LetterWidth, chart.Bars.Max(bar => TextWidth(NumberText.Format(bar.Value))));
        LabelRight = Math.Min(chart.Bars.Max(bar => TextWidth(bar.Label)), WidestLabel * chart.Width);
        Left = LabelRight + LabelGap;
        Right = chart.Width - numbers - NumberGap;
        AxisTextMiddle = MiddleInside((Left + Right) / 2, SmallPrint * TextWidth(chart.Axis), chart.Width);
        Bottom = Top + (chart.Bars.Count * RowHeight);
        Height = Bottom + TickRoom + (chart.Axis.Length > 0 ? AxisRoom : 0);
        _low = chart.Low;
        _high = chart.High > chart.Low ? chart.High : 1;
        _unit = Math.Max(-_low, _high);
        Ticks = [.. FindTicks(Math.Max(2, (Right - Left) / TickDistance))];
    }

    /// <summary>Where labels end.</summary>
    public double LabelRight { get; }

    /// <summary>Where the axis begins.</summary>
    public double Left { get; }

    /// <summary>Where the axis ends.</summary>
    public double Right { get; }

    /// <summary>Where the axis stands.</summary>
    public double Bottom { get; }

    /// <summary>The middle of the words below the axis: that of the axis, unless they would end outside.</summary>
    public double AxisTextMiddle { get; }

    /// <summary>The height of all.</summary>
    public double Height { get; }

    /// <summary>The round numbers at the axis, zero among them.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>The gap between a bar and its number.</summary>
    public static double NumberDistance => NumberGap;

    /// <summary>The middle of a bar.</summary>
    public static double Middle(int row) => Top + ((row + 0.5) * RowHeight);

    /// <summary>Where a number of the axis stands.</summary>
    public double Position(double value) => Left + ((Right - Left) * (((value / _unit) - (_low / _unit)) / Span));

    // In units of the largest magnitude, so that neither the largest nor the smallest of numbers leave the range.
    private double Span => (_high / _unit) - (_low / _unit);

    /// <summary>A label that fits, its end replaced by an ellipsis where it does not.</summary>
    public string Cut(string label)
    {
        if (TextWidth(label) <= LabelRight)
        {
            return label;
        }

        int length = label.Length;
        while (length > 0 && TextWidth(label.AsSpan(0, length)) + LetterWidth > LabelRight)
        {
            length -= length > 1 && char.IsLowSurrogate(label[length - 1]) ? 2 : 1;
        }

        return label[..length].TrimEnd() + "…";
    }

    private static double MiddleInside(double wanted, double length, double width) =>
        Math.Max(Math.Min(wanted, width - (length / 2)), length / 2);

    /// <summary>An estimate from above of a text's width: letters from Hangul Jamo on may be as wide as high.</summary>
    private static double TextWidth(ReadOnlySpan<char> text)
    {
        double width = 0;
        foreach (char letter in text)
        {
            width += letter >= '\u1100' && !char.IsPunctuation(letter) && !char.IsSymbol(letter) ? WideLetterWidth : LetterWidth;
        }

        return width;
    }

    // Steps of 1, 2 or 5 times a power of ten, at most as many as there is room for. Spans that underflow have no tick but zero.
    private IEnumerable<double> FindTicks(double most)
    {
        double rough = Span / most * _unit;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * (rough <= power ? 1 : rough <= 2 * power ? 2 : rough <= 5 * power ? 5 : 10);
        if (!(power > 0) || !double.IsFinite(step))
        {
            return [0];
        }

        int first = (int)Math.Ceiling(_low / step);
        int last = (int)Math.Floor(_high / step);
        return Enumerable.Range(first, last - first + 1).Select(i => i * step);
    }
}
