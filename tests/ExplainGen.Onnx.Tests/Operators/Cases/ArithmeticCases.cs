using ExplainGen.Onnx.Tests.Building;

namespace ExplainGen.Onnx.Tests.Operators.Cases;

/// <summary>Sums, products with constants, and matrices.</summary>
internal static class ArithmeticCases
{
    private static readonly (string, object) s_same = ("pads", new[] { 1, 1, 1, 1 });

    public static IEnumerable<OperatorCase> All =>
    [
        new("Add: residual", Block().Node("Add", "@ x").Node("Relu", "@")),
        new("Add: residual, the other way", Block().Node("Add", "x @")),
        new("Add: a value to itself", Start().Node("Relu", "x").Node("Add", "@ @")),
        new("Sum: three", Start().NodeTo("a", "Relu", "x").NodeTo("b", "Tanh", "x").Node("Sum", "a b x")),
        new("Sum: one", Start().Node("Relu", "x").Node("Sum", "@").Node("Tanh", "@")),
        new("Add: bias of a convolution", Block().Weight("k", 1, 3, 1, 1).Node("Add", "@ k").Node("Relu", "@")),
        new("Add: bias of a convolution that has one", Start().Weight("w", 2, 3, 3, 3).Weight("b", 2).Weight("k", 2, 1, 1)
            .Node("Conv", "x w b")
            .Node("Add", "k @")),
        new("Add: bias of a convolution that others read", Block("c").Weight("k", 3, 1, 1).NodeTo("d", "Add", "c k").Node("Add", "c d")),
        new("Add: bias of a convolution that others read by another name", Block("c").Weight("k", 3, 1, 1).NodeTo("i", "Identity", "c")
            .NodeTo("d", "Add", "i k").Node("Add", "c d")),
        new("Add: bias twice, others read between", Block("c").Weight("k", 3, 1, 1).NodeTo("d", "Add", "c k").NodeTo("e", "Add", "d k")
            .Node("Add", "d e")),
        new("Add: bias of a transposed convolution", Start().Weight("w", 3, 2, 3, 3).Weight("k", 2, 1, 1).Node("ConvTranspose", "x w")
            .Node("Add", "@ k")),
        new("Add: a constant a channel", Start().Weight("k", 3, 1, 1).Node("Add", "x k")),
        new("Add: a number", Start().Number("k", 0.7f).Node("Relu", "x").Node("Add", "k @")),
        new("Add: opset 7", Block(null, 7).Node("Add", "@ x")),
        Constant("Sub", "a channel", "x k"), Constant("Mul", "a channel", "x k"), Constant("Mul", "the other way", "k x"),
        Constant("Div", "a channel", "x k"),
        new("Sub: a number", Start().Number("k", 0.4f).Node("Sub", "x k")),
        new("Mul: a number", Start().Number("k", -2.5f).Node("Mul", "x k").Node("Relu", "@")),
        new("Div: a number", Start().Number("k", 255).Node("Div", "x k")),
        new("Sub: standardized input", Start().Positive("m", 1, 3, 1, 1).Positive("s", 1, 3, 1, 1).Weight("w", 2, 3, 3, 3)
            .Node("Sub", "x m")
            .Node("Div", "@ s").Node("Conv", "@ w", s_same)),
        new("Mul: behind a convolution", Block().Weight("k", 3, 1, 1).Node("Mul", "@ k").Node("Relu", "@")),
        new("Mul: features", Vector().Weight("k", 6).Node("Mul", "x k")),
        new("Mul: channels last", new OnnxFile().Input("x", 1, 4, 5, 3).Weight("k", 3)
            .Node("Transpose", "x", ("perm", new[] { 0, 3, 1, 2 }))
            .Node("Transpose", "@", ("perm", new[] { 0, 2, 3, 1 })).Node("Mul", "@ k")
            .Node("Transpose", "@", ("perm", new[] { 0, 3, 1, 2 }))),
        new("Concat: channels", Start().NodeTo("a", "Relu", "x").NodeTo("b", "Tanh", "x").Node("Concat", "a x b", ("axis", 1))),
        new("Concat: axis from behind", Start().NodeTo("a", "Relu", "x").Node("Concat", "a x", ("axis", -3)).Node("Sigmoid", "@")),
        new("Concat: features", Vector().NodeTo("a", "Relu", "x").Node("Concat", "a x", ("axis", -1))),
        new("Concat: one", Start().Node("Concat", "x", ("axis", 1)).Node("Relu", "@")),
        Gemm("plain", [6, 4], "x w b"), Gemm("no bias", [6, 4], "x w"), Gemm("transposed", [4, 6], "x w b", ("transB", 1)),
        Gemm("scaled", [4, 6], "x w b", ("transB", 1), ("alpha", 0.5f), ("beta", 2f)), Gemm("alpha alone", [6, 4], "x w", ("alpha", -1.5f)),
        new("Gemm: a bias of one number", Vector().Weight("w", 6, 4).Number("b", 0.5f).Node("Gemm", "x w b")),
        new("Gemm: a bias with batch axis", Vector().Weight("w", 6, 4).Weight("b", 1, 4).Node("Gemm", "x w b")),
        new("Gemm: opset 7", new OnnxFile(7).Input("x", 1, 6).Weight("w", 6, 4).Weight("b", 4).Node("Gemm", "x w b")),
        new("Gemm: behind planes", Start().Weight("w", 60, 4).Node("Flatten", "x").Node("Gemm", "@ w").Node("Relu", "@")),
        new("MatMul: plain", Vector().Weight("w", 6, 4).Node("MatMul", "x w")),
        new("MatMul: with bias", Vector().Weight("w", 6, 4).Weight("b", 4).Node("MatMul", "x w").Node("Add", "b @").Node("Relu", "@")),
        new("MatMul: transposed constant", Vector().Weight("w", 4, 6).NodeTo("t", "Transpose", "w", ("perm", new[] { 1, 0 }))
            .Node("MatMul", "x t")),
        new("MatMul: along channels", new OnnxFile().Input("x", 1, 4, 5, 3).Weight("w", 3, 2).Weight("b", 2)
            .Node("Transpose", "x", ("perm", new[] { 0, 3, 1, 2 })).Node("Relu", "@")
            .Node("Transpose", "@", ("perm", new[] { 0, 2, 3, 1 }))
            .Node("MatMul", "@ w").Node("Add", "@ b").Node("Transpose", "@", ("perm", new[] { 0, 3, 1, 2 }))),
    ];

    private static OperatorCase Constant(string op, string use, string inputs) =>
        new($"{op}: {use}", Start().Positive("k", 1, 3, 1, 1).Node(op, inputs));

    private static OperatorCase Gemm(string use, long[] matrix, string inputs, params (string Name, object Value)[] attributes) =>
        new($"Gemm: {use}", Vector().Weight("w", matrix).Weight("b", 4).Node("Gemm", inputs, attributes));

    private static OnnxFile Start(long operatorSet = 17) => new OnnxFile(operatorSet).Input("x", 1, 3, 4, 5);

    private static OnnxFile Vector() => new OnnxFile().Input("x", 1, 6);

    private static OnnxFile Block(string? output = null, long operatorSet = 17) =>
        Start(operatorSet).Weight("w", 3, 3, 3, 3).NodeTo(output ?? "conv", "Conv", "x w", s_same);
}
