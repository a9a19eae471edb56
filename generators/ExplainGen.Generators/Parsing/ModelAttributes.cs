using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExplainGen.Generators.Parsing;

/// <summary>
/// The ExplainGen attributes of a class in an order that does not depend on the order of files: first those of the
/// declaration that carries [Network], then other parts by path. An attribute's index here is its <c>Origin</c> in the model.
/// </summary>
internal sealed class ModelAttributes
{
    private readonly List<AttributeData> _items;

    private ModelAttributes(List<AttributeData> items, bool isSound)
    {
        _items = items;
        IsSound = isSound;
    }

    /// <summary>In order of origin.</summary>
    public IReadOnlyList<AttributeData> Items => _items;

    /// <summary>Whether the compiler understood every attribute; otherwise it reports why.</summary>
    public bool IsSound { get; }

    /// <summary>The attributes of <paramref name="type"/>.</summary>
    /// <param name="declaration">The declaration that carries [Network].</param>
    public static ModelAttributes Of(INamedTypeSymbol type, SyntaxNode declaration, CancellationToken cancellation)
    {
        bool isSound = true;
        var items = new List<AttributeData>();
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (attribute.AttributeClass is not { TypeKind: not TypeKind.Error } attributeClass)
                isSound = false;
            else if (KnownNames.IsRuntimeType(attributeClass) && attribute.ApplicationSyntaxReference is not null)
                items.Add(attribute);
        }

        isSound &= items.TrueForAll(item => IsUnderstood(item, cancellation));
        items.Sort((a, b) => Compare(a.ApplicationSyntaxReference!, b.ApplicationSyntaxReference!, declaration));
        return new ModelAttributes(items, isSound);
    }

    /// <summary>
    /// The attributes of a class whichever of its declarations is looked at: home is the one with [Network], else the one with the first
    /// neuralized model by path. The class may be compiled already.
    /// </summary>
    public static ModelAttributes Of(INamedTypeSymbol type, CancellationToken cancellation)
    {
        SyntaxReference? anchor = type.GetAttributes()
            .Where(item => item.ApplicationSyntaxReference is not null && item.AttributeClass is { } attribute && IsRoot(attribute))
            .OrderBy(item => item.AttributeClass!.Name == KnownNames.NetworkAttribute ? 0 : 1)
            .ThenBy(item => item.ApplicationSyntaxReference!.SyntaxTree.FilePath, StringComparer.Ordinal)
            .ThenBy(item => item.ApplicationSyntaxReference!.Span.Start)
            .FirstOrDefault()?.ApplicationSyntaxReference;
        SyntaxNode? home = anchor?.GetSyntax(cancellation).FirstAncestorOrSelf<TypeDeclarationSyntax>()
            ?? type.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation);
        if (home is not null)
            return Of(type, home, cancellation);
        List<AttributeData> items =
            [.. type.GetAttributes().Where(item => item.AttributeClass is { } attribute && KnownNames.IsRuntimeType(attribute))];
        return new ModelAttributes(items, isSound: true);
    }

    /// <summary>The index of the first neuralized model; null where there is none.</summary>
    public int? Head =>
        _items.FindIndex(item => KnownNames.Is(item.AttributeClass!, KnownNames.NeonAttribute)) is >= 0 and int index ? index : null;

    /// <summary>The syntax of an attribute.</summary>
    public AttributeSyntax Syntax(int origin, CancellationToken cancellation) => Syntax(_items[origin], cancellation);

    /// <summary>The index of the first attribute of a class, or -1.</summary>
    public int IndexOf(string attributeClass) => _items.FindIndex(item => item.AttributeClass!.Name == attributeClass);

    private static bool IsRoot(INamedTypeSymbol attribute) =>
        (attribute.Name == KnownNames.NetworkAttribute && KnownNames.IsRuntimeType(attribute))
        || KnownNames.Is(attribute, KnownNames.NeonAttribute);

    private static AttributeSyntax Syntax(AttributeData attribute, CancellationToken cancellation) =>
        (AttributeSyntax)attribute.ApplicationSyntaxReference!.GetSyntax(cancellation);

    // A named argument that does not exist is left out of the data, so the data alone look complete.
    private static bool IsUnderstood(AttributeData attribute, CancellationToken cancellation) =>
        attribute.AttributeConstructor is not null
        && attribute.ConstructorArguments.All(argument => argument.Kind != TypedConstantKind.Error)
        && attribute.NamedArguments.All(argument => argument.Value.Kind != TypedConstantKind.Error)
        && attribute.NamedArguments.Length
            == (Syntax(attribute, cancellation).ArgumentList?.Arguments.Count(argument => argument.NameEquals is not null) ?? 0);

    private static int Compare(SyntaxReference a, SyntaxReference b, SyntaxNode declaration)
    {
        bool aIsHome = IsWithin(a, declaration), bIsHome = IsWithin(b, declaration);
        if (aIsHome != bIsHome)
            return aIsHome ? -1 : 1;
        int path = string.CompareOrdinal(a.SyntaxTree.FilePath, b.SyntaxTree.FilePath);
        return path != 0 ? path : a.Span.Start.CompareTo(b.Span.Start);
    }

    private static bool IsWithin(SyntaxReference reference, SyntaxNode declaration) =>
        reference.SyntaxTree == declaration.SyntaxTree && declaration.Span.Contains(reference.Span);
}
