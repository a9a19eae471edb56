namespace ExplainGen.Graph;

/// <summary>One kernel call of a schedule. Steps are what generated code consists of, one line each.</summary>
/// <param name="Node">The node it belongs to.</param>
public abstract record Step(int Node)
{
    public virtual IEnumerable<Slot> Reads => [];

    public virtual IEnumerable<Slot> Writes => [];

    /// <summary>Slots that are read and may hand their memory to one that is written, if nothing reads them later; the best first.</summary>
    public virtual IEnumerable<(Slot Read, Slot Written)> InPlace => [];

    /// <summary>Passes over the node's weights (forward or adjoint) that this step costs; what has none is cheap beside them.</summary>
    public virtual (int Forward, int Backward) Passes => (0, 0);

    /// <summary>The weights it reads, each with the direction.</summary>
    public virtual IEnumerable<(FilterConstant? Filter, FilterUse Use)> FilterReads => [];

    protected static IEnumerable<Slot> All(params Slot?[] slots) => slots.Where(s => s is not null)!;
}

/// <summary>A part of a node's map: the map itself, or the window of one input of a concatenation.</summary>
/// <param name="Input">Which input, for operators with one map an input.</param>
public readonly record struct MapReference(int Node, int Input = 0);

/// <summary>y = act(W x + addend + bias).</summary>
public sealed record ForwardStep(
    int Node, MapReference Map, FilterConstant? Filter, Slot X, Slot? Addend, BiasConstant? Bias, ActivationOperator? Activation, Slot Y)
    : Step(Node)
{
    public override IEnumerable<Slot> Reads => All(X, Addend);

    public override IEnumerable<Slot> Writes => [Y];

    // An addend is read at a place just before y is written there, but x is read around it, so y may not lie on x.
    public override IEnumerable<(Slot Read, Slot Written)> InPlace => Addend is null || ReferenceEquals(Addend, X) ? [] : [(Addend, Y)];

    public override (int Forward, int Backward) Passes => (Filter is null ? 0 : 1, 0);

    public override IEnumerable<(FilterConstant? Filter, FilterUse Use)> FilterReads => [(Filter, FilterUse.Forward)];
}

/// <summary>s = scale * R / st(W x + addend + bias).</summary>
public sealed record QuotientStep(
    int Node, MapReference Map, FilterConstant? Filter, Slot X, Slot? Addend, BiasConstant? Bias, Slot Relevance,
    StabilizerSpec Stabilizer, double Scale, Slot S) : Step(Node)
{
    public override IEnumerable<Slot> Reads => All(X, Addend, Relevance);

    public override IEnumerable<Slot> Writes => [S];

    // In units of the root mean square all denominators are there before the first quotient, and so is all relevance.
    public override IEnumerable<(Slot Read, Slot Written)> InPlace => Stabilizer.RmsScaled ? [] : [(Relevance, S)];

    public override (int Forward, int Backward) Passes => (1, 0);

    public override IEnumerable<(FilterConstant? Filter, FilterUse Use)> FilterReads => [(Filter, FilterUse.Forward)];
}

/// <summary>s = scale * R / st(z - minusBias - minus), z known already (a slot or a constant).</summary>
/// <param name="LossBias">The bias that the denominator contains, for the ledger.</param>
public sealed record CachedQuotientStep(
    int Node, Slot? Z, SquaredSumConstant? ConstantZ, BiasConstant? MinusBias, BoxOffsetConstant? Minus, Slot Relevance,
    StabilizerSpec Stabilizer, double Scale, Slot S, BiasConstant? LossBias) : Step(Node)
{
    public override IEnumerable<Slot> Reads => All(Z, Relevance);

    public override IEnumerable<Slot> Writes => [S];

    public override IEnumerable<(Slot Read, Slot Written)> InPlace => Stabilizer.RmsScaled ? [] : [(Relevance, S)];
}

/// <summary>The generalized gamma rule's quotient from y and |W||x|, and the one times the sign of y where it is asked for.</summary>
public sealed record GammaQuotientStep(
    int Node, Slot Y, Slot Absolute, BiasConstant? Bias, bool IgnoreBias, double Gamma, Slot Relevance, StabilizerSpec Stabilizer,
    Slot S, Slot? SignedS) : Step(Node)
{
    public override IEnumerable<Slot> Reads => [Y, Absolute, Relevance];

    public override IEnumerable<Slot> Writes => All(S, SignedS);

    public override IEnumerable<(Slot Read, Slot Written)> InPlace => [(Relevance, S), (Absolute, SignedS ?? S)];
}

