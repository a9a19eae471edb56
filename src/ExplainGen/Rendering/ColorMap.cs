using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace ExplainGen.Rendering;

/// <summary>
/// Colors for signed numbers: -1 has the map's first color, 0 <em>exactly</em> its center, 1 its last. The named maps beyond
/// <see cref="RedBlue"/>, <see cref="BlackCenter"/> and <see cref="HotCold"/> are those of Zennit, as is the notation
/// that <see cref="Parse"/> reads.
/// </summary>
/// <remarks>
/// A map is a list of colors at positions 0..255. The halves below and above position 128 (hexadecimal 80) are stretched
/// separately, so -1..0 covers 0..128 and 0..1 covers 128..255: equal magnitudes of either sign lie equally far between
/// center and end, and 0 never falls beside the center as it does where one scale of 256 steps covers both.
/// </remarks>
public sealed class ColorMap
{
    private const double Center = 128;
    private const double End = 255;

    private readonly double[] _values;
    private readonly RgbColor[] _colors;

    private ColorMap(string name, string source, ColorStop[] stops)
    {
        Name = name;
        Source = source;
        _values = Array.ConvertAll(stops, stop => (stop.Position - Center) / (stop.Position < Center ? Center : End - Center));
        _colors = Array.ConvertAll(stops, stop => stop.Color);
    }

    /// <summary>The default: deep blue, white at 0, deep red; equally light on both sides.</summary>
    public static ColorMap RedBlue { get; } = Define("redblue", "123f8c,2f7fc4,8fc4e8,80:fff,f7a98c,d8433a,8c0d25");

    /// <summary>For dark pages: light blue, black at 0, light red.</summary>
    public static ColorMap BlackCenter { get; } = Define("blackcenter", "a8dcff,2f8fe8,0b3f7a,80:000,7a1a10,e8542f,ffc8a0");

    /// <summary>Cyan and blue, black at 0, red and yellow; <see cref="ColdNHot"/> with both ends equally far.</summary>
    public static ColorMap HotCold { get; } = Define("hotcold", "0ff,00f,80:000,f00,ff0");

    /// <summary>Black to white; 0 is gray.</summary>
    public static ColorMap Gray { get; } = Define("gray", "000,fff");

    /// <summary>White to red, for numbers of one sign.</summary>
    public static ColorMap WRed { get; } = Define("wred", "fff,f00");

    /// <summary>White to blue, for numbers of one sign.</summary>
    public static ColorMap WBlue { get; } = Define("wblue", "fff,00f");

    /// <summary>Black, red, yellow, white, for numbers of one sign.</summary>
    public static ColorMap Hot { get; } = Define("hot", "000,f00,ff0,fff");

    /// <summary>Black, blue, cyan, for numbers of one sign.</summary>
    public static ColorMap Cold { get; } = Define("cold", "000,00f,0ff");

    /// <summary>Cyan, blue, black at 0, red, yellow, white.</summary>
    public static ColorMap ColdNHot { get; } = Define("coldnhot", "0ff,00f,80:000,f00,ff0,fff");

    /// <summary>Blue, white at 0, red, all saturated.</summary>
    public static ColorMap Bwr { get; } = Define("bwr", "00f,80:fff,f00");

    /// <summary>The tricolor: blue, white at 0, red.</summary>
    public static ColorMap France { get; } = Define("france", "0055a4,80:fff,ef4135");

    /// <summary>Blue, light gray at 0, red.</summary>
    public static ColorMap Seismic { get; } = Define("seismic", "0000d0,80:d0d0d0,d00000");

    /// <summary>Cyan, light gray at 0, magenta.</summary>
    public static ColorMap Coolio { get; } = Define("coolio", "00d0d0,80:d0d0d0,d000d0");

    /// <summary>Green, light gray at 0, magenta.</summary>
    public static ColorMap Coleus { get; } = Define("coleus", "00d000,80:d0d0d0,d000d0");

    // Static initializers run in the order of the text: this list comes behind the maps it holds.
    private static ColorMap[] All { get; } =
        [RedBlue, BlackCenter, HotCold, Gray, WRed, WBlue, Hot, Cold, ColdNHot, Bwr, France, Seismic, Coolio, Coleus];

