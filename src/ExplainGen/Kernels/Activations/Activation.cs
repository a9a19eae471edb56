namespace ExplainGen.Kernels;

/// <summary>An element-wise nonlinearity with its parameters.</summary>
/// <param name="Kind">Which function.</param>
/// <param name="Alpha">First parameter; its meaning is given at <see cref="ActivationKind"/>.</param>
/// <param name="Beta">Second parameter; its meaning is given at <see cref="ActivationKind"/>.</param>
public readonly record struct Activation(ActivationKind Kind, float Alpha = 0, float Beta = 0)
{
    /// <summary>f(x) = x, no nonlinearity.</summary>
    public static Activation Identity => default;

    /// <summary>f(x) = max(x, 0).</summary>
    public static Activation Relu => new(ActivationKind.Relu);
}
