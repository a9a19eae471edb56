namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>max(x, 0).</summary>
public sealed record Relu : Activation
{
    public override double Value(double x) => x > 0 ? x : 0;

    public override double Derivative(double x) => x > 0 ? 1 : 0;
}

/// <summary>min(max(x, 0), 6).</summary>
public sealed record Relu6 : Activation
{
    public override double Value(double x) => Math.Clamp(x, 0, 6);

    public override double Derivative(double x) => x is > 0 and < 6 ? 1 : 0;
}

/// <summary>x where positive, else x times a slope.</summary>
public sealed record LeakyRelu(double Slope = 0.01) : Activation
{
    public override double Value(double x) => x > 0 ? x : Slope * x;

    public override double Derivative(double x) => x > 0 ? 1 : Slope;
}

/// <summary>Randomized leaky ReLU in evaluation mode: the slope is the mean of the bounds.</summary>
public sealed record RRelu(double Lower = 1.0 / 8, double Upper = 1.0 / 3) : Activation
{
    public override double Value(double x) => x > 0 ? x : (Lower + Upper) / 2 * x;

    public override double Derivative(double x) => x > 0 ? 1 : (Lower + Upper) / 2;
}

/// <summary>min(max(x, lower), upper).</summary>
public sealed record Hardtanh(double Lower = -1, double Upper = 1) : Activation
{
    public override double Value(double x) => Math.Clamp(x, Lower, Upper);

    public override double Derivative(double x) => x > Lower && x < Upper ? 1 : 0;
}

/// <summary>relu6(x + 3) / 6.</summary>
public sealed record Hardsigmoid : Activation
{
    public override double Value(double x) => Math.Clamp(x + 3, 0, 6) / 6;

    public override double Derivative(double x) => x is > -3 and < 3 ? 1.0 / 6 : 0;
}

/// <summary>x relu6(x + 3) / 6.</summary>
public sealed record Hardswish : Activation
{
    public override double Value(double x) => x * Math.Clamp(x + 3, 0, 6) / 6;

    public override double Derivative(double x) => x <= -3 ? 0 : x < 3 ? x / 3 + 0.5 : 1;
}

/// <summary>x where |x| exceeds a bound, else 0.</summary>
public sealed record Hardshrink(double Lambda = 0.5) : Activation
{
    public override double Value(double x) => Math.Abs(x) > Lambda ? x : 0;

    public override double Derivative(double x) => Math.Abs(x) > Lambda ? 1 : 0;
}

/// <summary>x moved toward 0 by a bound, 0 within it.</summary>
public sealed record Softshrink(double Lambda = 0.5) : Activation
{
    public override double Value(double x) => x > Lambda ? x - Lambda : x < -Lambda ? x + Lambda : 0;

    public override double Derivative(double x) => Math.Abs(x) > Lambda ? 1 : 0;
}

/// <summary>x above a bound, else a constant.</summary>
public sealed record Threshold(double Bound, double Otherwise) : Activation
{
    public override double Value(double x) => x > Bound ? x : Otherwise;

    public override double Derivative(double x) => x > Bound ? 1 : 0;
}
