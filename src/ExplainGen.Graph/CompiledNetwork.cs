namespace ExplainGen.Graph;

/// <summary>A forward pass with its place in memory.</summary>
public sealed record ForwardPlan(IReadOnlyList<Step> Steps, BufferPlan Buffers, Slot Input, Slot Output);

/// <summary>One explainer's backward pass with its place in memory, behind the values that the forward pass left standing.</summary>
public sealed record ExplainerPlan(RelevanceSchedule Schedule, BufferPlan Buffers)
{
    public ResolvedExplainer Explainer => Schedule.Explainer;

    /// <summary>Whether a stabilizer is in units of the root mean square over a tensor.</summary>
    public bool IsRmsScaled => Explainer.Rules.Any(r => r.Rule is { Stabilizer.RmsScaled: true });

    /// <summary>Passes over layers with weights beyond the forward pass, as (forward, backward).</summary>
    public (int Forward, int Backward) Passes => (
        Schedule.Steps.Sum(s => s.Passes.Forward), Schedule.Steps.Sum(s => s.Passes.Backward));
}

/// <summary>A network with everything decided: what the emitters write down.</summary>
/// <param name="Predict">The forward pass that keeps nothing but the logits.</param>
/// <param name="Forward">The forward pass that leaves standing what any explainer reads; null without explainers.</param>
/// <param name="Accuracy">What convolutions may give up for speed.</param>
/// <param name="Constants">What is made when weights are loaded.</param>
public sealed record CompiledNetwork(
    NetworkGraph Graph,
    ForwardPlan Predict,
    ForwardPlan? Forward,
    IReadOnlyList<ExplainerPlan> Explainers,
    Accuracy Accuracy,
    IReadOnlyList<Constant> Constants)
{
    /// <summary>How pictures become inputs; null where that was not declared.</summary>
    public PictureSpec? Picture { get; init; }

    /// <summary>In which directions each filter is read, by any call and when constants are made.</summary>
    public IReadOnlyDictionary<FilterConstant, FilterUse> FilterUses { get; } = ExplainGen.Graph.FilterUses.Of(
        [.. Predict.Steps, .. Forward?.Steps ?? [], .. Explainers.SelectMany(e => e.Schedule.Steps)], Constants);

    /// <summary>
    /// Whether several inputs can be computed side by side, as the columns of a matrix: all tensors are vectors, and no element of one is
    /// moved.
    /// </summary>
    public bool AllowsColumns => Graph.Nodes.All(n => n.Shape.Rank == 1
        && n.Operator is InputOperator or LinearOperator or ActivationOperator or BatchNormOperator or AddOperator or NeonOperator { AllowsColumns: true });

    /// <summary>How many tokens the input is of, where layers read it as tokens; null where it is plain numbers.</summary>
    public int? TokenCount => Graph.Nodes.Select(n => n.Operator).OfType<TokenOperator>().Min(op => (int?)op.Count);

    /// <summary>Floats of workspace that any call needs.</summary>
    public long WorkspaceLength => new[] { Predict.Buffers.Length, Forward?.Buffers.Length ?? 0 }
        .Concat(Explainers.Select(e => e.Buffers.Length)).Max();

    /// <summary>The most floats alive at once in any call.</summary>
    public long LargestLiveSet => new[] { Predict.Buffers.LargestLiveSet, Forward?.Buffers.LargestLiveSet ?? 0 }
        .Concat(Explainers.Select(e => e.Buffers.LargestLiveSet)).Max();
}
