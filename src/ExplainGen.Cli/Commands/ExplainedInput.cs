using System.Globalization;
using ExplainGen.Cli.Values;
using ExplainGen.Rendering;

namespace ExplainGen.Cli.Commands;

/// <summary>One input to explain.</summary>
/// <param name="Name">What it is called in tables.</param>
/// <param name="FileStem">What its files are called.</param>
/// <param name="Values">The numbers that go into the network.</param>
/// <param name="Picture">The picture that they come from, as the network sees it, if they do.</param>
/// <param name="Names">What the numbers are called; empty where nothing says so.</param>
internal sealed record ExplainedInput(string Name, string FileStem, float[] Values, RgbImage? Picture, IReadOnlyList<string> Names)
{
    /// <summary>The rows of a file of numbers.</summary>
    public static IEnumerable<ExplainedInput> Rows(string path, int count)
    {
        ValueTable table = ValueTable.Read(path, count);
        string stem = FileNames.Of(table.Name);
        return table.Rows.Select((row, i) => new ExplainedInput(
            string.Create(CultureInfo.InvariantCulture, $"{table.Name}, row {i + 1}"),
            string.Create(CultureInfo.InvariantCulture, $"{stem}.{i + 1}"), row, null, table.Names));
    }

    /// <summary>What a number of the input is called.</summary>
    public string NameOf(int index) => Names.Count > 0 ? Names[index] : string.Create(CultureInfo.InvariantCulture, $"[{index}]");
}
