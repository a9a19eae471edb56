namespace ExplainGen.Graph;

/// <summary>The mean of bins that tile the input into a given output size (<c>torch.nn.AdaptiveAvgPool1d/2d/3d</c>).</summary>
/// <param name="Size">Output size an axis; bin i spans floor(i*in/out) to ceil((i+1)*in/out).</param>
public sealed record AdaptiveAvgPoolOperator(EquatableArray<int> Size) : Operator
{
    public override string Kind => $"AdaptiveAvgPool{Size.Count}d";

    public override OperatorClass Class => OperatorClass.AveragePooling;

    public static Operator Create(ArgumentReader reader, int rank) =>
        new AdaptiveAvgPoolOperator(reader.PerAxis("Size", "Size", rank, 0, 1));

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check) =>
        inputs[0].SpatialRank != Size.Count
            ? check.Fail(0, inputs[0], $"it pools {Size.Count} spatial axes, which needs {Size.Count + 1} axes with the channels")
            : inputs[0].With(inputs[0].Channels, Size);

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => inputs[0];

    public override string Describe() => "to " + string.Join("x", Size);
}

/// <summary>The mean over all spatial positions of each channel; spatial axes stay, with size 1.</summary>
public sealed record GlobalAvgPoolOperator : Operator
{
    public override string Kind => "GlobalAvgPool";

    public override OperatorClass Class => OperatorClass.AveragePooling;

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check) => GlobalPool.InferShape(inputs[0], check);

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => inputs[0];
}

/// <summary>The largest value over all spatial positions of each channel; spatial axes stay, with size 1.</summary>
public sealed record GlobalMaxPoolOperator : Operator
{
    public override string Kind => "GlobalMaxPool";

    public override OperatorClass Class => OperatorClass.MaxPooling;

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check) => GlobalPool.InferShape(inputs[0], check);

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => inputs[0];
}

/// <summary>What global pools share.</summary>
internal static class GlobalPool
{
    public static Shape? InferShape(Shape input, ShapeCheck check) =>
        input.SpatialRank == 0
            ? check.Fail(0, input, "it has no spatial axes to pool over")
            : input.With(input.Channels, Enumerable.Repeat(1, input.SpatialRank));
}
