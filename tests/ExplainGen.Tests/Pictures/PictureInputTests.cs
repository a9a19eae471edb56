using ExplainGen.Rendering;

namespace ExplainGen.Tests.Pictures;

/// <summary>How pictures become inputs.</summary>
public sealed class PictureInputTests
{
    [Fact]
    public void Pixels_become_values()
    {
        var picture = new RgbImage(1, 1, [255, 51, 0]);
        var caffe = new PictureInput(3, 1, 1) { Order = ChannelOrder.Bgr, High = 255, Mean = [104, 117, 123], Deviation = [2] };
        Assert.Equal([-52f, -33f, 66f], caffe.Read(picture));
        Assert.Equal([1f, 0.2f, 0f], new PictureInput(3, 1, 1).Read(picture));
        Assert.Equal([1f, -0.6f, -1f], new PictureInput(3, 1, 1) { Low = -1 }.Read(picture));
        Assert.Equal(0.299f + 0.587f * 0.2f, new PictureInput(1, 1, 1).Read(picture)[0], 1e-6);
    }

    [Fact]
    public void Channels_stand_one_behind_the_other()
    {
        var picture = new RgbImage(2, 2, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        Assert.Equal([1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12], new PictureInput(3, 2, 2) { High = 255 }.Read(picture));
    }

    [Fact]
    public void Another_size_keeps_what_is_even_and_cuts_out_the_middle()
    {
        var even = new RgbImage(7, 5, new RgbColor(64, 64, 64));
        foreach (PictureFit fit in Enum.GetValues<PictureFit>())
        {
            foreach ((int width, int height) in ((int, int)[])[(3, 3), (7, 5), (20, 11), (1, 1)])
            {
                PictureInput input = new(3, height, width) { Fit = fit };
                Assert.All(input.Read(even), v => Assert.Equal(64 / 255f, v, 1e-5));
                Assert.All(input.Fitted(even).Pixels.ToArray(), v => Assert.Equal(64, v));
            }
        }

        // Twice as wide as high: the outer quarters fall away.
        var halves = new RgbImage(8, 4, [.. Enumerable.Range(0, 32).SelectMany(i => Enumerable.Repeat((byte)(i % 8 is < 2 or >= 6 ? 255 : 0), 3))]);
        Assert.All(new PictureInput(3, 4, 4).Read(halves).Where((_, i) => i % 4 is 1 or 2), v => Assert.Equal(0f, v, 1e-5));
        Assert.Contains(new PictureInput(3, 4, 4) { Fit = PictureFit.Stretch }.Read(halves), v => v > 0.8f);
    }

    // A triangle of two old pixels to each side, cut off at the border and brought to a sum of 1.
    [Theory]
    [InlineData(new byte[] { 0, 0, 255, 255 }, new[] { 255 / 7f, 255 * 6 / 7f })]
    [InlineData(new byte[] { 0, 70, 140, 210 }, new[] { (3 * 0 + 3 * 70 + 140) / 7f, (70 + 3 * 140 + 3 * 210) / 7f })]
    [InlineData(new byte[] { 100, 200 }, new[] { 100f, 125, 175, 200 })]
    public void Rows_come_out_as_by_hand(byte[] row, float[] expected)
    {
        var picture = new RgbImage(row.Length, 1, [.. row.SelectMany(v => new[] { v, v, v })]);
        float[] across = new PictureInput(3, 1, expected.Length) { High = 255, Fit = PictureFit.Stretch }.Read(picture);
        var standing = new RgbImage(1, row.Length, [.. row.SelectMany(v => new[] { v, v, v })]);
        float[] down = new PictureInput(3, expected.Length, 1) { High = 255, Fit = PictureFit.Stretch }.Read(standing);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], across[i], 1e-4);
            Assert.Equal(expected[i], down[i], 1e-4);
        }
    }

    // A file of a few KB can hold it.
    [Fact]
    public void A_picture_of_millions_of_rows_takes_no_more_memory_than_it_has()
    {
        var picture = new RgbImage(1, 4_000_000, new RgbColor(51, 51, 51));
        long before = GC.GetAllocatedBytesForCurrentThread();
        float[] values = new PictureInput(3, 224, 224) { Fit = PictureFit.Stretch }.Read(picture);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
        Assert.All(values, v => Assert.Equal(0.2f, v, 1e-5));
    }

    // Whatever the filter, the picture as a whole gets neither brighter nor darker, and nothing is out of range.
    [Fact]
    public void Brightness_is_kept()
    {
        var random = new Random(5);
        byte[] pixels = new byte[3 * 64 * 48];
        random.NextBytes(pixels);
        var picture = new RgbImage(64, 48, pixels);
        double mean = pixels.Average(p => p / 255.0);
        foreach ((int width, int height) in ((int, int)[])[(16, 12), (32, 24), (8, 6), (64, 48), (128, 96)])
        {
            float[] input = new PictureInput(3, height, width) { Fit = PictureFit.Stretch }.Read(picture);
            Assert.Equal(mean, input.Average(v => v), 0.01);
            Assert.All(input, v => Assert.InRange(v, 0, 1.00001f));
        }
    }

    [Fact]
    public void A_picture_of_the_right_size_is_read_without_allocating()
    {
        var input = new PictureInput(3, 24, 24) { Mean = [0.5], Deviation = [0.25] };
        var picture = new RgbImage(24, 24, new RgbColor(1, 2, 3));
        float[] values = new float[input.Count];
        input.Read(picture, values);
        long before = GC.GetAllocatedBytesForCurrentThread();
        input.Read(picture, values);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void What_cannot_be_is_refused_by_name()
    {
        Assert.Contains("Expected 1 or 3 channels, found 2", Error(() => new PictureInput(2, 4, 4)), StringComparison.Ordinal);
        Assert.Contains("height", Error(() => new PictureInput(3, 0, 4)), StringComparison.Ordinal);
        Assert.Contains(
            "Expected 1 or 3 finite means, found 1, 2", Error(() => new PictureInput(3, 4, 4) { Mean = [1, 2] }), StringComparison.Ordinal);
        Assert.Contains("Expected a finite number, found NaN", Error(() => new PictureInput(3, 4, 4) { Low = double.NaN }), StringComparison.Ordinal);
        Assert.Contains("Expected Rgb or Bgr, found 7", Error(() => new PictureInput(3, 4, 4) { Order = (ChannelOrder)7 }), StringComparison.Ordinal);
        Assert.Contains("height", Error(() => new PictureInput(3, 40_000, 40_000)), StringComparison.Ordinal);
        Assert.Contains("deviations above 0, found 0", Error(() => new PictureInput(3, 4, 4) { Deviation = [0] }), StringComparison.Ordinal);
        Assert.Contains(
            "Expected room for 3x4x4 = 48 numbers, found 47",
            Error(() => new PictureInput(3, 4, 4).Read(new RgbImage(4, 4), new float[47])), StringComparison.Ordinal);

        static string Error(Action action) => Assert.ThrowsAny<ArgumentException>(action).Message;
    }
}
