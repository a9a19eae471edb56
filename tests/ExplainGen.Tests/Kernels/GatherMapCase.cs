using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>A linear map without learned mixing (averages, repetition, placement, ...) with the entries of its matrix.</summary>
internal sealed record GatherMapCase(
    string Name, ILinearMap Map, float[] Weight, TensorLayout Input, TensorLayout Output,
    List<(int Output, int Input, double Weight)> Terms, Random Random)
{
    internal static string[] Kinds => ["average", "upsample", "relayout", "window", "scale"];

    internal double[] Forward(double[] x)
    {
        var y = new double[Output.Count];
        foreach ((int output, int input, double weight) in Terms)
            y[output] += weight * x[input];
        return y;
    }

    internal double[] Transpose(double[] s)
    {
        var r = new double[Input.Count];
        foreach ((int output, int input, double weight) in Terms)
            r[input] += weight * s[output];
        return r;
    }

    internal OwnedTensor RandomInput() => TestTensor.Of(Input, TestTensor.Random(Random, Input.Count), padding: 7.5f);

    internal OwnedTensor RandomRelevance() => TestTensor.Of(Output, TestTensor.Random(Random, Output.Count));

    internal static GatherMapCase Draw(string kind, int seed)
    {
        var random = new Random(seed);
        return kind switch
        {
            "average" => Average(PoolReference.Draw(random), random),
            "upsample" => Upsampling(random),
            "relayout" => Reshaping(random),
            "window" => Placing(random),
            "scale" => Scaling(random),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    internal static GatherMapCase Average(PoolReference pool, Random random) => new(
        "average", new AveragePool(pool.Geometry), [],
        Layout(random, pool.Channels, pool.In.Depth, pool.In.Height, pool.In.Width),
        Layout(random, pool.Channels, pool.Out.Depth, pool.Out.Height, pool.Out.Width), pool.Averages(), random);

    private static GatherMapCase Upsampling(Random random)
    {
        (int channels, int depth, int height, int width) = Shape(random);
        (int a, int b, int c) = (random.Next(1, 4), random.Next(1, 4), random.Next(1, 4));
        TensorLayout input = Layout(random, channels, depth, height, width);
        TensorLayout output = Layout(random, channels, depth * a, height * b, width * c);
        List<(int, int, double)> terms = [];
        ForEach(output, (n, k, d, h, w) => terms.Add((n, Number(input, k, d / a, h / b, w / c), 1)));
        return new("upsample", new Upsample(a, b, c), [], input, output, terms, random);
    }

    private static GatherMapCase Reshaping(Random random)
    {
        (int channels, int depth, int height, int width) = Shape(random);
        TensorLayout input = Layout(random, channels, depth, height, width);
        TensorLayout other = random.Next(4) switch
        {
            0 => Layout(random, input.Count, 1, 1, 1),
            1 => Layout(random, depth, height, width, channels),
            2 => Layout(random, channels * depth, 1, width, height),
            _ => Layout(random, channels, depth, height, width),
        };
        if (random.Next(2) == 0)
            (input, other) = (other, input);
        return new("relayout", new Relayout(), [], input, other, [.. Enumerable.Range(0, input.Count).Select(n => (n, n, 1.0))], random);
    }

    private static GatherMapCase Placing(Random random)
    {
        (int channels, int depth, int height, int width) = Shape(random);
        TensorLayout input = Layout(random, channels, depth, height, width);
        (int c, int d, int h, int w) = (random.Next(-20, 21), random.Next(-1, 2), random.Next(-2, 3), random.Next(-4, 5));
        TensorLayout output = Layout(
            random, Math.Max(1, channels + random.Next(-10, 30)), Math.Max(1, depth + random.Next(-1, 3)),
            Math.Max(1, height + random.Next(-2, 4)), Math.Max(1, width + random.Next(-5, 9)));
        List<(int, int, double)> terms = [];
        ForEach(output, (n, k, i, j, l) =>
        {
            (k, i, j, l) = (k - c, i - d, j - h, l - w);
            if (k >= 0 && k < channels && i >= 0 && i < depth && j >= 0 && j < height && l >= 0 && l < width)
                terms.Add((n, Number(input, k, i, j, l), 1));
        });
        return new("window", new Window(c, d, h, w), [], input, output, terms, random);
    }

    private static GatherMapCase Scaling(Random random)
    {
        (int channels, int depth, int height, int width) = Shape(random);
        float[] factors = TestTensor.Random(random, channels, -2, 2);
        TensorLayout input = Layout(random, channels, depth, height, width);
        TensorLayout output = Layout(random, channels, depth, height, width);
        List<(int, int, double)> terms = [];
        ForEach(output, (n, k, _, _, _) => terms.Add((n, n, factors[k])));
        return new("scale", new ChannelScale(channels), factors, input, output, terms, random);
    }

    internal static (int Channels, int Depth, int Height, int Width) Shape(Random random)
    {
        int channels = random.Next(2) == 0 ? random.Next(14, 19) : random.Next(1, 40);
        return random.Next(4) switch
        {
            0 => (channels * 3, 1, 1, 1),
            1 => (channels, 1, 1, random.Next(1, 150)),
            2 => (channels, 1, random.Next(1, 9), random.Next(1, 9)),
            _ => (channels, random.Next(1, 4), random.Next(1, 5), random.Next(1, 5)),
        };
    }

    internal static TensorLayout Layout(Random random, int channels, int depth, int height, int width) => random.Next(2) == 0
        ? new TensorLayout(channels, depth, height, width)
        : new TensorLayout(channels, depth, height, width, random.Next(2), random.Next(3), random.Next(3));

    private static int Number(TensorLayout layout, int c, int d, int h, int w)
        => ((c * layout.Depth + d) * layout.Height + h) * layout.Width + w;

    private static void ForEach(TensorLayout layout, Action<int, int, int, int, int> visit)
    {
        var n = 0;
        for (int c = 0; c < layout.Channels; c++)
        for (int d = 0; d < layout.Depth; d++)
        for (int h = 0; h < layout.Height; h++)
        for (int w = 0; w < layout.Width; w++)
            visit(n++, c, d, h, w);
    }
}
