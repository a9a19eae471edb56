using ExplainGen.Onnx.Tests.Building;

namespace ExplainGen.Onnx.Tests.Operators.Cases;

/// <summary>Layers that exporters spell with several nodes.</summary>
internal static class SpelledCases
{
    public static IEnumerable<OperatorCase> All =>
    [
        new("Gelu: spelled by erf", Gelu("Div", MathF.Sqrt(2))),
        new("Gelu: spelled by erf, the half first", Start().Number("r", MathF.Sqrt(0.5f)).Number("one", 1).Number("half", 0.5f).Node("Conv", "x w")
            .NodeTo("c", "Identity", "@").NodeTo("h", "Mul", "half c").NodeTo("d", "Mul", "c r").NodeTo("e", "Erf", "d").NodeTo("f", "Add", "one e")
            .Node("Mul", "h f")),
        new("Gelu: spelled by tanh", Start().Number("k", 0.044715f).Number("r", MathF.Sqrt(2 / MathF.PI)).Number("one", 1).Number("half", 0.5f)
            .Number("three", 3).NodeTo("c", "Conv", "x w").NodeTo("p", "Pow", "c three").NodeTo("q", "Mul", "p k").NodeTo("s", "Add", "c q")
            .NodeTo("t", "Mul", "s r").NodeTo("u", "Tanh", "t").NodeTo("v", "Add", "u one").NodeTo("h", "Mul", "c half").Node("Mul", "h v")),
        new("Mul: SiLU", Start().NodeTo("c", "Conv", "x w").NodeTo("s", "Sigmoid", "c").Node("Mul", "c s")),
        new("Mul: hard swish", Start().Number("three", 3).Number("six", 6).Number("zero", 0).NodeTo("c", "Conv", "x w").NodeTo("a", "Add", "c three")
            .NodeTo("k", "Clip", "a zero six").NodeTo("m", "Mul", "c k").Node("Div", "m six")),
        new("Softmax: spelled by exponentials", new OnnxFile(13).Input("x", 1, 9).Longs("a", 1).NodeTo("m", "ReduceMax", "x", ("axes", new[] { 1 }))
            .NodeTo("s", "Sub", "x m").NodeTo("e", "Exp", "s").NodeTo("n", "ReduceSum", "e a").Node("Div", "e n")),
    ];

    private static OnnxFile Gelu(string scale, float factor) => Start().Number("r", factor).Number("one", 1).Number("half", 0.5f)
        .NodeTo("c", "Conv", "x w").NodeTo("d", scale, "c r").NodeTo("e", "Erf", "d").NodeTo("f", "Add", "e one").NodeTo("m", "Mul", "c f")
        .Node("Mul", "m half");

    private static OnnxFile Start() => new OnnxFile(13).Input("x", 1, 2, 5, 6).Weight("w", 3, 2, 3, 3);
}
