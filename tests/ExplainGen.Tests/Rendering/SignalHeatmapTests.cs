using ExplainGen.Rendering;

namespace ExplainGen.Tests.Rendering;

public sealed class SignalHeatmapTests
{
    private static readonly HeatmapOptions Bwr = new() { ColorMap = ColorMap.Bwr, Scale = 4 };
    private static readonly RgbColor Ink = new(0x1f, 0x29, 0x37);

    [Fact]
    public void Strips_show_each_channel_on_one_scale()
    {
        RgbImage image = SignalHeatmap.RenderStrip([2, 0, -1, 1], channels: 2, length: 2, Bwr, bandHeight: 5);
        Assert.Equal((8, 12), (image.Width, image.Height));
        Assert.Equal((ColorMap.Bwr.Map(1), RgbColor.White), (image[3, 4], image[4, 4]));
        Assert.Equal((ColorMap.Bwr.Map(-0.5), ColorMap.Bwr.Map(0.5)), (image[0, 7], image[7, 11]));
        Assert.Equal((RgbColor.White, RgbColor.White), (image[0, 5], image[0, 6]));
    }

    [Fact]
    public void A_curve_rises_from_its_smallest_to_its_largest()
    {
        RgbImage image = SignalHeatmap.Render([0, 1, 2, 3], [0, 0, 0, 1], 1, 4, Bwr, bandHeight: 41);
        Assert.Equal((16, 41), (image.Width, image.Height));
        int[] rows = [.. Enumerable.Range(2, 12).Select(x => DarkestRow(image, x))];
        Assert.Equal(rows.OrderDescending(), rows);
        Assert.InRange(rows[0], 33, 37);
        Assert.InRange(rows[^1], 3, 7);
        // Far from the curve the background is the map's color.
        Assert.Equal((RgbColor.White, ColorMap.Bwr.Map(1)), (image[0, 0], image[15, 40]));
    }

    [Fact]
    public void A_constant_curve_runs_through_the_middle()
    {
        RgbImage image = SignalHeatmap.Render([7, 7, 7], [0, 0, 0], 1, 3, Bwr, bandHeight: 21);
        Assert.All(Enumerable.Range(2, 8), x => Assert.Equal(10, DarkestRow(image, x)));
        Assert.Equal(Ink, image[6, 10]);
    }

    [Fact]
    public void A_curve_is_light_on_a_dark_map()
    {
        RgbImage image = SignalHeatmap.Render([7, 7, 7], [0, 0, 0], 1, 3, Bwr with { ColorMap = ColorMap.BlackCenter }, bandHeight: 21);
        Assert.Equal((RgbColor.White, RgbColor.Black), (image[6, 10], image[6, 0]));
    }

    [Fact]
    public void A_curve_has_a_gap_where_the_signal_is_not_finite()
    {
        RgbImage image = SignalHeatmap.Render([1, 1, float.NaN, 1, 1], new float[5], 1, 5, Bwr with { Scale = 10 }, bandHeight: 21);
        Assert.Equal((Ink, RgbColor.White, Ink), (image[8, 10], image[25, 10], image[40, 10]));
        RgbImage none = SignalHeatmap.Render([float.NaN, float.PositiveInfinity], new float[2], 1, 2, Bwr, bandHeight: 5);
        Assert.All(none.Pixels.ToArray(), value => Assert.Equal(255, value));
    }

    [Fact]
    public void A_single_sample_is_a_dot_and_relevance_that_is_not_finite_is_gray()
    {
        RgbImage image = SignalHeatmap.Render([1], [float.NaN], 1, 1, Bwr with { Scale = 31 }, bandHeight: 31);
        Assert.Equal((Ink, ColorMap.Neutral), (image[15, 15], image[0, 0]));
    }

    [Fact]
    public void A_color_bar_is_attached()
    {
        RgbImage plain = SignalHeatmap.RenderStrip([1, -1], 1, 2, Bwr);
        RgbImage figure = SignalHeatmap.RenderStrip([1, -1], 1, 2, Bwr with { ShowColorBar = true });
        Assert.True(figure.Width > plain.Width);
        Assert.True(SignalHeatmap.Render([1, 2], [1, -1], 1, 2, Bwr with { ShowColorBar = true }).Width > plain.Width);
    }

    [Fact]
    public void Wrong_inputs_are_named()
    {
        Assert.Throws<ArgumentException>("signal", () => SignalHeatmap.Render(new float[3], new float[4], 2, 2));
        Assert.Throws<ArgumentException>("relevance", () => SignalHeatmap.Render(new float[4], new float[3], 2, 2));
        Assert.Throws<ArgumentOutOfRangeException>("channels", () => SignalHeatmap.RenderStrip([], 0, 2));
        Assert.Throws<ArgumentOutOfRangeException>("length", () => SignalHeatmap.RenderStrip([], 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>("bandHeight", () => SignalHeatmap.RenderStrip([1], 1, 1, bandHeight: 0));
    }

    private static int DarkestRow(RgbImage image, int x) => Enumerable.Range(0, image.Height).MinBy(y => image[x, y].R);
}
