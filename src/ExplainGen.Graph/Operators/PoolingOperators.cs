namespace ExplainGen.Graph;

/// <summary>The largest value of each window (<c>torch.nn.MaxPool1d/2d/3d</c>); padding never wins.</summary>
public sealed record MaxPoolOperator(SlidingWindow Window) : Operator
{
    public override string Kind => $"MaxPool{Window.Rank}d";

    public override OperatorClass Class => OperatorClass.MaxPooling;

    public static Operator Create(ArgumentReader reader, int rank) => new MaxPoolOperator(PoolingWindow.Read(reader, rank));

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check) => PoolingWindow.InferShape(Window, inputs[0], check);

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
        new AvgPoolOperator(PoolingWindow.Read(reader, rank), reader.Flag("CountIncludePad", true));

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check) => PoolingWindow.InferShape(Window, inputs[0], check);

    // Padded zeros take part in the mean, so they widen the range.
    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => inputs[0].Union(new Interval(0, 0));

    public override string Describe() => Window.Describe();
}

/// <summary>What the two pooling windows share.</summary>
internal static class PoolingWindow
{
    public static SlidingWindow Read(ArgumentReader reader, int rank)
    {
        SlidingWindow window = SlidingWindow.Read(reader, rank, 0);
        for (int axis = 0; axis < rank; axis++)
        {
            if (window.PadBegin[axis] * 2 > window.Kernel[axis] || window.PadEnd[axis] * 2 > window.Kernel[axis])
            {
                reader.Report("Padding", "at most half the kernel",
                    Math.Max(window.PadBegin[axis], window.PadEnd[axis]).ToString(System.Globalization.CultureInfo.InvariantCulture));
                break;
            }
        }

        return window;
    }

    public static Shape? InferShape(SlidingWindow window, Shape input, ShapeCheck check) =>
        input.SpatialRank != window.Rank
            ? check.Fail(0, input, $"it slides over {window.Rank} spatial axes, which needs {window.Rank + 1} axes with the channels")
            : window.InferShape(input, input.Channels, check);
}
