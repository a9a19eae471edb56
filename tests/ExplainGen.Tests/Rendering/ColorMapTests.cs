using CsCheck;
using ExplainGen.Rendering;

namespace ExplainGen.Tests.Rendering;

public sealed class ColorMapTests
{
    [Theory]
    [InlineData("redblue", "ffffff")]
    [InlineData("blackcenter", "000000")]
    [InlineData("hotcold", "000000")]
    [InlineData("coldnhot", "000000")]
    [InlineData("bwr", "ffffff")]
    [InlineData("france", "ffffff")]
    [InlineData("seismic", "d0d0d0")]
    [InlineData("coolio", "d0d0d0")]
    [InlineData("coleus", "d0d0d0")]
    public void Zero_is_exactly_the_center(string name, string center)
    {
        var map = ColorMap.Named(name);
        Assert.Equal("#" + center, map.Map(0).ToString());
        Assert.Equal("#" + center, map.Map(-0.0).ToString());
        Assert.Equal("#" + center, map.ToPalette()[128].ToString());
    }

    [Theory]
    [InlineData("gray", "000000", "ffffff")]
    [InlineData("wred", "ffffff", "ff0000")]
    [InlineData("wblue", "ffffff", "0000ff")]
    [InlineData("hot", "000000", "ffffff")]
    [InlineData("cold", "000000", "00ffff")]
    [InlineData("coldnhot", "00ffff", "ffffff")]
    [InlineData("bwr", "0000ff", "ff0000")]
    [InlineData("france", "0055a4", "ef4135")]
    [InlineData("seismic", "0000d0", "d00000")]
    [InlineData("coolio", "00d0d0", "d000d0")]
    [InlineData("coleus", "00d000", "d000d0")]
    [InlineData("redblue", "123f8c", "8c0d25")]
    public void The_ends_are_exactly_the_outer_colors(string name, string low, string high)
    {
        var map = ColorMap.Named(name);
        Assert.Equal(("#" + low, "#" + high), (map.Map(-1).ToString(), map.Map(1).ToString()));
        Assert.Equal((map.Map(-1), map.Map(1)), (map.Map(-7), map.Map(7)));
        RgbColor[] palette = map.ToPalette();
        Assert.Equal((map.Map(-1), map.Map(1)), (palette[1], palette[255]));
    }

    [Fact]
    public void Equal_magnitudes_are_equally_far_from_the_center() => Gen.Double[0, 1].Sample(value =>
    {
        RgbColor blue = ColorMap.Bwr.Map(-value);
        RgbColor red = ColorMap.Bwr.Map(value);
        Assert.Equal((blue.R, blue.G, blue.B), (red.B, red.G, red.R));
    });

    [Theory]
    [InlineData("redblue")]
    [InlineData("blackcenter")]
    public void Equal_magnitudes_are_equally_light(string name)
    {
        var map = ColorMap.Named(name);
        for (double value = 0; value <= 1; value += 0.05)
        {
            Assert.Equal(Lightness(map.Map(value)), Lightness(map.Map(-value)), tolerance: 4.0);
        }
    }

    [Fact]
    public void Colors_between_are_interpolated_linearly()
    {
        // Positions: -1 is 00, -0.5 is 40, 0 is 80, 0.5 lies between bf and c0, 1 is ff.
        var map = ColorMap.Parse("000,40:804020,80:fff,f00");
        Assert.Equal("#000000", map.Map(-1).ToString());
        Assert.Equal("#402010", map.Map(-0.75).ToString());
        Assert.Equal("#804020", map.Map(-0.5).ToString());
        Assert.Equal("#c0a090", map.Map(-0.25).ToString());
        Assert.Equal("#ff8080", map.Map(0.5).ToString());
        Assert.Equal("#ffbfbf", map.Map(0.25).ToString());
    }

    [Fact]
    public void Positions_left_out_are_spread_evenly()
    {
        Assert.Equal([0, 85, 170, 255], Positions("000,f00,ff0,fff"));
        Assert.Equal([0, 64, 128, 128 + (127 / 3.0), 128 + (254 / 3.0), 255], Positions("0ff,00f,80:000,f00,ff0,fff"));
        Assert.Equal([16, 32, 48], Positions("10:000,fff,30:000"));
        Assert.Equal([0, 255], Positions("000,fff"));
    }

    [Fact]
    public void Outside_the_outer_positions_the_color_stays()
    {
        var map = ColorMap.Parse("40:f00,c0:00f");
        Assert.Equal(("#ff0000", "#ff0000", "#0000ff"), (map.Map(-1).ToString(), map.Map(-0.5).ToString(), map.Map(1).ToString()));
    }

    [Fact]
    public void A_position_given_twice_is_a_hard_edge()
    {
        var map = ColorMap.Parse("f00,80:f00,80:00f,00f");
        Assert.Equal("#ff0000", map.Map(-1e-9).ToString());
        Assert.Equal("#0000ff", map.Map(0).ToString());
    }

    [Fact]
    public void White_space_and_case_do_not_matter()
    {
        var map = ColorMap.Parse(" 00F , 80 : fff ,\tF00 ");
        Assert.Equal(ColorMap.Bwr.ToPalette(), map.ToPalette());
    }

