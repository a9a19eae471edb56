namespace ExplainGen.Neon;

/// <summary>Rows of numbers of which the zeros are not stored, as libsvm's files have them: <c>index:value</c>, indices from 1.</summary>
internal sealed class SparseRows
{
    /// <summary>Numbers in all rows together, and rows; what they take in memory is about two gigabytes.</summary>
    public const int MaxEntries = 1 << 27;

    private readonly List<int> _ends = [];
    private readonly List<int> _indices = [];
    private readonly List<double> _values = [];

    /// <summary>How many rows there are.</summary>
    public int Count => _ends.Count;

    /// <summary>The largest index in any row; 0 when all are empty.</summary>
    public int LargestIndex { get; private set; }

    /// <summary>Reads the words of a line as a row.</summary>
    /// <param name="lines">At the first word of the row.</param>
    /// <exception cref="LibsvmException">A word is no entry, or the indices do not ascend.</exception>
    public void Add(LibsvmLines lines)
    {
        if (_ends.Count == MaxEntries)
            throw lines.Error($"there are more than {MaxEntries} rows; expected a smaller file");
        int previous = 0;
        while (lines.NextWord(out ReadOnlySpan<byte> word))
        {
            int colon = word.IndexOf((byte)':');
            if (colon < 0)
                throw lines.Error($"found {LibsvmLines.Quote(word)}; expected index:value");
            int index = lines.Integer(word[..colon], 1, "a feature's index");
            double value = lines.Number64(word[(colon + 1)..], $"feature {index}");
            if (index <= previous)
                throw lines.Error($"feature {index} stands behind feature {previous}; expected ascending indices");
            if (_values.Count == MaxEntries)
                throw lines.Error($"there are more than {MaxEntries} numbers; expected a smaller file");
            previous = index;
            _indices.Add(index);
            _values.Add(value);
        }

        LargestIndex = Math.Max(LargestIndex, previous);
        _ends.Add(_indices.Count);
    }

    /// <summary>The rows with their zeros, row-major.</summary>
    /// <param name="features">The length of a row.</param>
    /// <param name="fileName">For messages.</param>
    /// <param name="firstLine">The line of the first row; the others follow.</param>
    /// <exception cref="LibsvmException">A row has an index beyond the features, or there are too many numbers for an array.</exception>
    public double[] ToDense(int features, string fileName, int firstLine)
    {
        ParameterCheck.Count(features);

        // As many as a tensor of F64 in a weights file may have.
        const int Most = int.MaxValue / sizeof(double);
        if ((long)Count * features > Most)
        {
            throw new LibsvmException(
                fileName, firstLine, FormattableString.Invariant($"{Count} rows of {features} features; expected at most {Most} numbers"));
        }

        double[] dense = new double[Count * features];
        for (int row = 0, at = 0; row < Count; row++)
        {
            for (; at < _ends[row]; at++)
            {
                if (_indices[at] > features)
                {
                    throw new LibsvmException(
                        fileName,
                        firstLine + row,
                        FormattableString.Invariant($"feature {_indices[at]}; expected indices from 1 to {features}, the features"));
                }

                dense[(row * features) + _indices[at] - 1] = _values[at];
            }
        }

        return dense;
    }
}
