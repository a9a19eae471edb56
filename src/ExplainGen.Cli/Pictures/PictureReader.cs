using ExplainGen.Cli.Commands;
using ExplainGen.Rendering;

namespace ExplainGen.Cli.Pictures;

/// <summary>Reads pictures as the inputs of a network.</summary>
/// <param name="input">What becomes of pixels.</param>
internal sealed class PictureReader(PictureInput input)
{
    /// <summary>Refuses a network that takes no pictures.</summary>
    /// <param name="shape">The network's input, channels first.</param>
    /// <exception cref="CliException">It does not.</exception>
    public static void Check(IReadOnlyList<int> shape)
    {
        if (shape is not { Count: 3 } || shape[0] is not (1 or 3))
            throw new CliException($"The model takes {string.Join("x", shape)}, which is no picture of one or three channels; --values reads numbers.");
    }

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
