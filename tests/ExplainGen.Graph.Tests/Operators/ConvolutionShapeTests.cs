using CsCheck;

namespace ExplainGen.Graph.Tests.Operators;

public sealed class ConvolutionShapeTests
{
    /// <summary>Values of <c>torch.nn.Conv2d</c> for inputs of 3 channels.</summary>
    [Theory]
    [InlineData("7 9 kernel 3", "8x5x7")]
    [InlineData("7 9 kernel 1", "8x7x9")]
    [InlineData("7 9 kernel 3 padding 1", "8x7x9")]
    [InlineData("7 9 kernel 3 stride 2", "8x3x4")]
    [InlineData("8 9 kernel 3 stride 2", "8x3x4")]
    [InlineData("224 224 kernel 7 stride 2 padding 3", "8x112x112")]
    [InlineData("7 9 kernel 3 dilation 2", "8x3x5")]
    [InlineData("7 9 kernel 3 dilation 2 padding 2", "8x7x9")]
    [InlineData("7 9 kernel 3 dilation 3 padding 1 stride 2", "8x2x3")]
    [InlineData("7 9 kernel 1,5", "8x7x5")]
    [InlineData("7 9 kernel 3 strides 1,3", "8x5x3")]
    [InlineData("7 9 kernel 3 dilations 3,1", "8x1x7")]
    [InlineData("7 9 kernel 3 paddings 2,0", "8x9x7")]
    [InlineData("7 9 kernel 2 paddings 0,1,1,0", "8x7x9")]
    [InlineData("7 9 kernel 3 stride 2 padding 5 strides 1,1", "8x15x17")]
    public void Conv2d(string text, string expected) => Assert.Equal(expected, Declare(3, text).ShapeOf());

    [Fact]
    public void One_axis() => Assert.Equal("4x10", new NetBuilder(2, 20)
        .Layer("Conv1d", ("Channels", 4), ("Kernel", 3), ("Stride", 2), ("Padding", 1)).ShapeOf());

    [Fact]
    public void Three_axes() => Assert.Equal("4x3x5x6", new NetBuilder(2, 5, 10, 12)
        .Layer("Conv3d", ("Channels", 4), ("Kernel", 3), ("Strides", new[] { 1, 2, 2 }), ("Paddings", new[] { 0, 1, 1 })).ShapeOf());

    /// <summary>SAME gives ceil(in / stride), whatever the kernel; VALID no padding, whatever is written.</summary>
    [Theory]
    [InlineData("7 8 kernel 3 autoPad SameUpper", "8x7x8", "1,1/1,1")]
    [InlineData("7 8 kernel 3 stride 2 autoPad SameUpper", "8x4x4", "1,0/1,1")]
    [InlineData("7 8 kernel 3 stride 2 autoPad SameLower", "8x4x4", "1,1/1,0")]
    [InlineData("7 8 kernel 4 autoPad SameUpper", "8x7x8", "1,1/2,2")]
    [InlineData("7 8 kernel 4 autoPad SameLower", "8x7x8", "2,2/1,1")]
    [InlineData("7 8 kernel 1 stride 4 autoPad SameUpper", "8x2x2", "0,0/0,0")]
    [InlineData("7 8 kernel 3 dilation 2 autoPad SameUpper", "8x7x8", "2,2/2,2")]
    [InlineData("7 8 kernel 3 padding 1 autoPad SameUpper", "8x7x8", "1,1/1,1")]
    [InlineData("7 8 kernel 3 padding 1 autoPad Valid", "8x5x6", "0,0/0,0")]
    public void Automatic_padding(string text, string expected, string pads)
    {
        NetBuilder net = Declare(3, text);
        Assert.Equal(expected, net.ShapeOf());
        var op = (ConvolutionOperator)net.Graph().Nodes[1].Operator;
        (_, AxisWindow height, AxisWindow width) = op.Window.Resolve(net.Graph().Input.Shape);
        Assert.Equal(pads, $"{height.PadBegin},{width.PadBegin}/{height.PadEnd},{width.PadEnd}");
    }

