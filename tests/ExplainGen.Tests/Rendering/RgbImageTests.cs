using ExplainGen.Rendering;

namespace ExplainGen.Tests.Rendering;

public sealed class RgbImageTests
{
    [Fact]
    public void Planes_become_pixels()
    {
        RgbImage image = RgbImage.FromPlanar([0, 1, 0.5f, 0, 1, 0.2f], channels: 3, height: 1, width: 2);
        Assert.Equal(new RgbColor(0, 128, 255), image[0, 0]);
        Assert.Equal(new RgbColor(255, 0, 51), image[1, 0]);
    }

    [Fact]
    public void One_plane_becomes_gray()
    {
        RgbImage image = RgbImage.FromPlanar([-1, 0, 1, 5], channels: 1, height: 2, width: 2, low: -1, high: 1);
        Assert.Equal([0, 0, 0, 128, 128, 128, 255, 255, 255, 255, 255, 255], image.Pixels.ToArray());
    }

    [Fact]
    public void What_is_not_finite_touches_only_itself()
    {
        float[] planar = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1];
        RgbImage image = RgbImage.FromPlanar(planar, channels: 1, height: 1, width: 4);
        Assert.Equal([128, 255, 0, 255], new[] { image[0, 0].R, image[1, 0].R, image[2, 0].R, image[3, 0].R });
    }

    [Fact]
    public void Every_byte_survives_standardization()
    {
        float[] mean = [0.485f, 0.456f, 0.406f];
        float[] deviation = [0.229f, 0.224f, 0.225f];
        float[] planar = new float[3 * 256];
        for (int i = 0; i < planar.Length; i++)
        {
            planar[i] = ((i % 256 / 255f) - mean[i / 256]) / deviation[i / 256];
        }

        RgbImage image = RgbImage.FromStandardized(planar, 3, 16, 16, mean, deviation);
        Assert.Equal(Enumerable.Range(0, 768).Select(i => (byte)(i / 3)), image.Pixels.ToArray());
    }

    [Fact]
    public void Wrong_inputs_are_named()
    {
        Assert.Throws<ArgumentOutOfRangeException>("channels", () => RgbImage.FromPlanar(new float[2], 2, 1, 1));
        Assert.Throws<ArgumentException>("planar", () => RgbImage.FromPlanar(new float[5], 1, 2, 2));
        Assert.Throws<ArgumentOutOfRangeException>("height", () => RgbImage.FromPlanar([], 1, 0, 2));
        Assert.Throws<ArgumentException>("low", () => RgbImage.FromPlanar(new float[1], 1, 1, 1, 1, 1));
        Assert.Throws<ArgumentException>("low", () => RgbImage.FromPlanar(new float[1], 1, 1, 1, float.NaN, 1));
        Assert.Throws<ArgumentException>("mean", () => RgbImage.FromStandardized(new float[1], 1, 1, 1, [], [1]));
        Assert.Throws<ArgumentException>("mean", () => RgbImage.FromStandardized(new float[1], 1, 1, 1, [float.NaN], [1]));
        Assert.Throws<ArgumentOutOfRangeException>("deviation", () => RgbImage.FromStandardized(new float[1], 1, 1, 1, [0], [0]));
        Assert.Throws<ArgumentException>("pixels", () => new RgbImage(1, 1, new byte[4]));
        Assert.Throws<ArgumentException>("width", () => new RgbImage(50_000, 50_000));
    }

    [Fact]
    public void Scaling_makes_squares()
    {
        var image = new RgbImage(2, 2, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        RgbImage scaled = image.Scale(3);
        Assert.Equal((6, 6), (scaled.Width, scaled.Height));
        for (int y = 0; y < 6; y++)
        {
            for (int x = 0; x < 6; x++)
            {
                Assert.Equal(image[x / 3, y / 3], scaled[x, y]);
            }
        }

        Assert.Equal(image.Pixels.ToArray(), image.Scale(1).Pixels.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>("factor", () => image.Scale(0));
        Assert.Throws<ArgumentException>("width", () => image.Scale(int.MaxValue));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, -1)]
    [InlineData(3, 2)]
    [InlineData(4, 0)]
    [InlineData(-2, 0)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(int.MinValue, int.MinValue)]
    public void Copying_cuts_off_what_lies_outside(int left, int top)
    {
        var canvas = new RgbImage(4, 3);
        var source = new RgbImage(2, 2, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        canvas.Blit(source, left, top);
        for (int y = 0; y < 3; y++)
        {
            for (int x = 0; x < 4; x++)
            {
                long sx = (long)x - left, sy = (long)y - top;
                bool inside = sx is 0 or 1 && sy is 0 or 1;
                Assert.Equal(inside ? source[(int)sx, (int)sy] : default, canvas[x, y]);
            }
        }
    }

    [Fact]
    public void Copying_onto_itself_is_refused()
    {
        var image = new RgbImage(2, 2);
        Assert.Throws<ArgumentException>("source", () => image.Blit(image, 1, 0));
        Assert.Throws<ArgumentNullException>("source", () => image.Blit(null!, 1, 0));
    }

    [Fact]
    public void Filling_cuts_off_what_lies_outside()
    {
        var image = new RgbImage(3, 3);
        image.Fill(-5, 1, 7, 100, RgbColor.White);
        Assert.Equal(
            [(0, 1), (1, 1), (0, 2), (1, 2)],
            from y in Enumerable.Range(0, 3) from x in Enumerable.Range(0, 3) where image[x, y] == RgbColor.White select (x, y));
        Assert.Throws<ArgumentOutOfRangeException>("width", () => image.Fill(0, 0, -1, 1, default));
        Assert.Throws<ArgumentOutOfRangeException>("height", () => image.Fill(0, 0, 1, -1, default));
    }

    [Fact]
    public void Pixels_outside_are_refused()
    {
        var image = new RgbImage(3, 2);
        Assert.Throws<ArgumentOutOfRangeException>("x", () => image[3, 0]);
        Assert.Throws<ArgumentOutOfRangeException>("y", () => image[0, -1] = default);
    }

    [Fact]
    public void Desaturating_keeps_the_original()
    {
        var image = new RgbImage(1, 1, new RgbColor(255, 0, 0));
        Assert.Equal(new RgbColor(76, 76, 76), image.Desaturate()[0, 0]);
        Assert.Equal(new RgbColor(255, 0, 0), image[0, 0]);
    }

    [Fact]
    public void Encoding_keeps_every_pixel()
    {
        var image = new RgbImage(5, 7);
        new Random(4).NextBytes(image.Pixels);
        DecodedPng png = DecodedPng.Decode(image.ToPng());
        Assert.Equal((5, 7, 2), (png.Width, png.Height, png.ColorType));
        Assert.Equal(image.Pixels.ToArray(), png.Samples);
    }
}
