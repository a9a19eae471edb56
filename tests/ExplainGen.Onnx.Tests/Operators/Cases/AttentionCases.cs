using ExplainGen.Onnx.Tests.Building;

namespace ExplainGen.Onnx.Tests.Operators.Cases;

/// <summary>Products of values, normalizations by their own statistics, and attention as exporters spell it.</summary>
internal static class AttentionCases
{
    public static IEnumerable<OperatorCase> All =>
    [
        new("Mul: two values", new OnnxFile().Input("x", 1, 3, 4).NodeTo("a", "Relu", "x").NodeTo("b", "Tanh", "x").Node("Mul", "a b")),
        new("Mul: a gate for each channel", new OnnxFile(13).Input("x", 1, 3, 4, 4).Weight("w", 3, 3, 1, 1).NodeTo("p", "GlobalAveragePool", "x")
            .NodeTo("c", "Conv", "p w").NodeTo("g", "Sigmoid", "c").Node("Mul", "x g")),
        new("Mul: a gate for each channel first", new OnnxFile(13).Input("x", 1, 3, 4, 4).Weight("w", 3, 3, 1, 1)
            .NodeTo("p", "GlobalAveragePool", "x").NodeTo("c", "Conv", "p w").NodeTo("g", "HardSigmoid", "c", ("alpha", 1 / 6f)).Node("Mul", "g x")),
        new("MatMul: two values", Tokens().NodeTo("t", "Transpose", "x", ("perm", new[] { 0, 2, 1 })).Node("MatMul", "x t")),
        new("Softmax: inside, along features", Tokens().NodeTo("s", "Softmax", "x", ("axis", -1)).Weight("w", 8, 3).Node("MatMul", "s w")),
        new("Softmax: inside, along positions", Tokens().NodeTo("s", "Softmax", "x", ("axis", 1)).Weight("w", 8, 3).Node("MatMul", "s w")),
        new("LayerNormalization: of features", Tokens(17).Positive("g", 8).Weight("b", 8).Node("LayerNormalization", "x g b", ("axis", -1))),
        new("LayerNormalization: without shift", Tokens(17).Positive("g", 8).Node("LayerNormalization", "x g", ("epsilon", 0.01f))),
        new("LayerNormalization: spelled by ReduceMean and Pow", Spelled(8, "two", "Pow", "d two")),
        new("LayerNormalization: spelled by Mul", Spelled(8, "two", "Mul", "d d")),
        new("LayerNormalization: spelled by mean squares, along positions", new OnnxFile(13).Input("x", 1, 6, 8).NodeTo("r", "Relu", "x")
            .Longs("a", 1).Positive("g", 1, 6, 1).Weight("b", 1, 6, 1).Number("n", 1 / 6f).Number("zero", 0).Number("e", 1e-6f)
            .NodeTo("s", "ReduceSum", "r a").NodeTo("m", "Mul", "s n").NodeTo("q", "Mul", "r r").NodeTo("t", "ReduceSum", "q a")
            .NodeTo("u", "Mul", "t n").NodeTo("v", "Mul", "m m").NodeTo("w", "Sub", "u v").NodeTo("z", "Max", "w zero")
            .NodeTo("ze", "Add", "z e").NodeTo("root", "Sqrt", "ze").NodeTo("i", "Reciprocal", "root").NodeTo("gi", "Mul", "i g")
            .NodeTo("d", "Sub", "r m").NodeTo("y", "Mul", "d gi").Node("Add", "y b")),
        new("RMSNormalization: spelled", Tokens().Positive("g", 8).Number("two", 2).Number("e", 1e-6f).NodeTo("p", "Pow", "x two")
            .NodeTo("m", "ReduceMean", "p", ("axes", new[] { -1 })).NodeTo("v", "Add", "m e").NodeTo("r", "Sqrt", "v").NodeTo("q", "Div", "x r")
            .Node("Mul", "g q")),
        new("Add: numbers for each element", Tokens().Weight("p", 1, 6, 8).Node("Relu", "x").Node("Add", "@ p")),
        new("Concat: a constant in front", Tokens().Weight("p", 1, 1, 8).NodeTo("r", "Relu", "x").Node("Concat", "p r", ("axis", 1)).Weight("w", 8, 3)
            .Node("MatMul", "@ w")),
        new("Gemm: at each position", new OnnxFile().Input("x", 1, 6, 8).Longs("n", 6, 8).Longs("back", 1, 6, 3).NodeTo("r", "Relu", "x")
            .NodeTo("f", "Reshape", "r n").Weight("w", 8, 3).Weight("b", 3).NodeTo("y", "Gemm", "f w b").Node("Reshape", "y back")),
        new("Softmax: attention of two heads", Attention(2, false)),
        new("Softmax: attention of four heads", Attention(4, false)),
        new("Softmax: attention with a causal mask", Attention(2, true)),
        new("Softmax: attention of one head without reshaping", Projected().Number("k", MathF.Sqrt(8))
            .NodeTo("kt", "Transpose", "k0", ("perm", new[] { 0, 2, 1 })).NodeTo("s", "MatMul", "q0 kt").NodeTo("c", "Div", "s k")
            .NodeTo("a", "Softmax", "c", ("axis", -1)).Node("MatMul", "a v0").Weight("o", 8, 3).Node("MatMul", "@ o")),
        new("Softmax: attention of one projection", Fused()),
    ];

    /// <summary>What is nearly attention, a normalization or a code, and is none: it must not become one.</summary>
    public static TheoryData<string> Near => ["mask", "mask of one head", "clip", "bounded norm"];

