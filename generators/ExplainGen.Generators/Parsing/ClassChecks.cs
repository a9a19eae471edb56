using ExplainGen.Generators.Emission;
using ExplainGen.Graph;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExplainGen.Generators.Parsing;

/// <summary>What makes it impossible to add anything to a class, whatever its network is.</summary>
internal static class ClassChecks
{
    private const LanguageVersion MinimumVersion = LanguageVersion.CSharp12;

    /// <summary>The issues of the class itself; empty when a partial declaration of it can be generated.</summary>
    /// <param name="attributes">Those of the class.</param>
    public static IEnumerable<Issue> Find(
        INamedTypeSymbol type, ModelAttributes attributes, TypeDeclarationSyntax declaration, Compilation compilation,
        CancellationToken cancellation)
    {
        LanguageVersion version = ((CSharpParseOptions)declaration.SyntaxTree.Options).LanguageVersion;
        if (version < MinimumVersion)
            yield return new Issue(IssueTable.LanguageVersion, -1, null, MinimumVersion.ToDisplayString(), version.ToDisplayString());
        if (Unsupported(type, attributes, compilation, cancellation) is { } reason)
            yield return new Issue(IssueTable.UnsupportedClass, -1, null, type.Name, reason);
        if (!IsPartial(declaration))
            yield return new Issue(IssueTable.NotPartial, -1, null, type.Name);
    }

    private static string? Unsupported(
        INamedTypeSymbol type, ModelAttributes attributes, Compilation compilation, CancellationToken cancellation)
    {
        if (type.IsRecord)
            return "a record";
        if (type.IsStatic)
            return "static";
        if (type.IsAbstract)
            return "abstract";
        if (type.TypeParameters.Length > 0)
            return "generic";
        GeneratedMembers generated = GeneratedMembers.Of(attributes, cancellation);
        if (generated.Contains(type.Name))
            return "called like a member that is generated";
        if (!compilation.Assembly.GlobalNamespace.GetTypeMembers(PartialClass.KernelsAlias).IsEmpty)
            return $"in a program with a type '{PartialClass.KernelsAlias}' outside of all namespaces, as which generated files abbreviate their own";
        if (type.IsFileLocal)
            return "visible in its own file only";
        if (UnsupportedMember(type, generated) is { } member)
            return member;
        if (UnsupportedBase(type, compilation) is { } parent)
            return parent;

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
    private static string? UnsupportedMember(INamedTypeSymbol type, GeneratedMembers generated)
    {
        if (type.InstanceConstructors.Any(constructor => !constructor.IsImplicitlyDeclared))
            return "a class with a constructor of its own";
        foreach (ISymbol member in type.GetMembers().Where(member => !member.IsImplicitlyDeclared))
        {
            if (generated.ClashesWith(member))
                return $"a class with a member '{member.Name}' of its own, as which one is generated";
            if (IsRequired(member))
                return $"a class with a required member, '{member.Name}'";
        }

        return null;
    }

    // The generated constructor calls the base class's without arguments, and sets no members.
    private static string? UnsupportedBase(INamedTypeSymbol type, Compilation compilation)
    {
        if (type.BaseType is not { TypeKind: TypeKind.Class } parent)
            return null;
        if (parent.GetAttributes().Any(a => a.AttributeClass is { } attribute
            && (KnownNames.Is(attribute, KnownNames.NetworkAttribute) || KnownNames.Is(attribute, KnownNames.NeonAttribute))))
            return $"derived from '{parent.Name}', which is a network itself";
        if (!parent.InstanceConstructors.Any(constructor => compilation.IsSymbolAccessibleWithin(constructor, type)
            && constructor.Parameters.All(parameter => parameter.IsOptional || parameter.IsParams)))
        {
            return $"derived from '{parent.Name}', which has no constructor that it can call without arguments";
        }

        for (INamedTypeSymbol? current = parent; current is not null; current = current.BaseType)
        {
            if (current.GetMembers().FirstOrDefault(IsRequired) is { } required)
                return $"derived from '{current.Name}', which has a required member, '{required.Name}'";
        }

        return null;
    }

    private static bool IsRequired(ISymbol member) => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true };

    private static bool IsPartial(TypeDeclarationSyntax declaration) => declaration.Modifiers.Any(SyntaxKind.PartialKeyword);
}
