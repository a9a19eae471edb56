namespace ExplainGen.Graph;

/// <summary>The axes in another order (<c>torch.permute</c>): tokens become channels, or pictures are read along another axis.</summary>
/// <param name="Order">For each axis of the output, the axis of the input that it is.</param>
public sealed record PermuteOperator(EquatableArray<int> Order) : Operator
{
    public override string Kind => "Permute";

    public override OperatorClass Class => OperatorClass.Routing;

    public static Operator Create(ArgumentReader reader)
    {
        int[] order = reader.Integers("Order", 0, [0]) ?? [0];
        if (!reader.Failed && !order.OrderBy(a => a).SequenceEqual(Enumerable.Range(0, order.Length)))
            reader.Report("Order", "each axis of the input once, counted from 0", string.Join(", ", order));
        return new PermuteOperator(new EquatableArray<int>(order));
    }

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check)
    {
        Shape input = inputs[0];
        return Order.Count == input.Rank
            ? new Shape(Order.Select(axis => input.Axes[axis]).ToArray())
            : check.BadArgument("Order", $"{ArgumentReader.Counts(input.Rank)} for an input of {input}", ArgumentReader.Counts(Order.Count));
    }

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => inputs[0];

    public override string Describe() => string.Join(",", Order);
}
