using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ExplainGen.Cli.Commands;

/// <summary>What came of one input.</summary>
internal sealed record InputOutcome(string Input, IReadOnlyList<ClassOutcome> Classes, IReadOnlyList<ExplainerOutcome> Explanations);

/// <summary>What the model says of one class.</summary>
/// <param name="Index">Which class.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Probability">Null where scores are no logits of classes.</param>
/// <param name="Logit">Its logit or score.</param>
internal sealed record ClassOutcome(int Index, string Name, float? Probability, float Logit)
{
    /// <summary>The probability, or the score of a model that has none.</summary>
    internal string Text() => Probability is { } probability
        ? probability.ToString("p1", CultureInfo.InvariantCulture)
        : Logit.ToString("g6", CultureInfo.InvariantCulture);
}

/// <summary>What one explainer came to.</summary>
internal sealed record ExplainerOutcome(
    string Explainer, string Target, double Sum, double TakenByBiases, string Heatmap, string? Overlay,
    IReadOnlyList<FeatureOutcome> Strongest, [property: JsonIgnore] string Text);

/// <summary>One number of an input, with its relevance.</summary>
internal sealed record FeatureOutcome(string Name, float Value, float Relevance);

/// <summary>All that a command found, as JSON.</summary>
internal sealed record ExplainOutcome(
    IReadOnlyList<InputOutcome> Inputs, IReadOnlyDictionary<string, double> Seconds, IReadOnlyList<string> Warnings);

/// <summary>The JSON of outcomes, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ExplainOutcome))]
internal sealed partial class OutcomeJson : JsonSerializerContext
{
    /// <summary>The text.</summary>
    internal static string Text(
        IReadOnlyList<InputOutcome> inputs, IReadOnlyList<(string Name, double Seconds)> phases, IReadOnlyList<string> warnings) =>
        JsonSerializer.Serialize(
            new ExplainOutcome(inputs, phases.ToDictionary(p => p.Name, p => p.Seconds), warnings), Default.ExplainOutcome);
}
