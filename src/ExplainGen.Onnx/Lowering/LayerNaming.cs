using ExplainGen.Onnx.Files;

namespace ExplainGen.Onnx.Lowering;

/// <summary>
/// What layers are called, after the file: by the module whose parameters they have, else by the node. Exporters write paths of modules
/// that repeat themselves (<c>/layer1/layer1.0/conv1/Conv</c>), of which the innermost names are kept (<c>layer1.0.conv1</c>).
/// </summary>
internal static class LayerNaming
{
    private static readonly string[] s_suffixes = [".weight", "/weight", "_weight", ".kernel", "/kernel", "_w_0", "_w"];

    /// <summary>A path of so many characters in front of every name only hides the rest.</summary>
    private const int LongPath = 20;

    /// <summary>
    /// The path that all names with a path begin with, its last dot included, where it is a long one: exporters put what they ran
    /// (<c>jax2tf_get_logits_/pjit_get_logits_/</c>) in front of every module.
    /// </summary>
    public static string LongCommonPath(IEnumerable<string> names)
    {
        string[] paths = [.. names.Where(name => name.Contains('.'))];
        if (paths.Length < 2)
            return "";
        string first = paths[0];
        int length = 0;
        for (int dot = first.IndexOf('.'); dot >= 0; dot = first.IndexOf('.', dot + 1))
        {
            if (!paths.All(name => name.Length > dot + 1 && name.AsSpan(0, dot + 1).SequenceEqual(first.AsSpan(0, dot + 1))))
                break;
            length = dot + 1;
        }

        return length >= LongPath ? first[..length] : "";
    }

    /// <summary>The name of a node's layer; empty where the file gives none.</summary>
    public static string Of(OnnxNode node)
    {
        if (node.Inputs.Length > 1)
        {
            foreach (string suffix in s_suffixes)
            {
                if (node.Inputs[1].EndsWith(suffix, StringComparison.Ordinal))
                    return OfPath(node.Inputs[1][..^suffix.Length]);
            }
        }

        List<string> parts = [.. Parts(node.Name)];
        if (parts.Count > 1 && IsOperator(parts[^1], node.Operator))
            parts.RemoveAt(parts.Count - 1);
        return Join(parts);
    }

    private static string OfPath(string path) => Join([.. Parts(path)]);

    private static IEnumerable<string> Parts(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    // Conv, Conv_3: what exporters add to the module's path.
    private static bool IsOperator(string part, string op) =>
        part.StartsWith(op, StringComparison.Ordinal) && part[op.Length..].All(c => c == '_' || char.IsDigit(c));

    private static string Join(List<string> parts)
    {
        for (int i = parts.Count - 2; i >= 0; i--)
        {
            if (parts[i + 1].StartsWith(parts[i] + ".", StringComparison.Ordinal))
                parts.RemoveAt(i);
        }

        return string.Join(".", parts);
    }
}
