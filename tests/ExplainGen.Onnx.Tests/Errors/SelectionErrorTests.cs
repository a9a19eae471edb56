using ExplainGen.Onnx.Files;
using ExplainGen.Onnx.Tests.Building;

namespace ExplainGen.Onnx.Tests.Errors;

/// <summary>Loops that do not end, graphs that are not computed at import, and indices that no layers follow.</summary>
public sealed class SelectionErrorTests
{
    private static readonly long[] s_axes = [1, 2, 3, 4];

    /// <summary>The operator, the reason, and the file.</summary>
    private static readonly (string Operator, string Reason, OnnxFile File)[] s_cases =
    [
        ("Loop", "it has not ended after", Constant(File().Truth("true", true).Weight("a", 4), "- true a", Body().Carried("a_in")
            .NodeTo("a_out", "Neg", "a_in").Gives("go").Gives("a_out"))),
        ("Loop", "it has not ended after", Constant(File().Long("n", long.MaxValue).Weight("a", 4), "n - a", Body().Carried("a_in")
            .Gives("go").Gives("a_in"))),
        ("Loop", "it has not ended after", Constant(File().Long("n", 1L << 40), "n -", Body().Gives("go").Gives("i"))),
        ("Concat", "elements that are left", Constant(File().Long("n", 1000).Weight("a", 4), "n - a", Body().Carried("a_in")
            .NodeTo("a_out", "Concat", "a_in a_in", ("axis", 0)).Gives("go").Gives("a_out"))),
        ("Loop", "which do not fit 1 values", Constant(File().Long("n", 2).Weight("a", 4), "n - a", Body().Gives("go"))),
        ("Loop", "its number of rounds is no single number", Constant(File().Longs("n", 2, 3).Weight("a", 4), "n - a", Body()
            .Carried("a_in").Gives("go").Gives("a_in"))),
        ("Loop", "nothing is known of what they would give", Constant(File().Long("n", 0), "n -", Body().Gives("go").Gives("i"))),
        ("Loop", "does not compute 'lost'", Constant(File().Long("n", 1), "n -", Body().Gives("go").Gives("lost"))),
        ("Neg", "'lost', which nothing before it computes", Constant(File().Long("n", 1), "n -", Body().NodeTo("b", "Neg", "lost")
            .Gives("go").Gives("b"))),
        ("Einsum", "it stands in a graph of Loop", Constant(File().Long("n", 1), "n -", Body().NodeTo("b", "Einsum", "i").Gives("go")
            .Gives("b"))),
        ("Loop", "it repeats a graph when the network runs", Constant(File().Long("n", 2), "n - x", Body().Carried("a")
            .NodeTo("b", "Neg", "a").Gives("go").Gives("b"))),
        ("Loop", "it repeats a graph when the network runs", Constant(File().Long("n", 2), "n -", Body().NodeTo("b", "Neg", "x")
            .Gives("go").Gives("b"))),
        ("SequenceAt", "no place 2 in a sequence of 2", Sequence().Long("at", 2).NodeTo("w", "SequenceAt", "s at").Node("Add", "x w")),
        ("SequenceInsert", "no place -3 in a sequence of 2", Sequence().Long("at", -3).NodeTo("t", "SequenceInsert", "s a at")
            .NodeTo("w", "ConcatFromSequence", "t", ("axis", 0)).Node("Add", "x w")),
        ("SequenceErase", "erases from an empty sequence", File().NodeTo("s", "SequenceEmpty", "").NodeTo("t", "SequenceErase", "s")
            .NodeTo("w", "SequenceLength", "t").Node("Add", "x w")),
        ("ConcatFromSequence", "it joins nothing", File().NodeTo("s", "SequenceEmpty", "").NodeTo("w", "ConcatFromSequence", "s",
            ("axis", 0)).Node("Add", "x w")),
        ("ConcatFromSequence", "a new axis 3 of [4]", Sequence().NodeTo("w", "ConcatFromSequence", "s", ("axis", 3), ("new_axis", 1))
            .Node("Add", "x w")),
        ("If", "it has no else_branch", File().Truth("no", false).Node("If", "no", ("then_branch", new OnnxFile().NodeTo("a", "Neg", "x")
            .Gives("a")))),
        ("If", "no single truth value", File().Longs("no", 0, 0).NodeTo("a", "If", "no").Node("Add", "x a")),
        ("If", "computes 'a', which is computed elsewhere too", File().Truth("yes", true).NodeTo("a", "Relu", "x")
            .NodeTo("b", "If", "yes", ("then_branch", new OnnxFile().NodeTo("a", "Neg", "x").Gives("a"))).Node("Add", "a b")),
        ("If", "does not compute 'lost'", File().Truth("yes", true).NodeTo("a", "If", "yes", ("then_branch", new OnnxFile().Gives("lost")))
            .Node("Add", "x a")),
        ("If", "has 0 outputs, where it gives 1", File().Truth("yes", true).NodeTo("a", "If", "yes", ("then_branch", new OnnxFile()))
            .Node("Add", "x a")),
        ("Gather", "its index 24 lies outside of axis 0 of [24]", View([1, 24], [24, 1], 1)),
        ("Gather", "its index 24 lies outside of axis 0 of [24]", View([1, 3, 7], [24, 6, 2])),
        ("Gather", "elements 0, 1, 2, 3, 1, 2, 3, 4, ... along axis 0 of [24]", View([20, 4], [1, 1])),
        ("Gather", "regular steps", File().Longs("i", [.. Enumerable.Range(0, 23).Select(i => i * i % 23L)]).Longs("n", -1)
            .Node("Reshape", "x n").Node("Gather", "@ i")),
        ("Gather", "takes no elements", File().Longs("i").Node("Gather", "x i", ("axis", 3))),
        ("Gather", "would have 17 axes", File()
            .Tensor(OnnxTensors.Raw("i", OnnxDataType.Int64, [.. Enumerable.Repeat(1L, 14)], new byte[8]))
            .Node("Gather", "x i")),
        ("GatherND", "batch_dims", File().Longs("i", 0).Node("GatherND", "x i", ("batch_dims", 1))),
        ("GatherND", "its index 3 lies outside of axis 2", File().Longs("i", 0, 0, 3).Node("GatherND", "x i")),
        ("GatherND", "do not fit", File().Longs("i", 0, 0, 0, 0, 0).Node("GatherND", "x i")),
    ];

