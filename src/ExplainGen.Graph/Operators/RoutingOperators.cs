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
        int[] target = reader.Integers("Shape", -1) ?? [];
        if (target.Length is < 1 or > 4)
            reader.Report("Shape", "1 to 4 axes", $"{target.Length} axes");
        else if (target.Count(a => a == -1) > 1 || target.Any(a => a == 0))
            reader.Report("Shape", "positive axes, at most one of them -1", string.Join(", ", target));
        return new ReshapeOperator(new EquatableArray<int>(target));
    }

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check)
    {
        long known = Target.Where(a => a > 0).Aggregate(1L, (product, a) => product * a);
        long count = inputs[0].Count;
        bool fits = Target.Contains(-1) ? count % known == 0 : count == known;
        return fits
            ? new Shape(Target.Select(a => a == -1 ? (int)(count / known) : a).ToArray())
            : check.Fail(0, inputs[0], $"its {count} elements cannot become {string.Join("x", Target)}");
    }

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => inputs[0];
}

/// <summary>Zeros around the spatial axes and, for option-A shortcuts, around the channels.</summary>
public sealed record PadOperator(EquatableArray<int> Begin, EquatableArray<int> End, int ChannelsBefore, int ChannelsAfter) : Operator
{
    public override string Kind => "Pad";

    public override OperatorClass Class => OperatorClass.Routing;

    public static Operator Create(ArgumentReader reader)
    {
        int[] channels = reader.Integers("Channels", 0) ?? [0, 0];
        if (channels.Length != 2)
        {
            reader.Report("Channels", "2 values, before and after", $"{channels.Length} values");
            channels = [0, 0];
        }

        int[] paddings = reader.Integers("Paddings", 0) ?? [];
        return new PadOperator(new(paddings), default, channels[0], channels[1]);
    }

    /// <summary>Begin and end an axis for an input of that many spatial axes; null when the written list does not fit.</summary>
    public (int[] Begin, int[] End)? Sides(int spatialRank)
    {
        if (End.Count > 0)
            return (Begin.ToArray(), End.ToArray());
        int[] p = Begin.ToArray();
        if (p.Length <= 1)
            p = Enumerable.Repeat(p.Length == 1 ? p[0] : 0, spatialRank).ToArray();
        if (p.Length == spatialRank)
            return (p, p);
        return p.Length == 2 * spatialRank ? (p.Take(spatialRank).ToArray(), p.Skip(spatialRank).ToArray()) : null;
    }

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check)
    {
        Shape input = inputs[0];
        if (Sides(input.SpatialRank) is not { } sides)
        {
            return check.BadArgument("Paddings", $"1, {input.SpatialRank} or {2 * input.SpatialRank} values for an input of {input}",
                $"{Begin.Count} values");
        }

        return input.With(
            input.Channels + ChannelsBefore + ChannelsAfter,
            input.Axes.Skip(1).Select((size, axis) => size + sides.Begin[axis] + sides.End[axis]));
    }

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => inputs[0].Union(new Interval(0, 0));
}

/// <summary>Each element repeated along the spatial axes (nearest-neighbour <c>torch.nn.Upsample</c>).</summary>
public sealed record UpsampleOperator(EquatableArray<int> Scale) : Operator
{
    public override string Kind => "Upsample";

    public override OperatorClass Class => OperatorClass.Upsampling;

    public static Operator Create(ArgumentReader reader)
    {
        int[] scale = reader.Integers(reader.Has("Scales") ? "Scales" : "Scale", 1) ?? [1];
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
                ? check.BadArgument("Scales", $"1 or {input.SpatialRank} values for an input of {input}", $"{scales.Length} values")
                : input.With(input.Channels, input.Axes.Skip(1).Select((size, axis) => size * scales[axis]));
    }

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => inputs[0];

    public override string Describe() => "x" + string.Join("x", Scale);
}
