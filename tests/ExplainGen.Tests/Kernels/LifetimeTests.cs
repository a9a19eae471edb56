using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>
/// Native memory stays while kernels read it, even when its owner is garbage and a collection comes. Only optimized code lets go of an
/// owner before the end of a method, so these tests bite in Release builds.
/// </summary>
public sealed class LifetimeTests
{
    private const int Channels = 16, Size = 48;

    private static readonly Convolution s_map = new(new ConvolutionGeometry
    {
        InChannels = Channels,
        OutChannels = Channels,
        Height = new(Size, Size, 3, 1, 1, 1),
        Width = new(Size, Size, 3, 1, 1, 1),
    });

    private static readonly TensorLayout s_layout = new(Channels, 1, Size, Size);
    private static readonly float[] s_weight = [.. Enumerable.Range(0, Channels * Channels * 9).Select(i => (i % 7) - 3f)];

    [Fact]
    public Task ConstantsOfTheBoxRule() => Collecting(() =>
    {
        using OwnedTensor result = LayerConstants.BoxOffset(
            s_map, s_map.Pack(s_weight, new(WeightVariantKind.Positive))!, s_map.Pack(s_weight, new(WeightVariantKind.Negative))!,
            ChannelVector.Constant(Channels, -1), ChannelVector.Constant(Channels, 2), s_layout, s_layout);
        return Stored(result);
    });

    [Fact]
    public Task ConstantsOfTheSquaredRule() => Collecting(() =>
    {
        using OwnedTensor result = LayerConstants.SquaredSum(
            s_map, s_map.Pack(s_weight, new(WeightVariantKind.Squared))!, ChannelVector.Constant(Channels, 3), s_layout, s_layout);
        return Stored(result);
    });

    [Fact]
    public Task VariantsOfVectors() => Collecting(() =>
    {
        ChannelVector result = new ChannelVector(s_weight).Transform(new(WeightVariantKind.Squared)).Transform(new(WeightVariantKind.Raised, 0.5f));
        float[] values = result.Values.ToArray();
        GC.KeepAlive(result);
        return values;
    });

    private static float[] Stored(OwnedTensor tensor)
    {
        var values = new float[tensor.Layout.Count];
        Planar.Store(tensor.Tensor, values);
        return values;
    }

    private static async Task Collecting(Func<float[]> compute)
    {
        float[] expected = compute();
        using var done = new CancellationTokenSource();
        Task collector = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        for (int i = 0; i < 50; i++)
            Assert.Equal(expected, compute());
        await done.CancelAsync();
        await collector;
    }
}
