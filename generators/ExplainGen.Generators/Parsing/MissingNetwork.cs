using ExplainGen.Generators.Diagnostics;
using ExplainGen.Graph;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExplainGen.Generators.Parsing;

/// <summary>
/// Classes that carry layers, rules or explainers but no [Network], for which nothing would be generated and nothing said. They
/// are looked for by the names of attributes, so that only classes that are about to become networks cost more than a glance.
/// </summary>
internal static class MissingNetwork
{
    private static readonly HashSet<string> s_names = new(
        [
            .. OperatorTable.Kinds, .. RuleTable.Names,
            KnownNames.Kind(KnownNames.LrpAttribute), KnownNames.Kind(KnownNames.GradientAttribute), KnownNames.Kind(KnownNames.WeightsAttribute),
            KnownNames.Kind(KnownNames.PictureAttribute),
        ],
        StringComparer.Ordinal);

    /// <summary>Whether a declaration has attributes called like those of a network, and none called [Network].</summary>
    public static bool IsCandidate(SyntaxNode node)
    {
        if (node is not TypeDeclarationSyntax declaration || !ModelParser.IsCandidate(declaration))
            return false;
        bool isCandidate = false;
        foreach (AttributeListSyntax list in declaration.AttributeLists)
        {
            foreach (AttributeSyntax attribute in list.Attributes)
            {
                string name = KnownNames.Kind(NameOf(attribute.Name));
                if (name == KnownNames.Kind(KnownNames.NetworkAttribute))
                    return false;
                isCandidate |= s_names.Contains(name);
            }
        }

        return isCandidate;
    }

    /// <summary>The diagnostic at the first of the attributes; null where [Network] stands on another part, or the names are those of others.</summary>
    public static Diagnostic? Find(GeneratorSyntaxContext context, CancellationToken cancellation)
    {
        if (context.SemanticModel.GetDeclaredSymbol(context.Node, cancellation) is not INamedTypeSymbol type)
            return null;

        // An attribute that the compiler does not know may be [Network] with a mistake, which it reports itself.
        if (type.GetAttributes().Any(item => item.AttributeClass is not { TypeKind: not TypeKind.Error }))
            return null;
        ModelAttributes attributes = ModelAttributes.Of(type, type.DeclaringSyntaxReferences[0].GetSyntax(cancellation), cancellation);
        if (attributes.Items.Count == 0 || attributes.IndexOf(KnownNames.NetworkAttribute) >= 0 || attributes.Head is not null)
            return null;

        // Each part with such attributes comes by here, and one message is enough.
        AttributeSyntax first = attributes.Syntax(0, cancellation);
        return context.Node.Contains(first)
            ? new Issue(IssueTable.MissingNetwork, 0, null, type.Name, KnownNames.Kind(attributes.Items[0].AttributeClass!)).ToDiagnostic(first.GetLocation())
            : null;
    }

    internal static string NameOf(NameSyntax name) => name switch
    {
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        _ => "",
    };
}
