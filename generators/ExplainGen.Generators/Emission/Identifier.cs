using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace ExplainGen.Generators.Emission;

/// <summary>Names of layers and explainers as C# identifiers.</summary>
internal static class Identifier
{
    /// <summary>
    /// <c>layer1.0.conv1</c> becomes <c>Layer1_0_Conv1</c>: what cannot stand in an identifier separates its parts, each of
    /// which starts with a capital. A result that would start with a digit gets a leading underscore.
    /// </summary>
    public static string Pascal(string name)
    {
        var text = new StringBuilder(name.Length + 1);
        bool starts = true;
        foreach (char c in name)
        {
            if (c == '_' || !SyntaxFacts.IsIdentifierPartCharacter(c))
            {
                starts = true;
                continue;
            }

            if (starts && text.Length > 0)
                text.Append('_');
            text.Append(starts ? char.ToUpperInvariant(c) : c);
            starts = false;
        }

        if (text.Length == 0 || !SyntaxFacts.IsIdentifierStartCharacter(text[0]))
            text.Insert(0, '_');
        return Escape(text.ToString());
    }

    /// <summary>As <see cref="Pascal"/>, but with a small first letter, for locals and parameters.</summary>
    public static string Camel(string name)
    {
        string pascal = Pascal(name);
        return Escape(char.ToLowerInvariant(pascal[0]) + pascal.Substring(1));
    }

    /// <summary>The identifier itself, or with <c>@</c> in front if it is a keyword.</summary>
    public static string Escape(string identifier) =>
        SyntaxFacts.GetKeywordKind(identifier) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(identifier) != SyntaxKind.None
            ? "@" + identifier
            : identifier;
}
