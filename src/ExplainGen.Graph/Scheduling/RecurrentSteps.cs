namespace ExplainGen.Graph;

/// <summary>What a recurrent layer's weights are packed for.</summary>
public enum RecurrentPass
{
    Forward,
    Relevance,
    Gradient,
}

/// <summary>The weights of one way through the sequence, packed for a pass.</summary>
public sealed record RecurrentConstant(string Name, int Node, RecurrentDirection Direction, RecurrentPass Pass) : Constant(Name);

/// <summary>A pass of a recurrent layer one way through the sequence.</summary>
/// <param name="Weights">Packed for the pass.</param>
/// <param name="State">What the forward pass leaves for the ways back.</param>
public abstract record RecurrentStep(int Node, RecurrentConstant Weights, Slot State) : Step(Node)
{
    public RecurrentDirection Direction => Weights.Direction;
}

/// <summary>The states of a sequence, in their channels of y.</summary>
public sealed record RecurrentForwardStep(int Node, RecurrentConstant Weights, Slot State, Slot X, Slot Y)
    : RecurrentStep(Node, Weights, State)
{
    public override IEnumerable<Slot> Reads => [X];

    public override IEnumerable<Slot> Writes => [State, Y];

    public override (int Forward, int Backward) Passes => (1, 0);
}

/// <summary>r (+)= the relevance of the tokens, by the epsilon rule.</summary>
/// <param name="Scratch">Memory to work in.</param>
public sealed record RecurrentRelevanceStep(
    int Node, RecurrentConstant Weights, Slot State, Slot X, Slot Relevance, StabilizerSpec Stabilizer, bool IgnoreBias, Slot Scratch,
    bool Accumulate, Slot R) : RecurrentStep(Node, Weights, State)
{
    public override IEnumerable<Slot> Reads => Accumulate ? [Relevance, State, X, R] : [Relevance, State, X];

    public override IEnumerable<Slot> Writes => [Scratch, R];

    public override (int Forward, int Backward) Passes => (0, 1);
}

/// <summary>r (+)= the gradient of the tokens.</summary>
/// <param name="Scratch">Memory to work in.</param>
public sealed record RecurrentGradientStep(
    int Node, RecurrentConstant Weights, Slot State, Slot Relevance, Slot Scratch, bool Accumulate, Slot R)
    : RecurrentStep(Node, Weights, State)
{
    public override IEnumerable<Slot> Reads => Accumulate ? [Relevance, State, R] : [Relevance, State];

    public override IEnumerable<Slot> Writes => [Scratch, R];

    public override (int Forward, int Backward) Passes => (0, 1);
}
