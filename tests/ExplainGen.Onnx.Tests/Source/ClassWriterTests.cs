using ExplainGen.Cli.Compiling;
using ExplainGen.Onnx.Reading;
using ExplainGen.Onnx.Source;
using ExplainGen.Onnx.Tests.Building;
using ExplainGen.Onnx.Tests.Models;

namespace ExplainGen.Onnx.Tests.Source;

/// <summary>The class of an imported network, as people read it.</summary>
public sealed class ClassWriterTests
{
    private static readonly (string, object) s_same = ("pads", new[] { 1, 1, 1, 1 }), s_by2 = ("strides", new[] { 2, 2 });

    [Fact]
    public void A_network_of_two_blocks()
    {
        ImportedNetwork network = Import(Blocks());
        string source = ClassWriter.Write(network, new ClassOptions
        {
            ClassName = "Blocks", Namespace = "Nets", WeightsFile = "blocks.safetensors", Origin = "blocks & <more>.onnx", IsPublic = false,
        });
        Assert.Equal(
            """
            using ExplainGen;

            namespace Nets;

            /// <summary>
            /// Imported from blocks &amp; &lt;more>.onnx, written by tests: 11 layers, 307 weights.
            /// </summary>
            [Network(2, 8, 8)]
            [Conv2d(4, 3, Padding = 1, Name = "stem"), Relu]
            // layer1.0
            [Conv2d(4, 3, Padding = 1, Bias = false, Name = "layer1.0.conv1"), BatchNorm(Name = "layer1.0.bn1"), Relu]
            [Conv2d(4, 1, Name = "layer1.0.conv2")]
            [Add(Inputs = ["layer1.0.conv2", "relu1"], Name = "layer1.0.add"), Relu(Name = "layer1.0.\"out\"")]
            // layer2
            [Conv2d(6, 1, Stride = 2, Name = "layer2.class"), GlobalAvgPool(Name = "pool\\été")]
            [Linear(3, Name = "fc")]
            [Lrp(Composite.EpsilonPlusFlat)]
            [Weights("blocks.safetensors")]
            internal sealed partial class Blocks;

            """,
            source);
    }

    [Theory]
    [InlineData("exporter_of_models/called_functions/", "one.first two.second")]
    [InlineData("model/", "model.one.first model.two.second")]
    public void A_long_path_before_every_name_is_left_out(string path, string expected)
    {
        ImportedNetwork network = Import(new OnnxFile().Input("x", 1, 4)
            .Named(path + "one/first", "a", "Relu", ["x"]).Named(path + "two/second", "b", "Tanh", ["a"]).ToArray());
        Assert.Equal(expected, string.Join(" ", network.Declaration.Layers.Select(layer => layer.Name)));
        Assert.Equal(network.Declaration.Layers[0].Name, Assert.Single(network.Declaration.Layers[1].Inputs));
    }

    [Fact]
    public void A_network_of_two_blocks_computes_what_ONNX_Runtime_computes()
    {
        byte[] file = Blocks();
        ImportedNetwork network = Import(file);
        CompiledModel model = RuntimeComparison.Compile(network, "[Lrp(Composite.EpsilonPlusFlat)]");
        float[] input = [.. Enumerable.Range(0, 128).Select(i => MathF.Sin(i))];
        Assert.InRange(
            RuntimeComparison.Difference(RuntimeComparison.Run(file, network, input, [1, 2, 8, 8]), model.Predict(input)), 0, 1e-4);
    }

    [Theory]
    [InlineData("\"", "\\", "\"\"\"", "\\\"")]
    [InlineData("a\"b", "a\\b", "a\nb", "a\r\nb\t")]
    [InlineData("a\0b", "\u0001x", "x\u0085y", "x\u2028y\u2029")]
    [InlineData("class", "int", "namespace", "@event")]
    [InlineData("Equals", "ToString", "Metadata", "input")]
    [InlineData("imported", "Imported", "IMPORTED", "Explain")]
    [InlineData("été", "слой", "層", "😀x")]
    [InlineData("a\u0301e", "ⅷ", "²x", "ª")]
    [InlineData("1", "007", "-1", "１")]
    [InlineData("a.b", "a_b", "a/b", "A B")]
    [InlineData("//", "/*", "*/x", "// x")]
    [InlineData("a.\n[x]", "b.\r#if", "\u2028.c", "#endif")]
    [InlineData("{0}", "$x", "%s", "</summary>")]
    [InlineData("System", "string", "float", "Network")]
    [InlineData("Predict", "Load", "Weights", "Workspaces")]
    [InlineData("relu1", "relu2", "Relu", "relu_1")]
    [InlineData("const", "default", "Span", "ExplainGen")]
    public void Names_of_any_kind_compile(string first, string second, string third, string fourth)
    {
        byte[] file = new OnnxFile().Input("x\n\"", 1, 3).Weight("w\\", 3, 3).Weight("b", 3)
            .Named(first, "a\"", "Gemm", ["x\n\"", "w\\", "b"]).Named(second, "b\0", "Relu", ["a\""])
            .Named(third, "c\\", "Gemm", ["b\0", "w\\"])
            .Named(fourth, "d", "Add", ["c\\", "b\0"]).Named("", "e", "Tanh", ["d"]).ToArray();
        ImportedNetwork network = Import(file);
        CompiledModel model = RuntimeComparison.Compile(network, "[Lrp(Composite.EpsilonPlusFlat)]", "[Gradient]");
        Assert.Equal(3, model.Predict([1, 2, 3]).Length);
        Assert.Equal(5, network.Declaration.Layers.Count);
    }

