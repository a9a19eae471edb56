using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Graph.Tests.Passes;

/// <summary>The oracle's activations by the names and parameters of the graph's.</summary>
internal static class ActivationFunctions
{
    public static double Evaluate(string function, double alpha, double beta, double x) => Create(function, alpha, beta).Value(x);

    private static Activation Create(string function, double alpha, double beta) => function switch
    {
        "Relu" => new Relu(),
        "Relu6" => new Relu6(),

        // Of whatever slope the weights file holds.
        "LeakyRelu" or "RRelu" or "PRelu" => new LeakyRelu(alpha),
        "Elu" => new Elu(alpha),
        "Selu" => new Selu(),
        "Celu" => new Celu(alpha),
        "Gelu" => new Gelu(),
        "GeluTanh" => new Gelu(true),
        "Sigmoid" => new Sigmoid(),
        "LogSigmoid" => new LogSigmoid(),
        "Silu" => new Silu(),
        "Softplus" => new Softplus(alpha, beta),
        "Softsign" => new Softsign(),
        "Softshrink" => new Softshrink(alpha),
        "Hardshrink" => new Hardshrink(alpha),
        "Tanh" => new Tanh(),
        "Tanhshrink" => new Tanhshrink(),
        "Hardtanh" => new Hardtanh(alpha, beta),
        "Hardsigmoid" => new Hardsigmoid(),
        "Hardswish" => new Hardswish(),
        "Threshold" => new Threshold(alpha, beta),
        _ => throw new ArgumentException($"The oracle has no '{function}'.", nameof(function)),
    };
}
