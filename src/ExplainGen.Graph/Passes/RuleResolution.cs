namespace ExplainGen.Graph;

/// <summary>An explainer with the rule of every node.</summary>
/// <param name="Rules">By node id; null for the input.</param>
public sealed record ResolvedExplainer(string Name, string Composite, bool IsGradient, EquatableArray<RuleAssignment> Rules, int Origin)
{
    public Rule?[] ByNode() => Rules.Select(r => r.Rule).ToArray();
}

/// <summary>The rule of one node; null where it needs none (the input).</summary>
public sealed record RuleAssignment(int Node, Rule? Rule);

/// <summary>Gives each node of each explainer its rule: the composite's, unless an attribute overrides it; checks that it can apply.</summary>
public sealed class RuleResolution
{
    private readonly NetworkGraph _graph;
    private readonly NetworkDeclaration _declaration;
    private readonly IReadOnlyDictionary<string, string> _unfoldedReasons;
    private readonly List<Issue> _issues;
    private readonly Interval[] _bounds;
    private readonly NodePosition[] _positions;

    private RuleResolution(
        NetworkGraph graph, NetworkDeclaration declaration, IReadOnlyDictionary<string, string> unfoldedReasons, List<Issue> issues)
    {
        _graph = graph;
        _declaration = declaration;
        _unfoldedReasons = unfoldedReasons;
        _issues = issues;
        _bounds = SignAnalysis.Bounds(graph);
        _positions = Positions(graph);
    }

    /// <summary>The explainers of a declaration, in order; the gradient, if asked for, comes last under the name Gradient.</summary>
    public static List<ResolvedExplainer> Resolve(
        NetworkGraph graph, NetworkDeclaration declaration, IReadOnlyDictionary<string, string> unfoldedReasons, List<Issue> issues)
    {
        var resolution = new RuleResolution(graph, declaration, unfoldedReasons, issues);
        (string Name, ExplainerDeclaration Declaration)[] named = declaration.Explainers
            .Select(e => (Name: e.Name ?? e.Composite, Declaration: e)).ToArray();
        foreach (IGrouping<string, (string Name, ExplainerDeclaration Declaration)> group in named.GroupBy(n => n.Name).Where(g => g.Count() > 1))
            issues.Add(new Issue(IssueTable.DuplicateExplainer, group.Last().Declaration.Origin, group.Last().Declaration.Name is null ? null : "Name", group.Key));
        foreach ((string Name, ExplainerDeclaration Declaration) item in named)
        {
            if (LayerIdentifier.Of(item.Name) != item.Name)
                issues.Add(new Issue(IssueTable.InvalidName, item.Declaration.Origin, "Name", item.Name, "write it as a C# identifier in Pascal case"));
        }

        List<Override> overrides = resolution.ReadOverrides(named.Select(n => n.Name).ToArray());
        var explainers = named.Select(n => resolution.Resolve(n.Name, n.Declaration, overrides)).ToList();
        foreach (Override unused in overrides.Where(o => o.Rule is not null && o.Nodes.Count > 0 && !o.Used && named.Length > 0))
            issues.Add(new Issue(IssueTable.UnusedRule, unused.Declaration.Origin, null, unused.Rule!, unused.Declaration.Selector));
        if (declaration.Gradient && explainers.All(e => e.Name != "Gradient"))
        {
            Composite gradient = CompositeTable.Find("Gradient");
            explainers.Add(resolution.Assign("Gradient", gradient, CompositeArguments.Read(new ArgumentReader("Gradient", Arguments.None, -1, issues)), [], -1));
        }

        return explainers;
    }

    private ResolvedExplainer Resolve(string name, ExplainerDeclaration declaration, List<Override> overrides)
    {
        Composite composite = CompositeTable.Find(declaration.Composite);
        var reader = new ArgumentReader(declaration.Composite, declaration.Arguments, declaration.Origin, _issues);
        return Assign(name, composite, CompositeArguments.Read(reader), overrides.Where(o => o.Declaration.For is null || o.Declaration.For == name), declaration.Origin);
    }

