using System.Globalization;
using ExplainGen.Rendering;
using ExplainGen.Weights;

namespace ExplainGen.Cli.Commands;

/// <summary>What is written of explanations: a page, heatmaps and overlays as PNG, and the relevance itself.</summary>
internal sealed class ExplanationReport
{
    private const int PictureSize = 224;

    private const int FeaturesShown = 8;

    private readonly string _folder;
    private readonly string[]? _labels;
    private readonly HtmlReport _page;
    private readonly HtmlSection _section;
    private readonly HeatmapOptions _options = new();
    private readonly List<NamedTensor> _relevance = [];

    /// <summary>Starts a report.</summary>
    /// <param name="folder">Where it goes.</param>
    /// <param name="model">The model's file name.</param>
    /// <param name="labels">The names of classes, if there are any.</param>
    public ExplanationReport(string folder, string model, string[]? labels)
    {
        (_folder, _labels) = (folder, labels);
        Directory.CreateDirectory(folder);
        _page = new HtmlReport($"Why {model} says so")
        {
            Introduction = "Each input with its relevance for the explained class: red speaks for it, blue against it.",
        };
        _section = _page.AddSection("Inputs").AddLegend(_options.ColorMap);
    }

    /// <summary>The page.</summary>
    public string PagePath => Path.Combine(_folder, "index.html");

    /// <summary>Adds an input with its explanations.</summary>
    public InputOutcome Add(ExplainedInput input, IReadOnlyList<Explanation> explanations)
    {
        float[] probabilities = explanations[0].Probabilities();
        ClassOutcome[] classes = [.. probabilities
            .Select((p, i) => new ClassOutcome(i, NameOf(i, probabilities.Length), p, explanations[0].Logits.Span[i]))
            .OrderByDescending(c => c.Probability)];
        HtmlRow row = _section.AddRow(input.Name);
        HeatmapOptions options = input.Picture is { } picture
            ? _options with { Scale = Math.Max(1, PictureSize / Math.Max(picture.Height, picture.Width)) }
            : _options;
        RgbImage? shown = input.Picture?.ToImage();
        if (shown is not null)
            row.AddPicture(shown.Scale(options.Scale), "input");
        ExplainerOutcome[] outcomes = [.. explanations.Select(why => Add(input, shown, why, options, row))];
        row.AddFact("explained", explanations[0].Target.ToString());
        foreach (ClassOutcome top in classes.Take(3))
        {
            string name = top.Name.Length > 0 ? top.Name : $"class {top.Index}";
            row.AddFact(name, top.Probability.ToString("p1", CultureInfo.InvariantCulture));
        }

        return new InputOutcome(input.Name, classes, outcomes);
    }

    private ExplainerOutcome Add(ExplainedInput input, RgbImage? shown, Explanation why, HeatmapOptions options, HtmlRow row)
    {
        string name = why.Explainer.Name, stem = Path.Combine(_folder, $"{input.FileStem}.{name}");
        RgbImage map = why.ToHeatmap(options);
        map.Save(stem + ".png");
        row.AddPicture(map, name);
        string? overlayPath = null;
        if (shown is not null)
        {
            RgbImage overlay = Heatmap.Overlay(shown, why.Relevance.Span, why.Shape[0], shown.Height, shown.Width, options);
            overlay.Save(overlayPath = stem + ".overlay.png");
            row.AddPicture(overlay, $"{name} over input");
        }

        FeatureOutcome[] strongest = shown is not null ? [] : [.. why.Relevance.ToArray()
            .Select((r, i) => new FeatureOutcome(input.NameOf(i), input.Values[i], r))
            .OrderByDescending(f => Math.Abs(f.Relevance)).Take(FeaturesShown)];
        foreach (FeatureOutcome feature in strongest)
            row.AddFact($"{name}: {feature.Name}", feature.Relevance.ToString("+0.000;-0.000", CultureInfo.InvariantCulture));
        row.AddFact($"{name}: sum of relevance", why.Sum.ToString("0.000", CultureInfo.InvariantCulture))
            .AddFact($"{name}: taken by biases", why.Ledger.Bias.ToString("0.000", CultureInfo.InvariantCulture));
        _relevance.Add(NamedTensor.Create($"{input.FileStem}.{name}", why.Shape.AsSpan(), why.Relevance));
        return new ExplainerOutcome(
            name, why.Target.ToString(), why.Sum, why.Ledger.Bias, stem + ".png", overlayPath, strongest, why.ToString());
    }

    /// <summary>Writes the page and the relevance.</summary>
    public void Save(ModelMetadata model)
    {
        _page.AddSection("Rules", "What each layer does with relevance.").AddTable(
            ["layer", .. model.Explainers.Select(e => e.Name)],
            [.. Enumerable.Range(1, model.Nodes.Length - 1)
                .Select(n => (IReadOnlyList<string>)[model.Nodes[n], .. model.Explainers.Select(e => e.Rules[n])])]);
        SafetensorsWriter.Write(Path.Combine(_folder, "relevance.safetensors"), _relevance);
        _page.Save(PagePath);
    }

    // Files of names often begin with a background class that networks without one do not have.
    private string NameOf(int index, int classes) => _labels is null ? ""
        : _labels.Length == classes + 1 ? _labels[index + 1]
        : index < _labels.Length ? _labels[index] : "";
}
