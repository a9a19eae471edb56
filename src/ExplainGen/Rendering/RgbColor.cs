using System.Globalization;

namespace ExplainGen.Rendering;

/// <summary>One color: red, green and blue in sRGB, 0..255 each.</summary>
/// <param name="R">Red, 0..255.</param>
/// <param name="G">Green, 0..255.</param>
/// <param name="B">Blue, 0..255.</param>
public readonly record struct RgbColor(byte R, byte G, byte B)
{
    /// <summary>Black, <c>#000000</c>.</summary>
    public static RgbColor Black => default;

    /// <summary>White, <c>#ffffff</c>.</summary>
    public static RgbColor White => new(255, 255, 255);

    /// <summary>The luma Y' of ITU-R BT.601, 0..255: what the color becomes when a picture is desaturated.</summary>
    public byte Luma => (byte)(((299 * R) + (587 * G) + (114 * B) + 500) / 1000);

    /// <summary>Reads <c>rgb</c> or <c>rrggbb</c> in hexadecimal digits of either case, without a leading <c>#</c>.</summary>
    /// <param name="hex">The digits; three of them stand for their doubles (<c>f80</c> is <c>ff8800</c>).</param>
    /// <param name="color">The color, or black when <paramref name="hex"/> is malformed.</param>
    /// <returns>Whether <paramref name="hex"/> was well formed.</returns>
    public static bool TryParse(ReadOnlySpan<char> hex, out RgbColor color)
    {
        color = default;
        if (hex.Length is not (3 or 6) || !uint.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value))
        {
            return false;
        }

        color = hex.Length == 6
            ? new RgbColor((byte)(value >> 16), (byte)(value >> 8), (byte)value)
            : new RgbColor((byte)((value >> 8) * 0x11), (byte)(((value >> 4) & 0xf) * 0x11), (byte)((value & 0xf) * 0x11));
        return true;
    }

    /// <summary>The straight line between two colors in sRGB, each component rounded to the nearest integer.</summary>
    /// <param name="from">The color at <paramref name="amount"/> 0.</param>
    /// <param name="to">The color at <paramref name="amount"/> 1.</param>
    /// <param name="amount">How far from one to the other, 0..1.</param>
    /// <returns>The color between.</returns>
    public static RgbColor Blend(RgbColor from, RgbColor to, double amount) =>
        new(Blend(from.R, to.R, amount), Blend(from.G, to.G, amount), Blend(from.B, to.B, amount));

    /// <summary>The color in HTML's notation, such as <c>#ff8800</c>.</summary>
    /// <returns>Seven characters.</returns>
    public override string ToString() => $"#{R:x2}{G:x2}{B:x2}";

    private static byte Blend(byte from, byte to, double amount) => (byte)Math.Floor(from + ((to - from) * amount) + 0.5);
}
