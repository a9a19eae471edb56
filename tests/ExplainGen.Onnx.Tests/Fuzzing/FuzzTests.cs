using System.Diagnostics;
using ExplainGen.Onnx.Files;
using ExplainGen.Onnx.Reading;
using ExplainGen.Onnx.Source;
using ExplainGen.Onnx.Tests.Building;
using ExplainGen.Onnx.Tests.Neon;
using ExplainGen.Onnx.Tests.Operators;
using ExplainGen.TestKit.Onnx;

namespace ExplainGen.Onnx.Tests.Fuzzing;

/// <summary>Whatever a file holds, it is imported or refused with an <see cref="OnnxException"/>, in little time and memory.</summary>
public sealed class FuzzTests
{
    private const long MostBytes = 64 << 20;

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Damaged_files_are_refused(int seed)
    {
        byte[] file = Files()[seed];
        Assert.NotNull(Import(file));
        var mutation = new Mutation(seed);
        for (int i = 0; i < 5000; i++)
            Import(mutation.Of(file));
    }

    [Fact]
    public void Damaged_cases_of_operators_are_refused()
    {
        var mutation = new Mutation(77);
        foreach (OperatorCase one in OperatorCases.All)
        {
            byte[] file = one.File.ToArray();
            for (int i = 0; i < 40; i++)
                Import(mutation.Of(file));
        }
    }

