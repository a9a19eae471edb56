namespace ExplainGen.Graph;

/// <summary>All elements as one vector, in row-major order (<c>torch.flatten</c>).</summary>
public sealed record FlattenOperator : Operator
{
    public override string Kind => "Flatten";

    public override OperatorClass Class => OperatorClass.Routing;

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check) => new Shape(checked((int)inputs[0].Count));

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => inputs[0];
}

/// <summary>The same elements in row-major order under another shape; one axis may be -1.</summary>
public sealed record ReshapeOperator(EquatableArray<int> Target) : Operator
{
    public override string Kind => "Reshape";

    public override OperatorClass Class => OperatorClass.Routing;

    public static Operator Create(ArgumentReader reader)
    {
        int[]? target = reader.Integers("Shape", -1, []);
        if (target?.Length is < 1 or > 4)
            reader.Report("Shape", "1 to 4 axes", $"{target.Length} axes");
        else if (target is not null && (target.Count(a => a == -1) > 1 || target.Any(a => a == 0)))
            reader.Report("Shape", "positive axes, at most one of them -1", string.Join(", ", target));
        return new ReshapeOperator(new EquatableArray<int>(target ?? [-1]));
    }

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check)
    {
        long known = Extent.Product(Target.Where(a => a > 0));
        long count = inputs[0].Count;
        bool fits = Target.Contains(-1) ? count % known == 0 : count == known;
        return fits
            ? new Shape(Target.Select(a => a == -1 ? (int)(count / known) : a).ToArray())
            : check.Fail(0, inputs[0], $"its {count} elements cannot become {string.Join("x", Target)}");
    }

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => inputs[0];
}

/// <summary>Zeros around the spatial axes and, for option-A shortcuts, around the channels.</summary>
/// <param name="Paddings">As written: nothing, one value for all sides, one an axis for both sides, or all begins then all ends.</param>
public sealed record PadOperator(EquatableArray<int> Paddings, int ChannelsBefore, int ChannelsAfter) : Operator
{
    public override string Kind => "Pad";

    public override OperatorClass Class => OperatorClass.Routing;

    public static Operator Create(ArgumentReader reader)
    {
        int[] channels = reader.Integers("Channels", 0, [0, 0]) ?? [0, 0];
        if (channels.Length != 2)
        {
            reader.Report("Channels", "2 values, before and after", ArgumentReader.Counts(channels.Length));
            channels = [0, 0];
        }

        return new PadOperator(new(reader.Integers("Paddings", 0, []) ?? []), channels[0], channels[1]);
    }

    /// <summary>Begin and end an axis for an input of that many spatial axes; null when the written list does not fit.</summary>
    public (int[] Begin, int[] End)? Sides(int spatialRank)
    {
        if (Paddings.Count == 0)
            return (new int[spatialRank], new int[spatialRank]);
        if (spatialRank == 0)
            return null;
        int[] p = Paddings.Count == 1 ? [.. Enumerable.Repeat(Paddings[0], spatialRank)] : [.. Paddings];
        if (p.Length == spatialRank)
            return (p, p);
        return p.Length == 2 * spatialRank ? (p.Take(spatialRank).ToArray(), p.Skip(spatialRank).ToArray()) : null;
    }

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check)
    {
        Shape input = inputs[0];
        if (Sides(input.SpatialRank) is not { } sides)
        {
            string expected = input.SpatialRank == 0 ? "left out" : ArgumentReader.Counts(1, input.SpatialRank, 2 * input.SpatialRank);
            return check.BadArgument("Paddings", $"{expected} for an input of {input}", ArgumentReader.Counts(Paddings.Count));
        }

        return input.With(
            Extent.ToAxis((long)input.Channels + ChannelsBefore + ChannelsAfter),
            input.Axes.Skip(1).Select((size, axis) => Extent.ToAxis((long)size + sides.Begin[axis] + sides.End[axis])));
    }

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => inputs[0].Union(Interval.Zero);

    public override string Describe() =>
        string.Join(" ", new[] { string.Join("x", Paddings), ChannelsBefore + ChannelsAfter == 0 ? "" : $"c{ChannelsBefore}/{ChannelsAfter}" }
            .Where(part => part.Length > 0));
}

/// <summary>Each element repeated along the spatial axes (nearest-neighbour <c>torch.nn.Upsample</c>).</summary>
public sealed record UpsampleOperator(EquatableArray<int> Scale) : Operator
{
    public override string Kind => "Upsample";

    public override OperatorClass Class => OperatorClass.Upsampling;

    public static Operator Create(ArgumentReader reader)
    {
        string name = reader.Written("Scale", "Scales");
        int[] scale = reader.Integers(name, 1, [0]) ?? [1];
        if (scale.Length is < 1 or > 3)
            reader.Report(name, "1 to 3 values", ArgumentReader.Counts(scale.Length));
        return new UpsampleOperator(new EquatableArray<int>(scale));
    }

    /// <summary>Scale an axis.</summary>
    public int[] Scales(int spatialRank) => Scale.Count == 1 ? Enumerable.Repeat(Scale[0], spatialRank).ToArray() : Scale.ToArray();

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check)
    {
        Shape input = inputs[0];
        int[] scales = Scales(input.SpatialRank);
        return input.SpatialRank == 0
            ? check.Fail(0, input, "it has no spatial axes to enlarge")
            : scales.Length != input.SpatialRank
                ? check.BadArgument("Scales", $"{ArgumentReader.Counts(1, input.SpatialRank)} for an input of {input}", ArgumentReader.Counts(scales.Length))
                : input.With(input.Channels, input.Axes.Skip(1).Select((size, axis) => Extent.ToAxis((long)size * scales[axis])));
    }

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => inputs[0];

    public override string Describe() => "x" + SlidingWindow.Join(Scale);
}