    /// <summary>The file of a near miss.</summary>
    public static OnnxFile NearMiss(string which) => which switch
    {
        "mask" => Attention(2, [.. Enumerable.Range(0, 36).Select(i => i == 9 ? -1e9f : 0)]),
        "clip" => Projected().Number("k", 0.25f).Number("low", -6).Number("high", 6).NodeTo("kt", "Transpose", "k0", ("perm", new[] { 0, 2, 1 }))
            .NodeTo("s", "MatMul", "q0 kt").NodeTo("d", "Clip", "s low high").NodeTo("c", "Mul", "d k").NodeTo("a", "Softmax", "c", ("axis", -1))
            .NodeTo("o", "MatMul", "a v0").Longs("n", 1, 6, 8).Node("Reshape", "o n"),
        "mask of one head" => Attention(2, [.. Enumerable.Range(0, 72).Select(i => i == 45 ? -1e9f : 0)]),
        _ => Tokens().Number("e", 1e-5f).Number("two", 2).Number("low", -100).Number("high", 100).NodeTo("m", "ReduceMean", "x", ("axes", new[] { -1 }))
            .NodeTo("d0", "Sub", "x m").NodeTo("d", "Clip", "d0 low high").NodeTo("p", "Pow", "d two").NodeTo("v", "ReduceMean", "p", ("axes", new[] { -1 }))
            .NodeTo("ve", "Add", "v e").NodeTo("s", "Sqrt", "ve").Node("Div", "d s"),
    };

    /// <summary>Attention whose scores are scaled by a little more than is usual.</summary>
    public static OnnxFile OtherScale => Attention(2, new float[36], 1.001f);

    private static OnnxFile Attention(int heads, bool isCausal) =>
        Attention(heads, isCausal ? [.. Enumerable.Range(0, 36).Select(i => i % 6 > i / 6 ? -1e9f : 0)] : null);

    private static OnnxFile Attention(int heads, float[]? mask, float factor = 1)
    {
        int size = 8 / heads;
        var toHeads = ("perm", (object)new[] { 0, 2, 1, 3 });
        OnnxFile file = Projected().Longs("split", 0, 0, heads, size).Longs("join", 0, 0, 8).Number("k", factor / MathF.Sqrt(size))
            .NodeTo("q1", "Reshape", "q0 split").NodeTo("q", "Transpose", "q1", toHeads).NodeTo("k1", "Reshape", "k0 split")
            .NodeTo("kt", "Transpose", "k1", ("perm", new[] { 0, 2, 3, 1 })).NodeTo("v1", "Reshape", "v0 split").NodeTo("v", "Transpose", "v1", toHeads)
            .NodeTo("s", "MatMul", "q kt").NodeTo("c", "Mul", "s k");
        if (mask is not null)
        {
            file.Tensor(OnnxTensors.Floats("mask", [1, mask.Length / 36, 6, 6], mask)).NodeTo("c2", "Add", "c mask");
        }

        return file.NodeTo("a", "Softmax", mask is not null ? "c2" : "c", ("axis", -1)).NodeTo("o", "MatMul", "a v").NodeTo("t", "Transpose", "o", toHeads)
            .NodeTo("j", "Reshape", "t join").Weight("out", 8, 3).Node("MatMul", "j out");
    }

    // As timm has it: one projection, reshaped to queries, keys and values of all heads.
    private static OnnxFile Fused() => Tokens().Weight("w", 8, 24).Longs("split", 1, 6, 3, 2, 4).Longs("join", 1, 6, 8).Number("k", 0.5f)
        .NodeTo("p", "MatMul", "x w").NodeTo("r", "Reshape", "p split").NodeTo("t", "Transpose", "r", ("perm", new[] { 2, 0, 3, 1, 4 }))
        .NodeTo("q3 k3 v3", "Split", "t", ("axis", 0)).Longs("a", 0).NodeTo("q", "Squeeze", "q3 a").NodeTo("k1", "Squeeze", "k3 a")
        .NodeTo("v", "Squeeze", "v3 a").NodeTo("kt", "Transpose", "k1", ("perm", new[] { 0, 1, 3, 2 })).NodeTo("qs", "Mul", "q k")
        .NodeTo("s", "MatMul", "qs kt").NodeTo("c", "Softmax", "s", ("axis", -1)).NodeTo("o", "MatMul", "c v")
        .NodeTo("u", "Transpose", "o", ("perm", new[] { 0, 2, 1, 3 })).NodeTo("j", "Reshape", "u join").Weight("out", 8, 3).Node("MatMul", "j out");

    private static OnnxFile Spelled(int features, string exponent, string square, string operands) => Tokens().Positive("g", features)
        .Weight("b", features).Number(exponent, 2).Number("e", 1e-5f).NodeTo("m", "ReduceMean", "x", ("axes", new[] { -1 })).NodeTo("d", "Sub", "x m")
        .NodeTo("p", square, operands).NodeTo("v", "ReduceMean", "p", ("axes", new[] { -1 })).NodeTo("ve", "Add", "v e").NodeTo("s", "Sqrt", "ve")
        .NodeTo("n", "Div", "d s").NodeTo("h", "Mul", "n g").Node("Add", "h b");

    private static OnnxFile Projected() => Tokens().Weight("wq", 8, 8).Weight("wk", 8, 8).Weight("wv", 8, 8).NodeTo("q0", "MatMul", "x wq")
        .NodeTo("k0", "MatMul", "x wk").NodeTo("v0", "MatMul", "x wv");

    private static OnnxFile Tokens(long operatorSet = 13) => new OnnxFile(operatorSet).Input("x", 1, 6, 8);
}
