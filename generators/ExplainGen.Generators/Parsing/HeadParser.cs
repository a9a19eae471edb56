using ExplainGen.Graph;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExplainGen.Generators.Parsing;

/// <summary>What a neuralized model on its own leaves out of a declaration: the shape of its input, the layers of its encoder, an explainer.</summary>
internal static class HeadParser
{
    /// <summary>The explainer of a model that names none.</summary>
    public const string DefaultExplainer = "Neon";

    private const string DefaultComposite = "EpsilonPlus";

    /// <summary>Whether a declaration has an attribute called like a neuralized model, and none called [Network].</summary>
    public static bool IsCandidate(SyntaxNode node)
    {
        if (node is not TypeDeclarationSyntax declaration || !ModelParser.IsCandidate(declaration))
            return false;
        bool isCandidate = false;
        foreach (AttributeListSyntax list in declaration.AttributeLists)
        {
            foreach (AttributeSyntax attribute in list.Attributes)
            {
                string name = KnownNames.Kind(MissingNetwork.NameOf(attribute.Name));
                if (name == KnownNames.Kind(KnownNames.NetworkAttribute))
                    return false;
                isCandidate |= NeonTable.Contains(name);
            }
        }

        return isCandidate;
    }

    /// <summary>The network that <c>On</c> names; null where it names none, or none that can be.</summary>
    public static NetworkDeclaration? Encoder(
        AttributeReader reader, ModelAttributes attributes, List<Issue> issues, CancellationToken cancellation)
    {
        if (!reader.Has("On"))
            return null;
        INamedTypeSymbol? type = reader.TakeClass("On");
        string? problem = null;
        ModelAttributes? encoder = null;
        if (attributes.IndexOf(KnownNames.NetworkAttribute) >= 0)
            problem = "cannot be read behind layers of its own class";
        else if (type is null)
            problem = "is not a class";
        else if ((encoder = ModelAttributes.Of(type, cancellation)).IndexOf(KnownNames.NetworkAttribute) < 0)
            problem = "has no [Network]";
        else if (!encoder.IsSound)
            problem = "has attributes that the compiler rejects";
        if (problem is null)
        {
            // What is wrong there is said here too, at the attribute that reads it.
            var found = new List<Issue>();
            NetworkDeclaration declaration = DeclarationParser.Parse(encoder!, found, cancellation);
            issues.AddRange(found.Select(issue => issue with { Origin = reader.Origin, Argument = "On" }));
            return declaration;
        }

        issues.Add(new Issue(IssueTable.NoEncoder, reader.Origin, "On", reader.Kind, type?.Name ?? "?", problem));
        return null;
    }

    /// <summary>The attributes of the class that <c>On</c> names; null where it names none.</summary>
    public static ModelAttributes? EncoderOf(ModelAttributes attributes, CancellationToken cancellation) =>
        attributes.Head is { } head
            && new AttributeReader(attributes.Items[head], head, new List<Issue>()).TakeClass("On") is { } type
                ? ModelAttributes.Of(type, cancellation)
                : null;

    /// <summary>The shape that <c>Features</c> gives an input; empty, and reported, where nothing does.</summary>
    public static IReadOnlyList<int> Shape(AttributeReader reader, ModelAttributes attributes, List<Issue> issues)
    {
        if (attributes.IndexOf(KnownNames.NetworkAttribute) >= 0)
            return [];
        // A number that cannot be is reported with the other arguments.
        if (reader.Integer("Features") is { } features)
            return [Math.Max(features, 1)];
        if (!issues.Exists(issue => issue.Descriptor == IssueTable.NoEncoder))
            issues.Add(new Issue(IssueTable.NoFeatures, reader.Origin, null, reader.Kind));
        return [];
    }

    /// <summary>
    /// The declaration with the layers of the encoder before its own, and its explainers where it has none. What is wrong with those layers is
    /// said at the attribute that names the encoder.
    /// </summary>
    public static NetworkDeclaration Complete(NetworkDeclaration declaration, NetworkDeclaration? encoder, ModelAttributes attributes)
    {
        int origin = attributes.Head!.Value;
        if (encoder is not null)
        {
            bool ownExplainers = declaration.Explainers.Count > 0;
            declaration = declaration with
            {
                InputShape = encoder.InputShape,
                Layers = new([.. encoder.Layers.Select(layer => layer with { Origin = origin }), .. declaration.Layers]),
                Explainers = ownExplainers
                    ? declaration.Explainers
                    : new(encoder.Explainers.Select(explainer => explainer with { Origin = origin })),
                Rules = ownExplainers
                    ? declaration.Rules
                    : new([.. encoder.Rules.Select(rule => rule with { Origin = origin }), .. declaration.Rules]),
                Fuse = encoder.Fuse,
                Accuracy = encoder.Accuracy,
                Picture = declaration.Picture ?? (encoder.Picture is { } picture ? picture with { Origin = origin } : null),
            };
        }

        bool isWhole = attributes.IndexOf(KnownNames.NetworkAttribute) < 0;
        return declaration.Explainers.Count > 0 || !isWhole
            ? declaration
            : declaration with { Explainers = new([new ExplainerDeclaration(DefaultComposite, DefaultExplainer, Arguments.None, origin)]) };
    }
}
