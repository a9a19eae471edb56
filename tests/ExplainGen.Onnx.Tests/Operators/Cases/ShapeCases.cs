using ExplainGen.Onnx.Files;
using ExplainGen.Onnx.Tests.Building;

namespace ExplainGen.Onnx.Tests.Operators.Cases;

/// <summary>Nodes that move or rename elements, and those that compute shapes.</summary>
internal static class ShapeCases
{
    private static readonly (string, object) s_toFront = ("perm", new[] { 0, 3, 1, 2 }), s_toBack = ("perm", new[] { 0, 2, 3, 1 });

    public static IEnumerable<OperatorCase> All =>
    [
        new("Flatten: default", Dense(Start().Node("Relu", "x").Node("Flatten", "@"))),
        new("Flatten: axis from behind", Dense(Start().Node("Flatten", "x", ("axis", -3)))),
        new("Reshape: -1", Dense(Start().Longs("s", 1, -1).Node("Reshape", "x s"))),
        new("Reshape: 0 and -1", Dense(Start().Longs("s", 0, -1).Node("Reshape", "x s"))),
        new("Reshape: free batch", Dense(Start().Longs("s", -1, 24).Node("Reshape", "x s"))),
        new("Reshape: to planes", Start(13).Longs("s", 1, 4, 3, 2).Weight("w", 2, 4, 3, 2).Node("Reshape", "x s").Node("Conv", "@ w")),
        new("Reshape: of a vector", new OnnxFile().Input("x", 1, 24).Longs("s", 0, 2, 3, -1).Weight("w", 2, 2, 3, 2)
            .Node("Reshape", "x s").Node("Conv", "@ w")),
        new("Reshape: nothing", Start().Longs("s", 1, 2, 3, 4).Node("Reshape", "x s").Node("Relu", "@")),
        new("Reshape: a shape computed from that of its input", Dense(Start(11).Node("Relu", "x").NodeTo("n", "Shape", "@")
            .NodeTo("zero", "Constant", "", ("value", OnnxTensors.Raw("", OnnxDataType.Int64, [], new byte[8])))
            .NodeTo("b", "Gather", "n zero", ("axis", 0))
            .NodeTo("u", "Unsqueeze", "b", ("axes", new[] { 0 })).Longs("rest", -1).NodeTo("s", "Concat", "u rest", ("axis", 0))
            .Node("Reshape", "x s"))),
        new("Shape: of a layer that nothing else reads", Start(13).Weight("w", 4, 2, 3, 3).Node("Conv", "x w").NodeTo("n", "Shape", "@")
            .Longs("from", 0).Longs("to", 1).NodeTo("b", "Slice", "n from to").Longs("rest", -1).NodeTo("s", "Concat", "b rest", ("axis", 0))
            .NodeTo("r", "Relu", "x").Node("Reshape", "r s")),
        new("Shape: start and end", Dense(Start(15).Longs("rest", -1).NodeTo("n", "Shape", "x", ("start", 0), ("end", 1))
            .NodeTo("s", "Concat", "n rest", ("axis", 0)).Node("Reshape", "x s"))),
        new("Shape: a product of axes", Dense(Start(13).NodeTo("n", "Shape", "x").Longs("from", 1).Longs("to", 4).Longs("one", 1)
            .NodeTo("tail", "Slice", "n from to").Longs("i0", 0).Longs("i1", 1).Longs("i2", 2).NodeTo("a", "Gather", "tail i0")
            .NodeTo("b", "Gather", "tail i1").NodeTo("c", "Gather", "tail i2").NodeTo("ab", "Mul", "a b").NodeTo("abc", "Mul", "ab c")
            .NodeTo("s", "Concat", "one abc", ("axis", 0)).Node("Reshape", "x s"))),
        new("Squeeze: attribute", new OnnxFile(11).Input("x", 1, 6, 1, 1).Weight("w", 6, 4)
            .Node("Squeeze", "x", ("axes", new[] { 2, 3 })).Node("Gemm", "@ w")),
        new("Squeeze: input", new OnnxFile(13).Input("x", 1, 6, 1, 1).Weight("w", 6, 4).Longs("a", -1, -2).Node("Squeeze", "x a")
            .Node("Gemm", "@ w")),
        new("Squeeze: behind a pooling", Start().Weight("w", 2, 4).Longs("a", 2, 3).Node("GlobalAveragePool", "x").Node("Squeeze", "@ a")
            .Node("Gemm", "@ w")),
        new("Unsqueeze: attribute", new OnnxFile(11).Input("x", 1, 6).Weight("w", 3, 1, 3).Node("Unsqueeze", "x", ("axes", new[] { 1 }))
            .Node("Conv", "@ w")),
        new("Unsqueeze: input", new OnnxFile(13).Input("x", 1, 6).Weight("w", 3, 6, 1, 1).Longs("a", 2, -1).Node("Unsqueeze", "x a")
            .Node("Conv", "@ w")),
        new("Transpose: input moved to the front", Last().Node("Conv", "@ w")),
        new("Transpose: output moved to the back", Last().Node("Conv", "@ w").Node("Transpose", "@", s_toBack)),
        new("Transpose: there and back", Last().Node("Relu", "@").Node("Transpose", "@", s_toBack).Node("Tanh", "@")
            .Node("Transpose", "@", s_toFront)
            .Node("Conv", "@ w")),
        new("Transpose: planes of one element", Dense(Start().Node("GlobalAveragePool", "x").Node("Transpose", "@", s_toBack)
            .Node("Flatten", "@"), 2)),
        new("Transpose: default perm of a constant", new OnnxFile().Input("x", 1, 6).Weight("w", 4, 6).NodeTo("t", "Transpose", "w")
            .Node("MatMul", "x t")),
        new("Identity: between", Start().Node("Identity", "x").Node("Relu", "@").Node("Identity", "@").Node("Tanh", "@")),
        new("Identity: of weights", new OnnxFile().Input("x", 1, 6).Weight("w", 6, 4).NodeTo("i", "Identity", "w").Node("MatMul", "x i")),
        new("Dropout: attribute", Start(10).Node("Relu", "x").Node("Dropout", "@", ("ratio", 0.4f)).Node("Tanh", "@")),
        new("Dropout: input", Start(13).Number("r", 0.4f).Node("Relu", "x").NodeTo("d mask", "Dropout", "@ r").Node("Tanh", "@")),
        new("Cast: to single precision", Start().Node("Relu", "x").Node("Cast", "@", ("to", 1)).Node("Tanh", "@")),
        new("Cast: of weights", new OnnxFile().Input("x", 1, 6)
            .Tensor(OnnxTensors.Raw("d", OnnxDataType.Double, [6, 2], OnnxTensors.Bytes(Doubles(12))))
            .NodeTo("w", "Cast", "d", ("to", 1)).Node("MatMul", "x w")),
        new("CastLike: to single precision", Start(15).Number("like", 1).Node("Relu", "x").Node("CastLike", "@ like").Node("Tanh", "@")),
    ];

    private static double[] Doubles(int count) => [.. Enumerable.Range(1, count).Select(i => Math.Sin(i))];

    private static OnnxFile Dense(OnnxFile file, long features = 24) => file.Weight("w", features, 3).Node("Gemm", "@ w");

    private static OnnxFile Start(long operatorSet = 13) => new OnnxFile(operatorSet).Input("x", 1, 2, 3, 4);

    private static OnnxFile Last() => new OnnxFile().Input("x", 1, 5, 6, 3).Weight("w", 2, 3, 3, 3).Node("Transpose", "x", s_toFront);
}