/// <summary>The same quotient in one step with |W||x|, for inputs that are not negative.</summary>
public sealed record MapGammaQuotientStep(
    int Node, MapReference Map, FilterConstant Absolute, Slot X, Slot Y, BiasConstant? Bias, double Gamma, Slot Relevance,
    StabilizerSpec Stabilizer, Slot S) : Step(Node)
{
    public override IEnumerable<Slot> Reads => [X, Y, Relevance];

    public override IEnumerable<Slot> Writes => [S];

    public override IEnumerable<(Slot Read, Slot Written)> InPlace => Stabilizer.RmsScaled ? [] : [(Relevance, S)];

    public override (int Forward, int Backward) Passes => (1, 0);

    public override IEnumerable<(FilterConstant? Filter, FilterUse Use)> FilterReads => [(Absolute, FilterUse.Forward)];
}

/// <summary>r (+)= x * (A^T s where y is not negative + B^T s where it is).</summary>
public sealed record RedistributeBySignStep(
    int Node, MapReference Map, FilterConstant Positive, FilterConstant Negative, Slot S, Slot Y, Slot X, bool Accumulate, Slot R) : Step(Node)
{
    public override IEnumerable<Slot> Reads => Accumulate ? [S, Y, X, R] : [S, Y, X];

    public override IEnumerable<Slot> Writes => [R];

    public override (int Forward, int Backward) Passes => (0, 1);

    public override IEnumerable<(FilterConstant? Filter, FilterUse Use)> FilterReads =>
        [(Positive, FilterUse.Adjoint), (Negative, FilterUse.Adjoint)];
}

/// <summary>r (+)= scale * (x - shift) * W^T s.</summary>
public sealed record RedistributeStep(
    int Node, MapReference Map, FilterConstant? Filter, Slot S, Slot? X, BoundConstant? Shift, double Scale, bool Accumulate, Slot R)
    : Step(Node)
{
    public override IEnumerable<Slot> Reads => Accumulate ? All(S, X, R) : All(S, X);

    public override IEnumerable<Slot> Writes => [R];

    public override (int Forward, int Backward) Passes => (0, Filter is null ? 0 : 1);

    public override IEnumerable<(FilterConstant? Filter, FilterUse Use)> FilterReads => [(Filter, FilterUse.Adjoint)];
}

/// <summary>r (+)= every output's relevance spread evenly over the inputs it sees.</summary>
public sealed record FlatStep(int Node, Slot Relevance, StabilizerSpec Stabilizer, bool Accumulate, Slot R) : Step(Node)
{
    public override IEnumerable<Slot> Reads => Accumulate ? [Relevance, R] : [Relevance];

    public override IEnumerable<Slot> Writes => [R];
}

/// <summary>r += the bias's share s*b of every output spread evenly over the inputs it sees.</summary>
public sealed record SpreadBiasStep(int Node, Slot S, BiasConstant Bias, Slot R) : Step(Node)
{
    public override IEnumerable<Slot> Reads => [S, R];

    public override IEnumerable<Slot> Writes => [R];
}

/// <summary>An elementwise function of one tensor that splits it by sign.</summary>
public enum SignPart
{
    Positive,
    Negative,
    Absolute,
}

/// <summary>y = max(x, 0), min(x, 0) or |x|.</summary>
public sealed record SignPartStep(int Node, SignPart Part, Slot X, Slot Y) : Step(Node)
{
    public override IEnumerable<Slot> Reads => [X];

    public override IEnumerable<Slot> Writes => [Y];
}

/// <summary>y = f(x).</summary>
public sealed record ActivateStep(int Node, ActivationOperator Activation, SlopesConstant? Slopes, Slot X, Slot Y) : Step(Node)
{
    public override IEnumerable<Slot> Reads => [X];

    public override IEnumerable<Slot> Writes => [Y];

    public override IEnumerable<(Slot Read, Slot Written)> InPlace => [(X, Y)];
}

/// <summary>y = act(a + b).</summary>
public sealed record AddStep(int Node, Slot A, Slot B, ActivationOperator? Activation, Slot Y) : Step(Node)
{
    public override IEnumerable<Slot> Reads => [A, B];

    public override IEnumerable<Slot> Writes => [Y];

    public override IEnumerable<(Slot Read, Slot Written)> InPlace => [(A, Y), (B, Y)];
}

/// <summary>y = max over each window of x.</summary>
public sealed record MaxPoolStep(int Node, Slot X, Slot Y) : Step(Node)
{
    public override IEnumerable<Slot> Reads => [X];

    public override IEnumerable<Slot> Writes => [Y];
}

/// <summary>r (+)= the relevance of each window handed to its elements.</summary>
public sealed record MaxPoolShareStep(
    int Node, MaxPoolShare Share, Slot X, Slot Y, Slot Relevance, StabilizerSpec Stabilizer, bool Accumulate, Slot R) : Step(Node)
{
    public override IEnumerable<Slot> Reads => Accumulate ? [X, Y, Relevance, R] : [X, Y, Relevance];

    public override IEnumerable<Slot> Writes => [R];
}

