namespace ExplainGen.Graph;

/// <summary>
/// y = (x - mean) / sqrt(var + epsilon) * weight + bias a channel, with running statistics (<c>torch.nn.BatchNorm1d/2d/3d</c> in
/// evaluation mode). Folded into a linear layer next to it wherever data flow allows.
/// </summary>
/// <param name="Affine">Whether weight and bias are there.</param>
public sealed record BatchNormOperator(double Epsilon, bool Affine) : Operator
{
    public override string Kind => "BatchNorm";

    public override OperatorClass Class => OperatorClass.BatchNormalization;

    public static Operator Create(ArgumentReader reader) =>
        new BatchNormOperator(reader.Real("Epsilon", 1e-5, v => v >= 0, "at least 0"), reader.Flag("Affine", true));

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check) => inputs[0];

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => Interval.Unbounded;

    public override IReadOnlyList<WeightTensor> Weights(Shape input)
    {
        var channels = new Shape(input.Channels);
        WeightTensor[] statistics = [new("running_mean", channels), new("running_var", channels)];
        return Affine ? [new("weight", channels), new("bias", channels), .. statistics] : statistics;
    }
}
