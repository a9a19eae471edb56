namespace ExplainGen.Benchmarks.Neon;

/// <summary>Points to train on and inputs to explain, of one distribution.</summary>
/// <param name="Name">What the distribution is.</param>
/// <param name="Training">Points, one behind the other.</param>
/// <param name="Inputs">Inputs, one behind the other.</param>
internal sealed record OneClassData(string Name, float[] Training, float[] Inputs)
{
    internal const int Features = 30, InputCount = 10_000, TrainingCount = 2_000;

    /// <summary>The scale of the kernel.</summary>
    internal const float Gamma = 1f / Features;

    private const int Clusters = 20;
    private const double ClusterSpread = 4;

    /// <summary>One standard normal distribution: every support vector has a part in every score.</summary>
    internal static OneClassData Spread()
    {
        var random = new Random(1);
        return new OneClassData("N(0, 1)", Normal(random, TrainingCount, []), Normal(random, InputCount, []));
    }

    /// <summary>Twenty clusters of it: to an input of one, the support vectors of the others are too far away to count.</summary>
    internal static OneClassData Clustered()
    {
        var random = new Random(2);
        double[] centers = [.. Enumerable.Range(0, Clusters * Features).Select(_ => ClusterSpread * Normal(random))];
        return new OneClassData("20 clusters", Normal(random, TrainingCount, centers), Normal(random, InputCount, centers));
    }

    private static float[] Normal(Random random, int count, double[] centers)
    {
        var points = new float[count * Features];
        for (int i = 0; i < points.Length; i++)
        {
            // Neighbors in the file are of different clusters, as in a shuffled data set.
            int cluster = i / Features % Clusters;
            double center = centers.Length == 0 ? 0 : centers[cluster * Features + i % Features];
            points[i] = (float)(center + Normal(random));
        }

        return points;
    }

    /// <summary>A standard normal number (Box and Muller 1958).</summary>
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
