namespace ExplainGen.Rendering;

/// <summary>
/// The built-in font: printable ASCII, drawn in a cell of 5 x 7 dots with two rows for descenders, spaced by each glyph's
/// own width. It lets pictures carry titles and numbers without any font file.
/// </summary>
internal static class BitmapFont
{
    /// <summary>Dots from the top of a capital to the baseline.</summary>
    public const int CapHeight = 7;

    /// <summary>Dots from the top of a capital to the bottom of a descender.</summary>
    public const int Height = 9;

    private const int Columns = 5;
    private const int SpaceWidth = 3;
    private const char First = ' ';
    private const string Missing = "VHHHHHV";

    // The glyphs of ' ' to '~'. Each character is one row of five dots, top row first, as a digit of base 32
    // (0-9 then A-V) whose highest bit is the leftmost dot: 'A' is E=01110, H=10001, H, V=11111, H, H, H.
    private static readonly string[] Glyphs =
    [
        "0000000", "4444404", "AAA0000", "AAVAVAA", "4FKE5U4", "OP248J3", "CIK8LID", "4440000", // space ! " # $ % & '
        "2488842", "8422248", "04LEL40", "044V440", "00000CC48", "000V000", "00000CC", "01248G0", // ( ) * + , - . /
        "EHJLPHE", "4C4444E", "EH1248V", "V2421HE", "26AIV22", "VGU11HE", "68GUHHE", "V124888", // 0 1 2 3 4 5 6 7
        "EHHEHHE", "EHHF12C", "0CC0CC0", "0CC0CC480", "248G842", "00V0V00", "8421248", "EH12404", // 8 9 : ; < = > ?
        "EH1DLLE", "EHHVHHH", "UHHUHHU", "EHGGGHE", "UHHHHHU", "VGGUGGV", "VGGUGGG", "EHGNHHF", // @ A B C D E F G
        "HHHVHHH", "E44444E", "72222IC", "HIKOKIH", "GGGGGGV", "HRLLHHH", "HHPLJHH", "EHHHHHE", // H I J K L M N O
        "UHHUGGG", "EHHHLID", "UHHUKIH", "FGGE11U", "V444444", "HHHHHHE", "HHHHHA4", "HHHLLLA", // P Q R S T U V W
        "HHA4AHH", "HHA4444", "V1248GV", "E88888E", "0G84210", "E22222E", "4AH0000", "0000000V0", // X Y Z [ \ ] ^ _
        "8420000", "00E1FHF", "GGMPHHU", "00EGGHE", "11DJHHF", "00EHVGE", "698S888", "00FHHHF1E", // ` a b c d e f g
        "GGMPHHH", "40C444E", "2062222IC", "GGIKOKI", "C44444E", "00QLLLL", "00MPHHH", "00EHHHE", // h i j k l m n o
        "00UHHHUGG", "00FHHHF11", "00MPGGG", "00FGE1U", "88S8896", "00HHHJD", "00HHHA4", "00HLLLA", // p q r s t u v w
        "00HA4AH", "00HHHHF1E", "00V248V", "2448442", "4444444", "8442448", "008L200", // x y z { | } ~
    ];

    /// <summary>The width of a line of text in pixels, without a gap behind the last glyph.</summary>
    public static int Measure(ReadOnlySpan<char> text, int scale)
    {
        int dots = 0;
        foreach (char c in text)
        {
            dots += Bounds(GlyphOf(c)).Width + 1;
        }

        return Math.Max(dots - 1, 0) * scale;
    }

    /// <summary>The text, or as much of it as fits before an ellipsis.</summary>
    public static string Fit(string text, int width, int scale)
    {
        if (Measure(text, scale) <= width)
        {
            return text;
        }

        for (int length = text.Length - 1; length > 0; length--)
        {
            string cut = string.Concat(text.AsSpan(0, length).TrimEnd(), "...");
            if (Measure(cut, scale) <= width)
            {
                return cut;
            }
        }

        return string.Empty;
    }

    /// <summary>Writes a line of text with the top left of its capitals at (x, y).</summary>
    public static void Draw(RgbImage image, ReadOnlySpan<char> text, int x, int y, RgbColor ink, int scale)
    {
        foreach (char c in text)
        {
            string glyph = GlyphOf(c);
            (int left, int width) = Bounds(glyph);
            for (int row = 0; row < glyph.Length; row++)
            {
                int dots = Dots(glyph[row]);
                for (int column = 0; column < width; column++)
                {
                    if ((dots >> (Columns - 1 - left - column) & 1) != 0)
                    {
                        image.Fill(x + (column * scale), y + (row * scale), scale, scale, ink);
                    }
                }
            }

            x += (width + 1) * scale;
        }
    }

    private static string GlyphOf(char c)
    {
        char ascii = c switch
        {
            '\u2212' or '\u2013' or '\u2014' => '-', // minus sign, dashes
            '\u2018' or '\u2019' => '\'',
            '\u00d7' => 'x',
            '\u00a0' => ' ',
            _ => c,
        };
        int index = ascii - First;
        return index >= 0 && index < Glyphs.Length ? Glyphs[index] : Missing;
    }

    private static (int Left, int Width) Bounds(string glyph)
    {
        int dots = 0;
        foreach (char row in glyph)
        {
            dots |= Dots(row);
        }

        if (dots == 0)
        {
            return (0, SpaceWidth);
        }

        int left = Columns - 1 - int.Log2(dots);
        return (left, Columns - left - int.TrailingZeroCount(dots));
    }

    private static int Dots(char row) => row <= '9' ? row - '0' : row - 'A' + 10;
}
