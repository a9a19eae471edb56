namespace ExplainGen.Rendering;

/// <summary>
/// Named numbers as horizontal bars from a zero line, such as the relevance of named features: bars in favor at its right, bars against at
/// its left, and gray ones for what is no feature. <see cref="HtmlSection.AddCharts"/> puts charts side by side.
/// </summary>
/// <example>
/// <code>
/// BarChart chart = new BarChart("Why this wine") { Axis = "relevance (squared standard deviations)" }
///     .AddBar("flavanoids", 4.2)
///     .AddBar("hue", -0.7)
///     .AddRemainder("not attributed", 0.1);
/// report.AddSection("Wines").AddCharts(chart);
/// </code>
/// </example>
public sealed class BarChart
{
    private readonly List<Bar> _bars = [];

    /// <summary>Creates a chart without bars.</summary>
    /// <param name="title">What it shows, not empty.</param>
    /// <exception cref="ArgumentException"><paramref name="title"/> is null or white space.</exception>
    public BarChart(string title)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        Title = title;
    }

    /// <summary>What it shows.</summary>
    public string Title { get; }

    /// <summary>What the bars measure, with its unit; none when empty.</summary>
    public string Axis
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = string.Empty;

    /// <summary>The words below it; none when empty.</summary>
    public string Caption
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = string.Empty;

    /// <summary>
    /// The width in CSS pixels at which texts have the size of a page's small print, 320..2000; 480 unless set. On a narrower page the
    /// chart shrinks.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside the range.</exception>
    public int Width
    {
        get;
        init => field = value is >= 320 and <= 2000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"Expected {nameof(Width)} in 320..2000, found {value}.");
    } = 480;

    /// <summary>The bars from top to bottom.</summary>
    internal IReadOnlyList<Bar> Bars => _bars;

    /// <summary>The smallest number of the axis.</summary>
    internal double Low { get; private set; }

    /// <summary>The largest number of the axis.</summary>
    internal double High { get; private set; }

    /// <summary>Adds a bar below those before it.</summary>
    /// <param name="label">Its name, such as that of a feature. A long one is cut; the whole shows under the pointer.</param>
    /// <param name="value">Its length, finite; negative to the left.</param>
    /// <returns>This chart.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="label"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is infinite or not a number.</exception>
    public BarChart AddBar(string label, double value) => Add(label, value, isRemainder: false);

    /// <summary>Adds a gray bar for what is no single feature: the rest of them, or what is not attributed to any.</summary>
    /// <param name="label">Its name.</param>
    /// <param name="value">Its length, finite; negative to the left.</param>
    /// <returns>This chart.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="label"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is infinite or not a number.</exception>
    public BarChart AddRemainder(string label, double value) => Add(label, value, isRemainder: true);

    /// <summary>
    /// Widens the axis, which covers zero and all bars anyhow. Charts of the same labels and <see cref="Width"/> that cover the same
    /// numbers have the same scale.
    /// </summary>
    /// <param name="value">A finite number.</param>
    /// <returns>This chart.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is infinite or not a number.</exception>
    public BarChart Cover(double value)
    {
        Guard.Finite(value);
        Low = Math.Min(Low, value);
        High = Math.Max(High, value);
        return this;
    }

    private BarChart Add(string label, double value, bool isRemainder)
    {
        ArgumentNullException.ThrowIfNull(label);
        Cover(value);
        _bars.Add(new Bar(label, value, isRemainder));
        return this;
    }

    /// <summary>A bar.</summary>
    /// <param name="Label">Its name.</param>
    /// <param name="Value">Its length.</param>
    /// <param name="IsRemainder">Whether it is no single feature.</param>
    internal readonly record struct Bar(string Label, double Value, bool IsRemainder);
}
