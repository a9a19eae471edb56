namespace ExplainGen.Graph;

/// <summary>Part of one axis: elements Start to Stop - 1 (<c>torch.narrow</c>). A split is several of them.</summary>
/// <param name="Axis">0 is the channels.</param>
public sealed record SliceOperator(int Start, int Stop, int Axis) : Operator
{
    public override string Kind => "Slice";

    public override OperatorClass Class => OperatorClass.Routing;

    public static Operator Create(ArgumentReader reader)
    {
        int start = One("Start", 0, 0), stop = One("Stop", 1, start + 1), axis = One("Axis", 0, 0);
        if (!reader.Failed && stop <= start)
            reader.Report("Stop", $"above Start ({start})", ArgumentReader.Format(stop));
        return new SliceOperator(start, stop, axis);

        int One(string name, int least, int fallback)
        {
            int[]? values = reader.Integers(name, least, [fallback]);
            return values is { Length: > 0 } ? values[0] : fallback;
        }
    }

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check)
    {
        Shape input = inputs[0];
        if (Axis >= input.Rank)
            return check.BadArgument("Axis", $"below {input.Rank} for an input of {input}", ArgumentReader.Format(Axis));
        return Stop <= input.Axes[Axis]
            ? new Shape(input.Axes.Select((size, axis) => axis == Axis ? Stop - Start : size).ToArray())
            : check.BadArgument("Stop", $"at most {input.Axes[Axis]}, the size of axis {Axis} of {input}", ArgumentReader.Format(Stop));
    }

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => inputs[0];

    public override string Describe() => $"{Start}..{Stop}{(Axis == 0 ? "" : $" of axis {Axis}")}";
}
