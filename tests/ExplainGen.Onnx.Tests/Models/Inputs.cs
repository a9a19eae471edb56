using ExplainGen.Cli.Pictures;
using ExplainGen.TestKit;

namespace ExplainGen.Onnx.Tests.Models;

/// <summary>What networks of pictures are tried with; values from 0 to 1.</summary>
internal static class Inputs
{
    /// <summary>Random numbers, the same in every run.</summary>
    public static IEnumerable<(string Name, float[] Values)> Random(NpmNetwork network) => Enumerable.Range(0, 2).Select(seed =>
    {
        var random = new Random(seed);
        return ($"random {seed}", Enumerable.Range(0, network.Metadata.InputCount).Select(_ => random.NextSingle()).ToArray());
    });

    /// <summary>The reference data's pictures; none where it is absent.</summary>
    public static IEnumerable<(string Name, float[] Values)> Pictures(NpmNetwork network) =>
        SharedData.Find("pictures") is { } folder
            ? Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(path => (Path.GetFileName(path), Picture(network, path)))
            : [];

    /// <summary>Random numbers, and if there is one, a picture without areas of one color, where max-pools choose among equals.</summary>
    public static IEnumerable<(string Name, float[] Values)> Some(NpmNetwork network) =>
        [.. Random(network).Take(1), .. Pictures(network).Where(picture => picture.Name == "chelsea.png")];

    /// <summary>A picture, stretched as the package has it.</summary>
    private static float[] Picture(NpmNetwork network, string path)
    {
        (int height, int width) = (network.Metadata.InputShape[1], network.Metadata.InputShape[2]);
        return Cli.Pictures.Picture.Load(path).Resize(width, height, PictureFit.Stretch).ToInput(3, new Preprocessing());
    }
}
