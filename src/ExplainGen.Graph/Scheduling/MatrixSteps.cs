namespace ExplainGen.Graph;

/// <summary>A step of an operator that multiplies values: a product of matrices, a softmax, attention.</summary>
public abstract record MatrixStep(int Node) : Step(Node);

/// <summary>Y = op(A) op(B).</summary>
public sealed record MatMulStep(int Node, Slot A, Slot B, Slot Y) : MatrixStep(Node)
{
    public override IEnumerable<Slot> Reads => [A, B];

    public override IEnumerable<Slot> Writes => [Y];
}

/// <summary>r (+)= scale * x * D, where D is the derivative of the sum of s * Y with respect to one factor.</summary>
/// <param name="ToLeft">Whether that is the left factor.</param>
/// <param name="Other">The other factor.</param>
/// <param name="X">The factor itself; null where it does not count.</param>
public sealed record MatMulShareStep(int Node, bool ToLeft, Slot Other, Slot S, Slot? X, double Scale, bool Accumulate, Slot R)
    : MatrixStep(Node)
{
    public override IEnumerable<Slot> Reads => All(Other, S, X, Accumulate ? R : null);

    public override IEnumerable<Slot> Writes => [R];
}

/// <summary>y = softmax(x).</summary>
public sealed record SoftmaxStep(int Node, Slot X, Slot Y) : MatrixStep(Node)
{
    public override IEnumerable<Slot> Reads => [X];

    public override IEnumerable<Slot> Writes => [Y];

    public override IEnumerable<(Slot Read, Slot Written)> InPlace => [(X, Y)];
}

/// <summary>r (+)= relevance, or without x the gradient, through a softmax.</summary>
/// <param name="X">The softmax's input; null for the gradient.</param>
public sealed record SoftmaxPassStep(int Node, Slot? X, Slot Y, Slot Relevance, bool Accumulate, Slot R) : MatrixStep(Node)
{
    public override IEnumerable<Slot> Reads => All(X, Y, Relevance, Accumulate ? R : null);

    public override IEnumerable<Slot> Writes => [R];

    public override IEnumerable<(Slot Read, Slot Written)> InPlace => Accumulate ? [] : [(Relevance, R)];
}

/// <summary>The attention weights, or the scores that they are the softmax of.</summary>
public sealed record AttentionWeightsStep(int Node, bool Scores, Slot Q, Slot K, Slot Weights) : MatrixStep(Node)
{
    public override IEnumerable<Slot> Reads => [Q, K];

    public override IEnumerable<Slot> Writes => [Weights];
}

/// <summary>Y = V A, with the weights A.</summary>
public sealed record AttentionStep(int Node, Slot Weights, Slot V, Slot Y) : MatrixStep(Node)
{
    public override IEnumerable<Slot> Reads => [Weights, V];

    public override IEnumerable<Slot> Writes => [Y];
}

/// <summary>What a step of attention hands relevance or gradient to.</summary>
public enum AttentionPart
{
    Values,
    Weights,
    Queries,
    Keys,
}

/// <summary>r (+)= scale * x * (what comes back to a part of attention).</summary>
/// <param name="Other">What the part is multiplied by: weights for values, values for weights, keys for queries, queries for keys.</param>
/// <param name="X">The part itself; null where it does not count.</param>
public sealed record AttentionShareStep(
    int Node, AttentionPart Part, Slot Other, Slot S, Slot? X, double Scale, bool Accumulate, Slot R) : MatrixStep(Node)
{
    public override IEnumerable<Slot> Reads => All(Other, S, X, Accumulate ? R : null);

    public override IEnumerable<Slot> Writes => [R];
}

/// <summary>The relevance of the weights, or without scores their gradient, as that of the scores.</summary>
/// <param name="Scores">Null for the gradient.</param>
public sealed record AttentionScoresPassStep(int Node, Slot? Scores, Slot Weights, Slot Relevance, Slot R) : MatrixStep(Node)
{
    public override IEnumerable<Slot> Reads => All(Scores, Weights, Relevance);

    public override IEnumerable<Slot> Writes => [R];

    public override IEnumerable<(Slot Read, Slot Written)> InPlace => [(Relevance, R)];
}
