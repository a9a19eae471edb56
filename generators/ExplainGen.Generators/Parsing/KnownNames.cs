using Microsoft.CodeAnalysis;

namespace ExplainGen.Generators.Parsing;

/// <summary>Names of the runtime's attributes, which is all that the generator knows of them.</summary>
internal static class KnownNames
{
    public const string Namespace = "ExplainGen";
    public const string NetworkAttribute = nameof(NetworkAttribute);
    public const string NetworkAttributeFullName = Namespace + "." + NetworkAttribute;
    public const string WeightsAttribute = nameof(WeightsAttribute);
    public const string PictureAttribute = nameof(PictureAttribute);
    public const string GradientAttribute = nameof(GradientAttribute);
    public const string LrpAttribute = nameof(LrpAttribute);
    public const string LayerAttribute = nameof(LayerAttribute);
    public const string NeonAttribute = nameof(NeonAttribute);
    public const string RuleAttribute = nameof(RuleAttribute);

    /// <summary>Whether a type stands in the runtime's own namespace.</summary>
    public static bool IsRuntimeType(INamedTypeSymbol type) =>
        type is { ContainingType: null, ContainingNamespace: { Name: Namespace, ContainingNamespace.IsGlobalNamespace: true } };

    /// <summary>Whether the type or a base of it is the runtime's type of that name.</summary>
    public static bool Is(INamedTypeSymbol type, string name)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current.Name == name && IsRuntimeType(current))
                return true;
        }

        return false;
    }

    /// <summary>The kind that an attribute class declares: its name without "Attribute".</summary>
    public static string Kind(INamedTypeSymbol attribute) => Kind(attribute.Name);

    /// <summary>The name of an attribute class without "Attribute".</summary>
    public static string Kind(string attribute)
    {
        const string suffix = "Attribute";
        return attribute.EndsWith(suffix, StringComparison.Ordinal) ? attribute.Substring(0, attribute.Length - suffix.Length) : attribute;
    }
}
