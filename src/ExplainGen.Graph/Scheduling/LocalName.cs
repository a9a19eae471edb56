namespace ExplainGen.Graph;

/// <summary>Layer names as names of local variables.</summary>
public static class LocalName
{
    public static string Of(string layer)
    {
        string identifier = LayerIdentifier.Of(layer);
        return char.ToLowerInvariant(identifier[0]) + identifier.Substring(1);
    }
}
