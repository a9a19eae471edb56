namespace ExplainGen.Rendering;

/// <summary>How relevance is scaled to the range of a color map.</summary>
public sealed record Normalization
{
    private Normalization(NormalizationKind kind, double parameter = 0)
    {
        Kind = kind;
        Parameter = parameter;
    }

    /// <summary>The default: -m..m, m being the largest magnitude; 0 has the center's color.</summary>
    public static Normalization Symmetric { get; } = new(NormalizationKind.Symmetric);

    /// <summary>
    /// Magnitudes |r| on 0..m: 0 has the map's first color, m its last. For maps of one sign, such as <see cref="ColorMap.Hot"/>.
    /// </summary>
    public static Normalization Absolute { get; } = new(NormalizationKind.Absolute);

    /// <summary>The smallest relevance has the map's first color, the largest its last; 0 lies anywhere.</summary>
    public static Normalization Unaligned { get; } = new(NormalizationKind.Unaligned);

    internal NormalizationKind Kind { get; }

    internal double Parameter { get; }

    /// <summary>
    /// -p..p, p being a percentile of the magnitudes (interpolated linearly between ranks); what lies beyond saturates, so a few
    /// extreme pixels do not pale the rest. Where that percentile is 0, the largest magnitude takes its place.
    /// </summary>
    /// <param name="percent">Above 0, up to 100, which is <see cref="Symmetric"/>.</param>
    /// <returns>The normalization.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="percent"/> lies outside.</exception>
    public static Normalization Percentile(double percent) =>
        percent is > 0 and <= 100
            ? new(NormalizationKind.Percentile, percent)
            : throw new ArgumentOutOfRangeException(
                nameof(percent), percent, FormattableString.Invariant($"Expected percent above 0 and up to 100, found {percent}."));

    /// <summary>-range..range, whatever the relevance: for pictures that are to be compared.</summary>
    /// <param name="range">The magnitude at which colors saturate, finite and above 0.</param>
    /// <returns>The normalization.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="range"/> is not finite or not above 0.</exception>
    public static Normalization Fixed(double range)
    {
        Guard.PositiveFinite(range);
        return new(NormalizationKind.Fixed, range);
    }

    /// <summary>The normalization in words, such as <c>Percentile(99)</c>.</summary>
    /// <returns>Its name, with its parameter if it has one.</returns>
    public override string ToString() => Kind is NormalizationKind.Percentile or NormalizationKind.Fixed
        ? FormattableString.Invariant($"{Kind}({Parameter})")
        : Kind.ToString();
}

/// <summary>The kinds of <see cref="Normalization"/>.</summary>
internal enum NormalizationKind
{
    /// <summary>-m..m with the largest magnitude m.</summary>
    Symmetric,

    /// <summary>Magnitudes on 0..m.</summary>
    Absolute,

    /// <summary>Smallest to largest.</summary>
    Unaligned,

    /// <summary>-p..p with a percentile p of the magnitudes.</summary>
    Percentile,

    /// <summary>-range..range.</summary>
    Fixed,
}
