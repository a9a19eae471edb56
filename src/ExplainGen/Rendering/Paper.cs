namespace ExplainGen.Rendering;

/// <summary>The few colors that pictures share around their maps.</summary>
internal static class Paper
{
    /// <summary>What figures stand on.</summary>
    public static readonly RgbColor White = RgbColor.White;

    /// <summary>Text and curves.</summary>
    public static readonly RgbColor Ink = new(0x1f, 0x29, 0x37);

    /// <summary>Hairlines around maps.</summary>
    public static readonly RgbColor Line = new(0x9c, 0xa3, 0xaf);

    /// <summary>The side of a font dot that suits a picture: one pixel, more for large ones.</summary>
    /// <param name="height">The picture's height in pixels.</param>
    public static int TextScale(int height) => Math.Max(1, height / 200);
}
