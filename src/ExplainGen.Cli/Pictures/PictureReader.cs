using ExplainGen.Cli.Commands;
using ExplainGen.Rendering;

namespace ExplainGen.Cli.Pictures;

/// <summary>Reads pictures as the inputs of a network.</summary>
/// <param name="input">What becomes of pixels.</param>
internal sealed class PictureReader(PictureInput input)
{
    /// <summary>Whether a network takes pictures.</summary>
    /// <param name="shape">The network's input, channels first.</param>
    public static bool Takes(IReadOnlyList<int> shape) => shape is { Count: 3 } && shape[0] is (1 or 3);

    /// <summary>Refuses a network that takes no pictures.</summary>
    /// <param name="shape">The network's input, channels first.</param>
    /// <exception cref="CliException">It does not.</exception>
    public static void Check(IReadOnlyList<int> shape)
    {
        if (!Takes(shape))
            throw new CliException($"The model takes {Text(shape)}; --values reads numbers.");
    }

    /// <summary>An input that is no picture, in words.</summary>
    public static string Text(IReadOnlyList<int> shape) => $"{string.Join("x", shape)}, which is no picture of one or three channels";

    /// <summary>Reads a file.</summary>
    /// <exception cref="CliException">There is none, or it is no picture.</exception>
    public ExplainedInput Read(FileInfo file)
    {
        if (!file.Exists)
            throw new CliException($"There is no file '{file}'.");
        RgbImage picture = PictureFile.Load(file.FullName);
        return new ExplainedInput(file.Name, Path.GetFileNameWithoutExtension(file.Name), input.Read(picture), input.Fitted(picture), []);
    }
}
