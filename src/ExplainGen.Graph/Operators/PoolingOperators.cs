namespace ExplainGen.Graph;

/// <summary>The largest value of each window (<c>torch.nn.MaxPool1d/2d/3d</c>); padding never wins.</summary>
public sealed record MaxPoolOperator(SlidingWindow Window) : Operator
{
    public override string Kind => $"MaxPool{Window.Rank}d";

    public override OperatorClass Class => OperatorClass.MaxPooling;

    public static Operator Create(ArgumentReader reader, int rank) => new MaxPoolOperator(SlidingWindow.ReadPooling(reader, rank));

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check) =>
        Window.Accepts(inputs[0], check) ? Window.InferShape(inputs[0], inputs[0].Channels, check) : null;

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => inputs[0];

    public override string Describe() => Window.Describe();
}

/// <summary>The mean of each window (<c>torch.nn.AvgPool1d/2d/3d</c>).</summary>
/// <param name="CountIncludePad">Whether padded zeros count in the divisor.</param>
public sealed record AvgPoolOperator(SlidingWindow Window, bool CountIncludePad) : Operator
{
    public override string Kind => $"AvgPool{Window.Rank}d";

    public override OperatorClass Class => OperatorClass.AveragePooling;

    public static Operator Create(ArgumentReader reader, int rank) =>
        new AvgPoolOperator(SlidingWindow.ReadPooling(reader, rank), reader.Flag("CountIncludePad", true));

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check) =>
        Window.Accepts(inputs[0], check) ? Window.InferShape(inputs[0], inputs[0].Channels, check) : null;

    // Padded zeros that take part in the mean widen the range.
    public override Interval InferBounds(IReadOnlyList<Interval> inputs) =>
        CountIncludePad && Window.HasPadding ? inputs[0].Union(Interval.Zero) : inputs[0];

    public override string Describe() =>
        Window.Describe() + (CountIncludePad || !Window.HasPadding ? "" : " not counted");
}
