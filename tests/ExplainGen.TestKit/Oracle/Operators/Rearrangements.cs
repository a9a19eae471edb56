namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>The input as it is: Identity, and Dropout in evaluation mode.</summary>
public sealed record Identity : AffineOperator
{
    public override int[] OutputShape(IReadOnlyList<int[]> inputs) => inputs[0];

    public override ContributionMap Map(IReadOnlyList<int[]> inputs)
    {
        int length = OracleTensor.CountOf(inputs[0]);
        return new SelectionMap(length, [.. Enumerable.Range(0, length)]);
    }
}

/// <summary>The same values, row-major, in another shape.</summary>
public sealed record Reshape(params int[] Shape) : AffineOperator
{
    public override int[] OutputShape(IReadOnlyList<int[]> inputs) =>
        OracleTensor.CountOf(Shape) == OracleTensor.CountOf(inputs[0])
            ? Shape
            : throw new ArgumentException($"[{string.Join(", ", inputs[0])}] does not reshape to [{string.Join(", ", Shape)}].");

    public override ContributionMap Map(IReadOnlyList<int[]> inputs) => new Identity().Map(inputs);
}

/// <summary>The same values, row-major, as a vector.</summary>
public sealed record Flatten : AffineOperator
{
    public override int[] OutputShape(IReadOnlyList<int[]> inputs) => [OracleTensor.CountOf(inputs[0])];

    public override ContributionMap Map(IReadOnlyList<int[]> inputs) => new Identity().Map(inputs);
}

/// <summary>Several tensors one after the other along the channel axis; all other extents agree.</summary>
public sealed record Concat : AffineOperator
{
    public override int[] OutputShape(IReadOnlyList<int[]> inputs) =>
        inputs.All(shape => shape.AsSpan(1).SequenceEqual(inputs[0].AsSpan(1)))
            ? [inputs.Sum(shape => shape[0]), .. inputs[0].Skip(1)]
            : throw new ArgumentException("The parts of a concatenation differ beside the channel axis.");

    // Channels are the leading axis, so the parts lie one after the other as the inputs are numbered.
    public override ContributionMap Map(IReadOnlyList<int[]> inputs) => new Identity().Map([OutputShape(inputs)]);
}

/// <summary>Zeros around a tensor, on any axis.</summary>
/// <param name="Begin">Zeros put before each axis, the channel axis included.</param>
/// <param name="End">Zeros put after each axis.</param>
public sealed record Pad(int[] Begin, int[] End) : AffineOperator
{
    public override int[] OutputShape(IReadOnlyList<int[]> inputs) =>
        [.. inputs[0].Select((extent, axis) => Begin[axis] + extent + End[axis])];

    public override ContributionMap Map(IReadOnlyList<int[]> inputs) =>
        SelectionMap.Build(OracleTensor.CountOf(inputs[0]), OutputShape(inputs), at =>
        {
            int[] source = [.. at.Select((coordinate, axis) => coordinate - Begin[axis])];
            bool inside = source.Select((coordinate, axis) => coordinate >= 0 && coordinate < inputs[0][axis]).All(b => b);
            return inside ? Coordinates.ToIndex(source, inputs[0]) : SelectionMap.Nothing;
        });
}

/// <summary>Every <c>step</c>-th element of each axis from <c>start</c>.</summary>
/// <param name="Start">One for each axis, the channel axis included.</param>
/// <param name="Step">One for each axis; positive.</param>
public sealed record Slice(int[] Start, int[] Step) : AffineOperator
{
    /// <summary>Where each axis ends, exclusive; the end of the input when null.</summary>
    public int[]? Stop { get; init; }

    public override int[] OutputShape(IReadOnlyList<int[]> inputs) =>
        [.. inputs[0].Select((extent, axis) => ((Stop?[axis] ?? extent) - Start[axis] + Step[axis] - 1) / Step[axis])];

    public override ContributionMap Map(IReadOnlyList<int[]> inputs) =>
        SelectionMap.Build(OracleTensor.CountOf(inputs[0]), OutputShape(inputs), at =>
            Coordinates.ToIndex([.. at.Select((coordinate, axis) => Start[axis] + coordinate * Step[axis])], inputs[0]));
}

/// <summary>The axes in another order.</summary>
/// <param name="Order">For each axis of the output, the axis of the input that it is.</param>
public sealed record Permute(params int[] Order) : AffineOperator
{
    public override int[] OutputShape(IReadOnlyList<int[]> inputs) => [.. Order.Select(axis => inputs[0][axis])];

    public override ContributionMap Map(IReadOnlyList<int[]> inputs) =>
        SelectionMap.Build(OracleTensor.CountOf(inputs[0]), OutputShape(inputs), at =>
            Coordinates.ToIndex([.. Enumerable.Range(0, Order.Length).Select(axis => at[Array.IndexOf(Order, axis)])], inputs[0]));
}

/// <summary>Part of one axis.</summary>
/// <param name="Axis">The axis, 0 for the channels.</param>
/// <param name="Start">The first element.</param>
/// <param name="Stop">One past the last element.</param>
public sealed record Narrow(int Axis, int Start, int Stop) : AffineOperator
{
    public override int[] OutputShape(IReadOnlyList<int[]> inputs) =>
        [.. inputs[0].Select((extent, axis) => axis == Axis ? Stop - Start : extent)];

    public override ContributionMap Map(IReadOnlyList<int[]> inputs) =>
        SelectionMap.Build(OracleTensor.CountOf(inputs[0]), OutputShape(inputs), at =>
            Coordinates.ToIndex([.. at.Select((coordinate, axis) => axis == Axis ? coordinate + Start : coordinate)], inputs[0]));
}

/// <summary>Repeats every element along the spatial axes (nearest-neighbor upsampling by whole factors).</summary>
/// <param name="Factors">One for each spatial axis.</param>
public sealed record NearestUpsample(params int[] Factors) : AffineOperator
{
    public override int[] OutputShape(IReadOnlyList<int[]> inputs) =>
        [inputs[0][0], .. inputs[0].Skip(1).Select((extent, axis) => extent * Factors[axis])];

    public override ContributionMap Map(IReadOnlyList<int[]> inputs) =>
        SelectionMap.Build(OracleTensor.CountOf(inputs[0]), OutputShape(inputs), at =>
            Coordinates.ToIndex([at[0], .. at.Skip(1).Select((coordinate, axis) => coordinate / Factors[axis])], inputs[0]));
}
