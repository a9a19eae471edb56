using CsCheck;

namespace ExplainGen.Graph.Tests.Operators;

public sealed class PoolingShapeTests
{
    /// <summary>Values of <c>torch.nn.MaxPool1d</c>: in, kernel, stride (0: none given), padding, ceil mode, out.</summary>
    [Theory]
    [InlineData(8, 2, 0, 0, false, 4)]
    [InlineData(9, 2, 0, 0, false, 4)]
    [InlineData(9, 2, 0, 0, true, 5)]
    [InlineData(8, 3, 2, 0, false, 3)]
    [InlineData(8, 3, 2, 0, true, 4)]
    [InlineData(112, 3, 2, 1, false, 56)]
    [InlineData(7, 3, 2, 1, true, 4)]
    [InlineData(8, 3, 2, 1, true, 5)]
    [InlineData(54, 3, 2, 0, true, 27)]

    // The fourth window of stride 3 would start in the trailing padding (9 >= 8 + 1) and is dropped.
    [InlineData(8, 2, 3, 1, true, 3)]
    [InlineData(3, 2, 2, 1, true, 2)]

    // A window larger than its input counts in ceil mode, since it starts inside.
    [InlineData(1, 2, 2, 0, true, 1)]
    [InlineData(2, 3, 2, 0, true, 1)]
    [InlineData(3, 5, 3, 0, true, 1)]
    public void Windows(int size, int kernel, int stride, int padding, bool ceil, int expected)
    {
        (string, object)[] arguments = [("Kernel", kernel), ("Stride", stride), ("Padding", padding), ("CeilMode", ceil)];
        Assert.Equal($"2x{expected}", new NetBuilder(2, size).Layer("MaxPool1d", arguments).ShapeOf());
        Assert.Equal($"2x{expected}", new NetBuilder(2, size).Layer("AvgPool1d", arguments).ShapeOf());
    }

    [Fact]
    public void Every_window_of_ceil_mode_starts_inside_and_all_input_is_covered() =>
        Gen.Select(Gen.Int[1, 30], Gen.Int[1, 6], Gen.Int[1, 6], Gen.Int[0, 3]).Where((_, kernel, _, padding) => padding <= kernel / 2)
            .Sample((size, kernel, stride, padding) =>
            {
                CompilationResult result = new NetBuilder(1, size)
                    .Layer("MaxPool1d", ("Kernel", kernel), ("Stride", stride), ("Padding", padding), ("CeilMode", true)).Compile();
                if (result.Network is not { } network)
                {
                    Assert.True(size + 2 * padding + stride - 1 < kernel);
                    return;
                }

                int count = network.Graph.OutputNode.Shape.Width;
                Assert.True((count - 1) * stride - padding < size, "the last window starts inside");
                Assert.True(count * stride >= size + padding || (count - 1) * stride + kernel >= size + 2 * padding, "there is no room for another");
            });

    [Theory]
    [InlineData("MaxPool2d", "3x4x2")]
    [InlineData("AvgPool2d", "3x4x2")]
    public void Two_axes(string kind, string expected) =>
        Assert.Equal(expected, new NetBuilder(3, 8, 9).Layer(kind, ("Kernel", new[] { 2, 4 })).ShapeOf());

    [Theory]
    [InlineData("MaxPool3d")]
    [InlineData("AvgPool3d")]
    public void Three_axes(string kind) => Assert.Equal("3x2x7x4", new NetBuilder(3, 4, 8, 9)
        .Layer(kind, ("Kernel", 2), ("Strides", new[] { 2, 1, 2 })).ShapeOf());

    [Fact]
    public void Adaptive_pools_give_the_size_they_name()
    {
        Assert.Equal("3x5", new NetBuilder(3, 9).Layer("AdaptiveAvgPool1d", ("Size", 5)).ShapeOf());
        Assert.Equal("3x7x7", new NetBuilder(3, 9, 6).Layer("AdaptiveAvgPool2d", ("Size", 7)).ShapeOf());
        Assert.Equal("3x2x4", new NetBuilder(3, 9, 6).Layer("AdaptiveAvgPool2d", ("Size", new[] { 2, 4 })).ShapeOf());
        Assert.Equal("3x1x2x3", new NetBuilder(3, 9, 6, 5).Layer("AdaptiveAvgPool3d", ("Size", new[] { 1, 2, 3 })).ShapeOf());
    }

    [Theory]
    [InlineData("GlobalAvgPool")]
    [InlineData("GlobalMaxPool")]
    public void Global_pools_keep_the_rank(string kind)
    {
        Assert.Equal("3x1", new NetBuilder(3, 9).Layer(kind).ShapeOf());
        Assert.Equal("3x1x1", new NetBuilder(3, 9, 4).Layer(kind).ShapeOf());
        Assert.Equal("3x1x1x1", new NetBuilder(3, 9, 4, 2).Layer(kind).ShapeOf());
    }

    [Fact]
    public void A_vector_of_one_pixel_channels_goes_into_a_dense_layer() =>
        Assert.Equal("10", new NetBuilder(3, 9, 4).Layer("GlobalAvgPool").Linear(10).ShapeOf());

    [Theory]
    [InlineData(1, true, "k3 p1")]
    [InlineData(1, false, "k3 p1 not counted")]
    [InlineData(0, false, "k3")]
    public void Descriptions_say_whether_padding_counts(int padding, bool counts, string expected) => Assert.Equal(
        expected,
        new NetBuilder(2, 5, 5).Layer("AvgPool2d", ("Kernel", 3), ("Stride", 1), ("Padding", padding), ("CountIncludePad", counts))
            .Graph().OutputNode.Operator.Describe());
}
