namespace ExplainGen.Graph.Tests.Operators;

public sealed class RoutingShapeTests
{
    [Theory]
    [InlineData(new[] { 5 }, "5")]
    [InlineData(new[] { 2, 3 }, "6")]
    [InlineData(new[] { 2, 3, 4 }, "24")]
    [InlineData(new[] { 2, 3, 4, 5 }, "120")]
    public void Flatten(int[] shape, string expected) => Assert.Equal(expected, new NetBuilder(shape).Flatten().ShapeOf());

    [Theory]
    [InlineData(new[] { 24 }, "24")]
    [InlineData(new[] { -1 }, "24")]
    [InlineData(new[] { 4, 6 }, "4x6")]
    [InlineData(new[] { 4, -1 }, "4x6")]
    [InlineData(new[] { -1, 2, 3 }, "4x2x3")]
    [InlineData(new[] { 2, 1, -1, 3 }, "2x1x4x3")]
    [InlineData(new[] { 24, -1 }, "24x1")]
    public void Reshape(int[] target, string expected) =>
        Assert.Equal(expected, new NetBuilder(2, 3, 4).Layer("Reshape", ("Shape", target)).ShapeOf());

    [Theory]
    [InlineData(new[] { 1 }, "2x5x6")]
    [InlineData(new[] { 1, 2 }, "2x5x8")]
    [InlineData(new[] { 1, 0, 0, 2 }, "2x4x6")]
    [InlineData(new int[0], "2x3x4")]
    public void Pad(int[] paddings, string expected) =>
        Assert.Equal(expected, new NetBuilder(2, 3, 4).Layer("Pad", ("Paddings", paddings)).ShapeOf());

    [Fact]
    public void Pad_around_the_channels()
    {
        Assert.Equal(
            "7x3x4", new NetBuilder(2, 3, 4).Layer("Pad", ("Paddings", Array.Empty<int>()), ("Channels", new[] { 2, 3 })).ShapeOf());
        Assert.Equal("7x5x6", new NetBuilder(2, 3, 4).Layer("Pad", ("Paddings", new[] { 1 }), ("Channels", new[] { 2, 3 })).ShapeOf());
        Assert.Equal("7", new NetBuilder(2).Layer("Pad", ("Channels", new[] { 2, 3 })).ShapeOf());
    }

    [Fact]
    public void Pad_of_other_ranks()
    {
        Assert.Equal("2x9", new NetBuilder(2, 4).Layer("Pad", ("Paddings", new[] { 2, 3 })).ShapeOf());
        Assert.Equal("2x5x7x9", new NetBuilder(2, 3, 4, 5).Layer("Pad", ("Paddings", new[] { 1, 1, 1, 1, 2, 3 })).ShapeOf());
    }

    [Theory]
    [InlineData(2, "3x8x10")]
    [InlineData(1, "3x4x5")]
    public void Upsample(int scale, string expected) =>
        Assert.Equal(expected, new NetBuilder(3, 4, 5).Layer("Upsample", ("Scale", scale)).ShapeOf());

    [Fact]
    public void Upsample_by_axis() => Assert.Equal(
        "3x8x15", new NetBuilder(3, 4, 5).Layer("Upsample", ("Scales", new[] { 2, 3 })).ShapeOf());

    [Fact]
    public void Concat_adds_up_channels()
    {
        Assert.Equal("9x4x5", new NetBuilder(3, 4, 5).Conv(6, 1).Layer("Concat", ("Inputs", new[] { "conv1", "input" })).ShapeOf());
        Assert.Equal("7", new NetBuilder(3).Linear(4).Layer("Concat", ("Inputs", new[] { "linear1", "input" })).ShapeOf());
        Assert.Equal("9x4", new NetBuilder(3, 4).Relu().Layer("Concat", ("Inputs", new[] { "input", "relu1", "input" })).ShapeOf());
    }

    [Fact]
    public void Add_keeps_the_shape() => Assert.Equal("3x4x5", new NetBuilder(3, 4, 5)
        .Conv(3, 1).Conv(3, 3, ("Padding", 1)).Layer("Add", ("Inputs", new[] { "conv1", "conv2", "input" })).ShapeOf());

    [Theory]
    [InlineData(new[] { 0, 1, 2 }, "2x3x4")]
    [InlineData(new[] { 1, 2, 0 }, "3x4x2")]
    [InlineData(new[] { 2, 1, 0 }, "4x3x2")]
    public void Permute(int[] order, string expected) =>
        Assert.Equal(expected, new NetBuilder(2, 3, 4).Layer("Permute", ("Order", order)).ShapeOf());

    [Theory]
    [InlineData(0, 2, 5, "3x6x7")]
    [InlineData(1, 0, 1, "5x1x7")]
    [InlineData(2, 6, 7, "5x6x1")]
    public void Slice(int axis, int start, int stop, string expected) => Assert.Equal(
        expected, new NetBuilder(5, 6, 7).Layer("Slice", ("Axis", axis), ("Start", start), ("Stop", stop)).ShapeOf());

    [Fact]
    public void Tokens_become_channels()
    {
        Assert.Equal("7x20", new NetBuilder(20).Layer("Embedding", ("Count", 100), ("Features", 7)).ShapeOf());
        Assert.Equal("100x20", new NetBuilder(20).Layer("OneHot", ("Count", 100)).ShapeOf());
    }

    [Fact]
    public void Tokens_pass_what_does_nothing_in_use()
    {
        CompiledNetwork network = new NetBuilder(20).Layer("Dropout").Layer("Identity").Layer("Embedding", ("Count", 100), ("Features", 7))
            .Network();
        Assert.Equal(["input", "embedding1"], network.Graph.Nodes.Select(node => node.Name));
        Assert.Equal(100, network.TokenCount);
    }

    [Theory]
    [InlineData("Pad", "1x2", "Paddings", new[] { 1, 2 })]
    [InlineData("Upsample", "x2", "Scales", new[] { 2, 2 })]
    [InlineData("Upsample", "x2x3", "Scales", new[] { 2, 3 })]
    [InlineData("Permute", "0,2,1", "Order", new[] { 0, 2, 1 })]
    public void Description(string kind, string expected, string name, int[] values) =>
        Assert.Equal(expected, new NetBuilder(3, 4, 5).Layer(kind, (name, values)).Graph().OutputNode.Operator.Describe());
}
