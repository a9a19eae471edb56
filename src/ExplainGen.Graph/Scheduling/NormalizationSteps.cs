namespace ExplainGen.Graph;

/// <summary>y = act((x - mean) / deviation * gain + bias).</summary>
public sealed record NormalizeStep(
    int Node, GainConstant? Gain, Slot X, BiasConstant? Bias, ActivationOperator? Activation, Slot Y) : Step(Node)
{
    public override IEnumerable<Slot> Reads => [X];

    public override IEnumerable<Slot> Writes => [Y];

    // All statistics of what is written over are there before it is.
    public override IEnumerable<(Slot Read, Slot Written)> InPlace => [(X, Y)];
}

/// <summary>What a normalization does to what comes back.</summary>
public enum NormalizationPass
{
    /// <summary>r (+)= x / deviation * (gain s - mean(gain s)): shares by contribution, the deviation being a constant.</summary>
    Share,

    /// <summary>The gradient, through the statistics too.</summary>
    Gradient,
}

/// <summary>r (+)= what a normalization hands on.</summary>
/// <param name="S">Quotients to share by, or a gradient.</param>
public sealed record NormalizationPassStep(
    int Node, NormalizationPass Pass, GainConstant? Gain, Slot S, Slot X, bool Accumulate, Slot R) : Step(Node)
{
    public override IEnumerable<Slot> Reads => Accumulate ? [S, X, R] : [S, X];

    public override IEnumerable<Slot> Writes => [R];

    public override IEnumerable<(Slot Read, Slot Written)> InPlace => Accumulate ? [] : [(S, R)];
}
