namespace ExplainGen.Graph.Tests.Operators;

/// <summary>What does not fit is reported at the layer, with every shape and where it comes from.</summary>
public sealed class ShapeIssueTests
{
    [Theory]
    [InlineData("Conv1d", "it slides over 1 spatial axes, which needs 2 axes with the channels")]
    [InlineData("Conv3d", "it slides over 3 spatial axes, which needs 4 axes with the channels")]
    [InlineData("ConvTranspose1d", "it slides over 1 spatial axes, which needs 2 axes with the channels")]
    [InlineData("MaxPool1d", "it slides over 1 spatial axes, which needs 2 axes with the channels")]
    [InlineData("AvgPool3d", "it slides over 3 spatial axes, which needs 4 axes with the channels")]
    [InlineData("AdaptiveAvgPool3d", "it pools 3 spatial axes, which needs 4 axes with the channels")]
    [InlineData(
        "Linear", "it needs a vector; put [Flatten] before it, or say PerPosition = true for a map of the channels at each position")]
    public void Wrong_rank(string kind, string reason)
    {
        Issue issue = new NetBuilder(6, 8, 8).Relu(("Name", "start"))
            .Layer(kind, ("Channels", 4), ("Kernel", 3), ("Features", 4), ("Size", 2)).Issue();

        Assert.Equal(("EXG0101", 2), (issue.Descriptor.Id, issue.Origin));
        Assert.Contains($"({kind}) cannot take 6x8x8 (the output of 'start'): {reason}", issue.Message);
    }

    [Theory]
    [InlineData("Conv2d")]
    [InlineData("ConvTranspose2d")]
    public void Groups_that_do_not_divide_the_input(string kind) => AssertIssue("EXG0101", 1,
        $"({kind}) cannot take 6x8x8 (the output of 'input'): its 6 channels are not divisible into 4 groups",
        new NetBuilder(6, 8, 8).Layer(kind, ("Channels", 8), ("Kernel", 3), ("Groups", 4)));

    [Fact]
    public void Tokens_in_a_vector_alone() => AssertIssue("EXG0101", 1,
        "Layer 'embedding1' (Embedding) cannot take 4x8 (the output of 'input'): it needs a vector of tokens",
        new NetBuilder(4, 8).Layer("Embedding", ("Count", 9), ("Features", 2)));

    [Fact]
    public void Tokens_of_the_input_alone() => AssertIssue("EXG0101", 2,
        "Layer 'oneHot1' (OneHot) cannot take 8 (the output of 'relu1'): tokens are what the network's input holds; let it read 'input'",
        new NetBuilder(8).Relu().Layer("OneHot", ("Count", 9)));

    [Fact]
    public void Slices_beyond_the_end() => AssertIssue("EXG0006", 1,
        "'Stop' of Slice must be at most 8, the size of axis 1 of 4x8, but is 9",
        new NetBuilder(4, 8).Layer("Slice", ("Start", 2), ("Stop", 9), ("Axis", 1)));

    [Fact]
    public void Slices_of_an_axis_that_is_not_there() => AssertIssue("EXG0006", 1,
        "'Axis' of Slice must be below 2 for an input of 4x8, but is 2",
        new NetBuilder(4, 8).Layer("Slice", ("Start", 2), ("Stop", 3), ("Axis", 2)));

    [Fact]
    public void Slices_of_nothing() => AssertIssue("EXG0006", 1,
        "'Stop' of Slice must be above Start (2), but is 2",
        new NetBuilder(4, 8).Layer("Slice", ("Start", 2), ("Stop", 2)));

    [Theory]
    [InlineData("GlobalAvgPool", "it has no spatial axes to pool over")]
    [InlineData("Upsample", "it has no spatial axes to enlarge")]
    public void Vectors_have_no_axes_to_work_on(string kind, string reason) =>
        AssertIssue("EXG0101", 1, $"({kind}) cannot take 6 (the output of 'input'): {reason}", new NetBuilder(6).Layer(kind, ("Scale", 2)));

