namespace ExplainGen.Graph;

/// <summary>y = W x + b over a vector (<c>torch.nn.Linear</c>); weight [out, in].</summary>
public sealed record LinearOperator(int Features, bool Bias) : Operator
{
    public override string Kind => "Linear";

    public override OperatorClass Class => OperatorClass.Dense;

    public static Operator Create(ArgumentReader reader) => new LinearOperator(reader.Positive("Features"), reader.Flag("Bias", true));

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check) =>
        inputs[0].IsVector
            ? new Shape(Features)
            : check.Fail(0, inputs[0], "it needs a vector; put [Flatten] before it");

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => Interval.Unbounded;

    public override IReadOnlyList<WeightTensor> Weights(Shape input)
    {
        var weight = new WeightTensor("weight", new Shape(Features, input.Channels));
        return Bias ? [weight, new WeightTensor("bias", new Shape(Features))] : [weight];
    }

    public override long MultiplyAdds(Shape input, Shape output) => Extent.Multiply(input.Count, output.Count);
}
