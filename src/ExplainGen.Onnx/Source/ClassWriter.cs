using System.Globalization;
using System.Text;
using ExplainGen.Graph;

namespace ExplainGen.Onnx.Source;

/// <summary>
/// Writes an imported network as an annotated class to be read: a line a linear layer with what follows it, a comment where a block of the
/// network begins, names and inputs only where they say something.
/// </summary>
public static class ClassWriter
{
    private const int MostCharacters = 140;

    /// <summary>The class in C#.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">How the class is called and what explains it.</param>
    public static string Write(ImportedNetwork network, ClassOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        var text = new StringBuilder();
        text.Append("using ExplainGen;\n\n");
        if (options.Namespace is { } space)
            text.Append(CultureInfo.InvariantCulture, $"namespace {space};\n\n");
        text.Append("/// <summary>\n");
        string origin = options.Origin is { } file ? $"Imported from {Xml(file)}" : "Imported from an ONNX file";
        string producer = network.Producer.Length > 0 ? $", written by {Xml(network.Producer)}" : "";
        text.Append(CultureInfo.InvariantCulture, $"/// {origin}{producer}: {Counted(network)}.\n");
        foreach (string line in network.Notes.SelectMany(Wrapped))
            text.Append(line).Append('\n');
        text.Append("/// </summary>\n");

        // A model that is no network needs none around it.
        bool isHead = network.Declaration.Layers is [var only] && NeonTable.Contains(only.Kind);
        if (!isHead)
            text.Append(CultureInfo.InvariantCulture, $"[Network({string.Join(", ", network.Declaration.InputShape)})]\n");
        if (options.Picture is { } picture)
            text.Append(picture).Append('\n');
        foreach (string line in Layers(isHead ? WithFeatures(network.Declaration) : network.Declaration))
            text.Append(line).Append('\n');
        foreach (string explainer in options.Explainers)
            text.Append(explainer).Append('\n');
        if (options.WeightsFile is { } weights)
            text.Append(CultureInfo.InvariantCulture, $"[Weights({CSharpText.Quoted(weights)})]\n");
        text.Append(options.IsPublic ? "public " : "internal ");
        text.Append(CultureInfo.InvariantCulture, $"sealed partial class {options.ClassName};\n");
        return text.ToString();
    }

    private static IEnumerable<string> Layers(NetworkDeclaration declaration)
    {
        string[] defaults = LayerNames.Of([.. declaration.Layers.Select(layer => layer with { Name = null })]);
        string before = GraphBuilder.InputName;
        string? block = null;
        var line = new List<string>();
        for (int i = 0; i < declaration.Layers.Count; i++)
        {
            LayerDeclaration layer = declaration.Layers[i];
            bool follows = layer.Inputs.Count == 1 && layer.Inputs[0] == before;
            string attribute = LayerAttributeText.Of(layer, layer.Name == defaults[i] ? null : layer.Name, follows ? [] : [.. layer.Inputs]);
            string? own = layer.Name == block ? block : Block(layer.Name!);
            bool begins = own != block && own is not null;
            bool isLong = line.Count > 0 && line.Sum(l => l.Length + 2) + attribute.Length > MostCharacters;
            if (line.Count > 0 && (begins || isLong || !follows || StartsLine(layer.Kind)))
            {
                yield return $"[{string.Join(", ", line)}]";
                line.Clear();
            }

            if (begins)
                yield return $"// {own}";
            block = own ?? block;
            line.Add(attribute);
            before = layer.Name!;
        }

        yield return $"[{string.Join(", ", line)}]";
    }

    private static NetworkDeclaration WithFeatures(NetworkDeclaration declaration)
    {
        LayerDeclaration head = declaration.Layers[0];
        Argument features = Argument.Number("Features", declaration.InputShape[0]);
        return declaration with { Layers = new([head with { Arguments = Arguments.Of([features, .. head.Arguments.Items]) }]) };
    }

    // Sentences of a summary, a line as long as lines may be.
    private static IEnumerable<string> Wrapped(string note)
    {
        var line = new StringBuilder("///");
        foreach (string word in note.Split(' ').Select(Xml))
        {
            if (line.Length + 1 + word.Length > MostCharacters)
            {
                yield return line.ToString();
                line.Clear().Append("///");
            }

            line.Append(' ').Append(word);
        }

        yield return line.ToString();
    }

    // What comes behind belongs to it: normalization, activation, pooling.
    private static bool StartsLine(string kind) => kind is "Linear" or "Add" or "Concat" || kind.StartsWith("Conv", StringComparison.Ordinal);

    /// <summary>The block of a network that a layer belongs to, by its name: <c>layer1.0</c> of <c>layer1.0.conv1</c>.</summary>
    private static string? Block(string name)
    {
        int end = name.LastIndexOf('.');
        return end <= 0 ? null : OnnxText.Plain(name[..end]);
    }

    private static string Counted(ImportedNetwork network)
    {
        int layers = network.Declaration.Layers.Count;
        return string.Create(
            CultureInfo.InvariantCulture, $"{layers} {(layers == 1 ? "layer" : "layers")}, {network.ParameterCount:N0} weights");
    }

    private static string Xml(string text) =>
        OnnxText.Plain(text).Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
