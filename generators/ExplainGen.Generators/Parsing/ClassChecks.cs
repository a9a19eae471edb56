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
        "Create", "CreateWorkspace", "Explain", "ExplainBatch", "Forward", "Gradient", "GradientBatch", "GradientIndex", "Layers", "Layouts",
        "Load", "Maps", "Metadata", "ModelWeights", "Predict", "_weights", "_workspaces",
    };

    // Those of them that are no methods, which could be overloaded.
    private static readonly HashSet<string> s_unique = new(StringComparer.Ordinal)
    {
        "GradientIndex", "Layers", "Layouts", "Maps", "Metadata", "ModelWeights", "_weights", "_workspaces",
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
        if (UnsupportedMember(type) is { } member)
            return member;
        if (type.BaseType is { } parent && parent.GetAttributes().Any(a => a.AttributeClass is { } attribute
            && KnownNames.Is(attribute, KnownNames.NetworkAttribute)))
        {
            return $"derived from '{parent.Name}', which is a network itself";
        }

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

    // Instances come from Create and Load: a constructor of the user's would make one without weights.
    private static string? UnsupportedMember(INamedTypeSymbol type)
    {
        if (type.InstanceConstructors.Any(constructor => !constructor.IsImplicitlyDeclared))
            return "a class with a constructor of its own";
        foreach (ISymbol member in type.GetMembers().Where(member => !member.IsImplicitlyDeclared))
        {
            if (s_unique.Contains(member.Name) || (s_members.Contains(member.Name) && member is not IMethodSymbol))
                return $"a class with a member '{member.Name}' of its own, as which one is generated";
            if (member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true })
                return $"a class with a required member, '{member.Name}'";
        }

        return null;
    }

    private static bool IsPartial(TypeDeclarationSyntax declaration) => declaration.Modifiers.Any(SyntaxKind.PartialKeyword);
}
