using ExplainGen.Graph;

namespace ExplainGen.Generators.Model;

/// <summary>
/// One annotated class: all that is needed to generate its other part. It has value equality and holds nothing of the
/// compilation it came from.
/// </summary>
/// <param name="Namespace">With keywords escaped; empty for the global namespace.</param>
/// <param name="Types">The types around the class from the outside in, and the class itself last.</param>
/// <param name="Accessibility">The declared one, as C# writes it.</param>
/// <param name="HintName">What the names of its generated files start with.</param>
/// <param name="Declaration">The network as it was written.</param>
/// <param name="IsSound">
/// Whether the declaration could be read in full. Otherwise the mistake is already reported, by the compiler or the parser, and
/// only stubs are emitted.
/// </param>
/// <param name="IsDerived">Whether the class has a base class of its own.</param>
internal sealed record ModelSpec(
    string Namespace,
    EquatableArray<TypeHeader> Types,
    string Accessibility,
    string HintName,
    NetworkDeclaration Declaration,
    bool IsSound = true,
    bool IsDerived = false)
{
    /// <summary>The name of the class, not escaped.</summary>
    public string ClassName => Types[Types.Count - 1].Name;
}

/// <summary>How a partial declaration of a type starts.</summary>
/// <param name="Keyword"><c>class</c>, <c>struct</c>, <c>interface</c>, <c>record</c> or <c>record struct</c>.</param>
/// <param name="Name">Not escaped.</param>
internal sealed record TypeHeader(string Keyword, string Name);
