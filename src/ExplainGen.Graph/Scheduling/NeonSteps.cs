namespace ExplainGen.Graph;

/// <summary>The parameters of a neuralized model, packed for its kernels.</summary>
public sealed record HeadConstant(string Name, int Node) : Constant(Name);

/// <summary>y = the scores of a neuralized model; its units stay in the workspace for the way back.</summary>
public sealed record NeonForwardStep(int Node, HeadConstant Head, Slot X, Slot Y) : Step(Node)
{
    public override IEnumerable<Slot> Reads => [X];

    public override IEnumerable<Slot> Writes => [Y];

    public override (int Forward, int Backward) Passes => (1, 0);
}

/// <summary>r (+)= the relevance of the features, or their gradient.</summary>
public sealed record NeonRelevanceStep(
    int Node, HeadConstant Head, Slot X, Slot Y, Slot Relevance, bool IsGradient, bool Accumulate, Slot R) : Step(Node)
{
    public override IEnumerable<Slot> Reads => Accumulate ? [X, Y, Relevance, R] : [X, Y, Relevance];

    public override IEnumerable<Slot> Writes => [R];

    public override (int Forward, int Backward) Passes => (0, 1);
}
