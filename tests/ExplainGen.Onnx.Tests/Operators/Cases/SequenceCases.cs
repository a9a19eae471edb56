using ExplainGen.Onnx.Files;
using ExplainGen.Onnx.Tests.Building;

namespace ExplainGen.Onnx.Tests.Operators.Cases;

/// <summary>Sequences: axes that really change places, parts of them, and tokens.</summary>
internal static class SequenceCases
{
    private static readonly (string, object) s_swap = ("perm", new[] { 0, 2, 1 });

    public static IEnumerable<OperatorCase> All =>
    [
        new("Transpose: a convolution along the other axis", Start().Weight("w", 3, 5, 2).Weight("v", 2, 5, 2).Node("Conv", "x w")
            .Node("Transpose", "@", s_swap).Node("Conv", "@ v")),
        new("Transpose: the batch elsewhere", Start().Node("Relu", "x").Node("Transpose", "@", ("perm", new[] { 2, 0, 1 })).Node("Tanh", "@")),
        new("Conv: of a sequence, over an axis of one element more", Start().Node("Relu", "x").Longs("s", 1, 5, 6, 1).Node("Reshape", "@ s")
            .Weight("w", 4, 5, 3, 1).Weight("b", 4).Node("Conv", "@ w b", ("pads", new[] { 1, 0, 2, 0 }), ("strides", new[] { 2, 1 }))
            .Node("Tanh", "@").Weight("v", 2, 4, 2, 1).Node("Conv", "@ v")),
        new("Conv: of a transposed sequence, over an axis of one element more", Start().Node("Relu", "x").Node("Transpose", "@", s_swap)
            .Longs("s", 1, 6, 1, 5).Node("Reshape", "@ s").Weight("w", 4, 6, 1, 3).Node("Conv", "@ w", ("dilations", new[] { 1, 2 }))),
        new("Conv: that pads an axis of one element", Start().Node("Relu", "x").Longs("s", 1, 5, 6, 1).Node("Reshape", "@ s")
            .Weight("w", 4, 5, 3, 1).Node("Conv", "@ w", ("pads", new[] { 0, 1, 0, 1 }))),
        new("Reshape: a transposed value as a vector", Dense(Start().Node("Relu", "x").Node("Transpose", "@", s_swap)
            .Longs("s", 1, -1).Node("Reshape", "@ s"), 30)),
        new("Reshape: without a batch axis", Start().Node("Relu", "x").Longs("s", 5, 6).Node("Reshape", "@ s").Longs("t", 1, 30)
            .Node("Reshape", "@ t").Weight("w", 30, 3).Node("Gemm", "@ w")),
        new("Reshape: steps of a sequence joined", Start().Node("Relu", "x").Node("Transpose", "@", s_swap).Longs("s", 1, 2, 15)
            .Node("Reshape", "@ s").Weight("w", 15, 4).Node("MatMul", "@ w")),
        new("Reshape: features split into heads and back", Start().Node("Relu", "x").Node("Transpose", "@", s_swap)
            .Longs("s", 1, 6, 5, 1).Node("Reshape", "@ s").Node("Transpose", "@", ("perm", new[] { 0, 2, 1, 3 })).Node("Tanh", "@")
            .Node("Transpose", "@", ("perm", new[] { 0, 2, 1, 3 })).Longs("t", 1, 6, 5).Node("Reshape", "@ t")),
        new("Reshape: to a list, past an axis of one element", new OnnxFile(13).Input("x", 1, 4, 1, 5).Node("Relu", "x").Longs("s", -1)
            .Node("Reshape", "@ s").Longs("t", 1, 20).Node("Reshape", "@ t").Weight("w", 20, 3).Node("Gemm", "@ w")),
        new("Flatten: without a batch axis", new OnnxFile(13).Input("x", 1, 5, 4, 3).Longs("a", 0).Node("Relu", "x").Node("Squeeze", "@ a")
            .Node("Flatten", "@", ("axis", 1)).Weight("w", 12, 3).Node("Gemm", "@ w")),
        new("Squeeze: all axes of one element", new OnnxFile(13).Input("x", 1, 1, 5).Node("Relu", "x").Node("Squeeze", "@").Longs("t", 1, 5)
            .Node("Reshape", "@ t").Weight("w", 5, 3).Node("Gemm", "@ w")),
        new("Mul: factors whose axes are aligned at the end", new OnnxFile(13).Input("x", 1, 4, 4).Longs("a", 2).NodeTo("m", "ReduceMax", "x",
            ("axes", new[] { 1 }), ("keepdims", 0)).Node("Mul", "x m")),
        new("Mul: a vector with more axes", new OnnxFile(13).Input("x", 1, 6).Longs("a", 1).NodeTo("r", "Tanh", "x").NodeTo("u", "Unsqueeze", "r a")
            .Node("Mul", "x u")),
        new("Add: a bias of one reader of two", new OnnxFile(13).Input("x", 1, 6).Weight("w", 6, 12).Weight("b", 12).NodeTo("a", "Gemm", "x w")
            .Longs("s", 1, 3, 4).NodeTo("r", "Reshape", "a s").NodeTo("p", "Relu", "r").NodeTo("f", "Flatten", "r").NodeTo("g", "Add", "f b")
            .NodeTo("q", "Flatten", "p").Node("Add", "g q")),
        new("Unsqueeze: of the batch", new OnnxFile(13).Input("x", 1, 6).Node("Relu", "x").Longs("a", 0).Node("Unsqueeze", "@ a").Node("Tanh", "@")),
        new("Squeeze: of the batch", new OnnxFile(13).Input("x", 1, 1, 6).Node("Relu", "x").Longs("a", 0).Node("Squeeze", "@ a")
            .Weight("w", 6, 4).Node("Gemm", "@ w")),
        new("MatMul: along an axis that is not the channels", Start().Weight("w", 6, 4).Node("Relu", "x").Node("MatMul", "@ w")),
        new("MatMul: along the channels", Start().Weight("w", 5, 4).Node("Relu", "x").Node("Transpose", "@", s_swap).Node("MatMul", "@ w")),
        new("Add: values that were transposed differently", new OnnxFile().Input("x", 1, 4, 4).NodeTo("r", "Relu", "x")
            .NodeTo("t", "Transpose", "r", s_swap).NodeTo("u", "Tanh", "r").Node("Add", "t u")),
        new("Add: one number for each position", Start().Weight("k", 6).Node("Relu", "x").Node("Add", "@ k")),
        new("Mul: one number for each position", Start().Positive("k", 1, 1, 6).Node("Relu", "x").Node("Mul", "@ k")),
        new("BatchNormalization: of a transposed value", Start().Weight("s", 6).Positive("v", 6).NodeTo("r", "Relu", "x")
            .NodeTo("t", "Transpose", "r", s_swap).Node("BatchNormalization", "t s s s v")),
        new("Concat: along positions", Start().NodeTo("a", "Relu", "x").NodeTo("b", "Tanh", "x").Node("Concat", "a b", ("axis", 2))),
        new("Concat: along transposed features", Start().NodeTo("a", "Relu", "x").NodeTo("b", "Tanh", "x")
            .NodeTo("c", "Transpose", "a", s_swap).NodeTo("d", "Transpose", "b", s_swap).Node("Concat", "c d", ("axis", -1))),
        new("Slice: some channels", Start().Longs("s", 1).Longs("e", 4).Longs("a", 1).Node("Relu", "x").Node("Slice", "@ s e a")),
        new("Slice: to the end from behind", Start().Longs("s", -3).Longs("e", 1000).Longs("a", -1).Node("Relu", "x").Node("Slice", "@ s e a")),
        new("Slice: two axes", Start().Longs("s", 1, 0).Longs("e", -1, 2).Longs("a", 2, 1).Node("Relu", "x").Node("Slice", "@ s e a")),
        new("Slice: of a transposed value", Start().Longs("s", 2).Longs("e", 5).Longs("a", 1).Node("Relu", "x").Node("Transpose", "@", s_swap)
            .Node("Slice", "@ s e a")),
        new("Gather: the first position", Start().Tensor(OnnxTensors.Raw("i", OnnxDataType.Int64, [], new byte[8])).Node("Relu", "x")
            .Node("Transpose", "@", s_swap).Node("Gather", "@ i", ("axis", 1)).Weight("w", 5, 3).Node("Gemm", "@ w")),
        new("Gather: some that follow one another", Start().Longs("i", 2, 3, 4).Node("Relu", "x").Node("Gather", "@ i", ("axis", 2))),
        new("Split: equal parts", Start(13).Node("Relu", "x").NodeTo("a b", "Split", "@", ("axis", 2)).NodeTo("t", "Tanh", "a").Node("Add", "t b")),
        new("Split: sizes", Start(13).Longs("n", 2, 3).Node("Relu", "x").NodeTo("a b", "Split", "@ n", ("axis", 1)).Weight("w", 2, 3, 1)
            .Node("Conv", "b w")),
        new("Split: sizes as an attribute", Start(11).Node("Relu", "x").NodeTo("a b c", "Split", "@", ("axis", -1), ("split", new[] { 1, 2, 3 }))
            .Node("Tanh", "c")),
        new("Gather: rows of a table by tokens", Text().Weight("t", 11, 5).Node("Gather", "t x").Node("Transpose", "@", s_swap).Weight("w", 4, 5, 3)
            .Node("Conv", "@ w")),
        new("Gather: rows of a table by tokens that were numbers", new OnnxFile().Input("x", 1, 7).Weight("t", 11, 5)
            .NodeTo("i", "Cast", "x", ("to", 7)).Node("Gather", "t i").Weight("w", 5, 4).Node("MatMul", "@ w")),
        new("Gather: rows of a table by tokens that are handed on", Text().Weight("t", 11, 5).NodeTo("i", "Identity", "x")
            .Node("Gather", "t i")
            .Weight("w", 5, 4).Node("MatMul", "@ w")),
        new("Gather: rows of a table by numbers that are handed on before and behind", new OnnxFile(13).Input("x", 1, 7).Weight("t", 11, 5)
            .NodeTo("d", "Dropout", "x").NodeTo("c", "Cast", "d", ("to", 7)).NodeTo("i", "Identity", "c").Node("Gather", "t i")
            .Weight("w", 5, 4).Node("MatMul", "@ w")),
        new("OneHot: of tokens", Text().Tensor(OnnxTensors.Raw("d", OnnxDataType.Int64, [], [11, 0, 0, 0, 0, 0, 0, 0]))
            .Tensor(OnnxTensors.Floats("v", [2], [0, 1])).Node("OneHot", "x d v").Weight("w", 11, 4).Node("MatMul", "@ w")),
        new("OneHot: spelled as a comparison", Text().Tensor(OnnxTensors.Raw("k", OnnxDataType.Int64, [1, 1, 3], OnnxTensors.Bytes<long>([0, 1, 2])))
            .Longs("a", 2).Longs("n", 1, 7, 3).NodeTo("u", "Unsqueeze", "x a").NodeTo("e", "Expand", "u n").NodeTo("q", "Equal", "e k")
            .Node("Cast", "q", ("to", 1)).Weight("w", 3, 4).Node("MatMul", "@ w")),
    ];

    private static OnnxFile Start(long operatorSet = 13) => new OnnxFile(operatorSet).Input("x", 1, 5, 6);

    private static OnnxFile Text() => new OnnxFile(13).Input("x", OnnxDataType.Int64, [1L, 7L]);

    private static OnnxFile Dense(OnnxFile file, long features) => file.Weight("w", features, 3).Node("Gemm", "@ w");
}
