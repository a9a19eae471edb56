namespace ExplainGen.Cli.Values;

/// <summary>Inputs as rows of numbers.</summary>
/// <param name="Name">What the rows are called after: the file, or the array in it.</param>
/// <param name="Names">What the numbers of a row are called; empty where nothing says so.</param>
/// <param name="Rows">One input each.</param>
internal sealed record ValueTable(string Name, IReadOnlyList<string> Names, IReadOnlyList<float[]> Rows)
{
    /// <summary>Reads a file by its ending: <c>.npy</c>, <c>.npz</c>, <c>.raw</c>, else text with separators.</summary>
    /// <param name="path">The file; an array of an archive as <c>file.npz:name</c>.</param>
    /// <param name="count">How many numbers an input has.</param>
    /// <exception cref="CliException">The file is damaged, or its rows do not have that many numbers.</exception>
    public static ValueTable Read(string path, int count)
    {
        (path, string? array) = NumpyArchive.Split(path);
        if (!File.Exists(path))
            throw new CliException($"There is no file '{path}'.");
        string name = Path.GetFileNameWithoutExtension(path);
        return Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".NPY" => new ValueTable(name, [], NumpyFile.Rows(path, count)),
            ".NPZ" => NumpyArchive.Read(path, array, count),
            ".RAW" => new ValueTable(name, [], RawFile.Rows(path, count)),
            _ => CsvFile.Read(path, count),
        };
    }
}
