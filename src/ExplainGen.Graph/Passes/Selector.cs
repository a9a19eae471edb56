namespace ExplainGen.Graph;

/// <summary>Selects layers by name, by glob (<c>*</c> and <c>?</c>) or by range in execution order (<c>conv1..conv5</c>, open at either end).</summary>
public static class Selector
{
    /// <summary>Whether the selector is one layer's own name.</summary>
    public static bool IsName(string selector, NetworkGraph graph) => graph.Layers.Any(l => l.Name == selector);

    /// <summary>The nodes selected; null when nothing matches.</summary>
    public static HashSet<int>? Match(string selector, NetworkGraph graph)
    {
        if (graph.Layers.FirstOrDefault(l => l.Name == selector) is { } exact)
            return Stands(exact, graph) ? [exact.Node] : null;
        int dots = selector.IndexOf("..", StringComparison.Ordinal);
        HashSet<int> nodes = dots >= 0
            ? Range(selector.Substring(0, dots), selector.Substring(dots + 2), graph)
            : [.. graph.Layers.Where(l => Stands(l, graph) && GlobMatches(selector, l.Name)).Select(l => l.Node)];
        nodes.Remove(0);
        return nodes.Count == 0 ? null : nodes;
    }

    // A layer that was folded into another or removed has no rule of its own.
    private static bool Stands(LayerAlias layer, NetworkGraph graph) => graph.Nodes[layer.Node].Name == layer.Name;

    private static HashSet<int> Range(string from, string to, NetworkGraph graph)
    {
        int first = from.Length == 0 ? 1 : graph.Layers.FirstOrDefault(l => l.Name == from)?.Node ?? int.MaxValue;
        int last = to.Length == 0 ? int.MaxValue : graph.Layers.FirstOrDefault(l => l.Name == to)?.Node ?? int.MinValue;
        return [.. graph.Layers.Select(l => l.Node).Where(n => n >= first && n <= last)];
    }

    private static bool GlobMatches(string glob, string name)
    {
        int g = 0, n = 0, star = -1, mark = 0;
        while (n < name.Length)
        {
            if (g < glob.Length && (glob[g] == '?' || glob[g] == name[n]))
            {
                g++;
                n++;
            }
            else if (g < glob.Length && glob[g] == '*')
            {
                star = g++;
                mark = n;
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
