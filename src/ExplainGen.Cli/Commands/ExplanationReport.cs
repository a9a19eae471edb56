using System.Globalization;
using ExplainGen.Cli.Values;
using ExplainGen.Rendering;
using ExplainGen.Weights;

namespace ExplainGen.Cli.Commands;

/// <summary>What is written of explanations: a page, heatmaps and overlays as PNG, and the relevance itself.</summary>
internal sealed class ExplanationReport
{
    private const int PictureSize = 224;

    private const int FeaturesShown = 8;

    private readonly string _folder;
    private readonly ClassNames _classes;
    private readonly IReadOnlyList<Layer> _layers;
    private readonly bool _asNumpy;
    private readonly bool _hasProbabilities;
    private readonly HtmlReport _page;
    private readonly HtmlSection _section;
    private readonly HeatmapOptions _options = new();
    private readonly List<NamedTensor> _relevance = [];

    /// <summary>Starts a report.</summary>
    /// <param name="folder">Where it goes.</param>
    /// <param name="model">The model's file name.</param>
    /// <param name="classes">The names of classes.</param>
    /// <param name="layers">The layers whose relevance is written too.</param>
    /// <param name="asNumpy">Whether each map is written as <c>.npy</c> too.</param>
    /// <param name="hasProbabilities">Whether outputs are logits, which probabilities are made of; else they are shown as they are.</param>
    public ExplanationReport(
        string folder, string model, ClassNames classes, IReadOnlyList<Layer> layers, bool asNumpy, bool hasProbabilities)
    {
        (_layers, _asNumpy, _hasProbabilities) = (layers, asNumpy, hasProbabilities);
        (_folder, _classes) = (folder, classes);
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
            .Select((p, i) => new ClassOutcome(i, _classes.Of(i), _hasProbabilities ? p : null, explanations[0].Logits.Span[i]))
            .OrderByDescending(c => c.Logit)];
        HtmlRow row = _section.AddRow(input.Name);
        HeatmapOptions options = _options.Enlarged(input, PictureSize);
        RgbImage? shown = input.Picture;
        if (shown is not null)
            row.AddPicture(shown.Scale(options.Scale), "input");
        ExplainerOutcome[] outcomes = [.. explanations.Select(why => Add(input, shown, why, options, row))];
        row.AddFact("explained", PageParts.Explained(explanations[0], _classes));
        foreach (ClassOutcome top in classes.Take(3))
        {
            string name = top.Name.Length > 0 ? top.Name : $"class {top.Index}";
            row.AddFact(name, top.Text());
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
        Keep(stem, $"{input.FileStem}.{name}", [.. why.Shape], why.Relevance);
        foreach (Layer layer in _layers)
        {
            ReadOnlyMemory<float> relevance = why.At(layer);
            Keep($"{stem}.{FileNames.Of(layer.Name)}", $"{input.FileStem}.{name}.{layer.Name}", [.. layer.Shape], relevance);
            if (layer.Shape.Length == 3 && layer.Shape[1] * layer.Shape[2] > 1)
            {
                RgbImage layerMap = Heatmap.Render(
                    relevance.Span, layer.Shape[0], layer.Shape[1], layer.Shape[2],
                    options.Enlarged(layer.Shape[1], layer.Shape[2], PictureSize));
                row.AddPicture(layerMap, $"{name} at {layer.Name}");
            }
        }

        return new ExplainerOutcome(
            name, why.Target.ToString(), why.Sum, why.Ledger.Bias, stem + ".png", overlayPath, strongest, why.ToString());
    }

    private void Keep(string path, string name, int[] shape, ReadOnlyMemory<float> relevance)
    {
        _relevance.Add(NamedTensor.Create(name, shape, relevance));
        if (_asNumpy)
            NumpyWriter.Write(path + ".npy", shape, relevance);
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
}
