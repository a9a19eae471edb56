using ExplainGen.Onnx.Tests.Building;

namespace ExplainGen.Onnx.Tests.Operators.Cases;

/// <summary>Convolutions, transposed ones, and normalization.</summary>
internal static class ConvolutionCases
{
    private const string Bare = "x w", Biased = "x w b";

    public static IEnumerable<OperatorCase> All =>
    [
        Conv("plain", [1, 3, 7, 8], [4, 3, 3, 3], Biased), Conv("no bias", [1, 3, 7, 8], [4, 3, 3, 3], Bare),
        Conv("one axis", [1, 3, 11], [4, 3, 3], Biased, ("pads", new[] { 1, 2 }), ("strides", new[] { 2 })),
        Conv("three axes", [1, 2, 5, 6, 7], [3, 2, 2, 3, 2], Biased, ("pads", new[] { 0, 1, 1, 1, 1, 0 })),
        Conv("kernel shape", [1, 3, 7, 8], [4, 3, 1, 3], Biased, ("kernel_shape", new[] { 1, 3 })),
        Conv("pads on all sides", [1, 3, 7, 8], [4, 3, 3, 3], Biased, ("pads", new[] { 1, 1, 1, 1 })),
        Conv("symmetric pads", [1, 3, 7, 8], [4, 3, 3, 5], Biased, ("pads", new[] { 1, 2, 1, 2 })),
        Conv("pads that differ", [1, 3, 7, 8], [4, 3, 3, 3], Biased, ("pads", new[] { 0, 1, 2, 0 })),
        Conv("strides", [1, 3, 9, 8], [4, 3, 3, 3], Biased, ("strides", new[] { 2, 2 })),
        Conv("strides that differ", [1, 3, 9, 8], [4, 3, 3, 3], Biased, ("strides", new[] { 2, 1 }), ("pads", new[] { 1, 1, 1, 1 })),
        Conv("dilations", [1, 3, 9, 8], [4, 3, 3, 3], Biased, ("dilations", new[] { 2, 1 })),
        Conv("groups", [1, 4, 7, 8], [6, 2, 3, 3], Biased, ("group", 2)),
        Conv("depthwise", [1, 4, 7, 8], [4, 1, 3, 3], Bare, ("group", 4), ("pads", new[] { 1, 1, 1, 1 })),
        Conv("same upper", [1, 3, 7, 8], [4, 3, 3, 2], Biased, ("auto_pad", "SAME_UPPER")),
        Conv("same lower", [1, 3, 7, 8], [4, 3, 3, 2], Biased, ("auto_pad", "SAME_LOWER")),
        Conv("same upper by strides", [1, 3, 7, 8], [4, 3, 3, 3], Biased, ("auto_pad", "SAME_UPPER"), ("strides", new[] { 2, 2 })),
        Conv("same lower by strides", [1, 3, 7, 8], [4, 3, 3, 3], Biased, ("auto_pad", "SAME_LOWER"), ("strides", new[] { 2, 2 })),
        Conv("valid", [1, 3, 7, 8], [4, 3, 3, 3], Biased, ("auto_pad", "VALID")),
        Conv("pads that are not set", [1, 3, 7, 8], [4, 3, 3, 3], Biased, ("auto_pad", "NOTSET"), ("pads", new[] { 1, 0, 1, 0 })),
        new("Conv: opset 7, constants among the inputs", new OnnxFile(7).Input("x", 1, 3, 7, 8).Input("w", 4, 3, 3, 3).Input("b", 4)
            .Weight("w", 4, 3, 3, 3).Weight("b", 4).Node("Conv", Biased)),
        Transposed("plain", [1, 3, 5, 6], [3, 4, 3, 3], Biased), Transposed("no bias", [1, 3, 5, 6], [3, 4, 2, 2], Bare),
        Transposed("strides", [1, 3, 5, 6], [3, 4, 3, 3], Biased, ("strides", new[] { 2, 2 }), ("pads", new[] { 1, 1, 1, 1 })),
        Transposed(
            "output padding", [1, 3, 5, 6], [3, 4, 3, 3], Biased, ("strides", new[] { 2, 3 }), ("pads", new[] { 1, 1, 1, 1 }),
            ("output_padding", new[] { 1, 0 })),
        Transposed("pads that differ", [1, 3, 5, 6], [3, 4, 3, 3], Biased, ("pads", new[] { 0, 1, 1, 2 })),
        Transposed("groups", [1, 4, 5, 6], [4, 3, 3, 3], Biased, ("group", 2)),
        Transposed("dilations", [1, 3, 5, 6], [3, 2, 2, 2], Biased, ("dilations", new[] { 2, 2 })),
        Transposed("one axis", [1, 3, 7], [3, 4, 4], Biased, ("strides", new[] { 2 })),
        Transposed("three axes", [1, 2, 3, 3, 4], [2, 3, 2, 2, 2], Biased, ("strides", new[] { 2, 2, 2 })),
        Transposed("valid", [1, 3, 5, 6], [3, 4, 3, 3], Biased, ("auto_pad", "VALID")),
        Transposed("same upper", [1, 3, 5, 6], [3, 4, 3, 3], Biased, ("auto_pad", "SAME_UPPER"), ("strides", new[] { 2, 2 })),
        Transposed("same lower", [1, 3, 5, 6], [3, 4, 3, 3], Biased, ("auto_pad", "SAME_LOWER"), ("strides", new[] { 2, 2 })),
        Norm("plain", 9, [1, 3, 4, 5]), Norm("epsilon", 14, [1, 3, 4, 5], ("epsilon", 0.1f)), Norm("opset 7", 7, [1, 3, 4, 5]),
        Norm("a vector", 15, [1, 3]), Norm("a sequence", 15, [1, 3, 6]),
        new("BatchNormalization: behind a convolution", Statistics(new OnnxFile().Input("x", 1, 2, 6, 6).Weight("w", 3, 2, 3, 3)
            .Node("Conv", "x w")).Node("BatchNormalization", "@ scale shift mean variance").Node("Relu", "@")),
        new("BatchNormalization: before a convolution", Statistics(new OnnxFile().Input("x", 1, 3, 6, 6).Weight("w", 3, 3, 3, 3))
            .Node("BatchNormalization", "x scale shift mean variance").Node("Conv", "@ w", ("pads", new[] { 1, 1, 1, 1 }))),
    ];

    private static OperatorCase Conv(string use, long[] x, long[] w, string inputs, params (string Name, object Value)[] attributes) =>
        new($"Conv: {use}", new OnnxFile().Input("x", x).Weight("w", w).Weight("b", w[0]).Node("Conv", inputs, attributes));

    private static OperatorCase Transposed(string use, long[] x, long[] w, string inputs, params (string Name, object Value)[] attributes)
    {
        int groups = attributes.Where(a => a.Name == "group").Select(a => (int)a.Value).FirstOrDefault(1);
        return new($"ConvTranspose: {use}", new OnnxFile(11).Input("x", x).Weight("w", w).Weight("b", w[1] * groups)
            .Node("ConvTranspose", inputs, attributes));
    }

    private static OperatorCase Norm(string use, long operatorSet, long[] x, params (string Name, object Value)[] attributes) =>
        new($"BatchNormalization: {use}", Statistics(new OnnxFile(operatorSet).Input("x", x))
            .Node("BatchNormalization", "x scale shift mean variance", attributes));

    private static OnnxFile Statistics(OnnxFile file) => file.Weight("scale", 3).Weight("shift", 3).Weight("mean", 3)
        .Positive("variance", 3);
}
