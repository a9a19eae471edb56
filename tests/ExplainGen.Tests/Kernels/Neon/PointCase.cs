using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels.Neon;

/// <summary>Random points, an input, and what double precision makes of them.</summary>
internal sealed class PointCase : IDisposable
{
    internal PointCase(int count, int features, int seed, float spread = 1)
    {
        var random = new Random(seed);
        Rows = TestTensor.Random(random, count * features);
        Input = TestTensor.Random(random, features);
        for (int i = 0; i < Rows.Length; i++)
            Rows[i] *= spread;
        Points = new PointSet(Rows, features);
    }

    internal float[] Rows { get; }

    internal float[] Input { get; }

    internal PointSet Points { get; }

    internal double[] Squares()
    {
        int features = Points.Features;
        var squares = new double[Points.Count];
        for (int point = 0; point < squares.Length; point++)
        {
            for (int i = 0; i < features; i++)
                squares[point] += Square(point, i);
        }

        return squares;
    }

    internal double[] Relevance(ReadOnlySpan<float> weights)
    {
        var relevance = new double[Points.Features];
        for (int i = 0; i < relevance.Length; i++)
        {
            for (int point = 0; point < Points.Count; point++)
                relevance[i] += weights[point] * Square(point, i);
        }

        return relevance;
    }

    public void Dispose() => Points.Dispose();

    private double Square(int point, int feature)
    {
        double difference = Input[feature] - (double)Rows[point * Points.Features + feature];
        return difference * difference;
    }
}
