using CsCheck;
using ExplainGen.Conformance.Tests.Properties;

namespace ExplainGen.Conformance.Tests.Neon;

/// <summary>Seeded points that single precision holds exactly, so that the oracle sees the numbers that the model sees.</summary>
internal static class RandomPoints
{
    /// <summary>Normal coordinates of a deviation, around a center.</summary>
    public static double[][] Normal(int seed, int count, int features, double deviation = 1, double center = 0)
    {
        Random random = Seeded(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, features)
            .Select(_ => (double)(float)(center + (deviation * Gauss(random)))).ToArray())];
    }

    /// <summary>Numbers between two bounds.</summary>
    public static double[] Uniform(int seed, int count, double low, double high)
    {
        Random random = Seeded(seed);
        return [.. Enumerable.Range(0, count).Select(_ => low + ((high - low) * random.NextDouble()))];
    }

    /// <summary>An input in single precision.</summary>
    public static float[] Floats(double[] point) => Array.ConvertAll(point, v => (float)v);

    /// <summary>Rows one behind the other.</summary>
    public static double[] Flat(double[][] rows) => [.. rows.SelectMany(row => row)];

    /// <summary>The median of the squared distances between points.</summary>
    public static double MedianSquare(double[][] points)
    {
        double[] squares =
            [.. points.SelectMany((u, n) => points.Take(n).Select(v => u.Zip(v, (a, b) => (a - b) * (a - b)).Sum())).Order()];
        return (squares[(squares.Length - 1) / 2] + squares[squares.Length / 2]) / 2;
    }

    // A stream alone would start at what the clock says.
    private static PcgRandom Seeded(int seed) => new(new PCG((uint)seed, 0));

    private static double Gauss(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
