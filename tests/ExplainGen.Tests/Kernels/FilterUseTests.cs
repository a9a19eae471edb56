using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>Weights packed for one direction take the memory of that direction, and refuse the other.</summary>
public sealed class FilterUseTests : IDisposable
{
    private static readonly float[] s_weight = TestTensor.Random(new Random(4), 3 * 20 * 9);

    private readonly OwnedTensor _x = new(new(20, height: 6, width: 6));
    private readonly OwnedTensor _y = new(new(3, height: 4, width: 4));

    public static TheoryData<bool> Transposed => new(false, true);

    [Theory]
    [MemberData(nameof(Transposed))]
    public void One_direction_is_there_and_the_other_is_not(bool transposed)
    {
        (ILinearMap map, OwnedTensor x, OwnedTensor y) = Map(transposed);
        Filter forward = map.Pack(s_weight, default, FilterUse.Forward)!, adjoint = map.Pack(s_weight, default, FilterUse.Adjoint)!;
        Forward(map, forward, x, y);
        Redistribute(map, adjoint, x, y);
        Assert.Contains("FilterUse.Adjoint", Assert.Throws<InvalidOperationException>(() => Redistribute(map, forward, x, y)).Message);
        Assert.Contains("FilterUse.Forward", Assert.Throws<InvalidOperationException>(() => Forward(map, adjoint, x, y)).Message);
        Assert.Throws<InvalidOperationException>(
            () => map.Quotient(x.Tensor, adjoint, default, null, y.Tensor, default, 1, y.Tensor, Workers.Single, null));
    }

    [Theory]
    [MemberData(nameof(Transposed))]
    public void Both_directions_are_the_default_and_take_the_sum_of_the_memory(bool transposed)
    {
        ILinearMap map = Map(transposed).Map;
        long forward = map.Pack(s_weight, default, FilterUse.Forward)!.Bytes, adjoint = map.Pack(s_weight, default, FilterUse.Adjoint)!.Bytes;
        Assert.NotEqual(0, forward);
        Assert.NotEqual(0, adjoint);
        Assert.Equal(forward + adjoint, map.Pack(s_weight, default)!.Bytes);
    }

    [Theory]
    [MemberData(nameof(Transposed))]
    public void No_direction_is_refused(bool transposed) =>
        Assert.Throws<ArgumentException>(() => Map(transposed).Map.Pack(s_weight, default, 0));

    [Fact]
    public void A_dense_layer_has_one_packing_for_both()
    {
        var map = new Dense(5, 3);
        Filter filter = map.Pack(new float[15], default, FilterUse.Forward)!;
        using OwnedTensor x = new(new(5)), y = new(new(3));
        Redistribute(map, filter, x, y);
        Assert.Equal(map.Pack(new float[15], default)!.Bytes, filter.Bytes);
    }

    public void Dispose()
    {
        _x.Dispose();
        _y.Dispose();
    }

    private (ILinearMap Map, OwnedTensor X, OwnedTensor Y) Map(bool transposed)
    {
        var geometry = new ConvolutionGeometry { InChannels = 20, OutChannels = 3, Height = new(6, 4, 3), Width = new(6, 4, 3) };
        return transposed ? (new TransposedConvolution(geometry), _y, _x) : (new Convolution(geometry), _x, _y);
    }

    private static void Forward(ILinearMap map, Filter filter, OwnedTensor x, OwnedTensor y) =>
        map.Forward(x.Tensor, filter, default, null, Activation.Identity, y.Tensor, Workers.Single);

    private static void Redistribute(ILinearMap map, Filter filter, OwnedTensor x, OwnedTensor y) =>
        map.Redistribute(y.Tensor, filter, default, null, 1, accumulate: false, x.Tensor, Workers.Single);
}
