namespace ExplainGen.Graph;

/// <summary>
/// Selects layers by name, by glob (<c>*</c> and <c>?</c>) or by range in execution order (<c>conv1..conv5</c>, open at either end).
/// </summary>
public static class Selector
{
    /// <summary>Whether the selector is one layer's own name.</summary>
    public static bool IsName(string selector, NetworkGraph graph) => Find(selector, graph) is not null;

    /// <summary>The nodes selected; null when nothing matches.</summary>
    /// <param name="problem">Why nothing matches, to go on after "matches no layer".</param>
    public static HashSet<int>? Match(string selector, NetworkGraph graph, out string problem)
    {
        problem = "";
        if (Find(selector, graph) is { } exact)
        {
            if (Stands(exact, graph))
                return [exact.Node];
            problem = " with a rule of its own, since that layer is folded into its neighbor or removed";
            return null;
        }

        int dots = selector.IndexOf("..", StringComparison.Ordinal);
        if (dots >= 0)
            return Range(selector.Substring(0, dots), selector.Substring(dots + 2), graph, ref problem);
        HashSet<int> nodes = [.. graph.Layers.Where(l => Stands(l, graph) && GlobMatches(selector, l.Name)).Select(l => l.Node)];
        if (nodes.Count > 0)
            return nodes;
        problem = Suggestion.For(selector, graph.Layers.Select(l => l.Name));
        return null;
    }

    private static LayerAlias? Find(string name, NetworkGraph graph) => graph.Layers.FirstOrDefault(l => l.Name == name);

    // A layer that was folded into another or removed has no rule of its own.
    private static bool Stands(LayerAlias layer, NetworkGraph graph) => graph.Nodes[layer.Node].Name == layer.Name;

    private static HashSet<int>? Range(string from, string to, NetworkGraph graph, ref string problem)
    {
        string[] names = [.. graph.Layers.Select(l => l.Name)];
        int first = from.Length == 0 ? 0 : Array.IndexOf(names, from), last = to.Length == 0 ? names.Length - 1 : Array.IndexOf(names, to);
        if (first < 0 || last < 0)
        {
            string missing = first < 0 ? from : to;
            problem = $", since none is called '{missing}'{Suggestion.For(missing, names)}";
            return null;
        }

        HashSet<int> nodes = [.. graph.Layers.Skip(first).Take(last - first + 1).Where(l => Stands(l, graph)).Select(l => l.Node)];
        if (nodes.Count > 0)
            return nodes;
        problem = first > last ? $", since '{from}' comes after '{to}'" : " with a rule of its own, since those layers are folded or removed";
        return null;
    }

    private static bool GlobMatches(string glob, string name)
    {
        int g = 0, n = 0, star = -1, mark = 0;
        while (n < name.Length)
        {
            if (g < glob.Length && glob[g] == '*')
            {
                star = g++;
                mark = n;
            }
            else if (g < glob.Length && (glob[g] == '?' || glob[g] == name[n]))
            {
                g++;
                n++;
            }
            else if (star >= 0)
            {
                g = star + 1;
                n = ++mark;
            }
            else
            {
                return false;
            }
        }

        while (g < glob.Length && glob[g] == '*')
            g++;
        return g == glob.Length;
    }
}
