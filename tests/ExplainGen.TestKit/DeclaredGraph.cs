using System.Collections.ObjectModel;
using System.Globalization;
using System.Reflection;
using ExplainGen.Graph;

namespace ExplainGen.TestKit;

/// <summary>
/// The graph that an annotated class declares, read back from its compiled attributes as the generator reads them from source. The
/// networks that it is compared with are built from it, so a network is written down once.
/// </summary>
public static class DeclaredGraph
{
    /// <summary>The graph as declared: BatchNorm and Dropout are still nodes.</summary>
    /// <param name="metadata">What the generator made of the same class.</param>
    /// <exception cref="InvalidOperationException">The attributes do not make a graph, or not the one that was generated.</exception>
    public static NetworkGraph Of(Type model, ModelMetadata metadata)
    {
        IReadOnlyList<int> shape = [];
        var layers = new List<LayerDeclaration>();
        foreach (CustomAttributeData attribute in CustomAttributeData.GetCustomAttributes(model))
        {
            if (attribute.AttributeType == typeof(NetworkAttribute))
                shape = [.. Numbers(attribute.ConstructorArguments[0]).Select(n => (int)n)];
            else if (attribute.AttributeType.IsSubclassOf(typeof(LayerAttribute)))
                layers.Add(Layer(attribute, layers.Count));
        }

        var issues = new List<Issue>();
        var declaration = new NetworkDeclaration(new(shape), new(layers), default, default);
        NetworkGraph graph = GraphBuilder.Build(declaration, model.Name, issues, CancellationToken.None)
            ?? throw new InvalidOperationException($"{model.Name} makes no graph: {string.Join("; ", issues)}");
        Check(graph, metadata);
        return graph;
    }

    private static LayerDeclaration Layer(CustomAttributeData attribute, int origin)
    {
        string? name = null, shares = null;
        IEnumerable<string> inputs = [];
        var items = new List<Argument>();
        foreach ((string key, CustomAttributeTypedArgument value) in Written(attribute))
        {
            switch (key)
            {
                case nameof(LayerAttribute.Name):
                    name = (string)value.Value!;
                    break;
                case nameof(LayerAttribute.Shares):
                    shares = (string)value.Value!;
                    break;
                case nameof(LayerAttribute.Input):
                    inputs = [(string)value.Value!];
                    break;
                case nameof(LayerAttribute.Inputs):
                    inputs = [.. Items(value).Select(item => (string)item.Value!)];
                    break;
                default:
                    items.Add(ToArgument(key, value));
                    break;
            }
        }

        string kind = attribute.AttributeType.Name[..^nameof(Attribute).Length];
        return new LayerDeclaration(kind, name, new(inputs), shares, Arguments.Of([.. items]), origin);
    }

    // Constructor parameters under the Pascal-case names of their properties.
    private static IEnumerable<(string Name, CustomAttributeTypedArgument Value)> Written(CustomAttributeData attribute)
    {
        ParameterInfo[] parameters = attribute.Constructor.GetParameters();
        for (int i = 0; i < parameters.Length; i++)
        {
            CustomAttributeTypedArgument value = attribute.ConstructorArguments[i];
            bool written = !parameters[i].HasDefaultValue || !Equals(parameters[i].DefaultValue, value.Value);
            if (written)
                yield return (char.ToUpperInvariant(parameters[i].Name![0]) + parameters[i].Name![1..], value);
        }

        foreach (CustomAttributeNamedArgument named in attribute.NamedArguments)
            yield return (named.MemberName, named.TypedValue);
    }

    private static Argument ToArgument(string name, CustomAttributeTypedArgument value) => value.ArgumentType.IsEnum
        ? Argument.Text(name, Enum.GetName(value.ArgumentType, value.Value!)!)
        : Argument.List(name, Numbers(value));

    private static IEnumerable<double> Numbers(CustomAttributeTypedArgument value) =>
        value.ArgumentType.IsArray ? Items(value).Select(Number) : [Number(value)];

    private static IEnumerable<CustomAttributeTypedArgument> Items(CustomAttributeTypedArgument value) =>
        (ReadOnlyCollection<CustomAttributeTypedArgument>)value.Value!;

    private static double Number(CustomAttributeTypedArgument value) => Convert.ToDouble(value.Value, CultureInfo.InvariantCulture);

    // Reflection promises no order of attributes; the generated metadata has it from the source.
    private static void Check(NetworkGraph graph, ModelMetadata metadata)
    {
        IEnumerable<string> read = graph.Nodes.Skip(1).Select(n => Text(n.Name, n.Operator.Kind, n.Shape.Axes));
        IEnumerable<string> generated = metadata.Layers.Select(l => Text(l.Name, l.Kind, l.Shape));
        if (!read.SequenceEqual(generated))
            throw new InvalidOperationException($"The attributes of {metadata.Name} read back as another network than the generated one.");
    }

    // Metadata has a Pad that became part of a convolution with the shape of what is padded.
    private static string Text(string name, string kind, IEnumerable<int> shape) =>
        kind == "Pad" ? $"{name} {kind}" : $"{name} {kind} {string.Join('x', shape)}";
}
