using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>A linear map with its reference, weights and layouts, drawn from a seed or given by hand.</summary>
internal sealed class LinearMapCase
{
    private const int MostTerms = 120_000;

    private LinearMapCase(string name, ILinearMap map, ReferenceMap reference, TensorLayout input, TensorLayout output, Random random)
    {
        Name = name;
        Map = map;
        Reference = reference;
        Input = input;
        Output = output;
        Random = random;
        Weight = TestTensor.Random(random, reference.Weights);
        Assert.Equal(reference.Inputs, input.Count);
        Assert.Equal(reference.Outputs, output.Count);
    }

    internal string Name { get; }

    internal ILinearMap Map { get; }

    internal ReferenceMap Reference { get; }

    internal TensorLayout Input { get; }

    internal TensorLayout Output { get; }

    internal Random Random { get; }

    internal float[] Weight { get; }

    /// <summary>The Flat spread of the same layer.</summary>
    internal FlatSpread Flat => Map switch
    {
        Dense dense => new FlatSpread(dense),
        Convolution convolution => new FlatSpread(convolution),
        TransposedConvolution transposed => new FlatSpread(transposed),
        _ => throw new InvalidOperationException("No such map."),
    };

    /// <summary>The packed variant and the same weights in double precision.</summary>
    internal (Filter? Filter, double[] Weight) Pack(WeightVariant variant = default)
    {
        var weight = new double[Weight.Length];
        for (int i = 0; i < weight.Length; i++)
            weight[i] = variant.Apply(Weight[i]);
        return (Map.Pack(Weight, variant), weight);
    }

    /// <summary>Random activations with poisoned padding lanes.</summary>
    internal OwnedTensor RandomInput(float low = -1, float high = 1) =>
        TestTensor.Of(Input, TestTensor.Random(Random, Input.Count, low, high), padding: 7.5f);

    /// <summary>Random relevance of the output, zero in padding lanes.</summary>
    internal OwnedTensor RandomRelevance() => TestTensor.Of(Output, TestTensor.Random(Random, Output.Count));

    public override string ToString() => Name;

    internal static LinearMapCase Dense(int inFeatures, int outFeatures, int seed = 1) => new(
        $"dense {inFeatures}->{outFeatures}", new Dense(inFeatures, outFeatures), ReferenceMap.Dense(inFeatures, outFeatures),
        new TensorLayout(inFeatures), new TensorLayout(outFeatures), new Random(seed));

    internal static LinearMapCase Convolution(ConvolutionGeometry g, int seed = 1)
    {
        var random = new Random(seed);
        TensorLayout input = Layout(random, g.InChannels, g.Depth.In, g.Height.In, g.Width.In);
        TensorLayout output = Layout(random, g.OutChannels, g.Depth.Out, g.Height.Out, g.Width.Out);
        return new($"conv {g} {input} -> {output}", new Convolution(g), ReferenceMap.Convolution(g), input, output, random);
    }

    internal static LinearMapCase Transposed(ConvolutionGeometry g, int seed = 1)
    {
        var random = new Random(seed);
        TensorLayout input = Layout(random, g.OutChannels, g.Depth.Out, g.Height.Out, g.Width.Out);
        TensorLayout output = Layout(random, g.InChannels, g.Depth.In, g.Height.In, g.Width.In);
        return new(
            $"transposed {g} {input} -> {output}", new TransposedConvolution(g), ReferenceMap.TransposedConvolution(g), input, output,
            random);
    }

    /// <summary>A map of a random kind and shape.</summary>
    internal static LinearMapCase FromSeed(int seed)
    {
        var random = new Random(seed);
        switch (random.Next(5))
        {
            case 0:
                return Dense(random.Next(1, 90), random.Next(1, 150), seed);
            case 1 or 2:
                return Convolution(RandomGeometry(random), seed);
            default:
                return Transposed(RandomGeometry(random), seed);
        }
    }

