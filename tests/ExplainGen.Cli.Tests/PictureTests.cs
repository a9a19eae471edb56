using ExplainGen.Cli.Pictures;
using ExplainGen.Rendering;

namespace ExplainGen.Cli.Tests;

/// <summary>Files of pictures, and what is said of their preprocessing.</summary>
public sealed class PictureTests
{
    [Fact]
    public void Files_that_are_no_pictures_are_refused()
    {
        using var folder = new TemporaryFolder();
        new RgbImage(9, 7).Save(folder["whole.png"]);
        RgbImage picture = PictureFile.Load(folder["whole.png"]);
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
                PictureFile.Load(folder["damaged.png"]);
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
        Assert.Equal("[Picture(Order = ChannelOrder.Bgr, High = 255, Mean = [1, 2, 3])]", steps.Attribute);
        File.WriteAllText(folder["b.json"], """{ "means": [1] }""");
        Assert.Contains("b.json", Assert.Throws<CliException>(() => Preprocessing.Read(folder["b.json"])).Message, StringComparison.Ordinal);
        File.WriteAllText(folder["c.json"], """{ "mean": null }""");
        Assert.Contains("null", Assert.Throws<CliException>(() => Preprocessing.Read(folder["c.json"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Preprocessing_is_an_attribute_of_the_class()
    {
        Assert.Equal("[Picture]", new Preprocessing().Attribute);
        Assert.Equal(
            "[Picture(Order = ChannelOrder.Bgr, Fit = PictureFit.Stretch, Low = -1, High = 255, Mean = [0.485, 1], Deviation = [0.1])]",
            new Preprocessing
            {
                Channels = ChannelOrder.Bgr, Fit = PictureFit.Stretch, Low = -1, High = 255, Mean = [0.485, 1], Deviation = [0.1],
            }.Attribute);
    }
}
