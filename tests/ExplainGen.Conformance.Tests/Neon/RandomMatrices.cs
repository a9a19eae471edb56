namespace ExplainGen.Conformance.Tests.Neon;

/// <summary>Seeded matrices of the kinds that fitted models have.</summary>
internal static class RandomMatrices
{
    /// <summary>A symmetric positive definite matrix, <c>A A^T / n + 0.3</c> on the diagonal, times a scale.</summary>
    public static double[][] Precision(int seed, int features, double scale = 1)
    {
        double[][] a = RandomPoints.Normal(seed, features, features);
        return [.. a.Select((row, i) => a.Select(
            (other, j) => scale * ((row.Zip(other, (p, q) => p * q).Sum() / features) + (i == j ? 0.3 : 0))).ToArray())];
    }

    /// <summary>Orthonormal rows (Gram-Schmidt, twice).</summary>
    public static double[][] Orthonormal(int seed, int rows, int features)
    {
        double[][] result = RandomPoints.Normal(seed, rows, features);
        for (int pass = 0; pass < 2; pass++)
        {
            for (int r = 0; r < rows; r++)
            {
                foreach (double[] other in result.Take(r))
                {
                    double product = result[r].Zip(other, (p, q) => p * q).Sum();
                    result[r] = [.. result[r].Zip(other, (p, q) => p - (product * q))];
                }

                double length = Math.Sqrt(result[r].Sum(v => v * v));
                result[r] = [.. result[r].Select(v => v / length)];
            }
        }

        return result;
    }
}