    /// <summary>Values of <c>torch.nn.ConvTranspose2d</c> for inputs of 4 channels.</summary>
    [Theory]
    [InlineData("5 6 kernel 3", "8x7x8")]
    [InlineData("5 6 kernel 2 stride 2", "8x10x12")]
    [InlineData("5 6 kernel 3 stride 2", "8x11x13")]
    [InlineData("5 6 kernel 3 stride 2 padding 1", "8x9x11")]
    [InlineData("5 6 kernel 3 stride 2 padding 1 outputPadding 1", "8x10x12")]
    [InlineData("5 6 kernel 3 stride 2 padding 1 outputPaddings 1,0", "8x10x11")]
    [InlineData("5 6 kernel 3 dilation 2", "8x9x10")]
    [InlineData("5 6 kernel 3 dilation 3 outputPadding 2", "8x13x14")]
    [InlineData("5 6 kernel 3 paddings 1,0,0,2", "8x6x6")]
    [InlineData("5 6 kernel 3,1 strides 1,4", "8x7x21")]
    [InlineData("5 6 kernel 3 padding 1 autoPad Valid", "8x7x8")]
    public void ConvTranspose2d(string text, string expected) => Assert.Equal(expected, Declare(4, text, "ConvTranspose2d").ShapeOf());

    [Fact]
    public void Transposed_in_one_and_three_axes()
    {
        Assert.Equal("4x21", new NetBuilder(2, 10).Layer("ConvTranspose1d", ("Channels", 4), ("Kernel", 3), ("Stride", 2)).ShapeOf());
        Assert.Equal(
            "4x2x4x6", new NetBuilder(2, 1, 2, 3).Layer("ConvTranspose3d", ("Channels", 4), ("Kernel", 2), ("Stride", 2)).ShapeOf());
    }

