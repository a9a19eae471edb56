using ExplainGen.Rendering;

namespace ExplainGen.Tests.Rendering;

public sealed class RgbColorTests
{
    [Theory]
    [InlineData("f80", 0xff, 0x88, 0x00)]
    [InlineData("0055A4", 0x00, 0x55, 0xa4)]
    [InlineData("abcdef", 0xab, 0xcd, 0xef)]
    public void Three_and_six_digits_are_read(string hex, int r, int g, int b)
    {
        Assert.True(RgbColor.TryParse(hex, out RgbColor color));
        Assert.Equal(new RgbColor((byte)r, (byte)g, (byte)b), color);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ff")]
    [InlineData("ffff")]
    [InlineData("ggg")]
    [InlineData("#fff")]
    [InlineData(" ff")]
    [InlineData("-12")]
    public void Other_text_is_refused(string hex)
    {
        Assert.False(RgbColor.TryParse(hex, out RgbColor color));
        Assert.Equal(default, color);
    }

    [Fact]
    public void Blending_rounds_to_the_nearest_in_both_directions()
    {
        Assert.Equal(new RgbColor(1, 254, 128), RgbColor.Blend(new(0, 255, 0), new(2, 253, 255), 0.5));
        Assert.Equal(new RgbColor(64, 191, 191), RgbColor.Blend(new(0, 255, 255), new(255, 0, 0), 0.25));
        Assert.Equal(RgbColor.White, RgbColor.Blend(RgbColor.Black, RgbColor.White, 1));
    }

    [Fact]
    public void Luma_keeps_grays_and_weighs_colors()
    {
        Assert.All(Enumerable.Range(0, 256), gray => Assert.Equal(gray, new RgbColor((byte)gray, (byte)gray, (byte)gray).Luma));
        Assert.Equal([76, 150, 29], new[] { new RgbColor(255, 0, 0).Luma, new RgbColor(0, 255, 0).Luma, new RgbColor(0, 0, 255).Luma });
    }

    [Fact]
    public void Text_is_the_notation_of_HTML() => Assert.Equal("#0a80ff", new RgbColor(10, 128, 255).ToString());
}
