using ExplainGen.Cli.Commands;

namespace ExplainGen.Cli.Pictures;

/// <summary>Reads pictures as the inputs of a network.</summary>
internal sealed class PictureReader
{
    private readonly int _channels;
    private readonly int _height;
    private readonly int _width;
    private readonly Preprocessing _preprocessing;

    /// <summary>Checks that the network takes pictures, and that the preprocessing fits it.</summary>
    /// <param name="shape">The network's input, channels first.</param>
    /// <param name="preprocessing">What becomes of pixels.</param>
    /// <exception cref="CliException">It does not.</exception>
    public PictureReader(int[] shape, Preprocessing preprocessing)
    {
        if (shape is not [1 or 3, _, _])
            throw new CliException($"The model takes {string.Join("x", shape)}, which is no picture of one or three channels; --values reads numbers.");
        (_channels, _height, _width) = (shape[0], shape[1], shape[2]);
        _preprocessing = preprocessing.CheckedFor(_channels);
    }

    /// <summary>The range of the input, as the arguments of an explainer.</summary>
    public string Bounds => _preprocessing.Bounds(_channels);

    /// <summary>Reads a file.</summary>
    /// <exception cref="CliException">There is none, or it is no picture.</exception>
    public ExplainedInput Read(FileInfo file)
    {
        if (!file.Exists)
            throw new CliException($"There is no file '{file}'.");
        Picture picture = Picture.Load(file.FullName).Resize(_width, _height, _preprocessing.Fit);
        return new ExplainedInput(file.Name, Path.GetFileNameWithoutExtension(file.Name), picture.ToInput(_channels, _preprocessing), picture, []);
    }
}