    /// <summary>The definition of a convolution: an output for every place at which the window fits into the padded input.</summary>
    [Fact]
    public void Counts_the_places_of_the_window() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 5], Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[0, 4], Gen.Int[0, 4])
            .Sample((size, kernel, stride, dilation, begin, end) =>
        {
            int places = 0, reach = (kernel - 1) * dilation + 1;
            for (int start = -begin; start + reach <= size + end; start += stride)
                places++;
            AxisWindow window = Window(kernel, stride, dilation, begin, end).Resolve(0, size);
            Assert.Equal(places, Math.Max(window.Out, 0));
        });

    /// <summary>A transposed convolution undoes the shape of its convolution, up to what the stride rounds off.</summary>
    [Fact]
    public void Transposed_shapes_are_those_of_the_adjoint() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 5], Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[0, 2], Gen.Int[0, 3])
            .Sample((size, kernel, stride, dilation, padding, extra) =>
        {
            CompilationResult result = new NetBuilder(1, size)
                .Layer("ConvTranspose1d", ("Channels", 1), ("Kernel", kernel), ("Stride", stride),
                ("Dilation", dilation), ("Padding", padding), ("OutputPadding", extra)).Compile();
            if (result.Network is not { } network)
                return;
            int output = network.Graph.OutputNode.Shape.Width;
            var op = (TransposedConvolutionOperator)network.Graph.OutputNode.Operator;
            AxisWindow window = op.Resolve(network.Graph.Input.Shape, network.Graph.OutputNode.Shape).Width;
            Assert.Equal((size, output), (window.Out, window.In));
            if (extra < stride)
                Assert.Equal(size, Window(kernel, stride, dilation, padding, padding).Resolve(0, output).Out);
        });

    [Theory]
    [InlineData("Conv2d", 8, 4, 1, "weight 8x4x3x3 bias 8", 8 * 9 * 4 * 25)]
    [InlineData("Conv2d", 8, 4, 2, "weight 8x2x3x3 bias 8", 8 * 9 * 2 * 25)]
    [InlineData("Conv2d", 8, 4, 4, "weight 8x1x3x3 bias 8", 8 * 9 * 1 * 25)]
    [InlineData("ConvTranspose2d", 8, 4, 1, "weight 4x8x3x3 bias 8", 4 * 49 * 8 * 9)]
    [InlineData("ConvTranspose2d", 8, 4, 2, "weight 4x4x3x3 bias 8", 4 * 49 * 4 * 9)]
    public void Weights_and_cost_by_groups(string kind, int channels, int input, int groups, string weights, long multiplyAdds)
    {
        int size = kind == "Conv2d" ? 5 + 2 : 7;
        NetworkGraph graph = new NetBuilder(input, size, size).Layer(kind, ("Channels", channels), ("Kernel", 3), ("Groups", groups))
            .Graph();
        Shape x = graph.Input.Shape, y = graph.OutputNode.Shape;
        Assert.Equal(weights, string.Join(" ", graph.OutputNode.Operator.Weights(x).Select(w => $"{w.Suffix} {w.Shape}")));
        Assert.Equal(multiplyAdds, graph.OutputNode.Operator.MultiplyAdds(x, y));
    }

    [Fact]
    public void Without_bias_there_is_only_the_weight()
    {
        NetworkGraph graph = new NetBuilder(1, 4, 4).Conv(2, 3, ("Bias", false)).Graph();
        Assert.Equal("weight", Assert.Single(graph.OutputNode.Operator.Weights(graph.Input.Shape)).Suffix);
        Assert.False(graph.OutputNode.HasBias);
    }

    [Theory]
    [InlineData("Conv2d", "k3", "kernel 3")]
    [InlineData("Conv2d", "k3x5 s2 p1x0 d2 g3", "kernel 3,5 stride 2 paddings 1,0 dilation 2 groups 3")]
    [InlineData("Conv2d", "k3 p1x0/0x1", "kernel 3 paddings 1,0,0,1")]
    [InlineData("Conv2d", "k3 same", "kernel 3 autoPad SameUpper")]
    [InlineData("Conv2d", "k3 same-lower", "kernel 3 autoPad SameLower")]
    [InlineData("ConvTranspose2d", "k3 s2 op1", "kernel 3 stride 2 outputPadding 1")]
    [InlineData("ConvTranspose2d", "k3 s2 op1x0", "kernel 3 stride 2 outputPaddings 1,0")]
    public void Description(string kind, string expected, string text) =>
        Assert.Equal(expected, Declare(3, "9 9 " + text, kind, channels: 9).Graph().OutputNode.Operator.Describe());

    [Fact]
    public void Lists_of_three_axes_that_repeat_are_printed_in_full() => Assert.Equal("k3 s2 op1x0x1", new NetBuilder(1, 3, 3, 3)
        .Layer("ConvTranspose3d", ("Channels", 1), ("Kernel", 3), ("Stride", 2), ("OutputPaddings", new[] { 1, 0, 1 }))
        .Graph().OutputNode.Operator.Describe());

    private static SlidingWindow Window(int kernel, int stride, int dilation, int begin, int end) =>
        new(new([kernel]), new([stride]), new([dilation]), new([begin]), new([end]));

    private static NetBuilder Declare(int input, string text, string kind = "Conv2d", int channels = 8)
    {
        string[] words = text.Split(' ');
        var net = new NetBuilder(input, int.Parse(words[0]), int.Parse(words[1]));
        IEnumerable<(string, object)> arguments = words.Skip(2).Chunk(2).Select(pair =>
        {
            string name = char.ToUpperInvariant(pair[0][0]) + pair[0][1..];
            return (name, name == "AutoPad" ? (object)pair[1] : pair[1].Split(',').Select(int.Parse).ToArray());
        });
        return net.Layer(kind, [("Channels", channels), .. arguments]);
    }
}