    [Fact]
    public void Names_that_are_long_or_the_same_compile()
    {
        var file = new OnnxFile().Input("x", 1, 3).Named(new string('n', 3000), "y0", "Relu", ["x"]);
        for (int i = 0; i < 12; i++)
            file.Named(i % 3 == 0 ? "" : "act.same", $"y{i + 1}", i % 2 == 0 ? "Tanh" : "Relu", [$"y{i}"]);
        ImportedNetwork network = Import(file.ToArray());
        Assert.Equal("relu1", network.Declaration.Layers[0].Name);
        Assert.Equal("tanh1", network.Declaration.Layers[1].Name);
        Assert.Equal("act.same", network.Declaration.Layers[2].Name);
        Assert.Equal("act.same_2", network.Declaration.Layers[3].Name);
        Assert.Equal(3, RuntimeComparison.Compile(network).Predict([1, 2, 3]).Length);
    }

    [Fact]
    public void Producer_and_origin_stay_in_the_comment()
    {
        ImportedNetwork network = Import(new OnnxFile().Input("x", 1, 3).Node("Relu", "x").ToArray());
        string source = ClassWriter.Write(
            network with { Producer = "a\n*/ class Evil; </summary>" },
            new ClassOptions { ClassName = "Net", Explainers = [], Origin = "b\r\n&\u2028" });
        Assert.Equal(3, ModelCompiler.Compile(source, "Net").Load(network.Weights).Predict([1, 2, 3]).Length);
        Assert.Contains(
            "/// Imported from b\\u000d\\u000a&amp;\\u2028, written by a\\u000a*/ class Evil; &lt;/summary>: 1 layer, 0 weights.",
            source, StringComparison.Ordinal);
    }

    private static byte[] Blocks()
    {
        OnnxFile file = new OnnxFile().Input("x", 1, 2, 8, 8).Weight("stem.weight", 4, 2, 3, 3).Weight("stem.bias", 4)
            .Weight("layer1.0.conv1.weight", 4, 4, 3, 3).Weight("layer1.0.bn1.weight", 4).Weight("bn.bias", 4).Weight("bn.mean", 4)
            .Positive("bn.var", 4)
            .Weight("layer1.0.conv2.weight", 4, 4, 1, 1).Weight("layer1.0.conv2.bias", 4).Weight("layer2.class.weight", 6, 4, 1, 1)
            .Weight("layer2.class.bias", 6)
            .Weight("fc.weight", 3, 6).Weight("fc.bias", 3).Longs("axes", 2, 3);
        return file.Named("/stem/Conv", "s", "Conv", ["x", "stem.weight", "stem.bias"], s_same).Named("", "r", "Relu", ["s"])
            .Named("/layer1/layer1.0/conv1/Conv", "c1", "Conv", ["r", "layer1.0.conv1.weight"], s_same)
            .Named("n", "b1", "BatchNormalization", ["c1", "layer1.0.bn1.weight", "bn.bias", "bn.mean", "bn.var"])
            .Named("", "r1", "Relu", ["b1"])
            .Named("/layer1/layer1.0/conv2/Conv", "c2", "Conv", ["r1", "layer1.0.conv2.weight", "layer1.0.conv2.bias"])
            .Named("/layer1/layer1.0/add/Add", "a", "Add", ["c2", "r"]).Named("/layer1/layer1.0/\"out\"/Relu_1", "o", "Relu", ["a"])
            .Named("", "d", "Conv", ["o", "layer2.class.weight", "layer2.class.bias"], s_by2)
            .Named("pool\\été", "p", "ReduceMean", ["d"], ("axes", new[] { 2, 3 }), ("keepdims", 0))
            .Named("gemm", "y", "Gemm", ["p", "fc.weight", "fc.bias"], ("transB", 1)).ToArray();
    }

    private static ImportedNetwork Import(byte[] file) => OnnxImporter.Import(OnnxReader.Read(file, "net.onnx"), "net.onnx");
}