    [Fact]
    public void Sums_of_different_shapes() => AssertIssue("EXG0102", 3,
        "Layer 'add1' (Add) needs inputs of one shape, but 'conv1' is 4x6x6 and 'conv2' is 4x4x4",
        new NetBuilder(1, 8, 8).Conv(4, 3).Conv(4, 3).Layer("Add", ("Inputs", new[] { "conv1", "conv1", "conv2" })));

    [Fact]
    public void Sums_do_not_broadcast() => AssertIssue("EXG0102", 2, "'input' is 4x8 and 'linear' is 4x1",
        new NetBuilder(4, 8).Layer("GlobalAvgPool", ("Name", "linear")).Layer("Add", ("Inputs", new[] { "input", "linear" })));

    [Fact]
    public void Concatenated_maps_of_different_size() => AssertIssue("EXG0102", 2,
        "Layer 'concat1' (Concat) needs inputs of the same spatial size, but 'conv1' is 4x6x6 and 'input' is 1x8x8",
        new NetBuilder(1, 8, 8).Conv(4, 3).Layer("Concat", ("Inputs", new[] { "conv1", "input" })));

    [Theory]
    [InlineData(new[] { 5, 5 }, "5x5")]
    [InlineData(new[] { 5, -1 }, "5x-1")]
    [InlineData(new[] { 48, -1 }, "48x-1")]
    public void Elements_that_do_not_fill_a_shape(int[] target, string text) => AssertIssue("EXG0101", 1,
        $"Layer 'reshape1' (Reshape) cannot take 2x3x4 (the output of 'input'): its 24 elements cannot become {text}",
        new NetBuilder(2, 3, 4).Layer("Reshape", ("Shape", target)));

    [Fact]
    public void A_window_larger_than_the_input() => AssertIssue("EXG0105", 1,
        "Layer 'conv1' (Conv2d) would have an empty output: it reads 1x8x4 (the output of 'input'), and the window spans 5 of axis 2, which has 4",
        new NetBuilder(1, 8, 4).Conv(4, 5));

    [Fact]
    public void A_window_larger_than_the_padded_input() => AssertIssue("EXG0105", 1,
        "the window spans 9 of axis 1, which has 4 and a padding of 1 and 2",
        new NetBuilder(1, 4, 16).Conv(4, 3, ("Dilation", 4), ("Paddings", new[] { 1, 1, 2, 2 })));

    [Fact]
    public void A_pool_larger_than_the_input() => AssertIssue("EXG0105", 1, "(MaxPool2d) would have an empty output: it reads 1x8x4",
        new NetBuilder(1, 8, 4).MaxPool(5));

    [Fact]
    public void A_transposed_convolution_that_crops_everything() => AssertIssue("EXG0105", 1,
        "it reads 1x2x2 (the output of 'input'), and its padding of 2 and 2 crops away all of axis 1",
        new NetBuilder(1, 2, 2).Layer("ConvTranspose2d", ("Channels", 4), ("Kernel", 3), ("Padding", 2)));

    [Theory]
    [InlineData(new[] { 1, 2, 3 }, "1, 2 or 4 values for an input of 2x3x4, but is 3 values")]
    [InlineData(new[] { 1, 2, 3, 4, 5, 6 }, "1, 2 or 4 values for an input of 2x3x4, but is 6 values")]
    public void Paddings_for_another_rank(int[] paddings, string message)
    {
        Issue issue = new NetBuilder(2, 3, 4).Layer("Pad", ("Paddings", paddings)).Issue();
        Assert.Equal(("EXG0006", "Paddings"), (issue.Descriptor.Id, issue.Argument));
        Assert.Contains(message, issue.Message);
    }

    [Fact]
    public void A_vector_has_no_sides_to_pad() => AssertIssue("EXG0006", 1, "must be left out for an input of 6, but is 1 value",
        new NetBuilder(6).Layer("Pad", ("Paddings", new[] { 2 })));

