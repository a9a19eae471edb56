using ExplainGen.Onnx.Files;
using ExplainGen.Onnx.Tests.Building;

namespace ExplainGen.Onnx.Tests.Errors;

/// <summary>What cannot be imported is said in words that name the file, the node, its operator and the reason.</summary>
public sealed class ImportErrorTests
{
    private const string FileName = "models/broken.onnx";

    [Fact]
    public void Unknown_operator() =>
        Fails(Start().Node("Einsum", "x"), "node 'Einsum0' (Einsum, opset 17)", "no layer is known for it");

    [Fact]
    public void Operator_that_chooses_between_graphs() =>
        Fails(Start().Node("If", "x", ("then_branch", Start().Node("Relu", "x"))), "node 'If0' (If, opset 17)", "chooses between graphs");

    [Fact]
    public void Operator_of_another_domain() =>
        Fails(Start().Domain("com.example", 1)
            .Node("com.example:Fused", "x"), "node 'com.example:Fused0' (com.example.Fused, opset 17)", "domain");

    [Fact]
    public void Operator_of_another_domain_that_has_a_known_name() =>
        Fails(Start().Domain("com.example", 1).Node("com.example:Relu", "x"), "(com.example.Relu, opset 17)", "domain");

    [Fact]
    public void Node_without_a_name() =>
        Fails(Start().Named("", "y", "Einsum", ["x"]), "node that computes 'y' (Einsum, opset 17)");

    [Fact]
    public void Cycle() => Fails(Start().NodeTo("a", "Add", "x b").NodeTo("b", "Relu", "a"), "cycle", "'b'");

    [Fact]
    public void Value_that_two_nodes_compute() => Fails(Start().NodeTo("a", "Relu", "x")
        .NodeTo("a", "Tanh", "x"), "'a' is computed by two nodes");

    [Fact]
    public void Missing_value() => Fails(Start().Node("Add", "x lost"), "node 'Add0' (Add, opset 17)", "'lost'");

    [Fact]
    public void Missing_input() => Fails(Start().Node("Conv", "x"), "node 'Conv0' (Conv, opset 17)", "input 1 is missing");

    [Fact]
    public void Two_inputs() => Fails(Start().Input("z", 1, 2, 6, 6).Node("Add", "x z"), "2 inputs ('x', 'z')");

    [Fact]
    public void No_input() => Fails(new OnnxFile().Weight("w", 1, 4).Node("Relu", "w"), "it has no input");

    [Fact]
    public void Output_that_is_a_constant() =>
        Fails(Start().Weight("w", 1, 4).NodeTo("c", "Neg", "w").Output("c").NodeTo("y", "Relu", "x"), "no input");

    [Fact]
    public void Output_that_is_the_input() => Fails(Start()
        .Node("Identity", "x"), "nothing is computed between input 'x' and output 'identity_0'");

    [Fact]
    public void Free_axis() => Fails(
        new OnnxFile().Input("x", OnnxDataType.Float, ["N", 3L, "height", 8L])
            .Node("Relu", "x"), "input 'x' is Nx3xheightx8", "'height'", "1x3x224x224");

    [Fact]
    public void Input_of_no_shape() => Fails(new OnnxFile().Input("x", OnnxDataType.Float, null)
        .Node("Relu", "x"), "the shape of input 'x'");

    [Fact]
    public void Batch_of_two() => Fails(new OnnxFile().Input("x", 2, 3).Node("Relu", "x"), "input 'x' is a batch of 2");

    [Fact]
    public void Input_of_five_axes() => Fails(new OnnxFile().Input("x", 1, 2, 2, 2, 2, 2).Node("Relu", "x"), "input 'x'", "1 to 4 axes");

    [Theory]
    [InlineData(1, 3, 4)]
    [InlineData(2, 3, 8, 8)]
    [InlineData(1, 4, 8, 8)]
    [InlineData(1, 3, 0, 8)]
    [InlineData(1, 3, -1, 8)]
    [InlineData(1)]
    public void Given_shape_that_does_not_fit(params int[] shape) => Fails(
        new OnnxFile().Input("x", OnnxDataType.Float, ["N", 3L, "height", 8L])
            .Node("Relu", "x"), new OnnxImportOptions { InputShape = [.. shape] },
        "input 'x' is Nx3xheightx8", string.Join("x", shape), "does not fit");

    [Fact]
    public void Given_shape_that_fits() => Assert.Equal(
        [3, 5, 8], Import(
            new OnnxFile().Input("x", OnnxDataType.Float, ["N", 3L, "height", 8L]).Node("Relu", "x").ToArray(),
            new OnnxImportOptions { InputShape = [1, 3, 5, 8] }).Declaration.InputShape);

    [Fact]
    public void Input_that_is_too_large() => Fails(new OnnxFile().Input("x", 1, 65536, 65536, 65536, 65536)
        .Node("Relu", "x"), "input 'x'");

    [Fact]
    public void Input_of_a_zero() => Fails(new OnnxFile().Input("x", 1, 3, 0, 8).Node("Relu", "x"), "input 'x' is 1x3x0x8", "'0'");

    [Fact]
    public void Old_operators() => Fails(new OnnxFile(6).Input("x", 1, 3).Node("Relu", "x"), "opset 6", "onnx.version_converter");

    [Fact]
    public void Operators_of_no_version() => Fails(new OnnxFile(-3).Input("x", 1, 3).Node("Relu", "x"), "opset -3");

    [Fact]
    public void Operators_of_another_domain_alone() =>
        Fails(new OnnxFile(0).Domain("ai.onnx.ml", 3).Input("x", 1, 3).Node("Relu", "x"), "which version (opset)");

    [Fact]
    public void Own_operators_under_their_long_name() => Assert.Equal(
        13, Import(new OnnxFile(0).Domain("ai.onnx", 13).Input("x", 1, 3).Node("ai.onnx:Relu", "x").ToArray()).OperatorSet);

    [Fact]
    public void No_output()
    {
        var e = Assert.Throws<OnnxException>(() => Import(Start().Node("Relu", "x").Bytes()));
        Assert.Contains("it has no output", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_output() => Fails(
        Start().NodeTo("y", "Relu", "x"), new OnnxImportOptions { Output = "z" }, "no output 'z'", "it has 'y'");

    [Fact]
    public void Sparse_constants() => Fails(Start().Sparse().Node("Relu", "x"), "sparse");

    [Fact]
    public void Nothing_but_a_graph_of_a_loop() => Fails(Start().NodeTo("a", "Relu", "a"), "cycle");

    [Fact]
    public void Names_of_a_file_are_cut_and_escaped()
    {
        var e = Assert.Throws<OnnxException>(
            () => Import(Start().Named("evil\n\u0007" + new string('n', 5000), "y", "Ein\nsum", ["x"]).ToArray()));
        Assert.DoesNotContain('\n', e.Message);
        Assert.InRange(e.Message.Length, 1, 400);
    }

    private static OnnxFile Start() => new OnnxFile().Input("x", 1, 2, 6, 6);

    private static ImportedNetwork Import(byte[] bytes, OnnxImportOptions? options = null) =>
        OnnxImporter.Import(Reading.OnnxReader.Read(bytes, FileName), FileName, options);

    private static void Fails(OnnxFile file, params string[] parts) => Fails(file, new OnnxImportOptions(), parts);

    private static void Fails(OnnxFile file, OnnxImportOptions options, params string[] parts)
    {
        var e = Assert.Throws<OnnxException>(() => Import(file.ToArray(), options));
        Assert.StartsWith($"{FileName}: ", e.Message, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, e.Message, StringComparison.Ordinal));
    }
}
