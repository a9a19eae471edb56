using ExplainGen.Rendering;

namespace ExplainGen.Tests.Rendering;

public sealed class BitmapFontTests
{
    [Fact]
    public void Glyphs_are_drawn_dot_by_dot_with_their_own_width() => Assert.Equal(
        """
        .###..........
        #...#.........
        #...#..####...
        #####.#...#...
        #...#.#...#...
        #...#.#...#.##
        #...#..####.##
        ..........#..#
        .......###..#.
        """,
        Draw("Ag,", 14, 9));

    [Fact]
    public void Every_printable_character_has_a_picture_of_its_own()
    {
        string[] glyphs = [.. Enumerable.Range('!', '~' - '!' + 1).Select(c => Draw(((char)c).ToString(), 5, 9))];
        Assert.Equal(glyphs.Length, glyphs.Distinct().Count());
        Assert.All(glyphs, glyph => Assert.Contains('#', glyph));
        Assert.DoesNotContain('#', Draw(" ", 5, 9));
    }

    [Fact]
    public void Unknown_characters_are_boxes_and_signs_have_stand_ins()
    {
        Assert.Equal(Draw("\u6771", 5, 9), Draw("\u00e9", 5, 9));
        Assert.Contains("#####", Draw("\u6771", 5, 9));
        Assert.Equal(Draw("-1x'", 20, 9), Draw("\u22121\u00d7\u2019", 20, 9));
    }

    [Fact]
    public void The_width_is_that_of_the_dots()
    {
        Assert.Equal(5, BitmapFont.Measure("A", 1));
        Assert.Equal(11, BitmapFont.Measure("AA", 1));
        Assert.Equal(22, BitmapFont.Measure("AA", 2));
        Assert.Equal(0, BitmapFont.Measure("", 3));
    }

    [Fact]
    public void A_long_text_ends_in_an_ellipsis_that_fits()
    {
        Assert.Equal("epsilon", BitmapFont.Fit("epsilon", 100, 1));
        string cut = BitmapFont.Fit("epsilon_gamma_box", 60, 1);
        Assert.StartsWith("epsilo", cut);
        Assert.EndsWith("...", cut);
        Assert.InRange(BitmapFont.Measure(cut, 1), 45, 60);
        Assert.Equal("", BitmapFont.Fit("epsilon", 3, 1));
    }

    [Fact]
    public void Scaled_text_is_the_text_scaled()
    {
        var small = new RgbImage(30, 10, RgbColor.White);
        small.DrawText("R=0.5", 1, 0, RgbColor.Black);
        var large = new RgbImage(90, 30, RgbColor.White);
        large.DrawText("R=0.5", 3, 0, RgbColor.Black, 3);
        Assert.Equal(small.Scale(3).Pixels.ToArray(), large.Pixels.ToArray());
    }

    [Fact]
    public void Wrong_inputs_are_named()
    {
        var image = new RgbImage(1, 1);
        Assert.Throws<ArgumentNullException>("text", () => image.DrawText(null!, 0, 0, default));
        Assert.Throws<ArgumentOutOfRangeException>("scale", () => image.DrawText("a", 0, 0, default, 0));
    }

    private static string Draw(string text, int width, int height)
    {
        var image = new RgbImage(width, height, RgbColor.White);
        image.DrawText(text, 0, 0, RgbColor.Black);
        return string.Join('\n', Enumerable.Range(0, height).Select(
            y => string.Concat(Enumerable.Range(0, width).Select(x => image[x, y] == RgbColor.Black ? '#' : '.'))));
    }
}
