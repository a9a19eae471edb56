using ExplainGen.Onnx.Tests.Building;

namespace ExplainGen.Onnx.Tests.Operators.Cases;

/// <summary>LSTM and GRU, in either direction and both, by all of their states or the last ones.</summary>
internal static class RecurrentCases
{
    private static readonly (string, object) s_hidden = ("hidden_size", 4);

    public static IEnumerable<OperatorCase> All =>
    [
        new("LSTM: all states", Squeezed(Lstm(1).NodeTo("y", "LSTM", "s w r b", s_hidden))),
        new("LSTM: without bias", Squeezed(Lstm(1).NodeTo("y", "LSTM", "s w r", s_hidden))),
        new("LSTM: reverse", Squeezed(Lstm(1).NodeTo("y", "LSTM", "s w r b", s_hidden, ("direction", "reverse")))),
        new("LSTM: bidirectional, as PyTorch joins the directions", Lstm(2)
            .NodeTo("y", "LSTM", "s w r b", s_hidden, ("direction", "bidirectional")).NodeTo("t", "Transpose", "y", ("perm", new[] { 0, 2, 1, 3 }))
            .Longs("n", 0, 0, -1).NodeTo("j", "Reshape", "t n").Weight("m", 8, 3).Node("MatMul", "j m")),
        new("LSTM: bidirectional twice", Lstm(2)
            .NodeTo("y", "LSTM", "s w r b", s_hidden, ("direction", "bidirectional")).NodeTo("t", "Transpose", "y", ("perm", new[] { 0, 2, 1, 3 }))
            .Longs("n", 0, 0, -1).NodeTo("j", "Reshape", "t n").Weight("w2", 2, 12, 8).Weight("r2", 2, 12, 3)
            .NodeTo("z", "LSTM", "j w2 r2", ("hidden_size", 3), ("direction", "bidirectional")).NodeTo("u", "Transpose", "z", ("perm", new[] { 0, 2, 1, 3 }))
            .NodeTo("k", "Reshape", "u n").Node("Transpose", "k", ("perm", new[] { 1, 0, 2 }))),
        new("LSTM: the last state", Lstm(1).NodeTo("y h", "LSTM", "s w r b", s_hidden).Longs("a", 0).NodeTo("q", "Squeeze", "h a").Weight("m", 4, 3)
            .Node("Gemm", "q m")),
        new("LSTM: the last states of both directions", Lstm(2).NodeTo("y h", "LSTM", "s w r b", s_hidden, ("direction", "bidirectional"))
            .NodeTo("t", "Transpose", "h", ("perm", new[] { 1, 0, 2 })).Longs("n", 1, -1).NodeTo("q", "Reshape", "t n").Weight("m", 8, 3)
            .Node("Gemm", "q m")),
        new("LSTM: initial states of zero", Squeezed(Lstm(1).Longs("n", 1, 1, 4).NodeTo("zero", "ConstantOfShape", "n")
            .NodeTo("y", "LSTM", "s w r b - zero zero", s_hidden))),
        new("GRU: the reset gate behind the product", Squeezed(Gru(1).NodeTo("y", "GRU", "s w r b", s_hidden, ("linear_before_reset", 1)))),
        new("GRU: the reset gate before the product", Squeezed(Gru(1).NodeTo("y", "GRU", "s w r b", s_hidden))),
        new("GRU: bidirectional", Gru(2).NodeTo("y", "GRU", "s w r b", s_hidden, ("direction", "bidirectional"), ("linear_before_reset", 1))
            .NodeTo("t", "Transpose", "y", ("perm", new[] { 0, 2, 1, 3 })).Longs("n", 0, 0, -1).NodeTo("j", "Reshape", "t n").Weight("m", 8, 3)
            .Node("MatMul", "j m")),
        new("GRU: the last state", Gru(1).NodeTo("y h", "GRU", "s w r b", s_hidden).Longs("a", 0).NodeTo("q", "Squeeze", "h a").Weight("m", 4, 3)
            .Node("Gemm", "q m")),
    ];

    private static OnnxFile Squeezed(OnnxFile file) => file.Longs("a", 1).NodeTo("q", "Squeeze", "y a").Weight("m", 4, 3).Node("MatMul", "q m");

    private static OnnxFile Lstm(int directions) => Sequence().Weight("w", directions, 16, 5).Weight("r", directions, 16, 4).Weight("b", directions, 32);

    private static OnnxFile Gru(int directions) => Sequence().Weight("w", directions, 12, 5).Weight("r", directions, 12, 4).Weight("b", directions, 24);

    private static OnnxFile Sequence() => new OnnxFile(14).Input("x", 1, 6, 5).NodeTo("s", "Transpose", "x", ("perm", new[] { 1, 0, 2 }));
}
