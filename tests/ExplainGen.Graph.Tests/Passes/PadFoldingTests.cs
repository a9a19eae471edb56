namespace ExplainGen.Graph.Tests.Passes;

public sealed class PadFoldingTests
{
    [Fact]
    public void A_pad_becomes_the_padding_of_its_convolution()
    {
        NetworkGraph graph = new NetBuilder(1, 8, 8).Layer("Pad", ("Paddings", new[] { 0, 1, 2, 3 })).Conv(2, 3).Graph();
        Node conv = Assert.Single(graph.Nodes, n => n.Id != 0);
        var window = ((ConvolutionOperator)conv.Operator).Window;
        Assert.Equal("[0, 1] [2, 3]", $"{window.PadBegin} {window.PadEnd}");
        Assert.Equal("2x8x10", conv.Shape.ToString());
        Assert.Equal(conv.Shape, window.InferShape(graph.Input.Shape, 2, null!));
    }

    [Theory]
    [InlineData("None", "[3, 3] [3, 3]")]
    [InlineData("Valid", "[1, 1] [1, 1]")]
    [InlineData("SameUpper", "[2, 2] [3, 3]")]
    [InlineData("SameLower", "[3, 3] [2, 2]")]
    public void It_adds_to_the_padding_there_is(string autoPad, string expected)
    {
        NetworkGraph graph = new NetBuilder(1, 8, 8).Layer("Pad", ("Paddings", new[] { 1 }))
            .Conv(2, 4, ("Padding", 2), ("AutoPad", autoPad)).Graph();
        var window = ((ConvolutionOperator)graph.OutputNode.Operator).Window;
        Assert.Equal(expected, $"{window.PadBegin} {window.PadEnd}");
        Assert.Equal(graph.OutputNode.Shape, window.InferShape(graph.Input.Shape, 2, null!));
    }

    [Fact]
    public void Pads_add_up() => Assert.Equal("[3, 3]", ((ConvolutionOperator)new NetBuilder(1, 8, 8)
        .Layer("Pad", ("Paddings", new[] { 1 })).Layer("Pad", ("Paddings", new[] { 2 })).Conv(2, 3).Graph()
            .OutputNode.Operator).Window.PadBegin.ToString());

    [Fact]
    public void One_axis() => Assert.Equal("[4] [0]", new[] { new NetBuilder(1, 8).Layer("Pad", ("Paddings", new[] { 4, 0 }))
        .Layer("Conv1d", ("Channels", 2), ("Kernel", 5)).Graph().OutputNode.Operator }.Cast<ConvolutionOperator>()
        .Select(op => $"{op.Window.PadBegin} {op.Window.PadEnd}").Single());

    [Fact]
    public void A_folded_pad_stands_at_its_input_with_the_shape_of_it() => Assert.Equal(["pad1 0 1x8x8", "conv1 1 2x8x8"],
        new NetBuilder(1, 8, 8).Layer("Pad", ("Paddings", new[] { 1 })).Conv(2, 3).Graph().Layers.Select(
            l => $"{l.Name} {l.Node} {l.Shape}"));

    [Fact]
    public void A_pad_with_several_readers_stays() => AssertStays(
        new NetBuilder(1, 8, 8).Layer("Pad", ("Paddings", new[] { 1 })).Conv(2, 3).Conv(2, 3, ("Input", "pad1"))
            .Layer("Add", ("Inputs", new[] { "conv1", "conv2" })));

    [Fact]
    public void A_pad_around_channels_stays() => AssertStays(
        new NetBuilder(1, 8, 8).Layer("Pad", ("Paddings", new[] { 1 }), ("Channels", new[] { 0, 1 })).Conv(2, 3));

    [Fact]
    public void A_pad_before_anything_else_stays()
    {
        AssertStays(new NetBuilder(1, 8, 8).Layer("Pad", ("Paddings", new[] { 1 })).MaxPool(2));
        AssertStays(
            new NetBuilder(1, 8, 8).Layer("Pad", ("Paddings", new[] { 1 })).Layer("ConvTranspose2d", ("Channels", 2), ("Kernel", 2)));
        AssertStays(new NetBuilder(1, 8, 8).Layer("Pad", ("Paddings", new[] { 1 })));
    }

    private static void AssertStays(NetBuilder net) => Assert.Contains(net.Graph().Nodes, n => n.Operator is PadOperator);
}
