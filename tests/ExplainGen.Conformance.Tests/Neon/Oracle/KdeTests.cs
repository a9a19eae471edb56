using ExplainGen.TestKit.Oracle.Neon;

namespace ExplainGen.Conformance.Tests.Neon.Oracle;

/// <summary>Neuralized kernel densities and their ratio are the models; their relevance conserves.</summary>
public sealed class KdeTests
{
    [Fact]
    public void Network_is_the_model_and_conserves() => Each((x, points, gamma, _) =>
    {
        NeonResult got = Kde.Explain(x, points, gamma);
        NeonCases.AssertClose(Kde.Outlierness(x, points, gamma), got.Seed);
        NeonCases.AssertClose(got.Seed, got.Sum, 0);
        NeonCases.AssertClose(got.Seed, got.UnitRelevance.Sum(), 0);
        Assert.All(got.Relevance, r => Assert.True(r >= 0));
        NeonCases.AssertLinearInSeed(seed => Kde.Explain(x, points, gamma, seed));
    });

    /// <summary>Gamma to infinity: the nearest point. Gamma to 0: the mean, and all points alike.</summary>
    [Fact]
    public void Gamma_has_its_limits() => Each((x, points, _, _) =>
    {
        double[] squared = [.. points.Select(u => NeonCases.Squared(x, u))];
        int nearest = Array.IndexOf(squared, squared.Min());
        NeonResult sharp = Kde.Explain(x, points, 1e12);
        NeonCases.AssertClose(squared.Min(), sharp.Seed);
        NeonCases.AssertClose([.. x.Select((xi, i) => Math.Pow(xi - points[nearest][i], 2))], sharp.Relevance, 1e-6);

        NeonResult flat = Kde.Explain(x, points, 1e-13);
        NeonCases.AssertClose(squared.Average(), flat.Seed);
        NeonCases.AssertClose([.. points.Select(_ => squared.Average() / points.Length)], flat.UnitRelevance);
    });

    [Fact]
    public void Moving_all_changes_nothing() => Each((x, points, gamma, random) =>
    {
        double[] by = random.Vector(x.Length, 10);
        NeonCases.AssertClose(
            Kde.Explain(x, points, gamma).Relevance,
            Kde.Explain(x.Moved(by), [.. points.Select(u => u.Moved(by))], gamma).Relevance);
    });

    [Fact]
    public void Extremes_are_finite_and_conserve() => Each((x, points, _, _) =>
    {
        double[][] doubled = [.. points, points[0]];
        foreach (double gamma in (double[])[1e-6, 1, 1e6])
        {
            foreach (double[] point in (double[][])[x, points[0], [.. x.Select(xi => 1e6 * xi)]])
            {
                NeonCases.AssertConserves(Kde.Explain(point, doubled, gamma));
                NeonCases.AssertConserves(DensityRatio.Explain(point, doubled, points, gamma));
            }
        }
    });

    /// <summary>A share without direction: the point on x itself.</summary>
    [Fact]
    public void A_point_on_the_input_drops_its_share()
    {
        NeonResult got = Kde.Explain([1, 1], [[1, 1], [3, 1]], 0.1);
        double o = -10 * Math.Log((1 + Math.Exp(-0.4)) / 2);
        Assert.Equal(o / (1 + Math.Exp(-0.4)), got.Dropped, 1e-12);
        Assert.Equal(o * Math.Exp(-0.4) / (1 + Math.Exp(-0.4)), got.Relevance[0], 1e-12);
        Assert.Equal(0, got.Relevance[1]);
    }

    [Fact]
    public void Density_ratio_is_the_model_and_conserves() => Each((x, points, gamma, random) =>
    {
        double[][] others = random.Rows(random.Next(1, 6), x.Length);
        NeonResult got = DensityRatio.Explain(x, points, others, gamma);
        double log = DensityRatio.LogRatio(x, points, others, gamma);
        NeonCases.AssertClose(log, got.Seed);
        NeonCases.AssertClose(got.Sum, got.UnitRelevance.Sum());
        NeonCases.AssertLinearInSeed(seed => DensityRatio.Explain(x, points, others, gamma, seed));
    });

    /// <summary>One point on either side: the linear unit between them, which is exact.</summary>
    [Fact]
    public void Density_ratio_of_two_points_is_the_midpoint_rule() => Each((x, points, gamma, random) =>
    {
        double[] v = random.Vector(x.Length);
        double[] u = points[0];
        NeonResult got = DensityRatio.Explain(x, [u], [v], gamma);
        NeonCases.AssertClose([.. x.Select((xi, i) => gamma * 2 * (u[i] - v[i]) * (xi - (u[i] + v[i]) / 2))], got.Relevance);
        Assert.Equal(0, got.Bias, 1e-12);
    });

    /// <summary>Bias: the entropies of the poolings, computed anew.</summary>
    [Fact]
    public void Density_ratio_leaves_the_entropies() => Each((x, points, gamma, random) =>
    {
        double[][] others = random.Rows(4, x.Length);
        double Divergence(double[][] side)
        {
            double[] p = Pooling.SoftMinWeights([.. side.Select(u => NeonCases.Squared(x, u))], gamma);
            return p.Sum(pj => pj == 0 ? 0 : pj * Math.Log(pj * side.Length));
        }

        NeonCases.AssertClose(Divergence(others) - Divergence(points), DensityRatio.Explain(x, points, others, gamma).Bias);
    });

    private static void Each(Action<double[], double[][], double, Random> check) => NeonCases.Each(random =>
    {
        int features = random.Features();
        check(random.Vector(features, 3), random.Rows(random.Next(1, 8), features), random.Gamma(), random);
    });
}
