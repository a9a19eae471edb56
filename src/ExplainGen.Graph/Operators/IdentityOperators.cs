namespace ExplainGen.Graph;

/// <summary>Does nothing when a network is used (<c>torch.nn.Dropout</c> in evaluation mode, <c>torch.nn.Identity</c>); removed.</summary>
public sealed record IdentityOperator(string Name) : Operator
{
    public override string Kind => Name;

    public override OperatorClass Class => OperatorClass.Identity;

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check) => inputs[0];

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => inputs[0];
}
