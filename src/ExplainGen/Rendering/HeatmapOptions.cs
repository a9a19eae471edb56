namespace ExplainGen.Rendering;

/// <summary>How a <see cref="Heatmap"/> is drawn. Immutable; derive variants by <c>with</c>.</summary>
public sealed record HeatmapOptions
{
    /// <summary>What is used where no options are given.</summary>
    public static HeatmapOptions Default { get; } = new();

    /// <summary>The colors; <see cref="ColorMap.RedBlue"/> unless set.</summary>
    /// <exception cref="ArgumentNullException">Set to null.</exception>
    public ColorMap ColorMap
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(ColorMap));
            field = value;
        }
    } = ColorMap.RedBlue;

    /// <summary>How relevance is scaled to the colors; <see cref="Normalization.Symmetric"/> unless set.</summary>
    /// <exception cref="ArgumentNullException">Set to null.</exception>
    public Normalization Normalization
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Normalization));
            field = value;
        }
    } = Normalization.Symmetric;

    /// <summary>How channels are brought together; <see cref="ChannelReduction.Sum"/> unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to an undefined number.</exception>
    public ChannelReduction Reduction
    {
        get;
        init => field = value is ChannelReduction.Sum or ChannelReduction.Max or ChannelReduction.MaxAbs
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Reduction), value, $"Expected Sum, Max or MaxAbs, found {value}.");
    }

    /// <summary>The side of the square that one number becomes, in pixels, 1 or more; 1 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set below 1.</exception>
    public int Scale
    {
        get;
        init
        {
            Guard.Positive(value, nameof(Scale));
            field = value;
        }
    } = 1;

    /// <summary>
    /// How much the strongest relevance covers the input in an overlay, 0 (not at all) to 1 (wholly); 0.9 unless set.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Set outside 0..1.</exception>
    public double OverlayOpacity
    {
        get;
        init
        {
            Guard.Fraction(value, nameof(OverlayOpacity));
            field = value;
        }
    } = 0.9;

    /// <summary>Whether a color bar with its numbers stands at the right of the map; not unless set.</summary>
    public bool ShowColorBar { get; init; }
}
