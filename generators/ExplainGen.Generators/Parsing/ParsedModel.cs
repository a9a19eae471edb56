using System.Collections.Immutable;
using ExplainGen.Generators.Model;
using Microsoft.CodeAnalysis;

namespace ExplainGen.Generators.Parsing;

/// <summary>
/// What one annotated class gives: its model, and diagnostics at their places in the current source. The two part ways
/// right after parsing, since only the model can be compared and cached: a diagnostic's location holds on to its syntax tree,
/// which is what lets <c>#pragma</c> and <c>.editorconfig</c> act on it.
/// </summary>
/// <param name="Model">Null where nothing can be added to the class.</param>
internal sealed record ParsedModel(ModelSpec? Model, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>Not a network, or one that the compiler itself rejects.</summary>
    public static ParsedModel Nothing { get; } = new(null, ImmutableArray<Diagnostic>.Empty);
}
