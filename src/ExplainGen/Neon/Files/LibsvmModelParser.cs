using System.Text;

namespace ExplainGen.Neon;

/// <summary>Reads a model's file: entries one a line, the line SV, and then one support vector a line.</summary>
internal static class LibsvmModelParser
{
    // Longer than any key: what stands first in a line that is none is not copied whole.
    private const int KeyBytes = 128;

    public static LibsvmModel Read(LibsvmLines lines, string fileName)
    {
        var header = new LibsvmHeader();
        while (true)
        {
            if (!lines.NextLine())
                throw lines.Error($"the file ends here; expected the line SV and support vectors");
            if (!lines.NextWord(out ReadOnlySpan<byte> word))
                throw lines.Error($"the line is empty; expected an entry or SV");
            if (word.SequenceEqual("SV"u8))
                break;
            header.Read(lines, Encoding.UTF8.GetString(word[..Math.Min(word.Length, KeyBytes)]));
        }

        header.Check(lines);
        int firstLine = lines.Number + 1;
        var vectors = new SparseRows();
        var byVector = new List<double>();
        while (lines.NextLine())
        {
            if (!lines.NextWord(out ReadOnlySpan<byte> word))
            {
                // Nothing but the end of the file may follow an empty line.
                if (lines.NextLine())
                    throw lines.Error($"the line follows an empty one; expected the end of the file");
                break;
            }

            if (vectors.Count == header.VectorCount)
                throw lines.Error($"there are more support vectors; expected total_sv, {header.VectorCount}");
            ReadCoefficients(lines, word, header, byVector);
            vectors.Add(lines);
        }

        if (vectors.Count != header.VectorCount)
            throw lines.Error($"the file ends after {vectors.Count} support vectors; expected total_sv, {header.VectorCount}");
        return new LibsvmModel(fileName, header, vectors, Transposed(byVector, header.CoefficientCount), firstLine);
    }

    private static void ReadCoefficients(LibsvmLines lines, ReadOnlySpan<byte> word, LibsvmHeader header, List<double> coefficients)
    {
        for (int c = 0; ; c++)
        {
            double coefficient = lines.Number64(word, $"coefficient {c + 1}");
            if (header.Type == LibsvmType.OneClass && coefficient <= 0)
                throw lines.Error($"the coefficient is {coefficient}; expected a number above 0 in a one_class model");
            if (coefficients.Count == SparseRows.MaxEntries)
                throw lines.Error($"there are more than {SparseRows.MaxEntries} coefficients; expected a smaller file");
            coefficients.Add(coefficient);
            if (c == header.CoefficientCount - 1)
                return;
            if (!lines.NextWord(out word))
                throw lines.Error($"the line has {c + 1} coefficients; expected {header.CoefficientCount}, one less than classes");
        }
    }

    // From one row a support vector to one column.
    private static double[] Transposed(List<double> byVector, int coefficients)
    {
        int vectors = byVector.Count / coefficients;
        double[] transposed = new double[byVector.Count];
        for (int s = 0; s < vectors; s++)
        {
            for (int c = 0; c < coefficients; c++)
                transposed[(c * vectors) + s] = byVector[(s * coefficients) + c];
        }

        return transposed;
    }
}
