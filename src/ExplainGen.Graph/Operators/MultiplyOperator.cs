namespace ExplainGen.Graph;

/// <summary>
/// The product of two values: a gate. Axes of size 1 are repeated, and a vector is one factor a channel for all positions.
/// </summary>
public sealed record MultiplyOperator : Operator
{
    public override string Kind => "Multiply";

    public override OperatorClass Class => OperatorClass.Product;

    public override (int Min, int Max) InputCount => (2, 2);

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check)
    {
        (Shape a, Shape b) = (Extend(inputs[0], inputs[1]), Extend(inputs[1], inputs[0]));
        bool fit = a.Rank == b.Rank && a.Axes.Zip(b.Axes, (p, q) => p == q || p == 1 || q == 1).All(fits => fits);
        return fit
            ? new Shape(new EquatableArray<int>(a.Axes.Zip(b.Axes, Math.Max)))
            : check.Differ(
                "one shape (axes of size 1 are repeated, and a vector is one factor a channel)", 0, inputs[0], 1, inputs[1]);
    }

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => inputs[0] * inputs[1];

    private static Shape Extend(Shape shape, Shape other) =>
        shape.Rank == 1 ? shape.With(shape.Channels, Enumerable.Repeat(1, other.SpatialRank)) : shape;
}
