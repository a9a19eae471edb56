using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>Packings of the variants of weights, and the zeros that fill them up.</summary>
public sealed unsafe class ConvolutionPackingTests
{
    public static TheoryData<WeightVariantKind> Kinds => [.. Enum.GetValues<WeightVariantKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_variant_of_gathered_weights_is_the_variant_of_each(WeightVariantKind kind)
    {
        var variant = new WeightVariant(kind, 0.3f);
        float[] special = [0, -0f, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity];
        for (int count = 0; count < 70; count++)
        {
            float[] weights = [.. special, .. TestTensor.Random(new Random(count), count, -2, 2)];
            float[] gathered = [.. weights.Select(variant.Gathered)];
            variant.ApplyToGathered(gathered);
            Assert.Equal(weights.Select(weight => BitConverter.SingleToInt32Bits(variant.Apply(weight))), gathered.Select(BitConverter.SingleToInt32Bits));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_zeros_that_fill_up_a_packing_stay_zeros(WeightVariantKind kind)
    {
        var variant = new WeightVariant(kind, 0.3f);
        float[] weights = [.. TestTensor.Random(new Random(1), 20), .. new float[25]];
        if (kind == WeightVariantKind.Ones)
            Array.Fill(weights, 1, 0, 20);
        variant.ApplyToGathered(weights);
        Assert.Equal(new float[25], weights[20..]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_packed_variant_is_the_packing_of_the_variant(WeightVariantKind kind)
    {
        var variant = new WeightVariant(kind, 0.3f);
        foreach (ConvolutionMethodCase c in Cases())
        {
            ConvolutionGather gather = c.Gather();
            float[] weight = TestTensor.Random(new Random(2), c.Geometry.WeightCount);
            Assert.Equal(Packed(gather, [.. weight.Select(variant.Apply)], default), Packed(gather, weight, variant));
        }
    }

    [Fact]
    public void A_packing_holds_each_weight_once_and_zeros_else()
    {
        foreach (ConvolutionMethodCase c in Cases())
        {
            ConvolutionGather gather = c.Gather();
            int points = c.Method switch { ConvolutionMethod.Winograd2 => 16, ConvolutionMethod.Winograd4 => 36, _ => c.Geometry.Taps };
            float[] weight = TestTensor.Random(new Random(2), c.Geometry.WeightCount, 0.5f);
            float[] packed = [.. Packed(gather, weight, default).Where(value => value != 0)];
            Assert.Equal(c.Geometry.WeightCount / c.Geometry.Taps * points, packed.Length);
            if (points == c.Geometry.Taps)
                Assert.Equal(weight.Order(), packed.Order());
        }
    }

    private static IEnumerable<ConvolutionMethodCase> Cases()
    {
        foreach (ConvolutionMethod method in Enum.GetValues<ConvolutionMethod>())
        {
            for (int i = 0; i < 8; i++)
            {
                int source = method == ConvolutionMethod.Interleaved ? i / 2 * 4 + 3 : new[] { 1, 17, 20, 33 }[i / 2];
                int destination = method switch { ConvolutionMethod.Depthwise => source, ConvolutionMethod.Narrow => i / 2 + 1, _ => 39 - source };
                yield return ConvolutionMethodCase.Image(method, source, destination, 4, 5, i % 2 == 0);
            }
        }

        ConvolutionGeometry grouped = new() { InChannels = 15, OutChannels = 33, Groups = 3, Width = new(9, 9, 5, PadBegin: 2) };
        yield return new(ConvolutionMethod.Direct, grouped, Adjoint: false);
        yield return new(ConvolutionMethod.Direct, grouped, Adjoint: true);
    }

    private static float[] Packed(ConvolutionGather gather, float[] weight, WeightVariant variant)
    {
        using NativeBuffer packed = gather.Pack(weight, variant);
        return new Span<float>(packed.Data, checked((int)packed.Length)).ToArray();
    }
}
