namespace ExplainGen.Graph;

/// <summary>An elementwise function, by PyTorch's definition of that name.</summary>
/// <param name="Function">The function's name in declarations and in the kernels.</param>
/// <param name="Alpha">First parameter; 0 where it has none.</param>
/// <param name="Beta">Second parameter; 0 where it has none.</param>
public sealed record ActivationOperator(string Function, double Alpha = 0, double Beta = 0) : Operator
{
    public override string Kind => Function is "GeluTanh" ? "Gelu" : Function;

    public override OperatorClass Class => OperatorClass.Activation;

    /// <summary>max(x, 0), the one activation whose output tells all that the rules need of its input.</summary>
    public bool IsRelu => Function == "Relu";

    /// <summary>Whether slopes a channel come from the weights file.</summary>
    public bool HasSlopes => Function == "PRelu";

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check) => inputs[0];

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => ActivationBounds.Of(this, inputs[0]);

    public override IReadOnlyList<WeightTensor> Weights(Shape input) =>
        HasSlopes ? [new("weight", new Shape((int)Math.Min(Alpha, input.Channels)))] : [];

    public override string Describe() => HasSlopes || (Alpha == 0 && Beta == 0)
        ? ""
        : HasBeta ? $"{ArgumentReader.Format(Alpha)}, {ArgumentReader.Format(Beta)}" : ArgumentReader.Format(Alpha);

    private bool HasBeta => Function is "Hardtanh" or "Softplus" or "Threshold";
}