    private static FrozenDictionary<string, ColorMap> ByName { get; } =
        All.ToFrozenDictionary(map => map.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The names <see cref="Named"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = Array.AsReadOnly(Array.ConvertAll(All, map => map.Name));

    /// <summary>The color of what is no number or infinite: middle gray, <c>#808080</c>.</summary>
    public static RgbColor Neutral => new(128, 128, 128);

    /// <summary>The map's name, or its <see cref="Source"/> when it was parsed.</summary>
    public string Name { get; }

    /// <summary>The map in the notation of <see cref="Parse"/>.</summary>
    public string Source { get; }

    /// <summary>Finds a map by its name.</summary>
    /// <param name="name">One of <see cref="Names"/>, in any case.</param>
    /// <returns>The map; the same instance each time.</returns>
    /// <exception cref="ArgumentException">There is no such map; the message lists those there are.</exception>
    public static ColorMap Named(string name) =>
        TryNamed(name, out ColorMap? map)
            ? map
            : throw new ArgumentException(
                $"Expected a color map's name, one of {string.Join(", ", Names)}; found \"{name}\".", nameof(name));

    /// <summary>Finds a map by its name, if there is one.</summary>
    /// <param name="name">One of <see cref="Names"/>, in any case.</param>
    /// <param name="map">The map, or null.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    public static bool TryNamed(string name, [NotNullWhen(true)] out ColorMap? map)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ByName.TryGetValue(name, out map);
    }

    /// <summary>
    /// Reads a map in Zennit's color map notation: two or more colors separated by commas, each <c>rgb</c> or <c>rrggbb</c> in
    /// hexadecimal digits, optionally led by its position <c>00:</c> to <c>ff:</c>, as in <c>00f,80:fff,f00</c>.
    /// </summary>
    /// <param name="source">
    /// The colors in ascending order of position. A first one without a position stands at 00, a last one at ff, others evenly
    /// between their neighbors; a position given twice makes a hard edge, from which on the later color holds. Before the
    /// first and behind the last position the color stays the same.
    /// </param>
    /// <returns>The map.</returns>
    /// <exception cref="FormatException">The source is malformed; the message says where and how.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static ColorMap Parse(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new ColorMap(source, source, ColorMapSource.Parse(source));
    }

    /// <summary>The color of one number.</summary>
    /// <param name="value">The number; below -1 counts as -1, above 1 as 1.</param>
    /// <returns>The color, or <see cref="Neutral"/> when the number is not finite.</returns>
    public RgbColor Map(double value)
    {
        if (!double.IsFinite(value))
        {
            return Neutral;
        }

        value = Math.Clamp(value, -1, 1);
        int next = 0;
        while (next < _values.Length && _values[next] <= value)
        {
            next++;
        }

        if (next == 0 || next == _values.Length)
        {
            return _colors[Math.Max(next - 1, 0)];
        }

        // From the stop nearer the center outwards, so that rounding treats both signs alike.
        (int inner, int outer) = value < 0 ? (next, next - 1) : (next - 1, next);
        return RgbColor.Blend(_colors[inner], _colors[outer], (value - _values[inner]) / (_values[outer] - _values[inner]));
    }

    /// <summary>The color of many numbers.</summary>
    /// <param name="values">The numbers, -1..1.</param>
    /// <param name="colors">Takes their colors; of the same length.</param>
    /// <returns>How many of the numbers were not finite and became <see cref="Neutral"/>.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public int Map(ReadOnlySpan<float> values, Span<RgbColor> colors)
    {
        Guard.Length(colors.Length, values.Length, "that of values", nameof(colors));
        int notFinite = 0;
        for (int i = 0; i < values.Length; i++)
        {
            colors[i] = Map(values[i]);
            notFinite += float.IsFinite(values[i]) ? 0 : 1;
        }

        return notFinite;
    }

    /// <summary>
    /// The map as a palette of 256 colors with an odd number of steps, so that one of them is exactly 0: entry 128 is the
    /// center, entries 1 and 255 are -1 and 1, and entry 0 is <see cref="Neutral"/> for what is not finite.
    /// </summary>
    /// <param name="level">
    /// Contrast, finite and above 0: entry i has the color of level * (i - 128) / 127, so above 1 the ends saturate earlier and
    /// below 1 they are never reached.
    /// </param>
    /// <returns>256 colors.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not finite or not above 0.</exception>
    public RgbColor[] ToPalette(double level = 1)
    {
        Guard.PositiveFinite(level);
        var palette = new RgbColor[256];
        palette[0] = Neutral;
        for (int i = 1; i < palette.Length; i++)
        {
            palette[i] = Map(level * (i - 128) / 127);
        }

        return palette;
    }

    /// <summary>The palette index of one number, for <see cref="ToPalette"/>.</summary>
    /// <param name="value">The number; below -1 counts as -1, above 1 as 1.</param>
    /// <returns>1..255 with 128 for 0, or 0 when the number is not finite.</returns>
    public static byte PaletteIndex(double value) =>
        double.IsFinite(value) ? (byte)(128 + Math.Round(Math.Clamp(value, -1, 1) * 127, MidpointRounding.AwayFromZero)) : (byte)0;

    /// <summary>The map's <see cref="Name"/>.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;

    private static ColorMap Define(string name, string source) => new(name, source, ColorMapSource.Parse(source));
}
