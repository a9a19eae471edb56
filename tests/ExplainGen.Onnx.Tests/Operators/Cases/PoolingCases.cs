using ExplainGen.Onnx.Tests.Building;

namespace ExplainGen.Onnx.Tests.Operators.Cases;

/// <summary>Poolings, reductions, and planes that are padded, thinned out or enlarged.</summary>
internal static class PoolingCases
{
    private static readonly (string, object) s_two = ("kernel_shape", new[] { 2, 2 }), s_three = ("kernel_shape", new[] { 3, 3 });

    private static readonly (string, object) s_by2 = ("strides", new[] { 2, 2 }), s_ceiling = ("ceil_mode", 1),
        s_counted = ("count_include_pad", 1);

    private static readonly (string, object) s_padded = ("pads", new[] { 1, 1, 1, 1 }), s_upper = ("auto_pad", "SAME_UPPER"),
        s_lower = ("auto_pad", "SAME_LOWER");

    public static IEnumerable<OperatorCase> All =>
    [
        .. new[] { "MaxPool", "AveragePool" }.SelectMany(Windows),
        Pool("MaxPool", "one axis", 12, [1, 2, 9], ("kernel_shape", new[] { 3 }), ("strides", new[] { 2 })),
        Pool("MaxPool", "three axes", 12, [1, 2, 4, 5, 6], ("kernel_shape", new[] { 2, 2, 3 }), ("strides", new[] { 2, 1, 1 })),
        Pool("MaxPool", "opset 8", 8, [1, 2, 6, 6], s_two, ("storage_order", 0)),
        Pool("AveragePool", "counted", 11, [1, 2, 7, 6], s_three, s_padded, s_counted),
        Pool("AveragePool", "counted, pads that differ", 11, [1, 2, 7, 6], s_three, s_counted, ("pads", new[] { 0, 1, 1, 0 })),
        Pool("AveragePool", "counted, by strides", 11, [1, 2, 7, 6], s_three, s_padded, s_counted, s_by2),
        Pool("AveragePool", "counted, same upper", 11, [1, 2, 7, 6], s_three, s_counted, s_upper, s_by2),
        Pool("AveragePool", "counted, ceiling", 19, [1, 2, 8, 6], s_three, s_ceiling, s_counted, s_by2),
        Pool("AveragePool", "counted, ceiling, padded", 19, [1, 2, 6, 8], s_three, s_ceiling, s_padded, s_counted, s_by2),
        Pool("AveragePool", "one axis", 11, [1, 2, 9], ("kernel_shape", new[] { 3 }), ("strides", new[] { 3 })),
        Pool("AveragePool", "three axes", 11, [1, 2, 4, 5, 6], ("kernel_shape", new[] { 2, 2, 3 })),
        Pool("AveragePool", "opset 7", 7, [1, 2, 6, 6], s_two, s_by2, s_counted),
        Pool("GlobalAveragePool", "planes", 17, [1, 3, 4, 5]), Pool("GlobalAveragePool", "sequences", 17, [1, 3, 5]),
        Pool("GlobalMaxPool", "planes", 17, [1, 3, 4, 5]), Pool("GlobalMaxPool", "volumes", 17, [1, 3, 2, 4, 5]),
        .. new[] { "ReduceMean", "ReduceMax" }.SelectMany(Reductions),
        new("Pad: attribute", new OnnxFile(9).Input("x", 1, 2, 4, 5).Node("Pad", "x", ("pads", new[] { 0, 0, 1, 2, 0, 0, 3, 0 }))),
        new("Pad: input", Start(13).Longs("p", 0, 0, 1, 0, 0, 0, 1, 2).Node("Pad", "x p")),
        new("Pad: fill", Start(13).Longs("p", 0, 0, 1, 0, 0, 0, 1, 2).Number("zero", 0).Node("Pad", "x p zero", ("mode", "constant"))),
        new("Pad: channels", Start(13).Longs("p", 0, 1, 0, 0, 0, 2, 0, 0).Node("Pad", "x p")),
        new("Pad: before a convolution", Start(13).Weight("w", 3, 2, 3, 3).Longs("p", 0, 0, 1, 1, 0, 0, 1, 1).Node("Pad", "x p")
            .Node("Conv", "@ w")),
        new("Pad: nothing", Start(13).Longs("p", 0, 0, 0, 0, 0, 0, 0, 0).Node("Pad", "x p").Node("Relu", "@")),
        new("Slice: steps", Start(13).Longs("s", 0, 0).Longs("e", 100, 100).Longs("a", 2, 3).Longs("t", 2, 2).Node("Slice", "x s e a t")),
        new("Slice: steps that differ", Start(10).Longs("s", 0, 0).Longs("e", long.MaxValue, 5).Longs("a", -2, -1).Longs("t", 1, 3)
            .Node("Slice", "x s e a t")),
        new("Slice: whole", Start(13).Longs("s", 0).Longs("e", 100).Longs("a", 2).Node("Slice", "x s e a").Node("Relu", "@")),
        new("Slice: attributes, whole", Start(9).Node("Slice", "x", ("starts", new[] { 0 }), ("ends", new[] { 4 }), ("axes", new[] { 2 }))
            .Node("Relu", "@")),
        new("Upsample: opset 7", Start(7).Node("Upsample", "x", ("scales", new[] { 1f, 1f, 2f, 2f }), ("mode", "nearest"))),
        new("Upsample: opset 9", Start(9).Tensor(OnnxTensors.Floats("s", [4], [1, 1, 2, 3])).Node("Upsample", "x s")),
        new("Resize: opset 10", Start(10).Tensor(OnnxTensors.Floats("s", [4], [1, 1, 3, 2])).Node("Resize", "x s")),
        new("Resize: scales", Start(13).Tensor(OnnxTensors.Floats("s", [4], [1, 1, 3, 2])).Node("Resize", "x - s")),
        new("Resize: as PyTorch writes it", Start(13).Tensor(OnnxTensors.Floats("s", [4], [1, 1, 2, 2])).Node(
            "Resize", "x - s", ("coordinate_transformation_mode", "asymmetric"), ("mode", "nearest"), ("nearest_mode", "floor"))),
        new("Resize: sizes", Start(13).Longs("n", 1, 2, 8, 15).Node("Resize", "x - - n")),
        new("Resize: sizes beside empty scales", Start(11).Tensor(OnnxTensors.Floats("roi", [0], []))
            .Tensor(OnnxTensors.Floats("s", [0], []))
            .Longs("n", 1, 2, 8, 10).Node("Resize", "x roi s n",
                ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"))),
        new("Resize: rounded by twos", Start(13).Tensor(OnnxTensors.Floats("s", [4], [1, 1, 2, 2])).Node(
            "Resize", "x - s", ("coordinate_transformation_mode", "asymmetric"))),
    ];

    private static IEnumerable<OperatorCase> Windows(string op) =>
    [
        Pool(op, "plain", 12, [1, 2, 6, 7], s_two), Pool(op, "strides", 12, [1, 2, 7, 7], s_three, s_by2),
        Pool(op, "padded", 12, [1, 2, 7, 6], s_three, s_padded, s_by2),
        Pool(op, "pads that differ", 12, [1, 2, 7, 6], s_three, ("pads", new[] { 0, 1, 1, 0 })),
        Pool(op, "ceiling", 12, [1, 2, 8, 6], s_three, s_by2, s_ceiling),
        Pool(op, "ceiling, padded", 12, [1, 2, 8, 7], s_three, s_by2, s_ceiling, s_padded),
        Pool(op, "ceiling, a window of padding alone", 12, [1, 2, 7, 7], s_two, ("strides", new[] { 3, 3 }), s_ceiling, s_padded),
        Pool(op, "same upper", 12, [1, 2, 7, 6], s_three, s_by2, s_upper), Pool(op, "same lower", 12, [1, 2, 6, 6], s_two, s_lower),
        Pool(op, "same lower by strides", 12, [1, 2, 6, 7], s_three, s_by2, s_lower),
        Pool(op, "valid", 12, [1, 2, 7, 6], s_three, ("auto_pad", "VALID")),
        Pool(op, "dilations of one", op == "MaxPool" ? 12 : 19, [1, 2, 7, 6], s_three, ("dilations", new[] { 1, 1 })),
    ];

    private static IEnumerable<OperatorCase> Reductions(string op) =>
    [
        Pool(op, "kept axes", 11, [1, 3, 4, 5], ("axes", new[] { 2, 3 }), ("keepdims", 1)),
        Pool(op, "dropped axes", 13, [1, 3, 4, 5], ("axes", new[] { -1, -2 }), ("keepdims", 0)),
        Pool(op, "a sequence", 13, [1, 3, 4], ("axes", new[] { 2 }), ("keepdims", 0)),
        new($"{op}: input", new OnnxFile(18).Input("x", 1, 3, 4, 5).Longs("a", 2, 3).Node(op, "x a", ("keepdims", 0))),
        new($"{op}: channels last", new OnnxFile(13).Input("x", 1, 4, 5, 3).Node("Transpose", "x", ("perm", new[] { 0, 3, 1, 2 }))
            .Node("Relu", "@").Node("Transpose", "@", ("perm", new[] { 0, 2, 3, 1 }))
            .Node(op, "@", ("axes", new[] { 1, 2 }), ("keepdims", 0))),
    ];

    private static OperatorCase Pool(string op, string use, long operatorSet, long[] x, params (string Name, object Value)[] attributes) =>
        new($"{op}: {use}", new OnnxFile(operatorSet).Input("x", x).Node(op, "x", attributes));

    private static OnnxFile Start(long operatorSet) => new OnnxFile(operatorSet).Input("x", 1, 2, 4, 5);
}
