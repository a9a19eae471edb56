namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>x where positive, else alpha (e^x - 1).</summary>
public sealed record Elu(double Alpha = 1) : Activation
{
    public override double Value(double x) => x > 0 ? x : Alpha * SpecialFunctions.ExpMinus1(x);

    public override double Derivative(double x) => x > 0 ? 1 : Alpha * Math.Exp(x);
}

/// <summary>The self-normalizing ELU, with the constants of Klambauer et al. 2017.</summary>
public sealed record Selu : Activation
{
    private const double Alpha = 1.6732632423543772848170429916717;
    private const double Scale = 1.0507009873554804934193349852946;

    public override double Value(double x) => Scale * new Elu(Alpha).Value(x);

    public override double Derivative(double x) => Scale * new Elu(Alpha).Derivative(x);
}

/// <summary>x where positive, else alpha (e^(x / alpha) - 1).</summary>
public sealed record Celu(double Alpha = 1) : Activation
{
    public override double Value(double x) => x > 0 ? x : Alpha * SpecialFunctions.ExpMinus1(x / Alpha);

    public override double Derivative(double x) => x > 0 ? 1 : Math.Exp(x / Alpha);
}

/// <summary>x times the standard normal distribution function, or its approximation by a tanh.</summary>
public sealed record Gelu(bool TanhApproximation = false) : Activation
{
    private const double Cubic = 0.044715;
    private static readonly double s_scale = Math.Sqrt(2 / Math.PI);

    public override double Value(double x) => TanhApproximation
        ? 0.5 * x * (1 + Math.Tanh(s_scale * (x + Cubic * x * x * x)))
        : x * SpecialFunctions.NormalDistribution(x);

    public override double Derivative(double x)
    {
        if (!TanhApproximation)
            return SpecialFunctions.NormalDistribution(x) + x * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
        double tanh = Math.Tanh(s_scale * (x + Cubic * x * x * x));
        return 0.5 * (1 + tanh) + 0.5 * x * (1 - tanh * tanh) * s_scale * (1 + 3 * Cubic * x * x);
    }
}

/// <summary>1 / (1 + e^-x).</summary>
public sealed record Sigmoid : Activation
{
    public override double Value(double x) => SpecialFunctions.Sigmoid(x);

    public override double Derivative(double x) => SpecialFunctions.Sigmoid(x) * SpecialFunctions.Sigmoid(-x);
}

/// <summary>log(1 / (1 + e^-x)).</summary>
public sealed record LogSigmoid : Activation
{
    public override double Value(double x) => Math.Min(x, 0) - SpecialFunctions.Log1Plus(Math.Exp(-Math.Abs(x)));

    public override double Derivative(double x) => SpecialFunctions.Sigmoid(-x);
}

/// <summary>x / (1 + e^-x), also called swish.</summary>
public sealed record Silu : Activation
{
    public override double Value(double x) => x * SpecialFunctions.Sigmoid(x);

    public override double Derivative(double x) =>
        SpecialFunctions.Sigmoid(x) * (1 + x * SpecialFunctions.Sigmoid(-x));
}

/// <summary>log(1 + e^(beta x)) / beta; x itself where beta x exceeds the threshold.</summary>
public sealed record Softplus(double Beta = 1, double Threshold = 20) : Activation
{
    public override double Value(double x) => Beta * x > Threshold
        ? x
        : (Math.Max(Beta * x, 0) + SpecialFunctions.Log1Plus(Math.Exp(-Math.Abs(Beta * x)))) / Beta;

    public override double Derivative(double x) => Beta * x > Threshold ? 1 : SpecialFunctions.Sigmoid(Beta * x);
}

/// <summary>x / (1 + |x|).</summary>
public sealed record Softsign : Activation
{
    public override double Value(double x) => x / (1 + Math.Abs(x));

    public override double Derivative(double x) => 1 / ((1 + Math.Abs(x)) * (1 + Math.Abs(x)));
}

/// <summary>The hyperbolic tangent.</summary>
public sealed record Tanh : Activation
{
    public override double Value(double x) => Math.Tanh(x);

    public override double Derivative(double x) => 1 / (Math.Cosh(x) * Math.Cosh(x));
}

/// <summary>x - tanh(x).</summary>
public sealed record Tanhshrink : Activation
{
    public override double Value(double x) => x - Math.Tanh(x);

    public override double Derivative(double x) => Math.Tanh(x) * Math.Tanh(x);
}
