namespace ExplainGen.Graph;

/// <summary>
/// y = W x + b over a vector, or over the channels at each position of any tensor (<c>torch.nn.Linear</c> on tokens); weight [out, in].
/// </summary>
public sealed record LinearOperator(int Features, bool Bias, bool PerPosition = false) : Operator
{
    public override string Kind => "Linear";

    public override OperatorClass Class => OperatorClass.Dense;

    public static Operator Create(ArgumentReader reader) =>
        new LinearOperator(reader.Positive("Features"), reader.Flag("Bias", true), reader.Flag("PerPosition", false));

    /// <summary>Whether the map of an input is that of a convolution of one tap, rather than one of vectors.</summary>
    public bool IsPointwise(Shape input) => PerPosition && !input.IsVector;

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check) =>
        PerPosition ? inputs[0].With(Features, inputs[0].Axes.Skip(1))
        : inputs[0].IsVector ? new Shape(Features)
        : check.Fail(0, inputs[0],
            "it needs a vector; put [Flatten] before it, or say PerPosition = true for a map of the channels at each position");

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => Interval.Unbounded;

    public override IReadOnlyList<WeightTensor> Weights(Shape input)
    {
        var weight = new WeightTensor("weight", new Shape(Features, input.Channels));
        return Bias ? [weight, new WeightTensor("bias", new Shape(Features))] : [weight];
    }

    public override long MultiplyAdds(Shape input, Shape output) => Extent.Multiply(input.Channels, output.Count);

    public override string Describe() => PerPosition ? "per position" : "";
}
