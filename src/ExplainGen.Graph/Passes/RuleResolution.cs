namespace ExplainGen.Graph;

/// <summary>An explainer with the rule of every node.</summary>
/// <param name="IsGradient">Whether it propagates gradients, which are seeded otherwise than relevance.</param>
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
    private readonly PictureSpec? _picture;
    private readonly IReadOnlyDictionary<string, string> _unfoldedReasons;
    private readonly List<Issue> _issues;
    private readonly Interval[] _bounds;
    private readonly NodePosition[] _positions;
    private readonly bool[] _standardizes;

    private RuleResolution(
        NetworkGraph graph, PictureSpec? picture, IReadOnlyDictionary<string, string> unfoldedReasons, List<Issue> issues)
    {
        _graph = graph;
        _picture = picture;
        _unfoldedReasons = unfoldedReasons;
        _issues = issues;
        _bounds = SignAnalysis.Bounds(graph);
        _positions = Positions(graph, _bounds);
        _standardizes = Standardizations(graph);
    }

    /// <summary>The explainers of a declaration, in order; the gradient, if asked for, comes last under the name Gradient.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="declaration">As it was written.</param>
    /// <param name="picture">What is known of the input if it is a picture: its bounds are those of explainers that give none.</param>
    /// <param name="unfoldedReasons">Why normalizations could not be folded, by name.</param>
    /// <param name="issues">Takes what is wrong.</param>
    public static List<ResolvedExplainer> Resolve(
        NetworkGraph graph,
        NetworkDeclaration declaration,
        PictureSpec? picture,
        IReadOnlyDictionary<string, string> unfoldedReasons,
        List<Issue> issues)
    {
        var resolution = new RuleResolution(graph, picture, unfoldedReasons, issues);
        string[] names = ExplainerNames.Of(declaration, issues);
        RuleOverrides overrides = RuleOverrides.Read(declaration, graph, names, issues);
        var explainers = new List<ResolvedExplainer>();
        for (int i = 0; i < names.Length; i++)
            explainers.Add(resolution.Resolve(names[i], declaration.Explainers[i], overrides.Choose(names[i])));
        overrides.ReportUnused(names.Length > 0);
        if (declaration.Gradient)
            resolution.AddGradient(explainers);
        return explainers;
    }

    // An explainer of that name serves if it is the very same; anything else under the name would pass for the gradient.
    private void AddGradient(List<ResolvedExplainer> explainers)
    {
        if (explainers.Find(e => e.Name == ExplainerNames.Gradient) is not { } namesake)
        {
            var declaration = new ExplainerDeclaration("Gradient", null, Arguments.None, -1);
            explainers.Add(Resolve(ExplainerNames.Gradient, declaration, new RuleOverride?[_graph.Nodes.Count]));
        }
        else if (namesake.Rules.Any(r => r.Rule is not (null or GradientRule)))
        {
            _issues.Add(new Issue(IssueTable.DuplicateExplainer, namesake.Origin, "Name", ExplainerNames.Gradient));
        }
    }

    private ResolvedExplainer Resolve(string name, ExplainerDeclaration declaration, RuleOverride?[] overrides)
    {
        Composite composite = CompositeTable.Find(declaration.Composite);
        CompositeArguments arguments = CompositeArguments.Read(
            new ArgumentReader(declaration.Composite, declaration.Arguments, declaration.Origin, _issues), _picture);
        var bounds = new InputBounds(_graph, arguments);
        var assignments = new List<RuleAssignment>();
        foreach (Node node in _graph.Nodes)
        {
            Rule? rule = null;
            if (node.Operator.Class != OperatorClass.Input)
            {
                RuleOverride? given = overrides[node.Id];
                rule = given is null
                    ? composite.Assign(node.Operator, At(node, bounds), arguments) ?? (_standardizes[node.Id] ? new PassRule() : null)
                    : given.Rule;

                // One mistake, one message: a rule with a wrong parameter is reported already.
                if (given is null || given.Rule is not null)
                    rule = Check(node, rule, name, given?.Declaration.Origin ?? declaration.Origin, composite.IsGradient, bounds);
            }

            assignments.Add(new RuleAssignment(node.Id, rule));
        }

        return new ResolvedExplainer(name, composite.Name, composite.IsGradient, new(assignments), declaration.Origin);
    }

    // What shifts and scales each feature for a neuralized model alone: a feature's relevance is that of its scaled value.
    private static bool[] Standardizations(NetworkGraph graph)
    {
        IReadOnlyList<IReadOnlyList<int>> consumers = graph.Consumers();
        bool[] standardizes = new bool[graph.Nodes.Count];
        for (int id = standardizes.Length - 1; id >= 0; id--)
        {
            standardizes[id] = graph.Nodes[id].Operator.Class == OperatorClass.BatchNormalization && consumers[id].Count > 0
                && consumers[id].All(c => graph.Nodes[c].Operator.Class == OperatorClass.Neuralized || standardizes[c]);
        }

        return standardizes;
    }

    private NodePosition At(Node node, InputBounds bounds)
    {
        NodePosition position = _positions[node.Id];
        return position with { IsBounded = position.IsFirst && bounds.AreWhole && bounds.Reach(node.Inputs[0]) };
    }

    private Rule? Check(Node node, Rule? rule, string explainer, int origin, bool gradient, InputBounds bounds)
    {
        if (rule is null)
            return NoRule(node, explainer);
        Shape input = _graph.Nodes[node.Inputs[0]].Shape;
        string? problem = Problem(rule, node, input);
        if (problem is null && gradient && !rule.IsGradient && rule is not (MaxPoolRule or RouteRule))
            problem = "the explainer propagates gradients, not relevance";
        if (problem is not null)
            return NotApplicable(node, rule, explainer, origin, problem);
        if (rule is FlatRule or WSquareRule && !_positions[node.Id].IsFirst)
            _issues.Add(new Issue(IssueTable.FlatAfterFirst, origin, null, rule.Name, node.Name, explainer));
        if (rule is SignalTakesAllRule signal)
        {
            return Gates.Resolve(signal, node, _graph, _positions[node.Id].Gate, out problem)
                ?? NotApplicable(node, rule, explainer, origin, problem!);
        }

        if (rule is not ZBoxRule box)
            return rule;

        bool isFirst = _positions[node.Id].IsFirst;
        ZBoxRule? bounded = BoxBounds.Resolve(
            box, isFirst ? bounds.Of(node.Inputs[0]) : default, _bounds[node.Inputs[0]], input.Channels, out problem);
        if (problem is not null)
            return NotApplicable(node, rule, explainer, origin, problem);
        if (bounded is null)
            _issues.Add(new Issue(IssueTable.MissingBounds, origin, null, node.Name, explainer, HowToBound(node, isFirst, bounds)));
        return bounded;
    }

    /// <summary>Why a rule cannot be that of a node, whatever the explainer; null if it can.</summary>
    /// <param name="input">Shape of the node's input.</param>
    internal static string? Problem(Rule rule, Node node, Shape input) =>
        rule.IsGradient && node.Operator.Class == OperatorClass.Token
            ? "there is no gradient of a token; a composite of relevance explains it"
        : rule.IsGradient && node.Operator is NeonOperator { HasGradient: false }
            ? "it has no gradient, or one that is zero almost everywhere; a composite of relevance explains it"
        : !rule.AppliesTo(node.Operator) ? $"it is not a rule of {node.Operator.Kind} layers"
        : rule is PassRule && input != node.Shape ? $"relevance of shape {node.Shape} cannot be passed to an input of shape {input}"
        : rule is EpsilonRule { Bias: BiasHandling.Redistribute } && node.Operator is RecurrentOperator { Bias: true }
            ? "the state before the sequence, which is no input, would get a part of its biases' share; "
                + $"write [Epsilon(\"{node.Name}\")] with Bias = BiasHandling.Absorb or BiasHandling.Ignore"
        : rule is NormRule && node.Operator is ActivationOperator { HasSlopes: true } ? "slopes come from the weights file; use Pass"
        : rule.Bias == BiasHandling.Redistribute && node.Operator is NormalizationOperator { HasBias: true }
            ? $"the bias of a normalization is absorbed or ignored; write [Epsilon(\"{node.Name}\")]"
        : null;

    private string HowToBound(Node node, bool isFirst, InputBounds bounds)
    {
        if (isFirst && !bounds.AreWhole)
            return "say Low and High (or Lows and Highs per channel)";
        string write = $"write [ZBox(\"{node.Name}\", Low = ..., High = ...)] with the bounds at this layer";
        return isFirst
            ? $"those of the network's input do not reach it through '{_graph.Nodes[node.Inputs[0]].Name}'; {write}"
            : write;
    }

    private Rule? NoRule(Node node, string explainer)
    {
        if (node.Operator.Class == OperatorClass.BatchNormalization)
        {
            string reason = _unfoldedReasons.TryGetValue(node.Name, out string? found) ? found : "no linear layer stands next to it";
            _issues.Add(new Issue(IssueTable.BatchNormNotFolded, node.Origin, null, node.Name, reason, explainer));
            return null;
        }

        string example = node.Operator.Class switch
        {
            OperatorClass.MaxPooling => "Winner",
            OperatorClass.Activation => "Pass",
            OperatorClass.AveragePooling or OperatorClass.Sum or OperatorClass.Upsampling => "Norm",
            OperatorClass.Product or OperatorClass.MatrixProduct => "Uniform",
            OperatorClass.Softmax or OperatorClass.Attention => "AttnLrp",
            _ => "Epsilon",
        };
        _issues.Add(new Issue(IssueTable.NoRule, node.Origin, null, node.Name, node.Operator.Kind, explainer, $"[{example}(\"{node.Name}\")]"));
        return null;
    }

    private Rule? NotApplicable(Node node, Rule rule, string explainer, int origin, string reason)
    {
        _issues.Add(new Issue(IssueTable.RuleNotApplicable, origin, null, rule.Name, node.Name, node.Operator.Kind, explainer, reason));
        return null;
    }

    private static NodePosition[] Positions(NetworkGraph graph, Interval[] bounds)
    {
        bool[] behindLinear = new bool[graph.Nodes.Count], depends = InputDependence.Of(graph);
        var positions = new NodePosition[graph.Nodes.Count];
        int total = graph.Nodes.Count(n => n.Operator.Class == OperatorClass.Convolution), convolutions = 0;
        foreach (Node node in graph.Nodes)
        {
            bool behind = node.Inputs.Any(i => behindLinear[i]
                || graph.Nodes[i].Operator is { IsLinear: true } or { Class: OperatorClass.Recurrent } or EmbeddingOperator);
            behindLinear[node.Id] = behind;
            positions[node.Id] = new NodePosition(
                node.Operator.IsLinear && !behind && depends[node.Id], convolutions, total, Gates.Provable(node, bounds, depends));
            if (node.Operator.Class == OperatorClass.Convolution)
                convolutions++;
        }

        return positions;
    }
}
