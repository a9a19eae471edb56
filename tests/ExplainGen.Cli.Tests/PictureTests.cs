using ExplainGen.Cli.Pictures;
using ExplainGen.Rendering;

namespace ExplainGen.Cli.Tests;

/// <summary>How pictures become inputs.</summary>
public sealed class PictureTests
{
    [Fact]
    public void Pixels_become_values()
    {
        var steps = new Preprocessing { Channels = ChannelOrder.Bgr, High = 255, Mean = [104, 117, 123], Deviation = [2] };
        var picture = new Picture(1, 1, [1f, 0.5f, 0f]);
        Assert.Equal([-52f, 5.25f, 66f], picture.ToInput(3, steps));
        Assert.Equal(", Lows = [-52, -58.5, -61.5], Highs = [75.5, 69, 66]", steps.Bounds(3));
        Assert.Equal(", Low = 0, High = 1", new Preprocessing().Bounds(3));
        Assert.Equal(0.299f + 0.587f * 0.5f, picture.ToInput(1, new Preprocessing())[0], 1e-6);
    }

    [Fact]
    public void Another_size_keeps_what_is_even_and_cuts_out_the_middle()
    {
        var even = new Picture(7, 5, [.. Enumerable.Repeat(0.25f, 7 * 5 * 3)]);
        foreach (PictureFit fit in Enum.GetValues<PictureFit>())
        {
            foreach ((int width, int height) in ((int, int)[])[(3, 3), (7, 5), (20, 11), (1, 1)])
                Assert.All(even.Resize(width, height, fit).ToInput(3, new Preprocessing()), v => Assert.Equal(0.25f, v, 1e-5));
        }

        // Twice as wide as high: the outer quarters fall away.
        var halves = new Picture(8, 4, [.. Enumerable.Range(0, 32).SelectMany(i => Enumerable.Repeat(i % 8 is < 2 or >= 6 ? 1f : 0f, 3))]);
        Assert.All(halves.Resize(4, 4, PictureFit.Crop).ToInput(3, new Preprocessing())[..16].Where((_, i) => i % 4 is 1 or 2), v => Assert.Equal(0f, v, 1e-5));
        Assert.Contains(halves.Resize(4, 4, PictureFit.Stretch).ToInput(3, new Preprocessing()), v => v > 0.8f);
    }

    [Fact]
    public void Files_that_are_no_pictures_are_refused()
    {
        using var folder = new TemporaryFolder();
        new RgbImage(9, 7).Save(folder["whole.png"]);
        Picture picture = Picture.Load(folder["whole.png"]);
        Assert.Equal((9, 7), (picture.Width, picture.Height));
        byte[] png = File.ReadAllBytes(folder["whole.png"]);
        var random = new Random(1);
        for (int i = 0; i < 300; i++)
        {
            byte[] damaged = [.. png];
            for (int flips = random.Next(1, 5); flips > 0; flips--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(folder["damaged.png"], damaged[..random.Next(1, damaged.Length + 1)]);
            try
            {
                Picture.Load(folder["damaged.png"]);
            }
            catch (CliException e)
            {
                Assert.Contains("damaged.png", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Preprocessing_is_read_from_a_file_beside_the_model()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.json"], """{ "channels": "Bgr", "high": 255, "mean": [1, 2, 3] }""");
        Preprocessing steps = Preprocessing.Read(folder["a.json"]);
        Assert.Equal((ChannelOrder.Bgr, 255f, 3), (steps.Channels, steps.High, steps.Mean.Count));
        File.WriteAllText(folder["b.json"], """{ "means": [1] }""");
        Assert.Contains("b.json", Assert.Throws<CliException>(() => Preprocessing.Read(folder["b.json"])).Message, StringComparison.Ordinal);
        Assert.Throws<CliException>(() => new Preprocessing { Deviation = [0] }.CheckedFor(3));
        Assert.Throws<CliException>(() => new Preprocessing { Low = 1 }.CheckedFor(3));
    }
}