    /// <summary>Shapes the random ones hardly reach: rows longer than a chunk, strides beyond it, filters of many taps.</summary>
    internal static IEnumerable<LinearMapCase> Corners()
    {
        ConvolutionGeometry[] geometries =
        [
            new() { InChannels = 3, OutChannels = 17, Width = new(150, 150, 3, PadBegin: 1) },
            new() { InChannels = 2, OutChannels = 3, Width = new(90, 31, 80, PadBegin: 10) },
            new() { InChannels = 2, OutChannels = 18, Height = new(13, 13, 9, PadBegin: 4), Width = new(14, 14, 9, PadBegin: 4) },
            new() { InChannels = 3, OutChannels = 5, Height = new(20, 2, 10, 10), Width = new(200, 20, 10, 10) },
            new() { InChannels = 1, OutChannels = 2, Width = new(300, 5, 3, 70) },
            new() { InChannels = 20, OutChannels = 20, Groups = 20, Width = new(140, 70, 5, 2, 1, 2) },
            new() { InChannels = 4, OutChannels = 4, Height = new(3, 6, 1, 1, 1, 2), Width = new(3, 7, 2, 1, 1, 3) },
            new() { InChannels = 16, OutChannels = 32 },
            new() { InChannels = 33, OutChannels = 48, Height = new(2, 2, 1), Width = new(9, 9, 1) },
        ];
        foreach (ConvolutionGeometry g in geometries)
        {
            yield return Convolution(g);
            yield return Transposed(g);
        }

        yield return Dense(300, 20);
        yield return Dense(256, 97);
        int[] sizes = [1, 15, 16, 17, 31, 33, 64, 65];
        foreach (int size in sizes)
        {
            yield return Dense(size, 81 - size);
            yield return Convolution(new() { InChannels = size, OutChannels = 66 - size, Width = new(5, 5, 3, PadBegin: 1) });
        }
    }

    private static ConvolutionGeometry RandomGeometry(Random random)
    {
        int rank = random.Next(1, 4);
        int most = rank switch { 1 => 70, 2 => 12, _ => 6 };
        ConvolutionAxis depth = rank > 2 ? RandomAxis(random, most) : ConvolutionAxis.Single;
        ConvolutionAxis height = rank > 1 ? RandomAxis(random, most) : ConvolutionAxis.Single;
        ConvolutionAxis width = RandomAxis(random, most);
        int groups = random.Next(3) == 0 ? random.Next(1, 24) : 1;
        bool depthwise = groups > 1 && random.Next(2) == 0;
        int inGroup = depthwise ? 1 : random.Next(1, 40 / groups + 2);
        int outGroup = depthwise ? 1 : random.Next(1, 40 / groups + 2);
        long pixels = (long)depth.Out * depth.Kernel * height.Out * height.Kernel * width.Out * width.Kernel;
        while (pixels * groups * inGroup * outGroup > MostTerms && inGroup * outGroup > 1)
            (inGroup, outGroup) = (Math.Max(inGroup / 2, 1), Math.Max(outGroup * 2 / 3, 1));
        return new()
        {
            InChannels = groups * inGroup, OutChannels = groups * outGroup, Groups = groups, Depth = depth, Height = height, Width = width,
        };
    }

    private static ConvolutionAxis RandomAxis(Random random, int most)
    {
        int input = random.Next(1, most), kernel = random.Next(1, 6), stride = random.Next(1, 5), dilation = random.Next(1, 4);
        int padBegin = random.Next(4), padEnd = random.Next(4);
        int room = input + padBegin + padEnd - dilation * (kernel - 1) - 1;
        return new(input, Math.Max(room, 0) / stride + 1, kernel, stride, dilation, padBegin);
    }

    private static TensorLayout Layout(Random random, int channels, int depth, int height, int width) => random.Next(2) == 0
        ? new TensorLayout(channels, depth, height, width)
        : new TensorLayout(channels, depth, height, width, random.Next(2), random.Next(3), random.Next(4));
}
