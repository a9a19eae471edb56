using System.Text;

namespace ExplainGen.Graph;

/// <summary>Layer names as C# identifiers: <c>layer1.0.conv1</c> is <c>Layer1_0_Conv1</c>.</summary>
public static class LayerIdentifier
{
    // Members that every class has, classes around or beside a layer's members, and the network's input.
    private static readonly HashSet<string> s_reserved = new(StringComparer.Ordinal)
    {
        "Equals", "Finalize", "GetHashCode", "GetType", "Input", "Layers", "Maps", "MemberwiseClone", "Metadata", "ModelWeights",
        "ReferenceEquals", "ToString",
    };

    /// <summary>Why a layer cannot have a name; null when it can.</summary>
    public static string? Problem(string name)
    {
        string identifier = Of(name);
        return identifier.Length == 0 ? "it must contain a letter or a digit"
            : s_reserved.Contains(identifier) ? $"as a C# identifier it is '{identifier}', which has a meaning of its own"
            : null;
    }

    /// <summary>The identifier of a name; empty when nothing of it can be used.</summary>
    public static string Of(string name)
    {
        var identifier = new StringBuilder(name.Length);
        bool capital = true;
        foreach (char c in name)
        {
            if (char.IsLetterOrDigit(c))
            {
                if (capital && identifier.Length > 0 && char.IsDigit(identifier[identifier.Length - 1]))
                    identifier.Append('_');
                else if (capital && identifier.Length > 0 && char.IsDigit(c))
                    identifier.Append('_');
                identifier.Append(capital ? char.ToUpperInvariant(c) : c);
                capital = false;
            }
            else
            {
                capital = true;
            }
        }

        if (identifier.Length > 0 && char.IsDigit(identifier[0]))
            identifier.Insert(0, '_');
        return identifier.ToString();
    }
}
