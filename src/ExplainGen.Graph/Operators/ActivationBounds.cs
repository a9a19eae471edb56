namespace ExplainGen.Graph;

/// <summary>The range of each activation function over an interval, as mathematics has it; no tighter than is of use.</summary>
internal static class ActivationBounds
{
    // The least values of functions that dip below zero, rounded down.
    private const double SeluLow = -1.7581, GeluLow = -0.17, GeluTanhLow = -0.1701, SiluLow = -0.2785, HardswishLow = -0.3751;

    // Rounded up.
    private const double Ln2 = 0.69315, SeluScale = 1.0508;

    public static Interval Of(ActivationOperator function, Interval x)
    {
        (double alpha, double beta) = (function.Alpha, function.Beta);
        return function.Function switch
        {
            "Relu" => x.Clamp(0, double.PositiveInfinity),
            "Relu6" => x.Clamp(0, 6),
            "Hardtanh" => x.Clamp(alpha, beta),
            "Sigmoid" or "Hardsigmoid" => new(0, 1),
            "Tanh" or "Softsign" => new(x.IsNonNegative ? 0 : -1, x.IsNonPositive ? 0 : 1),

            // Linear above threshold / beta, which may lie below zero.
            "Softplus" => new(Math.Min(0, beta / alpha), Math.Max(0, x.High) + Ln2 / alpha),
            "LogSigmoid" => new(Math.Min(0, x.Low) - Ln2, 0),
            "Selu" => new(x.IsNonNegative ? 0 : SeluLow, SeluScale * Math.Max(0, x.High)),

            // Each of these is the identity for arguments that are not negative.
            "Elu" or "Celu" or "LeakyRelu" or "RRelu" or "PRelu" when x.IsNonNegative => x,
            "LeakyRelu" or "RRelu" =>
                x.Clamp(0, double.PositiveInfinity).Union(x.Clamp(double.NegativeInfinity, 0) * new Interval(alpha, alpha)),
            "Elu" => new(Math.Min(0, -alpha), Math.Max(Math.Max(0, -alpha), x.High)),
            "Celu" => new(alpha > 0 ? -alpha : double.NegativeInfinity, Math.Max(0, x.High)),

            // Each of these lies between zero and its argument, but for the dip.
            "Gelu" => Between(x, GeluLow),
            "GeluTanh" => Between(x, GeluTanhLow),
            "Silu" => Between(x, SiluLow),
            "Hardswish" => Between(x, HardswishLow),
            "Softshrink" or "Hardshrink" or "Tanhshrink" => x.Union(Interval.Zero),
            "Threshold" => new(Math.Min(beta, Math.Max(alpha, x.Low)), Math.Max(beta, x.High)),
            _ => Interval.Unbounded,
        };
    }

    private static Interval Between(Interval x, double dip) => new(x.IsNonNegative ? 0 : dip, Math.Max(0, x.High));
}
