namespace ExplainGen.Graph;

/// <summary>The sum of two or more tensors of one shape: a residual connection.</summary>
public sealed record AddOperator : Operator
{
    public override string Kind => "Add";

    public override OperatorClass Class => OperatorClass.Sum;

    public override (int Min, int Max) InputCount => (2, int.MaxValue);

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check)
    {
        for (int i = 1; i < inputs.Count; i++)
        {
            if (inputs[i] != inputs[0])
                return check.Differ("one shape", 0, inputs[0], i, inputs[i]);
        }

        return inputs[0];
    }

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => inputs.Aggregate((a, b) => a + b);
}

/// <summary>Two or more tensors side by side along the channel axis: a dense connection.</summary>
public sealed record ConcatOperator : Operator
{
    public override string Kind => "Concat";

    public override OperatorClass Class => OperatorClass.Routing;

    public override (int Min, int Max) InputCount => (2, int.MaxValue);

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check)
    {
        for (int i = 1; i < inputs.Count; i++)
        {
            if (!inputs[i].Axes.Skip(1).SequenceEqual(inputs[0].Axes.Skip(1)))
                return check.Differ("the same spatial size", 0, inputs[0], i, inputs[i]);
        }

        return inputs[0].With(Extent.ToAxis(inputs.Sum(s => (long)s.Channels)), inputs[0].Axes.Skip(1));
    }

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => inputs.Aggregate((a, b) => a.Union(b));
}