/// <summary>How relevance or gradient passes an activation, where it does not pass unchanged.</summary>
public enum ActivationPass
{
    Gradient,
    Guided,
    Deconvolution,
    BetaSmooth,
    Norm,
}

/// <summary>r (+)= relevance through an activation.</summary>
/// <param name="Z">Its input; for a ReLU its output serves as well. Null where neither is needed.</param>
/// <param name="Y">Its output, for Norm.</param>
public sealed record ActivationPassStep(
    int Node, ActivationPass Pass, ActivationOperator Activation, SlopesConstant? Slopes, double Beta, Slot? Z, Slot? Y, Slot Relevance,
    StabilizerSpec Stabilizer, bool Accumulate, Slot R) : Step(Node)
{
    public override IEnumerable<Slot> Reads => Accumulate ? All(Z, Y, Relevance, R) : All(Z, Y, Relevance);

    public override IEnumerable<Slot> Writes => [R];

    public override IEnumerable<(Slot Read, Slot Written)> InPlace => Accumulate ? [] : [(Relevance, R)];
}

/// <summary>ra (+)= a * R / st(z) and rb (+)= b * R / st(z): a sum's relevance shared between its summands.</summary>
public sealed record ShareSumStep(
    int Node, Slot Z, Slot A, Slot B, Slot Relevance, StabilizerSpec Stabilizer, bool AccumulateA, Slot RA, bool AccumulateB, Slot RB)
    : Step(Node)
{
    public override IEnumerable<Slot> Reads => All(Z, A, B, Relevance, AccumulateA ? RA : null, AccumulateB ? RB : null);

    public override IEnumerable<Slot> Writes => [RA, RB];

    public override IEnumerable<(Slot Read, Slot Written)> InPlace => AccumulateA ? [] : [(Relevance, RA)];
}

/// <summary>r (+)= a * s.</summary>
public sealed record MultiplyStep(int Node, Slot A, Slot S, bool Accumulate, Slot R) : Step(Node)
{
    public override IEnumerable<Slot> Reads => Accumulate ? [A, S, R] : [A, S];

    public override IEnumerable<Slot> Writes => [R];

    public override IEnumerable<(Slot Read, Slot Written)> InPlace => Accumulate ? [] : [(S, R)];
}

/// <summary>r (+)= relevance, unchanged.</summary>
public sealed record CopyStep(int Node, Slot From, bool Accumulate, Slot To) : Step(Node)
{
    public override IEnumerable<Slot> Reads => Accumulate ? [From, To] : [From];

    public override IEnumerable<Slot> Writes => [To];
}

/// <summary>y = the numbers of a parameter.</summary>
public sealed record ParameterStep(int Node, ParameterConstant Parameter, Slot Y) : Step(Node)
{
    public override IEnumerable<Slot> Writes => [Y];
}

/// <summary>The relevance that has arrived at a parameter stays there.</summary>
public sealed record KeepStep(int Node) : Step(Node);

/// <summary>y = what stands for the tokens x: a row of a table for each, or a single 1.</summary>
public sealed record TokenStep(int Node, TableConstant? Table, Slot X, Slot Y) : Step(Node)
{
    public override IEnumerable<Slot> Reads => [X];

    public override IEnumerable<Slot> Writes => [Y];
}

/// <summary>r (+)= for each token, the relevance of all that stands for it.</summary>
public sealed record CollectTokensStep(int Node, Slot Relevance, bool Accumulate, Slot R) : Step(Node)
{
    public override IEnumerable<Slot> Reads => Accumulate ? [Relevance, R] : [Relevance];

    public override IEnumerable<Slot> Writes => [R];
}

/// <summary>r = 0: nothing is handed to it.</summary>
public sealed record ClearStep(int Node, Slot R) : Step(Node)
{
    public override IEnumerable<Slot> Writes => [R];
}

/// <summary>The relevance at a node's output is complete; a trace may look at it.</summary>
public sealed record ObserveStep(int Node, Slot Relevance) : Step(Node)
{
    public override IEnumerable<Slot> Reads => [Relevance];
}

/// <summary>The node has handed its relevance on; a trace may add up what its inputs got.</summary>
/// <param name="Inputs">Each distinct input node with its relevance.</param>
/// <param name="Shares">Whether the rule shares relevance out, so that what is not handed on was taken by something.</param>
public sealed record DeliverStep(int Node, EquatableArray<int> InputNodes, IReadOnlyList<Slot> Inputs, bool Shares) : Step(Node)
{
    public override IEnumerable<Slot> Reads => Inputs;
}
