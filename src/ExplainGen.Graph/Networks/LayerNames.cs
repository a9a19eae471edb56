namespace ExplainGen.Graph;

/// <summary>The names of layers: as declared, else kind and running number among the kind, in lower camel case (conv1, relu1).</summary>
public static class LayerNames
{
    /// <summary>One name for each layer, unchecked.</summary>
    public static string[] Of(IReadOnlyList<LayerDeclaration> layers)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        string[] names = new string[layers.Count];
        for (int i = 0; i < names.Length; i++)
        {
            string stem = Stem(layers[i].Kind);
            counts[stem] = counts.TryGetValue(stem, out int count) ? count + 1 : 1;
            names[i] = layers[i].Name ?? stem + counts[stem].ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return names;
    }

    private static string Stem(string kind)
    {
        string stem = kind.StartsWith("ConvTranspose", StringComparison.Ordinal) ? "deconv"
            : kind.StartsWith("Conv", StringComparison.Ordinal) ? "conv"
            : kind.StartsWith("MaxPool", StringComparison.Ordinal) ? "maxPool"
            : kind.StartsWith("AvgPool", StringComparison.Ordinal) ? "avgPool"
            : kind.StartsWith("AdaptiveAvgPool", StringComparison.Ordinal) ? "adaptiveAvgPool"
            : char.ToLowerInvariant(kind[0]) + kind.Substring(1);

        // The first Relu6 is not the 61st Relu.
        return char.IsDigit(stem[stem.Length - 1]) ? stem + "_" : stem;
    }
}
