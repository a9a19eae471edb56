using System.Globalization;

namespace Anomaly;

/// <summary>A table of measurements: a row an example, a column a feature, and the class of each example.</summary>
/// <param name="Features">The names of the features.</param>
/// <param name="Values">The measurements, row by row.</param>
/// <param name="Classes">The class of each row.</param>
internal sealed record Dataset(string[] Features, double[] Values, string[] Classes)
{
    /// <summary>How many rows there are.</summary>
    public int Count => Classes.Length;

    /// <summary>A row's measurements.</summary>
    /// <param name="row">From 0.</param>
    public ReadOnlySpan<double> Row(int row) => Values.AsSpan(row * Features.Length, Features.Length);

    /// <summary>A table that comes with the sample.</summary>
    /// <param name="resource">The name of its file.</param>
    public static Dataset Load(string resource)
    {
        using Stream stream = typeof(Dataset).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The resource '{resource}' is missing.");
        using var reader = new StreamReader(stream);
        return Parse(resource, reader);
    }

    /// <summary>Reads comma separated values: a line of headings, then a line a row, whose last cell is the class.</summary>
    /// <param name="name">What errors call the table.</param>
    /// <param name="reader">The text.</param>
    /// <exception cref="InvalidDataException">
    /// There is no row, a row has another number of cells, or a measurement is no finite number.
    /// </exception>
    public static Dataset Parse(string name, TextReader reader)
    {
        string[] headings = (reader.ReadLine() ?? "").Split(',');
        if (headings.Length < 2)
            throw new InvalidDataException($"{name}, line 1: expected headings of features and of the class, found {headings.Length}.");

        var values = new List<double>();
        var classes = new List<string>();
        for (int line = 2; reader.ReadLine() is string text; line++)
        {
            string[] cells = text.Split(',');
            if (cells.Length != headings.Length)
                throw new InvalidDataException($"{name}, line {line}: expected {headings.Length} cells, found {cells.Length}.");
            for (int f = 0; f < cells.Length - 1; f++)
            {
                bool isNumber = double.TryParse(cells[f], NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
                values.Add(isNumber && double.IsFinite(value)
                    ? value
                    : throw new InvalidDataException(
                        $"{name}, line {line}, '{headings[f]}': expected a finite number, found '{cells[f]}'."));
            }

            classes.Add(cells[^1]);
        }

        if (classes.Count == 0)
            throw new InvalidDataException($"{name}: expected rows below the headings, found none.");
        return new Dataset(headings[..^1], [.. values], [.. classes]);
    }
}
