namespace ExplainGen.Graph;

/// <summary>One rule attribute with the nodes that it selects.</summary>
internal sealed class RuleOverride(RuleDeclaration declaration, Rule? rule, HashSet<int> nodes)
{
    public RuleDeclaration Declaration { get; } = declaration;

    /// <summary>Null where its parameters are wrong.</summary>
    public Rule? Rule { get; } = rule;

    public HashSet<int> Nodes { get; } = nodes;

    /// <summary>Whether some node of some explainer took it.</summary>
    public bool Used { get; set; }
}

/// <summary>The rule attributes of a declaration: what they select, which of them counts, and which never does.</summary>
internal sealed class RuleOverrides
{
    private readonly List<RuleOverride> _items = [];
    private readonly NetworkGraph _graph;
    private readonly List<Issue> _issues;

    private RuleOverrides(NetworkGraph graph, List<Issue> issues)
    {
        _graph = graph;
        _issues = issues;
    }

    /// <summary>Reads all of them and reports what is wrong with each.</summary>
    public static RuleOverrides Read(NetworkDeclaration declaration, NetworkGraph graph, string[] explainers, List<Issue> issues)
    {
        var overrides = new RuleOverrides(graph, issues);
        foreach (RuleDeclaration rule in declaration.Rules)
        {
            if (rule.For is { } target && !explainers.Contains(target))
                issues.Add(new Issue(IssueTable.UnknownExplainer, rule.Origin, "For", rule.Kind, target, Suggestion.For(target, explainers)));
            else
                overrides.Add(rule);
        }

        return overrides;
    }

    /// <summary>The override of each node under an explainer; a later attribute wins.</summary>
    public RuleOverride?[] Choose(string explainer)
    {
        var chosen = new RuleOverride?[_graph.Nodes.Count];
        foreach (RuleOverride item in _items.Where(o => o.Declaration.For is null || o.Declaration.For == explainer))
        {
            foreach (int node in item.Nodes)
                chosen[node] = item;
        }

        foreach (RuleOverride item in chosen.OfType<RuleOverride>())
            item.Used = true;
        return chosen;
    }

    /// <summary>Reports the ones that no explainer took.</summary>
    public void ReportUnused(bool anyExplainer)
    {
        string reason = anyExplainer ? "later rules override it on every layer it matches" : "no [Lrp] declares an explainer";
        foreach (RuleOverride item in _items.Where(o => !o.Used && o.Rule is not null && o.Nodes.Count > 0))
            _issues.Add(new Issue(IssueTable.UnusedRule, item.Declaration.Origin, null, item.Rule!, item.Declaration.Selector, reason));
    }

    private void Add(RuleDeclaration declaration)
    {
        Rule? rule = RuleTable.Create(declaration, _issues);
        if (Selector.Match(declaration.Selector, _graph, out string problem) is not { } nodes)
        {
            _issues.Add(new Issue(IssueTable.SelectorMatchesNothing, declaration.Origin, "Selector", declaration.Selector, problem));
            return;
        }

        // A glob or range means the layers among its matches that the rule is for; a name means that very layer.
        if (rule is not null && !Selector.IsName(declaration.Selector, _graph))
        {
            nodes.RemoveWhere(n => RuleResolution.Problem(rule, _graph.Nodes[n], _graph.Nodes[_graph.Nodes[n].Inputs[0]].Shape) is not null);
            if (nodes.Count == 0)
            {
                _issues.Add(new Issue(IssueTable.SelectorMatchesNothing, declaration.Origin, "Selector", declaration.Selector,
                    $" that rule {rule.Name} can apply to"));
            }
        }

        _items.Add(new RuleOverride(declaration, rule, nodes));
    }
}
