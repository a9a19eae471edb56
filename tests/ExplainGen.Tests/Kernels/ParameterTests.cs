using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>Weight variants, channel vectors and pooling windows.</summary>
public class ParameterTests
{
    [Theory]
    [InlineData(WeightVariantKind.Original, -2f, 3f)]
    [InlineData(WeightVariantKind.Positive, 0f, 3f)]
    [InlineData(WeightVariantKind.Negative, -2f, 0f)]
    [InlineData(WeightVariantKind.Absolute, 2f, 3f)]
    [InlineData(WeightVariantKind.Squared, 4f, 9f)]
    [InlineData(WeightVariantKind.Raised, -2f, 4.5f)]
    [InlineData(WeightVariantKind.Lowered, -3f, 3f)]
    [InlineData(WeightVariantKind.Ones, 1f, 1f)]
    [InlineData(WeightVariantKind.Scaled, -1f, 1.5f)]
    [InlineData(WeightVariantKind.ScaledAbsolute, 1f, 1.5f)]
    public void A_variant_is_a_function_of_each_weight(WeightVariantKind kind, float ofMinusTwo, float ofThree)
    {
        var variant = new WeightVariant(kind, 0.5f);
        Assert.Equal(ofMinusTwo, variant.Apply(-2));
        Assert.Equal(ofThree, variant.Apply(3));
        ChannelVector vector = new ChannelVector([-2, 3]).Transform(variant);
        Assert.Equal([ofMinusTwo, ofThree], vector.Values.ToArray());
    }

    [Fact]
    public unsafe void A_channel_vector_is_padded_with_zeros()
    {
        ChannelVector vector = ChannelVector.Constant(17, 2f);
        Assert.Equal(17, vector.Channels);
        Assert.Equal(Enumerable.Repeat(2f, 17), vector.Values.ToArray());
        for (int i = 17; i < 32; i++)
            Assert.Equal(0f, vector.Data[i]);
        Assert.Throws<ArgumentException>(() => new ChannelVector([]));
    }

    [Fact]
    public void Pool_windows_are_clipped_to_the_input()
    {
        // PyTorch's AvgPool1d(3, stride=2, padding=1, ceil_mode=True) on 6 inputs: windows start at -1, 1, 3, 5.
        var axis = new PoolAxis(6, 4, 3, 2, 1, 1);
        Assert.Equal([0, 1, 3, 5], Enumerable.Range(0, 4).Select(axis.Start));
        Assert.Equal([2, 4, 6, 6], Enumerable.Range(0, 4).Select(axis.End));
        Assert.Equal([3, 3, 3, 2], Enumerable.Range(0, 4).Select(axis.PaddedCount));

        var geometry = new PoolGeometry { Channels = 1, Height = axis, Width = axis, CountIncludePad = true };
        Assert.Equal(6, geometry.Divisor(0, 3, 0));
        Assert.Equal(2, (geometry with { CountIncludePad = false }).Divisor(0, 3, 0));
    }

    [Fact]
    public void Adaptive_bins_cover_the_input()
    {
        var axis = PoolAxis.Adaptive(7, 3);
        Assert.Equal([0, 2, 4], Enumerable.Range(0, 3).Select(axis.Start));
        Assert.Equal([3, 5, 7], Enumerable.Range(0, 3).Select(axis.End));
        Assert.Equal((7, 3), (axis.In, axis.Out));
        Assert.Throws<ArgumentException>("starts", () => new PoolAxis(4, [0, 2], [2, 5]));
        Assert.Throws<ArgumentException>("ends", () => new PoolAxis(4, [0, 2], [2]));
    }
}
