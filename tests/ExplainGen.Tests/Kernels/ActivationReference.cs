using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>The activation functions in double precision, written from PyTorch's documentation.</summary>
internal static class ActivationReference
{
    /// <summary>Every kind, with typical and with odd parameters.</summary>
    internal static Activation[] All =>
    [
        new(ActivationKind.Identity), new(ActivationKind.Relu), new(ActivationKind.Relu6), new(ActivationKind.LeakyRelu, 0.01f),
        new(ActivationKind.LeakyRelu, 1.5f), new(ActivationKind.PRelu, 0.25f), new(ActivationKind.PRelu, -0.5f),
        new(ActivationKind.RRelu, 0.22916667f), new(ActivationKind.Elu, 1f), new(ActivationKind.Elu, 0.4f), new(ActivationKind.Selu),
        new(ActivationKind.Celu, 1f), new(ActivationKind.Celu, 2.5f), new(ActivationKind.Gelu), new(ActivationKind.GeluTanh),
        new(ActivationKind.Sigmoid), new(ActivationKind.LogSigmoid), new(ActivationKind.Silu), new(ActivationKind.Softplus, 1f, 20f),
        new(ActivationKind.Softplus, 2f, 3f), new(ActivationKind.Softsign), new(ActivationKind.Softshrink, 0.5f),
        new(ActivationKind.Hardshrink, 0.5f), new(ActivationKind.Tanh), new(ActivationKind.Tanhshrink),
        new(ActivationKind.Hardtanh, -1f, 1f), new(ActivationKind.Hardtanh, -0.5f, 2f), new(ActivationKind.Hardsigmoid),
        new(ActivationKind.Hardswish), new(ActivationKind.Threshold, 0.1f, 20f),
    ];

    internal static double Value(Activation a, double x)
    {
        double alpha = a.Alpha, beta = a.Beta;
        return a.Kind switch
        {
            ActivationKind.Identity => x,
            ActivationKind.Relu => Math.Max(x, 0),
            ActivationKind.Relu6 => Math.Clamp(x, 0, 6),
            ActivationKind.LeakyRelu or ActivationKind.PRelu or ActivationKind.RRelu => x > 0 ? x : alpha * x,
            ActivationKind.Elu => x > 0 ? x : alpha * ScalarMath.Expm1(x),
            ActivationKind.Selu => 1.0507009873554804934193349852946
                * (x > 0 ? x : 1.6732632423543772848170429916717 * ScalarMath.Expm1(x)),
            ActivationKind.Celu => Math.Max(0, x) + Math.Min(0, alpha * ScalarMath.Expm1(x / alpha)),
            ActivationKind.Gelu => x * ScalarMath.NormalDistribution(x),
            ActivationKind.GeluTanh => x / (1 + Math.Exp(-2 * Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
            ActivationKind.Sigmoid => 1 / (1 + Math.Exp(-x)),
            ActivationKind.LogSigmoid => Math.Min(x, 0) - ScalarMath.Log1p(Math.Exp(-Math.Abs(x))),
            ActivationKind.Silu => x / (1 + Math.Exp(-x)),
            ActivationKind.Softplus => alpha * x > beta ? x : ScalarMath.Log1p(Math.Exp(alpha * x)) / alpha,
            ActivationKind.Softsign => x / (1 + Math.Abs(x)),
            ActivationKind.Softshrink => x > alpha ? x - alpha : x < -alpha ? x + alpha : 0,
            ActivationKind.Hardshrink => Math.Abs(x) > alpha ? x : 0,
            ActivationKind.Tanh => Math.Tanh(x),
            ActivationKind.Tanhshrink => ScalarMath.TanhShrink(x),
            ActivationKind.Hardtanh => Math.Clamp(x, alpha, beta),
            ActivationKind.Hardsigmoid => Math.Clamp(x + 3, 0, 6) / 6,
            ActivationKind.Hardswish => x * Math.Clamp(x + 3, 0, 6) / 6,
            ActivationKind.Threshold => x > alpha ? x : beta,
            _ => throw new ArgumentOutOfRangeException(nameof(a)),
        };
    }

    /// <summary>The derivative by a central difference of fourth order; not for arguments within 0.003 of a kink.</summary>
    internal static double Derivative(Activation a, double x)
    {
        const double h = 1e-3;
        double near = Value(a, x + h) - Value(a, x - h);
        double far = Value(a, x + 2 * h) - Value(a, x - 2 * h);
        return (8 * near - far) / (12 * h);
    }

    /// <summary>Where the function is not smooth, and what PyTorch's backward takes there.</summary>
    internal static (double X, double Derivative)[] Kinks(Activation a)
    {
        double alpha = a.Alpha, beta = a.Beta;
        return a.Kind switch
        {
            ActivationKind.Relu => [(0, 0)],
            ActivationKind.Relu6 => [(0, 0), (6, 0)],
            ActivationKind.LeakyRelu or ActivationKind.PRelu or ActivationKind.RRelu => [(0, alpha)],
            ActivationKind.Elu => [(0, alpha)],
            ActivationKind.Selu => [(0, 1.0507009873554804934 * 1.6732632423543772848)],
            ActivationKind.Celu => [(0, 1)],
            ActivationKind.Softplus => [(beta / alpha, 1 / (1 + Math.Exp(-beta)))],
            ActivationKind.Softsign => [(0, 1)],
            ActivationKind.Softshrink or ActivationKind.Hardshrink => [(-alpha, 0), (alpha, 0)],
            ActivationKind.Hardtanh => [(alpha, 0), (beta, 0)],
            ActivationKind.Hardsigmoid => [(-3, 0), (3, 0)],
            ActivationKind.Hardswish => [(-3, 0), (3, 1)],
            ActivationKind.Threshold => [(alpha, 0)],
            _ => [],
        };
    }
}
