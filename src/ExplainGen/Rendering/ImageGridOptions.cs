namespace ExplainGen.Rendering;

/// <summary>How an <see cref="ImageGrid"/> is laid out. Immutable; derive variants by <c>with</c>.</summary>
public sealed record ImageGridOptions
{
    /// <summary>What is used where no options are given.</summary>
    public static ImageGridOptions Default { get; } = new();

    /// <summary>Pictures a row, 0 (unless set) for a grid as near to square as it gets.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set below 0.</exception>
    public int Columns
    {
        get;
        init
        {
            Guard.NotNegative(value, nameof(Columns));
            field = value;
        }
    }

    /// <summary>Pixels between pictures and around the grid, 0 or more; 6 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set below 0.</exception>
    public int Padding
    {
        get;
        init
        {
            Guard.NotNegative(value, nameof(Padding));
            field = value;
        }
    } = 6;

    /// <summary>What shows between the pictures and in empty cells; white unless set.</summary>
    public RgbColor Background { get; init; } = RgbColor.White;

    /// <summary>
    /// A title above each picture, in the pictures' order, cut with an ellipsis where it is wider than its column; null (unless
    /// set) for none.
    /// </summary>
    public IReadOnlyList<string>? Titles { get; init; }

    /// <summary>The side of one dot of the titles' font in pixels, 1 or more; 1 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set below 1.</exception>
    public int TextScale
    {
        get;
        init
        {
            Guard.Positive(value, nameof(TextScale));
            field = value;
        }
    } = 1;
}
