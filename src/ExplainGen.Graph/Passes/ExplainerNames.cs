namespace ExplainGen.Graph;

/// <summary>The names of explainers, which become parts of members and of file names.</summary>
public static class ExplainerNames
{
    /// <summary>The gradient that <see cref="NetworkDeclaration.Gradient"/> asks for.</summary>
    public const string Gradient = "Gradient";

    /// <summary>One name for each explainer: as declared, else the composite's. What cannot be a name is reported.</summary>
    public static string[] Of(NetworkDeclaration declaration, List<Issue> issues)
    {
        // Names of files do not tell cases apart.
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var names = new List<string>();
        foreach (ExplainerDeclaration explainer in declaration.Explainers)
        {
            string name = explainer.Name ?? explainer.Composite;
            if (name.Length == 0 || LayerIdentifier.Of(name) != name)
                issues.Add(new Issue(IssueTable.InvalidName, explainer.Origin, "Name", name, "write it as a C# identifier in Pascal case"));
            else if (!taken.Add(name))
                issues.Add(new Issue(IssueTable.DuplicateExplainer, explainer.Origin, explainer.Name is null ? null : "Name", name));
            names.Add(name);
        }

        return [.. names];
    }
}