    [Theory]
    [InlineData("", "two colors or more separated by commas, found none")]
    [InlineData("fff", "two colors or more separated by commas, found one")]
    [InlineData("fff,", "digits for color 2, found \"\"")]
    [InlineData("fff,ff", "digits for color 2, found \"ff\"")]
    [InlineData("xyz,fff", "digits for color 1, found \"xyz\"")]
    [InlineData("000,100:fff", "position of one or two hexadecimal digits in color 2, found \"100\"")]
    [InlineData("000,:fff", "position of one or two hexadecimal digits in color 2, found \"\"")]
    [InlineData("000,-1:fff", "found \"-1\"")]
    [InlineData("000,80:80:fff", "found \"80:fff\"")]
    [InlineData("000,80:fff,40:000", "ascending positions, found 40 (color 3) behind 80 (color 2)")]
    [InlineData("80:000,fff,40:000", "ascending positions, found 40 (color 3) behind 80 (color 1)")]
    public void A_malformed_source_is_one_clear_error(string source, string reason)
    {
        var error = Assert.Throws<FormatException>(() => ColorMap.Parse(source));
        Assert.Contains(reason, error.Message);
        Assert.Contains($"\"{source}\"", error.Message);
    }

    [Fact]
    public void Any_text_either_parses_or_is_a_format_error() => Gen.String[Gen.Char["0123456789abcdefF:,, x"], 0, 24].Sample(source =>
    {
        try
        {
            ColorMap map = ColorMap.Parse(source);
            Assert.Equal(256, map.ToPalette().Length);
        }
        catch (FormatException error)
        {
            Assert.StartsWith("Malformed color map", error.Message);
        }
    });

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void What_is_not_finite_is_neutral(double value)
    {
        Assert.All(ColorMap.Names, name => Assert.Equal("#808080", ColorMap.Named(name).Map(value).ToString()));
        Assert.Equal(0, ColorMap.PaletteIndex(value));
        Assert.Equal(ColorMap.Neutral, ColorMap.Bwr.ToPalette()[0]);
    }

    [Fact]
    public void Many_numbers_are_mapped_and_the_others_counted()
    {
        var colors = new RgbColor[4];
        Assert.Equal(2, ColorMap.Bwr.Map([0, float.NaN, 1, float.NegativeInfinity], colors));
        Assert.Equal([RgbColor.White, ColorMap.Neutral, new(255, 0, 0), ColorMap.Neutral], colors);
        Assert.Throws<ArgumentException>("colors", () => ColorMap.Bwr.Map([0], new RgbColor[2]));
    }

    [Fact]
    public void Palette_indices_are_symmetric_about_128()
    {
        Assert.Equal([1, 64, 128, 192, 255], new[] { -1, -0.5, 0, 0.5, 1 }.Select(ColorMap.PaletteIndex).Select(index => (int)index));
        Gen.Double[0, 2].Sample(value => Assert.Equal(256, ColorMap.PaletteIndex(value) + ColorMap.PaletteIndex(-value)));
    }

    [Fact]
    public void A_level_saturates_earlier_or_never()
    {
        RgbColor[] high = ColorMap.Bwr.ToPalette(2);
        Assert.Equal((ColorMap.Bwr.Map(-1), RgbColor.White, ColorMap.Bwr.Map(1)), (high[64], high[128], high[192]));
        RgbColor[] low = ColorMap.Bwr.ToPalette(0.5);
        Assert.Equal((ColorMap.Bwr.Map(-0.5), RgbColor.White, ColorMap.Bwr.Map(0.5)), (low[1], low[128], low[255]));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => ColorMap.Bwr.ToPalette(0));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => ColorMap.Bwr.ToPalette(double.NaN));
    }

    [Fact]
    public void Names_are_found_in_any_case()
    {
        Assert.Same(ColorMap.ColdNHot, ColorMap.Named("ColdNHot"));
        Assert.Same(ColorMap.RedBlue, ColorMap.Named("REDBLUE"));
        Assert.Equal(14, ColorMap.Names.Count);
        Assert.All(ColorMap.Names, name => Assert.Equal(name, ColorMap.Named(name).ToString()));
        Assert.All(
            ColorMap.Names,
            name => Assert.Equal(ColorMap.Named(name).ToPalette(), ColorMap.Parse(ColorMap.Named(name).Source).ToPalette()));
    }

    [Fact]
    public void An_unknown_name_is_answered_with_all_names()
    {
        var error = Assert.Throws<ArgumentException>("name", () => ColorMap.Named("viridis"));
        Assert.Contains("\"viridis\"", error.Message);
        Assert.All(ColorMap.Names, name => Assert.Contains(name, error.Message));
        Assert.False(ColorMap.TryNamed("viridis", out ColorMap? none));
        Assert.Null(none);
        Assert.Throws<ArgumentNullException>("name", () => ColorMap.Named(null!));
        Assert.Throws<ArgumentNullException>("source", () => ColorMap.Parse(null!));
    }

    /// <summary>Lightness L* of CIE 1976, 0..100.</summary>
    private static double Lightness(RgbColor color)
    {
        double luminance = (0.2126 * Linear(color.R)) + (0.7152 * Linear(color.G)) + (0.0722 * Linear(color.B));
        return luminance > 216.0 / 24389 ? (116 * Math.Cbrt(luminance)) - 16 : luminance * 24389 / 27;

        static double Linear(byte component) =>
            component <= 10 ? component / 255.0 / 12.92 : Math.Pow(((component / 255.0) + 0.055) / 1.055, 2.4);
    }

    private static double[] Positions(string source) => [.. ColorMapSource.Parse(source).Select(stop => stop.Position)];
}