    [Fact]
    public void Scales_for_another_rank() => AssertIssue("EXG0006", 1, "must be 1 value for an input of 2x3, but is 2 values",
        new NetBuilder(2, 3).Layer("Upsample", ("Scales", new[] { 2, 2 })));

    [Fact]
    public void Only_the_first_layer_that_does_not_fit_is_reported() => AssertIssue("EXG0101", 1, "linear1",
        new NetBuilder(2, 3, 4).Linear(5).Layer("Conv1d", ("Channels", 1), ("Kernel", 9)).Linear(5));

    [Theory]
    [InlineData("Upsample", "Scale", 2_000_000_000)]
    [InlineData("Pad", "Paddings", 2_000_000_000)]
    public void Sizes_beyond_measure_do_not_come_round_as_small_ones(string kind, string argument, int value) =>
        AssertIssue("EXG0401", 1, $"Layer '{char.ToLowerInvariant(kind[0])}{kind[1..]}1' needs", new NetBuilder(4, 4000, 4000).Layer(
            kind, (argument, value)));

    [Fact]
    public void Outputs_beyond_measure()
    {
        AssertIssue("EXG0401", 1, "floats of output, but no more than 2147483591", new NetBuilder(1, 40000, 40000).Conv(2, 1));
        AssertIssue("EXG0401", 1, "floats of output", new NetBuilder(1, 9, 9).Layer(
            "ConvTranspose2d", ("Channels", 1), ("Kernel", 1), ("Stride", int.MaxValue)));
        AssertIssue("EXG0401", 1, "floats of output", new NetBuilder(1, 9, 9).Conv(1, 1, ("Padding", int.MaxValue)));
    }

    [Fact]
    public void Weights_beyond_measure() => AssertIssue("EXG0401", 1, "Layer 'linear1' needs 10000000000 floats of weight",
        new NetBuilder(100_000).Linear(100_000));

    [Fact]
    public void Windows_beyond_measure() => AssertIssue("EXG0105", 1, "spans 4611686011984936963 of axis 1",
        new NetBuilder(1, 9, 9).Conv(1, int.MaxValue, ("Dilation", int.MaxValue)));

    [Fact]
    public void Reshaping_to_a_product_beyond_measure() => AssertIssue("EXG0101", 1, "cannot become",
        new NetBuilder(1, 9, 9).Layer("Reshape", ("Shape", new[] { -1, 1 << 22, 1 << 21, 1 << 21 })));

    [Fact]
    public void Concatenations_beyond_measure() => AssertIssue("EXG0401", 1, "floats of output",
        new NetBuilder(2_000_000_000).Layer("Concat", ("Inputs", new[] { "input", "input" })));

    [Theory]
    [InlineData(new int[0], "empty")]
    [InlineData(new[] { 0 }, "0")]
    [InlineData(new[] { 3, -1 }, "3 x -1")]
    [InlineData(new[] { 1, 2, 3, 4, 5 }, "1 x 2 x 3 x 4 x 5")]
    [InlineData(new[] { 65536, 65536, 65536, 65536 }, "65536 x 65536 x 65536 x 65536")]
    public void Inputs_that_are_none(int[] shape, string text)
    {
        Issue issue = new NetBuilder(shape).Relu().Issue();
        Assert.Equal(("EXG0006", -1, "Shape"), (issue.Descriptor.Id, issue.Origin, issue.Argument));
        Assert.EndsWith("but is " + text, issue.Message);
    }

    [Fact]
    public void A_network_without_layers() => AssertIssue("EXG0007", -1, "'Net' carries [Network]", new NetBuilder(3));

    [Fact]
    public void A_workspace_beyond_measure() => AssertIssue(
        "EXG0401", -1, "'Net' needs", new NetBuilder(1, 20_000, 20_000).Conv(4, 1).Relu().Conv(4, 3));

    private static void AssertIssue(string id, int origin, string message, NetBuilder net)
    {
        Issue issue = net.Issue();
        Assert.Equal((id, origin), (issue.Descriptor.Id, issue.Origin));
        Assert.Contains(message, issue.Message);
    }
}
