using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>Shapes, filters and geometries that do not fit are refused, by name.</summary>
public sealed class LinearMapArgumentTests : IDisposable
{
    private readonly Dense _map = new(5, 3);
    private readonly OwnedTensor _five = new(new(5));
    private readonly OwnedTensor _three = new(new(3));

    [Fact]
    public void Tensors_must_have_the_shapes_of_the_map()
    {
        Filter? w = _map.Pack(new float[15], default);
        Assert.Throws<ArgumentException>("x", () => Forward(_three, w, default, null, _three));
        Assert.Throws<ArgumentException>("y", () => Forward(_five, w, default, null, _five));
        Assert.Throws<ArgumentException>("addend", () => Forward(_five, w, _five.Tensor, null, _three));
        Assert.Throws<ArgumentException>("bias", () => Forward(_five, w, default, ChannelVector.Constant(5, 1), _three));
        Assert.Throws<ArgumentException>(
            "relevance",
            () => _map.Quotient(_five.Tensor, w, default, null, _five.Tensor, default, 1, _three.Tensor, Workers.Single, null));
        Assert.Throws<ArgumentException>(
            "x", () => _map.Redistribute(_three.Tensor, w, _three.Tensor, null, 1, false, _five.Tensor, Workers.Single));
        Assert.Throws<ArgumentException>(
            "shift",
            () => _map.Redistribute(
                _three.Tensor, w, default, ChannelVector.Constant(5, 1), 1, false, _five.Tensor, Workers.Single));
    }

    [Fact]
    public void Convolutions_check_their_extents()
    {
        var map = new Convolution(new() { InChannels = 2, OutChannels = 3, Width = new(7, 5, 3) });
        Filter? w = map.Pack(new float[18], default);
        using var input = new OwnedTensor(new(2, width: 7));
        using var output = new OwnedTensor(new(3, width: 5));
        using var wide = new OwnedTensor(new(3, width: 6));
        map.Forward(input.Tensor, w, default, null, Activation.Identity, output.Tensor, Workers.Single);
        Assert.Throws<ArgumentException>(
            "y", () => map.Forward(input.Tensor, w, default, null, Activation.Identity, wide.Tensor, Workers.Single));
        Assert.Throws<ArgumentException>(
            "s", () => map.Redistribute(wide.Tensor, w, default, null, 1, false, input.Tensor, Workers.Single));
    }

    [Fact]
    public void A_filter_belongs_to_the_map_that_packed_it()
    {
        Filter? other = new Dense(5, 3).Pack(new float[15], default);
        Assert.Throws<ArgumentException>("filter", () => Forward(_five, other, default, null, _three));
        Assert.Throws<ArgumentException>("filter", () => Forward(_five, null, default, null, _three));
    }

    [Fact]
    public void A_filter_knows_its_variant_and_size()
    {
        Filter filter = _map.Pack(new float[15], new WeightVariant(WeightVariantKind.Raised, 0.25f))!;
        Assert.Equal(new WeightVariant(WeightVariantKind.Raised, 0.25f), filter.Variant);
        Assert.Equal(5 * 16 * sizeof(float), filter.Bytes);
    }

    [Fact]
    public void Weights_must_be_as_many_as_the_map_has()
    {
        var convolution = new Convolution(new() { InChannels = 4, OutChannels = 6, Groups = 2, Width = new(7, 7, 3) });
        Assert.Throws<ArgumentException>("weight", () => _map.Pack(new float[14], default));
        Assert.Throws<ArgumentException>(() => convolution.Pack(new float[6 * 4 * 3], default));
        Assert.NotNull(convolution.Pack(new float[6 * 2 * 3], default));
    }

    [Fact]
    public void Geometries_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Dense(0, 1));
        Assert.Throws<ArgumentException>(() => new Convolution(new() { InChannels = 3, OutChannels = 4, Groups = 2 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Convolution(new() { InChannels = 1, OutChannels = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new TransposedConvolution(new() { InChannels = 1, OutChannels = 1, Width = new(3, 3, 3, Stride: 0) }));
    }

    public void Dispose()
    {
        _five.Dispose();
        _three.Dispose();
    }

    private void Forward(OwnedTensor x, Filter? w, Tensor addend, ChannelVector? bias, OwnedTensor y) =>
        _map.Forward(x.Tensor, w, addend, bias, Activation.Identity, y.Tensor, Workers.Single);
}
