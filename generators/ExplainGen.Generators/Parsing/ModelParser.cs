using System.Collections.Immutable;
using ExplainGen.Generators.Diagnostics;
using ExplainGen.Generators.Emission;
using ExplainGen.Generators.Model;
using ExplainGen.Graph;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExplainGen.Generators.Parsing;

/// <summary>Annotated class to model and diagnostics: the last place that sees symbols and syntax.</summary>
internal static class ModelParser
{
    /// <summary>Whether a node with [Network] can be a network; the compiler itself rejects the attribute anywhere else.</summary>
    public static bool IsCandidate(SyntaxNode node) => node is ClassDeclarationSyntax or RecordDeclarationSyntax;

    /// <summary>Parses one annotated class. A bug in here becomes a diagnostic.</summary>
    /// <param name="network">Finds the issues of the network itself.</param>
    public static ParsedModel Parse(GeneratorAttributeSyntaxContext context, IssueMemo network, CancellationToken cancellation)
    {
        if (context.TargetSymbol is not INamedTypeSymbol { TypeKind: TypeKind.Class } type)
            return ParsedModel.Nothing;
        var declaration = (TypeDeclarationSyntax)context.TargetNode;
        try
        {
            ModelAttributes attributes = ModelAttributes.Of(type, declaration, cancellation);
            return Parse(type, attributes, declaration, context.SemanticModel.Compilation, network, cancellation);
        }
        catch (Exception exception) when (exception.IsBug())
        {
            Location className = declaration.Identifier.GetLocation();
            return new ParsedModel(null, ImmutableArray.Create(IssueDiagnostics.Internal(type.Name, exception).ToDiagnostic(className)));
        }
    }

    /// <summary>
    /// Parses a class that carries a neuralized model and no [Network]; of several declarations the one with that attribute counts.
    /// </summary>
    /// <param name="network">Finds the issues of the network itself.</param>
    public static ParsedModel ParseHead(GeneratorSyntaxContext context, IssueMemo network, CancellationToken cancellation)
    {
        var declaration = (TypeDeclarationSyntax)context.Node;
        if (context.SemanticModel.GetDeclaredSymbol(declaration, cancellation) is not INamedTypeSymbol { TypeKind: TypeKind.Class } type)
            return ParsedModel.Nothing;
        try
        {
            ModelAttributes attributes = ModelAttributes.Of(type, cancellation);
            bool isRoot = attributes.IndexOf(KnownNames.NetworkAttribute) < 0 && attributes.Head is { } head
                && declaration.Contains(attributes.Syntax(head, cancellation));
            return isRoot
                ? Parse(type, attributes, declaration, context.SemanticModel.Compilation, network, cancellation)
                : ParsedModel.Nothing;
        }
        catch (Exception exception) when (exception.IsBug())
        {
            Location className = declaration.Identifier.GetLocation();
            return new ParsedModel(null, ImmutableArray.Create(IssueDiagnostics.Internal(type.Name, exception).ToDiagnostic(className)));
        }
    }

    private static ParsedModel Parse(
        INamedTypeSymbol type, ModelAttributes attributes, TypeDeclarationSyntax syntax, Compilation compilation, IssueMemo network,
        CancellationToken cancellation)
    {
        Location className = syntax.Identifier.GetLocation();
        var rejections = ClassChecks.Find(type, attributes, syntax, compilation, cancellation)
            .Select(issue => issue.ToDiagnostic(className))
            .ToImmutableArray();
        if (!rejections.IsEmpty)
            return new ParsedModel(null, rejections);

        var issues = new List<Issue>();
        ModelSpec model = Describe(type, isSound: false, new NetworkDeclaration(default, default, default, default));
        if (attributes.IsSound)
        {
            CheckParts(type, attributes, issues, cancellation);
            NetworkDeclaration declaration = DeclarationParser.Parse(attributes, issues, cancellation);
            bool isSound = issues.Count == 0;
            model = Describe(type, isSound, declaration);
            if (isSound)
                issues.AddRange(Compile(model, network, cancellation));
        }

        var locator = new AttributeLocator(attributes, className, cancellation);
        return new ParsedModel(model, issues.Select(issue => issue.ToDiagnostic(locator.Find(issue))).ToImmutableArray());
    }

    private static IEnumerable<Issue> Compile(ModelSpec model, IssueMemo network, CancellationToken cancellation)
    {
        try
        {
            return network.Find(model.Declaration, model.ClassName, cancellation);
        }
        catch (Exception exception) when (exception.IsBug())
        {
            return [IssueDiagnostics.Internal(model.ClassName, exception)];
        }
    }

    // Only one part may carry layers: the order of two is that of the files, which nobody wrote down.
    private static void CheckParts(INamedTypeSymbol type, ModelAttributes attributes, List<Issue> issues, CancellationToken cancellation)
    {
        if (type.DeclaringSyntaxReferences.Length == 1)
            return;
        SyntaxNode? first = null;
        for (int origin = 0; origin < attributes.Items.Count; origin++)
        {
            if (!KnownNames.Is(attributes.Items[origin].AttributeClass!, KnownNames.LayerAttribute))
                continue;
            SyntaxNode? part = attributes.Syntax(origin, cancellation).FirstAncestorOrSelf<TypeDeclarationSyntax>();
            first ??= part;
            if (part != first)
            {
                issues.Add(new Issue(IssueTable.LayersInSeveralParts, origin, null, type.Name));
                return;
            }
        }
    }

    private static ModelSpec Describe(INamedTypeSymbol type, bool isSound, NetworkDeclaration declaration)
    {
        var types = new Stack<TypeHeader>();
        for (INamedTypeSymbol? current = type; current is not null; current = current.ContainingType)
            types.Push(new TypeHeader(Keyword(current), current.Name));
        var namespaces = new Stack<string>();
        for (INamespaceSymbol current = type.ContainingNamespace; !current.IsGlobalNamespace; current = current.ContainingNamespace)
            namespaces.Push(current.Name);
        return new ModelSpec(
            string.Join(".", namespaces.Select(Identifier.Escape)),
            new EquatableArray<TypeHeader>(types),
            SyntaxFacts.GetText(type.DeclaredAccessibility),
            HintName.Of(namespaces.Concat(types.Select(header => header.Name))),
            declaration,
            isSound,
            type.BaseType is { SpecialType: not SpecialType.System_Object });
    }

    private static string Keyword(INamedTypeSymbol type) => (type.TypeKind, type.IsRecord) switch
    {
        (TypeKind.Struct, true) => "record struct",
        (TypeKind.Struct, false) => "struct",
        (TypeKind.Interface, _) => "interface",
        (_, true) => "record",
        _ => "class",
    };
}
