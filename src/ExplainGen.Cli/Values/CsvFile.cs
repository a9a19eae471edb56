using System.Globalization;

namespace ExplainGen.Cli.Values;

/// <summary>Numbers in text: a row a line, separated by commas, semicolons or blanks; a first line of names is taken as such.</summary>
internal static class CsvFile
{
    private static readonly char[] s_blanks = [' ', '\t'];

    /// <summary>Reads a file.</summary>
    /// <exception cref="CliException">A line has another number of numbers, or something else than numbers.</exception>
    internal static ValueTable Read(string path, int count)
    {
        string[] names = [];
        var rows = new List<float[]>();
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            string[] cells = Cells(line);
            if (number == 1 && cells.Any(c => !TryRead(c, out _)))
            {
                names = cells;
                continue;
            }

            if (cells.Length != count)
                throw new CliException($"'{path}', line {number}, has {cells.Length} numbers, where the model takes {count}.");
            rows.Add(Array.ConvertAll(cells, cell => TryRead(cell, out float value)
                ? value
                : throw new CliException($"'{path}', line {number}: '{cell}' is no finite number.")));
        }

        if (rows.Count == 0)
            throw new CliException($"'{path}' holds no numbers.");
        if (names.Length != 0 && names.Length != count)
            throw new CliException($"'{path}' names {names.Length} columns, where the model takes {count}.");
        return new ValueTable(Path.GetFileNameWithoutExtension(path), names, rows);
    }

    private static string[] Cells(string line) => line.Contains(';', StringComparison.Ordinal) ? line.Split(';', StringSplitOptions.TrimEntries)
        : line.Contains(',', StringComparison.Ordinal) ? line.Split(',', StringSplitOptions.TrimEntries)
        : line.Split(s_blanks, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool TryRead(string cell, out float value) =>
        float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);
}
