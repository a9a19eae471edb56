using ExplainGen.Graph;
using Microsoft.CodeAnalysis.CSharp;

namespace ExplainGen.Generators.Emission;

/// <summary>Names as C# identifiers; those of types and members come from <see cref="LayerIdentifier"/>.</summary>
internal static class Identifier
{
    /// <summary><c>layer1.0.conv1</c> becomes <c>layer1_0_Conv1</c>, for locals and parameters.</summary>
    public static string Camel(string name)
    {
        string identifier = LayerIdentifier.Of(name);
        return Escape(char.ToLowerInvariant(identifier[0]) + identifier.Substring(1));
    }

    /// <summary>The identifier itself, or with <c>@</c> in front if it is a keyword.</summary>
    public static string Escape(string identifier) =>
        SyntaxFacts.GetKeywordKind(identifier) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(identifier) != SyntaxKind.None
            ? "@" + identifier
            : identifier;
}
