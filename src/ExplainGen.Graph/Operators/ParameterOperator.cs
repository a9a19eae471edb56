namespace ExplainGen.Graph;

/// <summary>
/// Learned numbers that depend on no input, such as the embedding of positions (<c>torch.nn.Parameter</c>); weight of the declared shape.
/// Relevance that arrives there stays there, as that of a bias does.
/// </summary>
/// <remarks>Its node reads the network's input for form's sake, so that it has its place in the data flow, and hands nothing to it.</remarks>
public sealed record ParameterOperator(EquatableArray<int> Size) : Operator
{
    public override string Kind => "Parameter";

    public override OperatorClass Class => OperatorClass.Parameter;

    public static Operator Create(ArgumentReader reader)
    {
        int[] shape = reader.Integers("Shape", 1, [1]) ?? [1];
        if (shape.Length is < 1 or > 4)
            reader.Report("Shape", "1 to 4 axes", $"{shape.Length} axes");
        return new ParameterOperator(new EquatableArray<int>(shape));
    }

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check) => new Shape(Size);

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => Interval.Unbounded;

    public override IReadOnlyList<WeightTensor> Weights(Shape input) => [new WeightTensor("weight", new Shape(Size))];
}
