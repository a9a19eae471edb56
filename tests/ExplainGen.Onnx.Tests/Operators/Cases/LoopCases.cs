using ExplainGen.Onnx.Files;
using ExplainGen.Onnx.Tests.Building;
using ExplainGen.TestKit.Onnx;

namespace ExplainGen.Onnx.Tests.Operators.Cases;

/// <summary>Loops, choices and sequences that are computed at import, and what indices that come of them select.</summary>
internal static class LoopCases
{
    private static readonly long[] s_axes = [1, 2, 3, 4];

    public static IEnumerable<OperatorCase> All =>
    [
        View("all elements in their order", s_axes, [24, 12, 4, 1]),
        View("other axes", [1, 6, 4], [24, 4, 1]),
        View("without a batch axis", [4, 6], [6, 1]),
        View("axes in another order", [1, 4, 2, 3], [24, 1, 12, 4]),
        View("rows and columns exchanged", [1, 2, 4, 3], [24, 12, 1, 4]),
        View("a part of each axis", [1, 2, 2, 2], [24, 12, 4, 1], 5),
        View("every other element", [1, 2, 3, 2], [24, 12, 4, 2], 1),
        View("every other row from the second on, last axis first", [1, 4, 3], [24, 1, 8], 4),
        View("elements up to the last one", [1, 3], [24, 9], 5),
        new("Loop: of the pooled channels", new OnnxFile().Input("x", 1, 6, 3, 3).Node("GlobalAveragePool", "x")
            .View("@", [1, 6, 1, 1], [6, 1, 6, 6]).Weight("w", 4, 6, 1, 1).Node("Conv", "@ w")),
        Product("Loop: rows that each round gives", File().Long("rounds", 6).Weight("table", 9, 4).Long("step", 5).Longs("nine", 9)
            .NodeTo("w", "Loop", "rounds -", ("body", Body().NodeTo("a", "Mul", "i step").NodeTo("q", "Div", "a nine")
                .NodeTo("b", "Mul", "q nine").NodeTo("c", "Sub", "a b").NodeTo("squeezed", "Squeeze", "c")
                .NodeTo("row", "Gather", "table squeezed").Output("go", OnnxDataType.Bool).Output("row")))),
        Product("Loop: until a condition fails", File().Weight("start", 6, 4).Number("limit", 100).Number("two", 2).Truth("true", true)
            .NodeTo("sum w", "Loop", "- true two start", ("body", Body(false).Carried("sum_in").Carried("w_in")
                .NodeTo("sum_out", "Mul", "sum_in two").NodeTo("w_out", "Add", "w_in sum_out").NodeTo("go", "Less", "sum_out limit")
                .Output("go", OnnxDataType.Bool).Gives("sum_out").Gives("w_out")))),
        Product("Loop: no round", File().Long("rounds", 0).Weight("start", 6, 4).NodeTo("w", "Loop", "rounds - start",
            ("body", Body().Carried("w_in").NodeTo("w_out", "Neg", "w_in").Output("go", OnnxDataType.Bool).Gives("w_out")))),
        Product("Loop: not even a first round", File().Long("rounds", 3).Truth("false", false).Weight("start", 6, 4)
            .NodeTo("w", "Loop", "rounds false start", ("body", Body().Carried("w_in").NodeTo("w_out", "Neg", "w_in")
                .Output("go", OnnxDataType.Bool).Gives("w_out")))),
        Product("Loop: in a loop", File().Long("rounds", 3).Weight("start", 6, 4).NodeTo("w", "Loop", "rounds - start", ("body", Body()
            .Carried("w_in").Number("half", 0.5f).NodeTo("scaled", "Mul", "w_in half")
            .NodeTo("w_out", "Loop", "i - scaled", ("body", Inner()))
            .Output("go", OnnxDataType.Bool).Gives("w_out")))),
        Product("Sequence: made, changed and joined", File().Weight("a", 6, 1).Weight("b", 6, 2).Weight("c", 6, 1).Weight("d", 6, 3)
            .Long("first", 0)
            .Long("last", -1).NodeTo("s0", "SequenceConstruct", "a d b").NodeTo("s1", "SequenceInsert", "s0 c first")
            .NodeTo("s2", "SequenceErase", "s1 two").Long("two", 2).NodeTo("w", "ConcatFromSequence", "s2", ("axis", 1))),
        Product("Sequence: the last one erased, counted, and one taken", File().Weight("a", 6, 4).Weight("b", 6, 4)
            .NodeTo("s0", "SequenceConstruct", "a b a")
            .NodeTo("s1", "SequenceErase", "s0").NodeTo("s2", "Identity", "s1").Long("last", -1).NodeTo("t", "SequenceAt", "s2 last")
            .NodeTo("n", "SequenceLength", "s2").NodeTo("f", "Cast", "n", ("to", 1)).NodeTo("w", "Mul", "t f")),
        Product("Sequence: joined along a new axis", File().Weight("a", 6).Weight("b", 6).NodeTo("s", "SequenceConstruct", "a b a b")
            .NodeTo("w", "ConcatFromSequence", "s", ("axis", -1), ("new_axis", 1))),
        new("If: a branch that reads a value twice, once with a bias", new OnnxFile(13).Input("x", 1, 3, 4).Weight("w", 2, 3, 1)
            .Weight("k", 1, 2, 1).Weight("other", 1, 2, 4).Truth("yes", true).NodeTo("c", "Conv", "x w").NodeTo("y", "If", "yes",
                ("then_branch", new OnnxFile().NodeTo("a", "Add", "c k").NodeTo("b", "Relu", "c").NodeTo("m", "Mul", "a b").Gives("m")),
                ("else_branch", new OnnxFile().NodeTo("o", "Identity", "other").Gives("o"))).Node("Tanh", "y")),
        new("If: a branch that gives a value twice, once with a bias", new OnnxFile(13).Input("x", 1, 3, 4).Weight("w", 2, 3, 1)
            .Weight("k", 1, 2, 1).Weight("other", 1, 2, 4).Truth("yes", true).NodeTo("c", "Conv", "x w").NodeTo("y z", "If", "yes",
                ("then_branch", new OnnxFile().NodeTo("p", "Identity", "c").NodeTo("q", "Identity", "c").Gives("p").Gives("q")),
                ("else_branch", new OnnxFile().NodeTo("o", "Identity", "other").NodeTo("u", "Identity", "other").Gives("o").Gives("u")))
            .NodeTo("a", "Add", "y k").NodeTo("b", "Relu", "z").Node("Mul", "a b")),
        new("If: by the shape of a value", new OnnxFile(13).Input("x", 1, 3, 1, 4).NodeTo("r", "Relu", "x").NodeTo("n", "Shape", "r")
            .Longs("two", 2)
            .NodeTo("size", "Gather", "n two").Longs("one", 1).NodeTo("is_one", "Equal", "size one").NodeTo("chosen", "If", "is_one",
                ("then_branch", new OnnxFile().NodeTo("s", "Squeeze", "r two").Gives("s")),
                ("else_branch", new OnnxFile().NodeTo("t", "Identity", "r").Gives("t"))).Node("Tanh", "chosen")),
        new("If: twice, with weights and a choice within", new OnnxFile(13).Input("x", 1, 6).Truth("no", false).Truth("yes", true)
            .NodeTo("first", "If", "no",
            ("then_branch", new OnnxFile().NodeTo("p", "Neg", "x").Gives("p")), ("else_branch", Chosen("x")))
            .NodeTo("second", "If", "no",
                ("then_branch", new OnnxFile().NodeTo("p", "Neg", "first").Gives("p")), ("else_branch", Chosen("first")))
            .Node("Tanh", "second")),
        new("Gather: a table of indices", Start().Tensor(Table([2, 2], 1, 2, 3, 4)).Node("Relu", "x").Node("Gather", "@ i", ("axis", 2))
            .Node("Tanh", "@")),
        new("Gather: regular steps", Start().Longs("i", 1, 3).Node("Relu", "x").Node("Gather", "@ i", ("axis", 2)).Node("Tanh", "@")),
        new("Gather: regular steps up to the end of an axis that they do not divide", Start().Longs("i", 2, 4).Node("Relu", "x")
            .Node("Gather", "@ i", ("axis", 1))),
        new("Gather: steps that no split of the axis gives", Start().Longs("i", 0, 2, 4).Node("Relu", "x")
            .Node("Gather", "@ i", ("axis", 1))),
        new("Gather: channels in the reverse order", Start().Longs("i", 4, -2, 2, 1, 0).Node("Relu", "x").Node("Gather", "@ i", ("axis", 1))
            .Node("Tanh", "@")),
        new("Gather: elements more than once", Start().Longs("i", 2, 3, 2, 3, 3).Node("Relu", "x").Node("Gather", "@ i", ("axis", -1))),
        new("Gather: halves of a transposed value exchanged", Start().Longs("i", 3, 4, 5, 0, 1, 2).Node("Relu", "x")
            .Node("Transpose", "@", ("perm", new[] { 0, 2, 1 })).Node("Gather", "@ i", ("axis", 1))),
        new("Gather: a table of indices that transposes", Start().Tensor(Table([3, 2], 0, 3, 1, 4, 2, 5)).Node("Relu", "x")
            .Node("Gather", "@ i", ("axis", 2)).Node("Tanh", "@")),
        new("GatherND: some rows", Start().Tensor(Table([2, 2], 0, 3, 0, 4)).Node("Relu", "x").Node("GatherND", "@ i")),
        new("GatherND: single elements", Start().Tensor(Table([1, 3, 3], 0, 1, 2, 0, 2, 2, 0, -2, 2)).Node("Relu", "x")
            .Node("GatherND", "@ i").Weight("w", 3, 2).Node("MatMul", "@ w")),
    ];