    private ResolvedExplainer Assign(string name, Composite composite, CompositeArguments arguments, IEnumerable<Override> overrides, int origin)
    {
        var chosen = new Override?[_graph.Nodes.Count];
        foreach (Override rule in overrides)
        {
            foreach (int node in rule.Nodes)
                chosen[node] = rule;
        }

        var assignments = new List<RuleAssignment>();
        foreach (Node node in _graph.Nodes)
        {
            Rule? rule = null;
            if (node.Operator.Class != OperatorClass.Input)
            {
                Override? given = chosen[node.Id];
                rule = given?.Rule ?? composite.Assign(node.Operator, _positions[node.Id], arguments);
                if (given is not null)
                    given.Used = true;
                rule = Check(node, rule, name, given?.Declaration.Origin ?? origin, composite.IsGradient);
            }

            assignments.Add(new RuleAssignment(node.Id, rule));
        }

        bool isGradient = composite.IsGradient && assignments.All(a => a.Rule is null || a.Rule.IsGradient);
        return new ResolvedExplainer(name, composite.Name, isGradient, new(assignments), origin);
    }

    private Rule? Check(Node node, Rule? rule, string explainer, int origin, bool gradient)
    {
        if (rule is null)
        {
            if (node.Operator.Class == OperatorClass.BatchNormalization)
            {
                string reason = _unfoldedReasons.TryGetValue(node.Name, out string? found) ? found : "no linear layer stands next to it";
                _issues.Add(new Issue(IssueTable.BatchNormNotFolded, node.Origin, null, node.Name, reason, explainer));
            }
            else
            {
                string example = node.Operator.Class switch
                {
                    OperatorClass.MaxPooling => "Winner",
                    OperatorClass.Activation => "Pass",
                    OperatorClass.AveragePooling or OperatorClass.Sum or OperatorClass.Upsampling => "Norm",
                    _ => "Epsilon",
                };
                _issues.Add(new Issue(IssueTable.NoRule, node.Origin, null, node.Name, node.Operator.Kind, explainer, $"[{example}(\"{node.Name}\")]"));
            }

            return null;
        }

        Shape input = _graph.Nodes[node.Inputs[0]].Shape;
        if (!rule.AppliesTo(node.Operator))
            return NotApplicable(node, rule, explainer, origin, $"it is not a rule of {node.Operator.Kind} layers");
        if (rule is PassRule && input != node.Shape)
            return NotApplicable(node, rule, explainer, origin, $"relevance of shape {node.Shape} cannot be passed to an input of shape {input}");
        if (rule is NormRule && node.Operator is ActivationOperator { HasSlopes: true })
            return NotApplicable(node, rule, explainer, origin, "slopes come from the weights file; use Pass");
        if (gradient && !rule.IsGradient && rule is not (MaxPoolRule or RouteRule))
            return NotApplicable(node, rule, explainer, origin, "the explainer propagates gradients, not relevance");
        if (rule is FlatRule or WSquareRule && !_positions[node.Id].IsFirst)
            _issues.Add(new Issue(IssueTable.FlatAfterFirst, origin, null, rule.Name, node.Name, explainer));
        return rule is ZBoxRule box ? CheckBox(node, box, input, explainer, origin) : rule;
    }

