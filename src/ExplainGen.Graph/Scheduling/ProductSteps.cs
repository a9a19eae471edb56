namespace ExplainGen.Graph;

/// <summary>y = a * b, with axes of size 1 repeated.</summary>
public sealed record ProductStep(int Node, Slot A, Slot B, Slot Y) : Step(Node)
{
    public override IEnumerable<Slot> Reads => [A, B];

    public override IEnumerable<Slot> Writes => [Y];

    public override IEnumerable<(Slot Read, Slot Written)> InPlace => [(A, Y), (B, Y)];
}

/// <summary>r (+)= scale * factor * s, summed over the axes along which what gets it was repeated.</summary>
/// <param name="Factor">The other factor of the product, for the gradient; null for a share of the relevance as it is.</param>
public sealed record FactorStep(int Node, Slot S, Slot? Factor, double Scale, bool Accumulate, Slot R) : Step(Node)
{
    public override IEnumerable<Slot> Reads => All(S, Factor, Accumulate ? R : null);

    public override IEnumerable<Slot> Writes => [R];

    public override IEnumerable<(Slot Read, Slot Written)> InPlace => Accumulate ? [] : [(S, R)];
}
