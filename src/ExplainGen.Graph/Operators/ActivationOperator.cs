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

    public override Interval InferBounds(IReadOnlyList<Interval> inputs)
    {
        Interval x = inputs[0];
        return Function switch
        {
            "Relu" => new(Math.Max(0, x.Low), Math.Max(0, x.High)),
            "Relu6" => new(Clamp(x.Low, 0, 6), Clamp(x.High, 0, 6)),
            "Hardtanh" => new(Clamp(x.Low, Alpha, Beta), Clamp(x.High, Alpha, Beta)),
            "Sigmoid" or "Hardsigmoid" => new(0, 1),
            "Tanh" or "Softsign" => x.IsNonNegative ? new(0, 1) : new(-1, 1),
            "Softplus" => new(0, double.PositiveInfinity),
            "LogSigmoid" => new(double.NegativeInfinity, 0),
            "Elu" or "Celu" => new(x.IsNonNegative ? 0 : -Math.Abs(Alpha), Math.Max(0, x.High)),
            "Selu" => new(x.IsNonNegative ? 0 : -1.7580993408473766, double.PositiveInfinity),
            "Gelu" or "GeluTanh" => new(x.IsNonNegative ? 0 : -0.17, double.PositiveInfinity),
            "Silu" => new(x.IsNonNegative ? 0 : -0.2785, double.PositiveInfinity),
            "Hardswish" => new(x.IsNonNegative ? 0 : -0.375, double.PositiveInfinity),
            "Threshold" => new(Math.Min(Beta, Math.Max(Alpha, x.Low)), Math.Max(Beta, x.High)),

            // Each of these keeps the sign of its argument.
            "LeakyRelu" or "RRelu" or "Softshrink" or "Hardshrink" or "Tanhshrink" when x.IsNonNegative => Interval.NonNegativeReals,
            "PRelu" when x.IsNonNegative => Interval.NonNegativeReals,
            _ => Interval.Unbounded,
        };
    }

    public override IReadOnlyList<WeightTensor> Weights(Shape input) =>
        HasSlopes ? [new("weight", new Shape((int)Math.Min(Alpha, input.Channels)))] : [];

    public override string Describe() => HasSlopes || (Alpha == 0 && Beta == 0)
        ? ""
        : Beta == 0 ? ArgumentReader.Format(Alpha) : $"{ArgumentReader.Format(Alpha)}, {ArgumentReader.Format(Beta)}";

    private static double Clamp(double value, double low, double high) => Math.Min(Math.Max(value, low), high);
}