    public static TheoryData<string> Models => [.. ModelSeeds.All.Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Damaged_models_that_are_no_networks_are_refused(string name)
    {
        byte[] file = ModelSeeds.All.Single(model => model.Name == name).File;
        Assert.NotNull(Import(file));
        var mutation = new Mutation(99);
        for (int i = 0; i < 2000; i++)
            Import(mutation.Of(file));
    }

    [Fact]
    public void Lists_that_go_on_and_on()
    {
        // A byte an integer, which takes eight when read.
        byte[] many = new byte[2 << 20];
        ProtobufMessage axes = new ProtobufMessage().Add(1, many).Add(2, 1).Add(8, "w");
        Import(new OnnxFile().Input("x", 1, 4).Tensor(axes).Node("MatMul", "x w").ToArray());
        Import(new OnnxFile().Input("x", 1, 4).Node("Squeeze", "x", ("axes", new int[1 << 16])).ToArray());
        ProtobufMessage shape = new ProtobufMessage().Add(1, 1 << 20).Add(2, 7).Add(7, new byte[1 << 20]).Add(8, "s");
        foreach (string op in new[] { "Reshape", "Unsqueeze", "Squeeze", "Expand", "Pad", "Slice", "Tile" })
            Import(new OnnxFile().Input("x", 1, 4).Tensor(shape).Node(op, "x s s").ToArray());
        foreach (string op in new[] { "ConstantOfShape", "Reshape", "Expand", "Unsqueeze" })
            Import(new OnnxFile().Input("x", 1, 4).Number("k", 1).Tensor(shape).NodeTo("c", op, op == "ConstantOfShape" ? "s" : "k s")
                .Node("Add", "x c").ToArray());
    }

    [Fact]
    public void Constants_that_double()
    {
        OnnxFile file = new OnnxFile().Input("x", 1, 4).Weight("w0", 1);
        for (int i = 0; i < 40; i++)
            file.NodeTo($"w{i + 1}", "Concat", $"w{i} w{i}", ("axis", 0));
        Import(file.Node("Add", "x w40").ToArray());
    }

    [Fact]
    public void Axes_that_multiply()
    {
        OnnxFile file = new OnnxFile().Input("x", 1, 4).Weight("w0", 1)
            .Tensor(OnnxTensors.Raw("i", OnnxDataType.Int64, Enumerable.Repeat(1L, 16), new byte[8]));
        for (int i = 0; i < 200; i++)
            file.NodeTo($"w{i + 1}", "Gather", $"w{i} i");
        Import(file.Node("Add", "x w200").ToArray());
    }

    [Fact]
    public void Nodes_that_all_have_one_name()
    {
        OnnxFile file = new OnnxFile().Input("x", 1, 1).Named("same", "y0", "Relu", ["x"]);
        for (int i = 0; i < 20_000; i++)
            file.Named(i % 2 == 0 ? "same" : "", $"y{i + 1}", "Relu", [$"y{i}"]);
        Assert.NotNull(Import(file.ToArray(), most: 4 * MostBytes));
    }

    [Fact]
    public void A_network_that_is_deep()
    {
        OnnxFile file = new OnnxFile().Input("x", 1, 1).NodeTo("y0", "Identity", "x");
        for (int i = 0; i < 50_000; i++)
            file.NodeTo($"y{i + 1}", "Identity", $"y{i}");
        Import(file.ToArray(), most: 4 * MostBytes);
    }

    [Theory]
    [InlineData("Neg", "a_in")]
    [InlineData("Concat", "a_in a_in")]
    [InlineData("SequenceInsert", "s_in a_in")]
    [InlineData("Gather", "large i")]
    [InlineData("ReduceSum", "large")]
    [InlineData("Transpose", "large")]
    [InlineData("If", "cond_in")]
    [InlineData("Constant", "")]
    public void Loops_that_go_on_and_on(string op, string inputs)
    {
        // Whatever a round does: little, more each time, or look at much to say little.
        OnnxFile deep = new OnnxFile().NodeTo("d", "Identity", "cond_in").Gives("d");
        for (int i = 0; i < 20; i++)
            deep = new OnnxFile().NodeTo("d", "If", "cond_in", ("then_branch", deep), ("else_branch", new OnnxFile())).Gives("d");
        (string, object)[] attributes = op switch
        {
            "If" => [("then_branch", deep), ("else_branch", new OnnxFile())],
            "Constant" => [("value", OnnxTensors.Raw("", OnnxDataType.Float, [1000], new byte[4000]))],
            "Concat" => [("axis", 0)],
            "ReduceSum" => [("keepdims", 0)],
            _ => [],
        };
        string result = op == "SequenceInsert" ? "s_out" : "b";
        OnnxFile body = new OnnxFile().Input("i", OnnxDataType.Int64, []).Input("cond_in", OnnxDataType.Bool, []).Carried("a_in")
            .Carried("s_in")
            .NodeTo("go", "Identity", "cond_in").NodeTo(result, op, inputs, attributes).Gives("go")
            .Gives(op == "Concat" ? "b" : "a_in").Gives(op == "SequenceInsert" ? "s_out" : "s_in");
        OnnxFile file = new OnnxFile(13).Input("x", 1, 4).Long("n", long.MaxValue).Weight("a", 1).NodeTo("s", "SequenceEmpty", "")
            .Tensor(OnnxTensors.Raw("large", OnnxDataType.Int8, [300, 300], new byte[90_000]))
            .NodeTo("w t", "Loop", "n - a s", ("body", body)).Node("Add", "x w");
        Assert.Null(Import(file.ToArray()));
    }

    // What a node's header lists is looked at in each round, and what has no elements is joined in no time.
    [Theory]
    [InlineData("inputs")]
    [InlineData("outputs")]
    [InlineData("axes")]
    [InlineData("parts")]
    [InlineData("operands")]
    public void Nodes_of_many_names(string of)
    {
        string many = string.Join(' ', Enumerable.Repeat("-", 200_000));
        OnnxFile Body(OnnxFile inner) => inner.Gives("go").Gives("a_in");
        OnnxFile start = new OnnxFile().Input("i", OnnxDataType.Int64, []).Input("cond_in", OnnxDataType.Bool, []).Carried("a_in")
            .NodeTo("go", "Identity", "cond_in");
        OnnxFile file = new OnnxFile(11).Input("x", 1, 4).Long("n", long.MaxValue).Weight("a", 1).Weight("wide", 4096, 16)
            .Tensor(OnnxTensors.Raw("none", OnnxDataType.Float, [4096, 0], []));
        file = of switch
        {
            "inputs" => file.NodeTo("w", "Loop", "n - a", ("body", Body(start.NodeTo("b", "Identity", "a_in " + many)))),
            "outputs" => file.NodeTo("w", "Loop", "n - a", ("body", Body(start.NodeTo("b " + many, "Identity", "a_in")))),
            "axes" => file.NodeTo("w", "Loop", "n - a", ("body", Body(start.NodeTo("b", "ReduceSum", "a_in", ("axes", new int[200_000]))))),
            "parts" => file.NodeTo("w", "Concat", "wide " + string.Join(' ', Enumerable.Repeat("none", 100_000)), ("axis", 1)),
            _ => file.NodeTo("w", "Max", string.Join(' ', Enumerable.Repeat("wide", 100_000))),
        };
        Import(file.Node("Add", "x w").ToArray());
    }

    [Fact]
    public void Loops_in_loops()
    {
        OnnxFile body = new OnnxFile().Input("i", OnnxDataType.Int64, []).Input("c", OnnxDataType.Bool, []).Carried("v").Gives("c")
            .Gives("v");
        for (int depth = 0; depth < 20; depth++)
        {
            body = new OnnxFile().Input("i", OnnxDataType.Int64, []).Input("c", OnnxDataType.Bool, []).Carried("v")
                .NodeTo("go", "Identity", "c")
                .NodeTo("u", "Loop", "n - v", ("body", body)).Gives("go").Gives("u");
        }

        Assert.Null(Import(new OnnxFile().Input("x", 1, 4).Long("n", 1000).Weight("a", 1).NodeTo("w", "Loop", "n - a", ("body", body))
            .Node("Add", "x w").ToArray()));
    }

    /// <summary>
    /// A plain network, and those with computed shapes, with a branch and quantized weights, with many attributes, with a loop.
    /// </summary>
    private static byte[][] Files() =>
    [
        new OnnxFile().Input("x", 1, 2, 6, 6).Weight("w", 3, 2, 3, 3).Weight("b", 3).Weight("s", 3).Positive("v", 3).Weight("m", 27, 4)
            .Node("Conv", "x w b", ("pads", new[] { 1, 1, 1, 1 })).Node("BatchNormalization", "@ s s s v").Node("Relu", "@")
            .Node("MaxPool", "@", ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 })).Node("Flatten", "@")
            .Node("MatMul", "@ m").ToArray(),
        new OnnxFile(13).Input("x", 1, 2, 3, 4).Longs("one", 1).Longs("from", 1).Longs("to", 4).Longs("i", 0).NodeTo("n", "Shape", "x")
            .NodeTo("tail", "Slice", "n from to").NodeTo("a", "Gather", "tail i").NodeTo("c", "ConstantOfShape", "a")
            .NodeTo("r", "Range", "i to one").NodeTo("k", "Expand", "one a").NodeTo("p", "Mul", "k r").Longs("rest", 1, -1)
            .Weight("w", 24, 3)
            .Node("Reshape", "x rest").Node("MatMul", "@ w").ToArray(),
        new OnnxFile().Input("x", 1, 4, 5, 5).Tensor(OnnxTensors.Raw("q", OnnxDataType.Int8, [4, 4, 1, 1], new byte[16])).Positive("s", 4)
            .NodeTo("w", "DequantizeLinear", "q s", ("axis", 0)).NodeTo("c", "Conv", "x w").NodeTo("d", "Add", "c x").Number("k", 2)
            .NodeTo("e", "Mul", "d k").NodeTo("f", "Concat", "d e", ("axis", 1)).Longs("n", 1, 8, 10, 10).Node("Resize", "f - - n")
            .Node("GlobalAveragePool", "@").ToArray(),
        new OnnxFile(11).Input("x", 1, 4, 4, 2).NodeTo("t", "Transpose", "x", ("perm", new[] { 0, 3, 1, 2 }))
            .NodeTo("k", "Constant", "", ("value", OnnxTensors.Floats("", [2, 1, 1], [1, 2]))).Node("Mul", "t k")
            .Node("Elu", "@", ("alpha", 0.5f))
            .Node("AveragePool", "@", ("kernel_shape", new[] { 2, 2 }), ("auto_pad", "SAME_LOWER"), ("ceil_mode", 0))
            .Longs("p", 0, 0, 1, 1, 0, 0, 1, 1).Node("Pad", "@ p", ("mode", "constant")).Weight("w", 2, 3, 2, 2)
            .Node("ConvTranspose", "@ w", ("strides", new[] { 2, 2 }), ("group", 1)).Node("Clip", "@")
            .Node("ReduceMean", "@", ("axes", new[] { 2, 3 }))
            .ToArray(),
        new OnnxFile().Input("x", 1, 6, 2, 2).Node("GlobalAveragePool", "x").View("@", [1, 2, 3, 1], [6, 1, 2, 6]).Weight("w", 4, 2, 2, 1)
            .Node("Conv", "@ w").ToArray(),
    ];

    /// <summary>Imports and writes a file; null where it is refused.</summary>
    private static ImportedNetwork? Import(byte[] bytes, long most = MostBytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        ImportedNetwork? network = null;
        try
        {
            network = OnnxImporter.Import(OnnxReader.Read(bytes, "net.onnx"), "net.onnx");
            ClassWriter.Write(network, new ClassOptions { ClassName = "Net" });
        }
        catch (OnnxException e)
        {
            Assert.InRange(e.Message.Length, 1, 2000);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, most);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, s_longest);
        return network;
    }
}