    // Bounds come from the rule, or from what is provable of the input (a sigmoid before it, say).
    private ZBoxRule? CheckBox(Node node, ZBoxRule box, Shape input, string explainer, int origin)
    {
        Interval known = _bounds[node.Inputs[0]];
        EquatableArray<double> low = box.Low, high = box.High;
        if (low.Count == 0 && !double.IsInfinity(known.Low))
            low = new([known.Low]);
        if (high.Count == 0 && !double.IsInfinity(known.High))
            high = new([known.High]);
        if (low.Count == 0 || high.Count == 0)
        {
            _issues.Add(new Issue(IssueTable.MissingBounds, origin, null, node.Name, explainer));
            return null;
        }

        foreach ((EquatableArray<double> bound, string name) in new[] { (low, "Low"), (high, "High") })
        {
            if (bound.Count != 1 && bound.Count != input.Channels)
            {
                NotApplicable(node, box, explainer, origin, $"{name}s has {bound.Count} values for the {input.Channels} channels of its input");
                return null;
            }

            if (bound.Any(v => double.IsNaN(v) || double.IsInfinity(v)))
            {
                NotApplicable(node, box, explainer, origin, $"{name} must be finite");
                return null;
            }
        }

        for (int c = 0; c < Math.Max(low.Count, high.Count); c++)
        {
            double l = low[low.Count == 1 ? 0 : c], h = high[high.Count == 1 ? 0 : c];
            if (l > h)
            {
                NotApplicable(node, box, explainer, origin, $"Low ({ArgumentReader.Format(l)}) is above High ({ArgumentReader.Format(h)})");
                return null;
            }
        }

        return box with { Low = low, High = high };
    }

    private Rule? NotApplicable(Node node, Rule rule, string explainer, int origin, string reason)
    {
        _issues.Add(new Issue(IssueTable.RuleNotApplicable, origin, null, rule.Name, node.Name, node.Operator.Kind, explainer, reason));
        return null;
    }

    private List<Override> ReadOverrides(string[] explainers)
    {
        var overrides = new List<Override>();
        foreach (RuleDeclaration declaration in _declaration.Rules)
        {
            if (declaration.For is { } target && !explainers.Contains(target))
            {
                _issues.Add(new Issue(IssueTable.UnknownExplainer, declaration.Origin, "For", declaration.Kind, target, Suggestion.For(target, explainers)));
                continue;
            }

            Rule? rule = RuleTable.Create(declaration, _issues);
            HashSet<int>? nodes = Selector.Match(declaration.Selector, _graph);
            if (nodes is null)
            {
                _issues.Add(new Issue(IssueTable.SelectorMatchesNothing, declaration.Origin, "Selector", declaration.Selector,
                    Suggestion.For(declaration.Selector, _graph.Layers.Select(l => l.Name))));
                continue;
            }

            // A glob or range means the layers among its matches that the rule is for; a name means that very layer.
            if (rule is not null && !Selector.IsName(declaration.Selector, _graph))
            {
                nodes.RemoveWhere(n => !rule.AppliesTo(_graph.Nodes[n].Operator));
                if (nodes.Count == 0)
                {
                    _issues.Add(new Issue(IssueTable.SelectorMatchesNothing, declaration.Origin, "Selector", declaration.Selector,
                        $" that rule {rule.Name} can apply to"));
                }
            }

            overrides.Add(new Override(declaration, rule, nodes));
        }

        return overrides;
    }

    private static NodePosition[] Positions(NetworkGraph graph)
    {
        bool[] behindLinear = new bool[graph.Nodes.Count];
        var positions = new NodePosition[graph.Nodes.Count];
        int total = graph.Nodes.Count(n => n.Operator.Class == OperatorClass.Convolution), convolutions = 0;
        foreach (Node node in graph.Nodes)
        {
            bool behind = node.Inputs.Any(i => behindLinear[i] || graph.Nodes[i].Operator.IsLinear);
            behindLinear[node.Id] = behind;
            positions[node.Id] = new NodePosition(node.Operator.IsLinear && !behind, convolutions, total);
            if (node.Operator.Class == OperatorClass.Convolution)
                convolutions++;
        }

        return positions;
    }

    private sealed class Override(RuleDeclaration declaration, Rule? rule, HashSet<int> nodes)
    {
        public RuleDeclaration Declaration { get; } = declaration;

        public Rule? Rule { get; } = rule;

        public HashSet<int> Nodes { get; } = nodes;

        public bool Used { get; set; }
    }
}
