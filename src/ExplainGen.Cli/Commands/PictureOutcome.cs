using System.Text.Json;
using System.Text.Json.Serialization;

namespace ExplainGen.Cli.Commands;

/// <summary>What came of one picture.</summary>
internal sealed record PictureOutcome(string Picture, IReadOnlyList<ClassOutcome> Classes, IReadOnlyList<ExplainerOutcome> Explanations);

/// <summary>What the model says of one class.</summary>
internal sealed record ClassOutcome(int Index, string Name, float Probability, float Logit);

/// <summary>What one explainer came to.</summary>
internal sealed record ExplainerOutcome(
    string Explainer, string Target, double Sum, double TakenByBiases, string Heatmap, string Overlay, [property: JsonIgnore] string Text);

/// <summary>All that a command found, as JSON.</summary>
internal sealed record ExplainOutcome(IReadOnlyList<PictureOutcome> Pictures, IReadOnlyDictionary<string, double> Seconds);

/// <summary>The JSON of outcomes, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ExplainOutcome))]
internal sealed partial class OutcomeJson : JsonSerializerContext
{
    /// <summary>The text.</summary>
    internal static string Text(IReadOnlyList<PictureOutcome> pictures, IReadOnlyList<(string Name, double Seconds)> phases) => JsonSerializer.Serialize(
        new ExplainOutcome(pictures, phases.ToDictionary(p => p.Name, p => p.Seconds)), Default.ExplainOutcome);
}