    public static TheoryData<int, string, string> Cases
    {
        get
        {
            var data = new TheoryData<int, string, string>();
            for (int i = 0; i < s_cases.Length; i++)
                data.Add(i, s_cases[i].Operator, s_cases[i].Reason);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Refused(int index, string op, string reason)
    {
        OnnxModel model = Reading.OnnxReader.Read(s_cases[index].File.ToArray(), "net.onnx");
        var e = Assert.Throws<OnnxException>(() => OnnxImporter.Import(model, "net.onnx"));
        Assert.StartsWith("net.onnx: node '", e.Message, StringComparison.Ordinal);
        Assert.Contains($"({op}, opset {model.OperatorSet}): ", e.Message, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    private static OnnxFile File() => new OnnxFile().Input("x", s_axes);

    private static OnnxFile View(long[] sizes, long[] strides, long offset = 0) => File().View("x", sizes, strides, offset);

    private static OnnxFile Sequence() => File().Weight("a", 4).Weight("b", 4).NodeTo("s", "SequenceConstruct", "a b");

    /// <summary>A sum with what a loop gives.</summary>
    private static OnnxFile Constant(OnnxFile file, string inputs, OnnxFile body) =>
        file.NodeTo("w", "Loop", inputs, ("body", body)).Node("Add", "x w");

    /// <summary>The body of a loop that goes on as long as it is told to.</summary>
    private static OnnxFile Body() => new OnnxFile().Input("i", OnnxDataType.Int64, []).Input("cond_in", OnnxDataType.Bool, [])
        .NodeTo("go", "Identity", "cond_in");
}
