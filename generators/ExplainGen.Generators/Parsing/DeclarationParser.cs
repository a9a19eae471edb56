using ExplainGen.Graph;
using Microsoft.CodeAnalysis;

namespace ExplainGen.Generators.Parsing;

/// <summary>Attributes to network declaration: names and values only, without judging what they mean.</summary>
internal static class DeclarationParser
{
    /// <summary>The network that the attributes declare.</summary>
    /// <param name="issues">Takes what cannot be said in a declaration.</param>
    public static NetworkDeclaration Parse(ModelAttributes attributes, List<Issue> issues, CancellationToken cancellation)
    {
        IReadOnlyList<int> shape = [];
        bool fuse = true, gradient = false;
        Accuracy accuracy = Accuracy.Fast;
        string? weights = null;
        PictureDeclaration? picture = null;
        var layers = new List<LayerDeclaration>();
        var explainers = new List<ExplainerDeclaration>();
        var rules = new List<RuleDeclaration>();
        NetworkDeclaration? encoder = null;
        for (int origin = 0; origin < attributes.Items.Count; origin++)
        {
            cancellation.ThrowIfCancellationRequested();
            INamedTypeSymbol attributeClass = attributes.Items[origin].AttributeClass!;
            var reader = new AttributeReader(attributes.Items[origin], origin, issues);
            switch (attributeClass.Name)
            {
                case KnownNames.NetworkAttribute:
                    shape = reader.TakeIntegers("Shape");
                    fuse = reader.TakeFlag("Fusion", true);

                    // Fast where it is not written, or no member of the enum.
                    Enum.TryParse(reader.TakeMember("Accuracy"), out accuracy);
                    break;
                case KnownNames.GradientAttribute:
                    gradient = true;
                    break;
                case KnownNames.PictureAttribute:
                    picture = new(reader.Rest(), origin);
                    break;
                case KnownNames.WeightsAttribute:
                    weights = reader.TakeText("File");
                    if (weights is "")
                        reader.Report("File", "the name of a file", "empty");
                    break;
                case KnownNames.LrpAttribute:
                    explainers.Add(new(reader.TakeMember("Composite"), reader.TakeText("Name"), reader.Rest(), origin));
                    break;
                default:
                    if (KnownNames.Is(attributeClass, KnownNames.NeonAttribute))
                    {
                        encoder ??= HeadParser.Encoder(reader, attributes, issues, cancellation);
                        if (shape.Count == 0 && encoder is null)
                            shape = HeadParser.Shape(reader, attributes, issues);
                    }

                    if (KnownNames.Is(attributeClass, KnownNames.LayerAttribute))
                        layers.Add(ParseLayer(reader));
                    else if (KnownNames.Is(attributeClass, KnownNames.RuleAttribute))
                        rules.Add(new(reader.Kind, reader.TakeText("Selector") ?? "", reader.TakeText("For"), reader.Rest(), origin));
                    break;
            }
        }

        var declaration = new NetworkDeclaration(
            new(shape), new(layers), new(explainers), new(rules), gradient, fuse, accuracy, weights, picture);
        return attributes.Head is null ? declaration : HeadParser.Complete(declaration, encoder, attributes);
    }

    private static LayerDeclaration ParseLayer(AttributeReader reader)
    {
        string? name = reader.TakeText("Name"), shares = reader.TakeText("Shares"), input = reader.TakeText("Input");
        IReadOnlyList<string>? inputs = reader.TakeTexts("Inputs");
        if (input is not null && inputs is not null)
            reader.Report("Input", "left out where Inputs is written", $"'{input}'");
        inputs ??= input is null ? [] : [input];
        return new LayerDeclaration(reader.Kind, name, new(inputs), shares, reader.Rest(), reader.Origin);
    }
}
