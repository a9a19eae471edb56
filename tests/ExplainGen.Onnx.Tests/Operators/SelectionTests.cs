using ExplainGen.Onnx.Tests.Building;

namespace ExplainGen.Onnx.Tests.Operators;

/// <summary>Which layers the elements that constant indices select come from: none that is not needed.</summary>
public sealed class SelectionTests
{
    [Theory]
    [InlineData(new long[] { 1, 2, 3, 4 }, new long[] { 24, 12, 4, 1 }, 0, "")]
    [InlineData(new long[] { 1, 4, 2, 3 }, new long[] { 24, 1, 12, 4 }, 0, "")]
    [InlineData(new long[] { 1, 6, 4 }, new long[] { 24, 4, 1 }, 0, "Reshape")]
    [InlineData(new long[] { 1, 2, 2, 2 }, new long[] { 24, 12, 4, 1 }, 5, "Slice Slice")]
    [InlineData(new long[] { 1, 2, 3, 2 }, new long[] { 24, 12, 4, 2 }, 1, "Reshape Slice")]
    public void A_view_becomes(long[] sizes, long[] strides, long offset, string expected)
    {
        OnnxFile file = new OnnxFile().Input("x", 1, 2, 3, 4).Node("Relu", "x").View("@", sizes, strides, offset).Node("Tanh", "@");
        Assert.Equal($"Relu {expected} Tanh".Replace("  ", " ", StringComparison.Ordinal), Kinds(file));
    }

    [Theory]
    [InlineData(new long[] { 0, 1, 2, 3, 4, 5 }, "")]
    [InlineData(new long[] { 2, 3 }, "Slice")]
    [InlineData(new long[] { 5, 0, 1 }, "Slice Slice Concat")]
    public void Indices_along_an_axis_become(long[] indices, string expected)
    {
        OnnxFile file = new OnnxFile().Input("x", 1, 6, 4).Longs("i", indices).Node("Relu", "x").Node("Gather", "@ i", ("axis", 1))
            .Node("Tanh", "@");
        Assert.Equal($"Relu {expected} Tanh".Replace("  ", " ", StringComparison.Ordinal), Kinds(file));
    }

    private static string Kinds(OnnxFile file)
    {
        ImportedNetwork network = OnnxImporter.Import(Reading.OnnxReader.Read(file.ToArray(), "net.onnx"), "net.onnx");
        return string.Join(' ', network.Declaration.Layers.Select(layer => layer.Kind));
    }
}
