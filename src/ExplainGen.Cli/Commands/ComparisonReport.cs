using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ExplainGen.Cli.Comparing;
using ExplainGen.Rendering;
using ExplainGen.Weights;

namespace ExplainGen.Cli.Commands;

/// <summary>What is written of a comparison: a grid of maps, a page with the measures, and the relevance itself.</summary>
internal sealed class ComparisonReport
{
    private const int PictureSize = 160;

    // The third part is for what rounds to zero, which has no sign then.
    private const string Correlation = "0.00;-0.00;0.00";

    private readonly string _folder;
    private readonly ClassNames _classes;
    private readonly HtmlReport _page;
    private readonly HtmlSection _maps;
    private readonly HeatmapOptions _options = new();
    private readonly MapGrid _grid = new();
    private readonly List<NamedTensor> _relevance = [];
    private readonly List<ComparedInput> _inputs = [];

    /// <summary>Starts a report.</summary>
    /// <param name="folder">Where it goes.</param>
    /// <param name="model">The model's file name.</param>
    /// <param name="classes">The names of classes.</param>
    public ComparisonReport(string folder, string model, ClassNames classes)
    {
        (_folder, _classes) = (folder, classes);
        Directory.CreateDirectory(folder);
        _page = new HtmlReport($"What {model} looks at, by several methods")
        {
            Introduction =
                "Each input with its maps: red speaks for the explained class, blue against it. Each map has a scale of its own.",
        };
        _maps = _page.AddSection("Maps").AddLegend(_options.ColorMap);
    }

    /// <summary>The page.</summary>
    public string PagePath => Path.Combine(_folder, "index.html");

    /// <summary>What was compared so far.</summary>
    public IReadOnlyList<ComparedInput> Inputs => _inputs;

    /// <summary>What to tell of what was written.</summary>
    public IEnumerable<string> Warnings
    {
        get
        {
            if (_grid.Rows == 0)
                yield return "There is no grid.png: the maps of one input are too large for it.";
            else if (_grid.Rows < _inputs.Count)
                yield return $"grid.png shows the first {_grid.Rows} of {_inputs.Count} inputs; the page shows all.";
        }
    }

    /// <summary>Adds an input with its explanations, one a method.</summary>
    public void Add(ExplainedInput input, IReadOnlyList<Explanation> explanations)
    {
        string target = PageParts.Explained(explanations[0], _classes);
        _inputs.Add(new ComparedInput(input.Name, target));
        HeatmapOptions options = _options.Enlarged(input, PictureSize);
        HtmlRow row = _maps.AddRow(input.Name).AddFact("explained", target);
        var cells = new List<(RgbImage Image, string Title)>();
        if (input.Picture is { } shown)
        {
            RgbImage picture = shown.Scale(options.Scale);
            row.AddPicture(picture, "input");
            cells.Add((picture, input.Name));
        }

        foreach (Explanation why in explanations)
        {
            RgbImage map = why.ToHeatmap(options);
            row.AddPicture(map, why.Explainer.Name);
            cells.Add((map, why.Explainer.Name));
            _relevance.Add(NamedTensor.Create($"{input.FileStem}.{why.Explainer.Name}", why.Shape.AsSpan(), why.Relevance));
        }

        _grid.Add(cells);
    }

    /// <summary>Writes the relevance, the page and, last since it is the least, the grid.</summary>
    /// <param name="methods">What was measured.</param>
    /// <param name="leftOut">Which methods are missing, and why.</param>
    /// <param name="times">What the times are, in a sentence.</param>
    public void Save(IReadOnlyList<MethodOutcome> methods, IReadOnlyList<string> leftOut, string times)
    {
        HtmlSection measures = _page.AddSection(
            "Measures",
            "Conserved: the share of what was seeded that arrives at the input; biases and stabilizers take the rest, gradients conserve "
                + $"nothing. Sparseness: the Gini index of the sizes of relevance, 0 where all count the same. {times}").AddTable(
            ["method", "conserved", "sparseness", "ms"],
            [.. methods.Select(m => (IReadOnlyList<string>)
                [m.Method, Text(m.Conserved, "p1"), Text(m.Sparseness, "0.000"), Text(m.Milliseconds, "0.00")])]);
        foreach (string note in leftOut)
            measures.AddText(note);
        _page.AddSection("Agreement", "Spearman's rank correlation of the maps: 1 where two methods rank all pixels alike.").AddTable(
            ["", .. methods.Select(m => m.Method)],
            [.. methods.Select(m => (IReadOnlyList<string>)[m.Method, .. methods.Select(o => Text(m.Agreement[o.Method], Correlation))])]);
        SafetensorsWriter.Write(Path.Combine(_folder, "relevance.safetensors"), _relevance);
        _page.Save(PagePath);
        string grid = Path.Combine(_folder, "grid.png");
        if (_grid.Rows == 0)
            File.Delete(grid);
        else
            _grid.Save(grid);
    }

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}

/// <summary>One input of a comparison.</summary>
/// <param name="Input">What it is called.</param>
/// <param name="Explained">The class that was explained.</param>
internal sealed record ComparedInput(string Input, string Explained);

/// <summary>All that a comparison found.</summary>
internal sealed record ComparisonOutcome(
    IReadOnlyList<ComparedInput> Inputs, IReadOnlyList<MethodOutcome> Methods, IReadOnlyList<string> LeftOut,
    IReadOnlyList<string> Warnings);

/// <summary>The JSON of comparisons, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ComparisonOutcome))]
internal sealed partial class ComparisonJson : JsonSerializerContext
{
    /// <summary>The text.</summary>
    internal static string Text(ComparisonOutcome outcome) => JsonSerializer.Serialize(outcome, Default.ComparisonOutcome);
}
