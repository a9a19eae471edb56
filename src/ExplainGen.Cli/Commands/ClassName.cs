using Microsoft.CodeAnalysis.CSharp;

namespace ExplainGen.Cli.Commands;

/// <summary>Names of classes after files: <c>squeezenet1_1-fp16.onnx</c> is <c>Squeezenet1_1Fp16</c>.</summary>
internal static class ClassName
{
    private const string Fallback = "Model";

    /// <summary>The name after a file.</summary>
    internal static string Of(string fileName)
    {
        var name = new System.Text.StringBuilder();
        bool capital = true;
        foreach (char c in Path.GetFileNameWithoutExtension(fileName))
        {
            if (char.IsAsciiLetterOrDigit(c))
                name.Append(capital ? char.ToUpperInvariant(c) : c);
            else if (c == '_' && name.Length > 0 && char.IsAsciiDigit(name[^1]))
                name.Append('_');
            capital = !char.IsAsciiLetterOrDigit(c);
        }

        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
            name.Insert(0, Fallback);
        return name.ToString();
    }

    /// <summary>Whether a text can be the name of a class.</summary>
    internal static bool IsValid(string name) => SyntaxFacts.IsValidIdentifier(name) && SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None;
}
