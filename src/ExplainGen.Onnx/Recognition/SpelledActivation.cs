using ExplainGen.Graph;
using ExplainGen.Onnx.Lowering;
using ExplainGen.Onnx.Lowering.Operators;

namespace ExplainGen.Onnx.Recognition;

/// <summary>Functions of one value, element by element, that are an activation however they are spelled.</summary>
internal static class SpelledActivation
{
    /// <summary>Of 1 and the value: what spelling a function in single precision costs.</summary>
    private const double Tolerance = 2e-6;

    private static readonly HashSet<string> s_elementwise =
    [
        "Abs", "Add", "Clip", "Div", "Erf", "Exp", "HardSigmoid", "Log", "Max", "Min", "Mul", "Neg", "Pow", "Reciprocal", "Relu", "Sigmoid",
        "Softplus", "Sqrt", "Sub", "Tanh",
    ];

    private static readonly (string Kind, Argument[] Arguments, Func<double, double> Function)[] s_activations =
    [
        ("Gelu", [], x => x * NormalDistribution(x)),
        ("Gelu", [Argument.Flag("Tanh", true)], x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
        ("Silu", [], x => x / (1 + Math.Exp(-x))),
        ("Hardswish", [], x => x * Math.Clamp(x + 3, 0, 6) / 6),
        ("Hardsigmoid", [], x => Math.Clamp(x + 3, 0, 6) / 6),
        ("Sigmoid", [], x => 1 / (1 + Math.Exp(-x))),
        ("Tanh", [], Math.Tanh),
        ("Softsign", [], x => x / (1 + Math.Abs(x))),
        ("Softplus", [], x => x > 20 ? x : Math.Log(1 + Math.Exp(x))),
        ("Relu", [], x => Math.Max(x, 0)),
        ("Relu6", [], x => Math.Clamp(x, 0, 6)),
        ("Tanhshrink", [], x => x - Math.Tanh(x)),
    ];

    internal static bool TryLower(NodeContext node, Region region)
    {
        if (region.Entries.Length != 1 || region.Nodes.Any(n => !s_elementwise.Contains(n.Operator))
            || region.Constants(node.Values).Any(constant => constant.Count != 1)
            || node.Values.GetValueOrDefault(region.Entries[0]) is not FlowValue { IsTokens: false } x
            || region.Constants(node.Values).Any(constant => constant.Axes.Length > x.Axes.Length))
        {
            return false;
        }

        if (region.Run(node, Probe.Grid) is not { } found || found.Count != Probe.Grid.Count)
            return false;
        foreach ((string kind, Argument[] arguments, Func<double, double> function) in s_activations)
        {
            if (!Agrees(found.Reals, function))
                continue;
            node.Set(Activations.Like(x, node.AddLayer(node.Name, kind, arguments, [x])));
            return true;
        }

        return false;
    }

    private static bool Agrees(ReadOnlySpan<float> found, Func<double, double> function)
    {
        ReadOnlySpan<float> x = Probe.Grid.Reals;
        for (int i = 0; i < x.Length; i++)
        {
            // Where single precision overflows on the way, nothing is to be learned.
            double expected = function(x[i]);
            if (!float.IsFinite(found[i]) && Math.Abs(x[i]) > 60)
                continue;
            if (!(Math.Abs(found[i] - expected) <= Tolerance * (1 + Math.Abs(expected))))
                return false;
        }

        return true;
    }

    private static double NormalDistribution(double x) => 0.5 * (1 + Folding.ErrorFunction.Of(x / Math.Sqrt(2)));
}
