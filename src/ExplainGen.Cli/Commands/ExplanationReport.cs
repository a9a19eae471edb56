using System.Globalization;
using ExplainGen.Cli.Pictures;
using ExplainGen.Rendering;
using ExplainGen.Weights;

namespace ExplainGen.Cli.Commands;

/// <summary>What is written of explanations: a page, heatmaps and overlays as PNG, and the relevance itself.</summary>
internal sealed class ExplanationReport
{
    private const int PictureSize = 224;

    private readonly string _folder;
    private readonly string[]? _labels;
    private readonly int _height;
    private readonly int _width;
    private readonly HtmlReport _page;
    private readonly HtmlSection _section;
    private readonly HeatmapOptions _options;
    private readonly List<NamedTensor> _relevance = [];

    /// <summary>Starts a report.</summary>
    /// <param name="folder">Where it goes.</param>
    /// <param name="model">The model's file name.</param>
    /// <param name="labels">The names of classes, if there are any.</param>
    /// <param name="height">Rows of the network's input.</param>
    /// <param name="width">Columns of it.</param>
    public ExplanationReport(string folder, string model, string[]? labels, int height, int width)
    {
        (_folder, _labels, _height, _width) = (folder, labels, height, width);
        Directory.CreateDirectory(folder);
        _options = new HeatmapOptions { Scale = Math.Max(1, PictureSize / Math.Max(height, width)) };
        _page = new HtmlReport($"Why {model} says so")
        {
            Introduction = "Each picture with the relevance of its pixels for the explained class: red speaks for it, blue against it.",
        };
        _section = _page.AddSection("Pictures").AddLegend(_options.ColorMap);
    }

    /// <summary>The page.</summary>
    public string PagePath => Path.Combine(_folder, "index.html");

    /// <summary>Adds a picture with its explanations.</summary>
    public PictureOutcome Add(string name, Picture picture, IReadOnlyList<Explanation> explanations)
    {
        string stem = Path.GetFileNameWithoutExtension(name);
        RgbImage input = picture.ToImage();
        float[] probabilities = explanations[0].Probabilities();
        ClassOutcome[] classes = [.. probabilities
            .Select((p, i) => new ClassOutcome(i, NameOf(i, probabilities.Length), p, explanations[0].Logits.Span[i])).OrderByDescending(c => c.Probability)];
        HtmlRow row = _section.AddRow(name).AddPicture(input.Scale(_options.Scale), "input");
        var outcomes = new List<ExplainerOutcome>();
        foreach (Explanation why in explanations)
        {
            int channels = why.Shape[0];
            RgbImage map = Heatmap.Render(why.Relevance.Span, channels, _height, _width, _options);
            RgbImage overlay = Heatmap.Overlay(input, why.Relevance.Span, channels, _height, _width, _options);
            string mapPath = Path.Combine(_folder, $"{stem}.{why.Explainer.Name}.png"), overlayPath = Path.Combine(_folder, $"{stem}.{why.Explainer.Name}.overlay.png");
            map.Save(mapPath);
            overlay.Save(overlayPath);
            _relevance.Add(NamedTensor.Create($"{stem}.{why.Explainer.Name}", why.Shape.AsSpan(), why.Relevance));
            row.AddPicture(map, why.Explainer.Name).AddPicture(overlay, $"{why.Explainer.Name} over input")
                .AddFact($"{why.Explainer.Name}: sum of relevance", why.Sum.ToString("0.000", CultureInfo.InvariantCulture))
                .AddFact($"{why.Explainer.Name}: taken by biases", why.Ledger.Bias.ToString("0.000", CultureInfo.InvariantCulture));
            outcomes.Add(new ExplainerOutcome(why.Explainer.Name, why.Target.ToString(), why.Sum, why.Ledger.Bias, mapPath, overlayPath, why.ToString()));
        }

        row.AddFact("explained", explanations[0].Target.ToString());
        foreach (ClassOutcome top in classes.Take(3))
            row.AddFact(top.Name, top.Probability.ToString("p1", CultureInfo.InvariantCulture));
        return new PictureOutcome(name, [.. classes], [.. outcomes]);
    }

    /// <summary>Writes the page and the relevance.</summary>
    public void Save(ModelMetadata model)
    {
        _page.AddSection("Rules", "What each layer does with relevance.").AddTable(
            ["layer", .. model.Explainers.Select(e => e.Name)],
            [.. Enumerable.Range(1, model.Nodes.Length - 1).Select(n => (IReadOnlyList<string>)[model.Nodes[n], .. model.Explainers.Select(e => e.Rules[n])])]);
        SafetensorsWriter.Write(Path.Combine(_folder, "relevance.safetensors"), _relevance);
        _page.Save(PagePath);
    }

    // Files of names often begin with a background class that networks without one do not have.
    private string NameOf(int index, int classes) => _labels is null ? ""
        : _labels.Length == classes + 1 ? _labels[index + 1]
        : index < _labels.Length ? _labels[index] : "";
}
