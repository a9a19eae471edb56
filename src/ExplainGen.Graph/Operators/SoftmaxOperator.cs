namespace ExplainGen.Graph;

/// <summary>
/// exp(x_i) / sum exp(x_j) over the channels at each position. As the last layer, on a vector, its outputs are class probabilities, and it
/// is cut so that logits are explained.
/// </summary>
public sealed record SoftmaxOperator : Operator
{
    public override string Kind => "Softmax";

    public override OperatorClass Class => OperatorClass.Softmax;

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check) => inputs[0];

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => new(0, 1);
}
