using ExplainGen.Onnx.Source;
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

    // Along what has one element there is nothing to slide over.
    [Theory]
    [InlineData(new[] { 1, 5, 6, 1 }, new[] { 4, 5, 3, 1 }, "pads", new[] { 1, 0, 2, 0 }, "Conv1d(4, 3, Paddings = [1, 2])")]
    [InlineData(new[] { 1, 5, 1, 6 }, new[] { 4, 5, 1, 3 }, "strides", new[] { 1, 2 }, "Conv1d(4, 3, Stride = 2)")]
    [InlineData(new[] { 1, 5, 1, 6, 1 }, new[] { 4, 5, 1, 2, 1 }, "dilations", new[] { 1, 3, 1 }, "Conv1d(4, 2, Dilation = 3)")]
    [InlineData(new[] { 1, 5, 2, 1, 3 }, new[] { 4, 5, 2, 1, 2 }, "pads", new[] { 1, 0, 0, 1, 0, 1 }, "Conv2d(4, 2, Paddings = [1, 0, 1, 1])")]
    [InlineData(new[] { 1, 5, 6, 1 }, new[] { 4, 5, 3, 1 }, "pads", new[] { 1, 1, 1, 1 }, "Conv2d(4, [3, 1], Padding = 1)")]
    public void A_convolution_slides_where_there_is_anything(int[] shape, int[] weight, string attribute, int[] values, string expected)
    {
        OnnxFile file = new OnnxFile().Input("x", [1, .. shape.Skip(1).Where(size => size > 1).Select(size => (long)size)]).Node("Relu", "x")
            .Longs("s", [.. shape.Select(size => (long)size)]).Node("Reshape", "@ s").Weight("w", [.. weight.Select(size => (long)size)]).Node("Conv", "@ w", (attribute, values));
        string source = ClassWriter.Write(Import(file), new ClassOptions { ClassName = "Net" });
        Assert.Contains(expected.TrimEnd(')'), source, StringComparison.Ordinal);
        Assert.Equal(expected.StartsWith("Conv2d(4, [", StringComparison.Ordinal), source.Contains("Reshape", StringComparison.Ordinal));
    }

    private static ImportedNetwork Import(OnnxFile file) =>
        OnnxImporter.Import(Reading.OnnxReader.Read(file.ToArray(), "net.onnx"), "net.onnx");

    private static string Kinds(OnnxFile file)
    {
        return string.Join(' ', Import(file).Declaration.Layers.Select(layer => layer.Kind));
    }
}
