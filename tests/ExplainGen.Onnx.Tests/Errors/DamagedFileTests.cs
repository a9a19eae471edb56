using ExplainGen.Onnx.Reading;
using ExplainGen.Onnx.Tests.Building;
using ExplainGen.TestKit.Onnx;

namespace ExplainGen.Onnx.Tests.Errors;

/// <summary>Bytes that are no ONNX file.</summary>
public sealed class DamagedFileTests
{
    [Fact]
    public void Empty_file() => Fails([], "neither an operator set nor nodes");

    [Fact]
    public void Random_bytes()
    {
        var random = new Random(5);
        for (int i = 0; i < 2000; i++)
        {
            byte[] bytes = new byte[random.Next(1, 300)];
            random.NextBytes(bytes);
            Fails(bytes);
        }
    }

    [Fact]
    public void Every_truncation()
    {
        byte[] file = new OnnxFile().Input("x", 1, 4).Weight("w", 4, 2).Node("MatMul", "x w").Node("Relu", "@").ToArray();
        for (int length = 0; length < file.Length; length++)
        {
            byte[] cut = file[..length];
            var e = Record.Exception(() => OnnxImporter.Import(OnnxReader.Read(cut, "cut.onnx"), "cut.onnx"));
            Assert.True(e is null or OnnxException, $"{length}: {e}");
        }

        Fails(file[..(file.Length / 2)], "damaged", "bytes are announced");
    }

    [Fact]
    public void Text_that_is_none() => Fails(new ProtobufMessage().Add(2, new byte[] { 0xC3, 0x28 })
        .ToArray(), "field 2 is no valid text");

    [Fact]
    public void Graphs_within_graphs()
    {
        var file = new OnnxFile().Input("x", 1, 4).Node("Relu", "x");
        for (int depth = 0; depth < 40; depth++)
            file = new OnnxFile().Input("x", 1, 4).Node("If", "x", ("then_branch", file));
        Fails(file.ToArray(), "more than 32 graphs lie within each other");
    }

    [Fact]
    public void Graphs_within_graphs_that_are_never_closed()
    {
        // Each level claims all bytes behind it: graph, node, attribute, graph and so on.
        byte[] level = [0x0A, 0xFF, 0x7F, 0x2A, 0xFF, 0x7F, 0x32, 0xFF, 0x7F];
        byte[] bytes = [.. Enumerable.Repeat(level, 20000).SelectMany(b => b)];
        Fails([0x3A, 0xFF, 0x7F, .. bytes]);
    }

    [Fact]
    public void Missing_file() => Assert.ThrowsAny<IOException>(() => OnnxReader.Read("/nowhere/net.onnx"));

    private static void Fails(byte[] bytes, params string[] parts)
    {
        var e = Assert.Throws<OnnxException>(() => OnnxReader.Read(bytes, "net.onnx"));
        Assert.StartsWith("net.onnx: ", e.Message, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, e.Message, StringComparison.Ordinal));
    }
}
