using ExplainGen.TestKit.Oracle.Neon;

namespace ExplainGen.Conformance.Tests.Neon.Oracle;

/// <summary>Outlier scores without pooling, and SVDD, which has that of the one-class SVM.</summary>
public sealed class OutlierFormTests
{
    /// <summary>The kernel sum that the score tells is the model's decision, and the sphere is at <see cref="Svdd.Rho"/>.</summary>
    [Fact]
    public void Svdd_is_the_model() => NeonCases.Each(random =>
    {
        int features = random.Features();
        double[][] vectors = random.Rows(random.Next(1, 6), features);
        double[] a = random.Coefficients(vectors.Length);
        double gamma = random.Gamma(), radius = 0.2 + random.NextDouble();
        double[] x = random.Vector(features);
        NeonResult got = Svdd.Explain(x, vectors, a, gamma);
        double rho = Svdd.Rho(vectors, a, gamma, radius);
        double decision = Svdd.Decision(x, vectors, a, gamma, radius);
        NeonCases.AssertClose(decision, 2 * (a.Sum() * Math.Exp(-got.Seed) - rho), a.Sum() * a.Sum());
        NeonCases.AssertLinearInSeed(seed => Svdd.Explain(x, vectors, a, gamma, seed));
    });

    [Fact]
    public void Deep_svdd_gives_squared_differences() => NeonCases.Each(random =>
    {
        double[] x = random.Vector(4), center = random.Vector(4);
        NeonResult got = SquaredNorms.DeepSvdd(x, center);
        NeonCases.AssertClose(NeonCases.Squared(x, center), got.Seed);
        NeonCases.AssertClose([.. x.Select((xi, i) => (xi - center[i]) * (xi - center[i]))], got.Relevance);
        NeonCases.AssertLinearInSeed(seed => SquaredNorms.DeepSvdd(x, center, seed));
    });

    /// <summary>Mahalanobis relevance is that of integrated gradients from the mean, summed here over 100 midpoints.</summary>
    [Fact]
    public void Mahalanobis_is_integrated_gradients() => NeonCases.Each(random =>
    {
        int features = random.Features();
        double[] x = random.Vector(features), mean = random.Vector(features);
        double[][] precision = random.Precision(features);
        NeonResult got = SquaredNorms.Mahalanobis(x, mean, precision);
        NeonCases.AssertLinearInSeed(seed => SquaredNorms.Mahalanobis(x, mean, precision, seed));
        double form = x.Select((xi, i) => x.Select((xj, j) => (xi - mean[i]) * precision[i][j] * (xj - mean[j])).Sum()).Sum();
        NeonCases.AssertClose(form, got.Seed);

        const int Steps = 100;
        var integrated = new double[features];
        for (int n = 0; n < Steps; n++)
        {
            double t = (n + 0.5) / Steps;
            double[] at = [.. mean.Select((m, i) => m + t * (x[i] - m))];
            double[] gradient = NeonCases.Gradient(v => SquaredNorms.Mahalanobis(v, mean, precision).Seed, at);
            for (int i = 0; i < features; i++)
                integrated[i] += (x[i] - mean[i]) * gradient[i] / Steps;
        }

        NeonCases.AssertClose(integrated, got.Relevance, 1e-7);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pca_residual_conserves(bool toResiduals) => NeonCases.Each(random =>
    {
        const int Features = 5;
        double[] x = random.Vector(Features), mean = random.Vector(Features);
        double[][] components = Orthonormal(random.Rows(random.Next(1, 5), Features));
        NeonResult got = SquaredNorms.PcaReconstruction(x, mean, components, toResiduals);

        // The model itself: what the reconstruction from the components is off.
        double[] codes = [.. components.Select(v => v.Select((vi, i) => vi * (x[i] - mean[i])).Sum())];
        double[] reconstructed = [.. mean.Select((m, i) => m + components.Select((v, c) => v[i] * codes[c]).Sum())];
        NeonCases.AssertClose(NeonCases.Squared(x, reconstructed), got.Seed);
        NeonCases.AssertLinearInSeed(seed => SquaredNorms.PcaReconstruction(x, mean, components, toResiduals, seed));
        if (toResiduals)
            NeonCases.AssertClose([.. x.Select((xi, i) => Math.Pow(xi - reconstructed[i], 2))], got.Relevance);
        else
            NeonCases.AssertClose([.. x.Select((xi, i) => (xi - mean[i]) * (xi - reconstructed[i]))], got.Relevance);
    });

    /// <summary>To inputs: of the projection as a precision, which it is of the Mahalanobis form.</summary>
    [Fact]
    public void Pca_to_inputs_is_mahalanobis_with_the_projection() => NeonCases.Each(random =>
    {
        double[] x = random.Vector(4), mean = random.Vector(4);
        double[][] components = Orthonormal(random.Rows(2, 4));
        double[][] projection = [.. x.Select((_, i) => x.Select(
            (_, j) => (i == j ? 1 : 0) - components.Sum(v => v[i] * v[j])).ToArray())];
        NeonCases.AssertClose(
            SquaredNorms.Mahalanobis(x, mean, projection).Relevance,
            SquaredNorms.PcaReconstruction(x, mean, components).Relevance, 1e-8);
    });

    private static double[][] Orthonormal(double[][] rows)
    {
        var done = new List<double[]>();
        foreach (double[] row in rows)
        {
            double[] v = row;

            // Twice is enough.
            for (int pass = 0; pass < 2; pass++)
            {
                foreach (double[] other in done)
                {
                    double along = v.Zip(other, (a, b) => a * b).Sum();
                    v = [.. v.Zip(other, (a, b) => a - along * b)];
                }
            }

            double norm = Math.Sqrt(v.Sum(a => a * a));
            done.Add([.. v.Select(a => a / norm)]);
        }

        return [.. done];
    }
}
