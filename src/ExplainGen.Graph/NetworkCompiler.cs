namespace ExplainGen.Graph;

/// <summary>What became of a declaration: the compiled network, or the issues that prevent it.</summary>
/// <param name="Network">Null when an issue is an error.</param>
public sealed record CompilationResult(CompiledNetwork? Network, EquatableArray<Issue> Issues);

/// <summary>Declaration in, compiled network out; pure, and the only entry to everything in between.</summary>
public static class NetworkCompiler
{
    /// <summary>More floats of workspace than this are refused: 8 GiB.</summary>
    private const long MaxWorkspace = 1L << 31;

    /// <param name="declaration">What was written.</param>
    /// <param name="className">For messages.</param>
    /// <param name="cancellation">Checked between layers.</param>
    public static CompilationResult Compile(NetworkDeclaration declaration, string className, CancellationToken cancellation = default)
    {
        var issues = new List<Issue>();
        CompiledNetwork? network = Compile(declaration, className, issues, cancellation);
        bool failed = issues.Any(i => i.Descriptor.Severity == IssueSeverity.Error);
        return new CompilationResult(failed ? null : network, new(issues));
    }

    private static CompiledNetwork? Compile(NetworkDeclaration declaration, string className, List<Issue> issues, CancellationToken cancellation)
    {
        if (GraphBuilder.Build(declaration, className, issues, cancellation) is not { } declared)
            return null;
        if (Simplification.CutSoftmax(Simplification.RemoveIdentities(declared), issues) is not { } graph)
            return null;
        var unfolded = new Dictionary<string, string>();
        graph = BatchNormFolding.Fold(graph, unfolded);
        graph = PadFolding.Fold(graph);
        PictureSpec? picture = PictureSpec.Read(declaration, className, graph.Input.Shape, issues);

        // Bounds that a picture would have given must not be missed as well.
        if (picture is null && declaration.Picture is not null)
            return null;
        List<ResolvedExplainer> explainers = RuleResolution.Resolve(graph, declaration, picture, unfolded, issues);
        cancellation.ThrowIfCancellationRequested();
        if (issues.Any(i => i.Descriptor.Severity == IssueSeverity.Error))
            return null;

        CompiledNetwork network = Plan(graph, explainers, declaration.Fuse, declaration.Accuracy) with { Picture = picture };
        if (network.WorkspaceLength > MaxWorkspace)
            issues.Add(new Issue(IssueTable.TooLarge, -1, null, $"'{className}'", network.WorkspaceLength, "workspace", MaxWorkspace));
        return network;
    }

    private static CompiledNetwork Plan(NetworkGraph graph, List<ResolvedExplainer> explainers, bool fuse, Accuracy accuracy)
    {
        var constants = new ConstantTable(graph);
        var predictValues = new ValueTable(graph);
        List<Step> predict = ForwardScheduler.Schedule(graph, constants, predictValues, fuse);
        Slot predictOutput = predictValues.Slot(graph.Output);
        var predictPlan = BufferPlan.Create(predict, [predictValues.Slot(0)], [predictOutput]);

        // Relevance first: what it reads decides what the forward pass must leave standing.
        var values = new ValueTable(graph);
        values.Request(graph.Output);
        List<RelevanceSchedule> schedules = [.. explainers.Select(e => RelevanceScheduler.Schedule(graph, e, constants, values, fuse))];
        List<Step> forward = ForwardScheduler.Schedule(graph, constants, values, fuse);
        Slot[] kept = [.. values.Kept];
        var forwardPlan = BufferPlan.Create(forward, [values.Slot(0)], kept);
        var resident = kept.ToDictionary(s => s, s => forwardPlan.Offsets[s]);
        ExplainerPlan[] plans = [.. schedules.Select(s => new ExplainerPlan(
            s, BufferPlan.Create(s.Steps, [s.Seed], [s.Input], resident)))];

        return new CompiledNetwork(
            graph,
            new ForwardPlan(predict, predictPlan, predictValues.Slot(0), predictOutput),
            schedules.Count == 0 ? null : new ForwardPlan(forward, forwardPlan, values.Slot(0), values.Slot(graph.Output)),
            plans,
            accuracy,
            constants.Items);
    }
}
