namespace ExplainGen.Neon;

/// <summary>
/// Data in libsvm's text format: one point a line, its label and then <c>index:value</c> for the features that are not zero, indices
/// from 1 and ascending.
/// </summary>
public sealed record LibsvmData
{
    private readonly string _fileName;
    private readonly SparseRows _rows;

    private LibsvmData(string fileName, double[] labels, SparseRows rows)
    {
        _fileName = fileName;
        _rows = rows;
        Labels = labels;
    }

    /// <summary>The label of each point: a class, or the number that a regression is to find.</summary>
    public double[] Labels { get; }

    /// <summary>The largest index of a feature, 0 when all points are zero.</summary>
    public int LargestIndex => _rows.LargestIndex;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The path of the file.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="LibsvmException">It is not in the format.</exception>
    public static LibsvmData Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream file = File.OpenRead(path);
        return Read(file, path);
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">A readable stream.</param>
    /// <param name="fileName">A name for messages.</param>
    /// <exception cref="LibsvmException">It is not in the format.</exception>
    public static LibsvmData Read(Stream stream, string fileName = "(stream)")
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(fileName);
        var lines = new LibsvmLines(stream, fileName);
        var labels = new List<double>();
        var rows = new SparseRows();
        while (lines.NextLine())
        {
            if (!lines.NextWord(out ReadOnlySpan<byte> word))
                throw lines.Error($"the line is empty; expected a label and index:value");
            labels.Add(lines.Number64(word, "the label"));
            rows.Add(lines);
        }

        return new LibsvmData(fileName, [.. labels], rows);
    }

    /// <summary>The points with their zeros, [N, F].</summary>
    /// <param name="features">F, at least <see cref="LargestIndex"/>.</param>
    /// <exception cref="ArgumentException">There are no features.</exception>
    /// <exception cref="LibsvmException">A point has more features, or all together more numbers than an array holds.</exception>
    public double[] Points(int features) => _rows.ToDense(features, _fileName, firstLine: 1);
}
