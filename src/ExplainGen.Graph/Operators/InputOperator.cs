namespace ExplainGen.Graph;

/// <summary>The network's input, node 0 of every graph.</summary>
public sealed record InputOperator(Shape Shape) : Operator
{
    public override string Kind => "Input";

    public override OperatorClass Class => OperatorClass.Input;

    public override (int Min, int Max) InputCount => (0, 0);

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check) => Shape;

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => Interval.Unbounded;
}
