using System.Collections.Immutable;
using System.Globalization;
using ExplainGen.Rendering;

namespace ExplainGen;

/// <summary>Why a model said what it said about one input: the relevance of each input element, and how it came about.</summary>
public sealed class Explanation
{
    private readonly ModelMetadata _model;
    private readonly RelevanceTrace? _trace;

    internal Explanation(
        ModelMetadata model, ExplainerInfo explainer, float[] relevance, float[] logits, Target target, RelevanceTrace? trace)
    {
        _model = model;
        _trace = trace;
        Explainer = explainer;
        Relevance = relevance;
        Logits = logits;
        Target = target;
        Ledger = trace?.ToLedger() ?? new Ledger([]);
    }

    /// <summary>The explainer that was used.</summary>
    public ExplainerInfo Explainer { get; }

    /// <summary>The relevance of each input element, row-major in <see cref="Shape"/>. Positive speaks for the target, negative against.</summary>
    public ReadOnlyMemory<float> Relevance { get; }

    /// <summary>The input's shape.</summary>
    public ImmutableArray<int> Shape => _model.InputShape;

    /// <summary>What the network said.</summary>
    public ReadOnlyMemory<float> Logits { get; }

    /// <summary>What is explained, with the class decided.</summary>
    public Target Target { get; }

    /// <summary>Where relevance went, layer by layer.</summary>
    public Ledger Ledger { get; }

    /// <summary>
    /// The relevance of the units of a neuralized model, in the order of its parameters: of support vectors, of the competitors of a cluster,
    /// of neighbors, of trees. Empty for networks.
    /// </summary>
    public ReadOnlyMemory<float> Units => _trace?.Units ?? [];

    /// <summary>The sum of relevance over the input, in double precision.</summary>
    public double Sum
    {
        get
        {
            double sum = 0;
            foreach (float r in Relevance.Span)
                sum += r;
            return sum;
        }
    }

    /// <summary>The relevance at a layer's output, row-major in the layer's shape; zeros where no relevance gets.</summary>
    /// <param name="layer">A layer of this model, such as <c>MyNet.Layers.Conv1</c>.</param>
    /// <exception cref="ArgumentException">The layer belongs to another model.</exception>
    /// <exception cref="InvalidOperationException">Relevance by layer was not asked for (<c>keepLayers: true</c>).</exception>
    public ReadOnlyMemory<float> At(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (layer.Model != _model.Name)
            throw new ArgumentException($"Layer '{layer.Name}' belongs to {layer.Model}, but this explanation is of {_model.Name}.", nameof(layer));
        return _trace?.Kept(layer)
            ?? throw new InvalidOperationException($"Relevance by layer was not kept: explain with keepLayers: true to read it at '{layer.Name}'.");
    }

    /// <summary>The relevance of the input as a picture: summed over channels, red for the target and blue against it.</summary>
    /// <param name="options">Colors, normalization, size; null takes the defaults.</param>
    /// <returns>H x W pixels for C x H x W, a strip for C x L and F, the slices of C x D x H x W one below the other.</returns>
    public RgbImage ToHeatmap(HeatmapOptions? options = null) => Shape.Length switch
    {
        3 => Heatmap.Render(Relevance.Span, Shape[0], Shape[1], Shape[2], options),
        4 => Heatmap.Render(Relevance.Span, Shape[0], Shape[1] * Shape[2], Shape[3], options),
        2 => SignalHeatmap.RenderStrip(Relevance.Span, Shape[0], Shape[1], options),
        _ => SignalHeatmap.RenderStrip(Relevance.Span, 1, Shape[0], options),
    };

    /// <summary>Saves <see cref="ToHeatmap"/> as a PNG file, whole or not at all.</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="options">Colors, normalization, size; null takes the defaults.</param>
    /// <exception cref="IOException">The folder is missing, or the file cannot be written or replaced.</exception>
    public void SaveHeatmap(string path, HeatmapOptions? options = null) => ToHeatmap(options).Save(path);

    /// <summary>Probabilities of the classes: the softmax of <see cref="Logits"/>.</summary>
    public float[] Probabilities() => Softmax.Of(Logits.Span);

    /// <summary>
    /// The explanation in a sentence: explainer, target with its class decided and its logits, and where the relevance went, from what
    /// was seeded to what arrived at the input.
    /// </summary>
    public override string ToString()
    {
        double sum = Sum;
        double rounding = Ledger.Seeded - sum - Ledger.Bias - Ledger.Stabilizer - Ledger.Dropped;
        return string.Create(CultureInfo.InvariantCulture,
            $"{Explainer.Name} for {Target}{DescribeLogits()}: {Ledger.Seeded:g6} seeded = {sum:g6} relevance + {Ledger.Bias:g3} bias"
            + $" + {Ledger.Stabilizer:g3} stabilizer + {Ledger.Dropped:g3} dropped + {rounding:g2} rounding");
    }

    private string DescribeLogits()
    {
        ReadOnlySpan<float> logits = Logits.Span;
        return Target.Kind switch
        {
            TargetKind.Weighted => "",
            TargetKind.Contrast => string.Create(
                CultureInfo.InvariantCulture, $", logits {logits[Target.ClassIndex]:g6} and {logits[Target.OtherIndex]:g6}"),
            _ => string.Create(CultureInfo.InvariantCulture, $", logit {logits[Target.ClassIndex]:g6}"),
        };
    }
}
