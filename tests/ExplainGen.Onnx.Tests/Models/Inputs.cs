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
            ? Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(path =>
                (Path.GetFileName(path), network.Metadata.Picture!.Read(PictureFile.Load(path))))
            : [];

    /// <summary>Random numbers, and if there is one, a picture without areas of one color, where max-pools choose among equals.</summary>
    public static IEnumerable<(string Name, float[] Values)> Some(NpmNetwork network) =>
        [.. Random(network).Take(1), .. Pictures(network).Where(picture => picture.Name == "chelsea.png")];
}
