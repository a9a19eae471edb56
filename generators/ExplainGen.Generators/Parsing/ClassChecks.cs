using ExplainGen.Graph;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExplainGen.Generators.Parsing;

/// <summary>What makes it impossible to add anything to a class, whatever its network is.</summary>
internal static class ClassChecks
{
    private const LanguageVersion MinimumVersion = LanguageVersion.CSharp12;

    // A class cannot have a member of its own name.
    private static readonly HashSet<string> s_members = new(StringComparer.Ordinal)
    {
        "Create", "CreateWorkspace", "Explain", "Gradient", "GradientIndex", "Layers", "Layouts", "Load", "Maps", "Metadata",
        "ModelWeights", "Predict",
    };

    /// <summary>The issues of the class itself; empty when a partial declaration of it can be generated.</summary>
    public static IEnumerable<Issue> Find(INamedTypeSymbol type, TypeDeclarationSyntax declaration, CancellationToken cancellation)
    {
        LanguageVersion version = ((CSharpParseOptions)declaration.SyntaxTree.Options).LanguageVersion;
        if (version < MinimumVersion)
            yield return new Issue(IssueTable.LanguageVersion, -1, null, MinimumVersion.ToDisplayString(), version.ToDisplayString());
        if (Unsupported(type, cancellation) is { } reason)
            yield return new Issue(IssueTable.UnsupportedClass, -1, null, type.Name, reason);
        if (!IsPartial(declaration))
            yield return new Issue(IssueTable.NotPartial, -1, null, type.Name);
    }

    private static string? Unsupported(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (type.IsRecord)
            return "a record";
        if (type.IsStatic)
            return "static";
        if (type.IsAbstract)
            return "abstract";
        if (type.TypeParameters.Length > 0)
            return "generic";
        if (s_members.Contains(type.Name))
            return "called like a member that is generated";
        if (type.IsFileLocal)
            return "visible in its own file only";
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            if (outer.TypeParameters.Length > 0)
                return $"nested in '{outer.Name}', which is generic";
            if (outer.IsFileLocal)
                return $"nested in '{outer.Name}', which is visible in its own file only";
            if (!outer.DeclaringSyntaxReferences.Any(part => part.GetSyntax(cancellation) is TypeDeclarationSyntax syntax
                && IsPartial(syntax)))
                return $"nested in '{outer.Name}', which is not partial";
        }

        return null;
    }

    private static bool IsPartial(TypeDeclarationSyntax declaration) => declaration.Modifiers.Any(SyntaxKind.PartialKeyword);
}
