namespace ExplainGen.Cli.Values;

/// <summary>Inputs as rows of numbers.</summary>
/// <param name="Names">What the numbers of a row are called; empty where nothing says so.</param>
/// <param name="Rows">One input each.</param>
internal sealed record ValueTable(IReadOnlyList<string> Names, IReadOnlyList<float[]> Rows)
{
    /// <summary>Reads a file by its ending: <c>.npy</c>, <c>.npz</c>, <c>.raw</c>, else text with separators.</summary>
    /// <param name="path">The file.</param>
    /// <param name="count">How many numbers an input has.</param>
    /// <exception cref="CliException">The file is damaged, or its rows do not have that many numbers.</exception>
    public static ValueTable Read(string path, int count)
    {
        if (!File.Exists(path))
            throw new CliException($"There is no file '{path}'.");
        return Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".NPY" => new ValueTable([], NumpyFile.Rows(path, count)),
            ".NPZ" => new ValueTable([], NumpyFile.ArchiveRows(path, count)),
            ".RAW" => new ValueTable([], RawFile.Rows(path, count)),
            _ => CsvFile.Read(path, count),
        };
    }
}