    private static OperatorCase View(string which, long[] sizes, long[] strides, long offset = 0) => new(
        $"Loop: {which}", new OnnxFile().Input("x", s_axes).Node("Relu", "x").View("@", sizes, strides, offset).Node("Tanh", "@"));

    /// <summary>The body of a loop that goes on as long as it is told to.</summary>
    private static OnnxFile Body(bool goesOn = true)
    {
        OnnxFile body = new OnnxFile().Input("i", OnnxDataType.Int64, []).Input("cond_in", OnnxDataType.Bool, []);
        return goesOn ? body.NodeTo("go", "Identity", "cond_in") : body;
    }

    /// <summary>The body of a loop that adds what the graph around it scaled.</summary>
    private static OnnxFile Inner() => new OnnxFile().Input("k", OnnxDataType.Int64, []).Input("inner_cond", OnnxDataType.Bool, [])
        .Carried("v_in").NodeTo("inner_go", "Identity", "inner_cond").NodeTo("v_out", "Add", "v_in scaled")
        .Output("inner_go", OnnxDataType.Bool).Gives("v_out");

    private static OnnxFile Chosen(string x) => new OnnxFile().Weight("m", 6, 6).NodeTo("p", "MatMul", $"{x} m").NodeTo("q", "If", "yes",
            ("then_branch", new OnnxFile().NodeTo("s", "Relu", "p").Gives("s")),
            ("else_branch", new OnnxFile().NodeTo("s", "Neg", "p").Gives("s")))
        .Gives("q");

    private static ProtobufMessage Table(long[] axes, params long[] indices) =>
        OnnxTensors.Raw("i", OnnxDataType.Int64, axes, OnnxTensors.Bytes(indices));

    private static OperatorCase Product(string name, OnnxFile file) => new(name, file.Node("MatMul", "x w"));

    private static OnnxFile File() => new OnnxFile().Input("x", 1, 6);

    private static OnnxFile Start() => new OnnxFile(13).Input("x", 1, 5, 6);
}
