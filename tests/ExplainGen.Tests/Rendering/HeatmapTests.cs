using CsCheck;
using ExplainGen.Rendering;

namespace ExplainGen.Tests.Rendering;

public sealed class HeatmapTests
{
    private static readonly HeatmapOptions Bwr = new() { ColorMap = ColorMap.Bwr };
    private static readonly RgbColor Red = new(255, 0, 0);
    private static readonly RgbColor Blue = new(0, 0, 255);

    [Fact]
    public void Channels_are_summed_before_scaling()
    {
        RgbImage image = Heatmap.Render([1, 2, -1, 3, -4, 1], channels: 2, height: 1, width: 3, Bwr);
        Assert.Equal([Red, new(128, 128, 255), RgbColor.White], Row(image)); // 4, -2, 0
        Assert.NotEqual(Red, Heatmap.Render([1, 2, -1], 1, 1, 3, Bwr)[0, 0]);
    }

    [Fact]
    public void Rows_come_before_columns()
    {
        RgbImage image = Heatmap.Render([1, 0, -1, 0, 0, 0], channels: 1, height: 2, width: 3, Bwr);
        Assert.Equal((3, 2), (image.Width, image.Height));
        Assert.Equal([Red, RgbColor.White, Blue], Row(image));
    }

    [Fact]
    public void Reductions_differ()
    {
        Assert.Equal((-7, -1), Range(ChannelReduction.Sum)); // -1, -7
        Assert.Equal((-3, 1), Range(ChannelReduction.Max)); // 1, -3
        Assert.Equal((2, 4), Range(ChannelReduction.MaxAbs)); // 2, 4

        static (double, double) Range(ChannelReduction reduction)
        {
            var options = new HeatmapOptions { Reduction = reduction, Normalization = Normalization.Unaligned };
            RelevanceScale scale = Heatmap.Measure([1, -4, -2, -3], 2, 1, 2, options);
            return (scale.Low, scale.High);
        }
    }

    [Fact]
    public void A_map_of_zeros_is_the_center_everywhere()
    {
        foreach (string name in ColorMap.Names)
        {
            var map = ColorMap.Named(name);
            RgbImage image = Heatmap.Render(new float[3 * 4 * 5], 3, 4, 5, new HeatmapOptions { ColorMap = map }, out RelevanceScale scale);
            Assert.All(Pixels(image), pixel => Assert.Equal(map.Map(0), pixel));
            Assert.Equal(new RelevanceScale(0, 0, false, 0), scale);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void What_is_not_finite_never_poisons_the_picture(float bad)
    {
        float[] relevance = [1, -2, 0, 2, 1, 1, 1, 1];
        foreach (ChannelReduction reduction in Enum.GetValues<ChannelReduction>())
        {
            HeatmapOptions options = Bwr with { Reduction = reduction };
            RgbImage clean = Heatmap.Render([1, -2, 2, 1, 1, 1], 2, 1, 3, options);
            relevance[2] = bad;
            RgbImage image = Heatmap.Render(relevance, 2, 1, 4, options, out RelevanceScale scale);
            Assert.Equal([clean[0, 0], clean[1, 0], ColorMap.Neutral, clean[2, 0]], Row(image));
            Assert.Equal(1, scale.NonFinite);
        }
    }

    [Fact]
    public void A_sum_of_huge_numbers_stays_finite()
    {
        RgbImage image = Heatmap.Render([float.MaxValue, 1, float.MaxValue, 1], 2, 1, 2, Bwr, out RelevanceScale scale);
        Assert.Equal((2.0 * float.MaxValue, 0), (scale.High, scale.NonFinite));
        Assert.Equal([Red, RgbColor.White], Row(image));
    }

    [Fact]
    public void The_sign_decides_the_side() => Gen.Float[-1e30f, 1e30f].Array[1, 64].Sample(relevance =>
    {
        RgbImage image = Heatmap.Render(relevance, 1, 1, relevance.Length, Bwr);
        for (int i = 0; i < relevance.Length; i++)
        {
            RgbColor pixel = image[i, 0];
            Assert.True(relevance[i] >= 0 ? pixel.R == 255 && pixel.G == pixel.B : pixel.B == 255 && pixel.G == pixel.R);
        }
    });

    [Fact]
    public void Scale_enlarges()
    {
        RgbImage small = Heatmap.Render([1, -1, 0, 0.5f], 1, 2, 2, Bwr);
        Assert.Equal(small.Scale(5).Pixels.ToArray(), Heatmap.Render([1, -1, 0, 0.5f], 1, 2, 2, Bwr with { Scale = 5 }).Pixels.ToArray());
    }

    [Fact]
    public void Maps_of_one_sign_begin_with_their_first_color()
    {
        var options = new HeatmapOptions { ColorMap = ColorMap.Hot, Normalization = Normalization.Absolute };
        Assert.Equal([RgbColor.Black, RgbColor.White, RgbColor.White], Row(Heatmap.Render([0, 3, -3], 1, 1, 3, options)));
    }

    [Fact]
    public void An_overlay_covers_the_gray_input_by_strength()
    {
        var input = new RgbImage(3, 1, Red); // luma 76, halfway to white 166 (165.5 rounded)
        RgbImage overlay = Heatmap.Overlay(input, [0, 4, -1], 1, 1, 3, Bwr with { OverlayOpacity = 0.5 });
        Assert.Equal(new RgbColor(166, 166, 166), overlay[0, 0]);
        Assert.Equal(RgbColor.Blend(new(166, 166, 166), Red, 0.5), overlay[1, 0]);
        Assert.Equal(RgbColor.Blend(new(166, 166, 166), ColorMap.Bwr.Map(-0.25), 0.25), overlay[2, 0]);
        Assert.Equal(Red, input[0, 0]);
    }

    [Fact]
    public void An_overlay_without_opacity_is_the_input_and_with_all_of_it_the_map()
    {
        var input = new RgbImage(2, 1, RgbColor.Black);
        RgbImage none = Heatmap.Overlay(input, [1, float.NaN], 1, 1, 2, Bwr with { OverlayOpacity = 0 });
        Assert.Equal([new(128, 128, 128), new(128, 128, 128)], Row(none));
        RgbImage all = Heatmap.Overlay(input, [1, float.NaN], 1, 1, 2, Bwr with { OverlayOpacity = 1 });
        Assert.Equal([Red, ColorMap.Neutral], Row(all));
    }

    [Fact]
    public void Relevance_of_an_inner_layer_covers_blocks()
    {
        var input = new RgbImage(6, 2, RgbColor.White);
        RgbImage overlay = Heatmap.Overlay(input, [1, -1], 1, 1, 2, Bwr with { OverlayOpacity = 1, Scale = 2 });
        Assert.Equal((12, 4), (overlay.Width, overlay.Height));
        Assert.All(Enumerable.Range(0, 12), x => Assert.Equal(x < 6 ? Red : Blue, overlay[x, 3]));
        var error = Assert.Throws<ArgumentException>("input", () => Heatmap.Overlay(input, new float[4], 1, 1, 4));
        Assert.Contains("found 6 x 2", error.Message);
    }

    [Fact]
    public void A_layer_is_transparent_where_there_is_no_relevance()
    {
        DecodedPng png = DecodedPng.Decode(Heatmap.Layer([0, 4, -1, float.NaN], 1, 2, 2, Bwr with { OverlayOpacity = 0.8 }).Encode());
        Assert.Equal((2, 2, 6), (png.Width, png.Height, png.ColorType));
        Assert.Equal([255, 255, 255, 0, 255, 0, 0, 204, 191, 191, 255, 102, 128, 128, 128, 204], png.Samples);
    }

    [Fact]
    public void An_indexed_map_has_its_zero_at_128()
    {
        DecodedPng png = DecodedPng.Decode(Heatmap.Indexed([0, 2, -2, float.NaN, 1, -1], 1, 2, 3, Bwr).Encode());
        Assert.Equal((3, 2, 3), (png.Width, png.Height, png.ColorType));
        Assert.Equal([128, 255, 1, 0, 192, 64], png.Samples);
        Assert.Equal([255, 255, 255], png.Palette[(3 * 128)..(3 * 129)]);
        Assert.Equal(3 * 256, png.Palette.Length);
    }

    [Fact]
    public void A_color_bar_keeps_the_map_and_shows_every_color()
    {
        float[] relevance = [.. Enumerable.Range(0, 400).Select(i => (i - 200) / 100f)];
        HeatmapOptions options = Bwr with { Scale = 3 };
        RgbImage plain = Heatmap.Render(relevance, 1, 20, 20, options);
        RgbImage figure = Heatmap.Render(relevance, 1, 20, 20, options with { ShowColorBar = true });
        Assert.True(figure.Width > plain.Width && figure.Height > plain.Height);
        (int left, int top) = Find(figure, plain);
        int right = left + plain.Width;
        RgbColor[][] columns = [.. Enumerable.Range(right, figure.Width - right).Select(x => Column(figure, x))];
        RgbColor[] bar = Assert.Single(
            columns.DistinctBy(column => string.Join(',', column)), column => column.Contains(Red) && column.Contains(Blue));
        Assert.Equal(top, Array.IndexOf(bar, Red));
        Assert.Equal(top + plain.Height - 1, Array.LastIndexOf(bar, Blue));
        Assert.Contains(columns, column => column.Contains(new RgbColor(0x1f, 0x29, 0x37)));
    }

    [Fact]
    public void A_color_bar_works_for_the_smallest_maps()
    {
        Normalization[] normalizations =
            [Normalization.Symmetric, Normalization.Unaligned, Normalization.Absolute, Normalization.Fixed(1e-30)];
        foreach (Normalization normalization in normalizations)
        {
            foreach (float value in new[] { 0, 1e-20f, -3e30f, float.NaN })
            {
                var options = new HeatmapOptions { ShowColorBar = true, Normalization = normalization };
                RgbImage figure = Heatmap.Render([value], 1, 1, 1, options);
                Assert.InRange(figure.Height, 33, 100);
                Assert.InRange(figure.Width, 20, 120);
            }
        }
    }

    [Fact]
    public void Wrong_inputs_are_named()
    {
        var error = Assert.Throws<ArgumentException>("relevance", () => Heatmap.Render(new float[7], 2, 2, 2));
        Assert.Contains("length 8 (channels * height * width = 2 * 2 * 2), found 7", error.Message);
        Assert.Throws<ArgumentOutOfRangeException>("channels", () => Heatmap.Render([], 0, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>("height", () => Heatmap.Render([], 1, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>("width", () => Heatmap.Render([], 1, 1, -1));
        Assert.Throws<ArgumentException>("relevance", () => Heatmap.Overlay(new RgbImage(2, 2), new float[3], 1, 2, 2));
        Assert.Throws<ArgumentNullException>("input", () => Heatmap.Overlay(null!, new float[4], 1, 2, 2));
        Assert.Throws<ArgumentException>("relevance", () => Heatmap.Layer(new float[3], 1, 2, 2));
        Assert.Throws<ArgumentException>("relevance", () => Heatmap.Indexed(new float[3], 1, 2, 2));
        Assert.Throws<ArgumentException>("relevance", () => Heatmap.Measure(new float[3], 1, 2, 2));
    }

    [Fact]
    public void Wrong_options_are_named()
    {
        Assert.Throws<ArgumentOutOfRangeException>("OverlayOpacity", () => new HeatmapOptions { OverlayOpacity = 1.01 });
        Assert.Throws<ArgumentOutOfRangeException>("OverlayOpacity", () => new HeatmapOptions { OverlayOpacity = -0.01 });
        var error = Assert.Throws<ArgumentOutOfRangeException>("OverlayOpacity", () => new HeatmapOptions { OverlayOpacity = double.NaN });
        Assert.Contains("Expected OverlayOpacity in 0..1, found NaN", error.Message);
        Assert.Throws<ArgumentOutOfRangeException>("Scale", () => new HeatmapOptions { Scale = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("Reduction", () => new HeatmapOptions { Reduction = (ChannelReduction)9 });
        Assert.Throws<ArgumentNullException>("ColorMap", () => new HeatmapOptions { ColorMap = null! });
        Assert.Throws<ArgumentNullException>("Normalization", () => new HeatmapOptions { Normalization = null! });
    }

    private static RgbColor[] Row(RgbImage image) => [.. Enumerable.Range(0, image.Width).Select(x => image[x, 0])];

    private static RgbColor[] Column(RgbImage image, int x) => [.. Enumerable.Range(0, image.Height).Select(y => image[x, y])];

    private static IEnumerable<RgbColor> Pixels(RgbImage image) =>
        from y in Enumerable.Range(0, image.Height) from x in Enumerable.Range(0, image.Width) select image[x, y];

    private static (int X, int Y) Find(RgbImage image, RgbImage part) => Assert.Single(
        from y in Enumerable.Range(0, image.Height - part.Height + 1)
        from x in Enumerable.Range(0, image.Width - part.Width + 1)
        where Enumerable.Range(0, part.Height).All(row =>
            image.Pixels.Slice(3 * (((y + row) * image.Width) + x), 3 * part.Width)
                .SequenceEqual(part.Pixels.Slice(3 * row * part.Width, 3 * part.Width)))
        select (x, y));
}
