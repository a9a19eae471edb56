using ExplainGen.TestKit.Oracle.Neon;

namespace ExplainGen.Conformance.Tests.Neon.Oracle;

/// <summary>The neuralized SVM decides as the model does, and its rules are what they are named.</summary>
public sealed class RbfSvmTests
{
    [Fact]
    public void Network_decides_as_the_model() => Each((x, vectors, a, gamma, bias, _) =>
    {
        double decision = RbfSvm.Decision(x, vectors, a, gamma, bias);
        double g = RbfSvm.Explain(x, vectors, a, gamma, bias, 1).Seed;
        Assert.Equal(Math.Sign(decision), Math.Sign(g));
        double negative = Math.Max(0, -bias) - a.Zip(vectors, (aj, u) => Math.Min(0, aj) * Kernel(x, u, gamma)).Sum();
        NeonCases.AssertClose(decision, negative * Pooling.ExpMinusOne(g), a.Sum(Math.Abs));
        NeonCases.AssertClose(g, RbfSvm.LayerByLayer(x, vectors, a, gamma, bias));
    });

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(1)]
    public void Every_rule_conserves(double eta) => Each((x, vectors, a, gamma, bias, _) =>
    {
        NeonResult got = RbfSvm.Explain(x, vectors, a, gamma, bias, eta);
        NeonCases.AssertClose(got.Sum, got.UnitRelevance.Sum(), got.UnitRelevance.Sum(Math.Abs));
        NeonCases.AssertLinearInSeed(seed => RbfSvm.Explain(x, vectors, a, gamma, bias, eta, seed));
    });

    [Fact]
    public void Gradient_times_input_is_that() => Each((x, vectors, a, gamma, bias, _) =>
    {
        // With a bias the gradient is that of the kernel sum, in which the bias is constant.
        double LogRatio(double[] at)
        {
            double[] terms = [.. a.Select((aj, j) => aj * Kernel(at, vectors[j], gamma)), bias];
            return Math.Log(terms.Sum(t => Math.Max(0, t)) / terms.Sum(t => Math.Max(0, -t)));
        }

        double[] gradient = NeonCases.Gradient(LogRatio, x);
        NeonResult got = RbfSvm.Explain(x, vectors, a, gamma, bias, 0);
        double[] expected = [.. x.Zip(gradient, (xi, di) => xi * di)];
        for (int i = 0; i < x.Length; i++)
            Assert.Equal(expected[i], got.Relevance[i], 1e-6 * Math.Max(1, Math.Abs(expected[i])));
    });

    /// <summary>Of all pairs <c>sum_ij p_i p_j 2 (u_i - v_j) (x - (u_i + v_j) / 2)</c>, in the units of g.</summary>
    [Fact]
    public void Midpoint_rule_is_that_of_all_pairs() => Each((x, vectors, a, gamma, bias, _) =>
    {
        double[][] all = [.. vectors, x];
        double[] signed = [.. a, bias];
        double[] terms = [.. signed.Select((aj, j) => aj * Kernel(x, all[j], gamma))];
        double above = terms.Sum(t => Math.Max(0, t)), below = -terms.Sum(t => Math.Min(0, t));
        var expected = new double[x.Length];
        for (int i = 0; i < all.Length; i++)
        {
            for (int j = 0; j < all.Length; j++)
            {
                if (terms[i] <= 0 || terms[j] >= 0)
                    continue;
                double p = terms[i] / above * -terms[j] / below;
                for (int f = 0; f < x.Length; f++)
                    expected[f] += gamma * p * 2 * (all[i][f] - all[j][f]) * (x[f] - (all[i][f] + all[j][f]) / 2);
            }
        }

        NeonCases.AssertClose(expected, RbfSvm.Explain(x, vectors, a, gamma, bias, 1).Relevance);
    });

    [Fact]
    public void Hybrid_is_between_the_two() => Each((x, vectors, a, gamma, bias, random) =>
    {
        double eta = random.NextDouble();
        double[] input = RbfSvm.Explain(x, vectors, a, gamma, bias, 0).Relevance;
        double[] midpoint = RbfSvm.Explain(x, vectors, a, gamma, bias, 1).Relevance;
        NeonCases.AssertClose(
            [.. input.Zip(midpoint, (i, m) => (1 - eta) * i + eta * m)],
            RbfSvm.Explain(x, vectors, a, gamma, bias, eta).Relevance, 1e-8);
    });

    /// <summary>The midpoint rule knows no origin; gradient times input does.</summary>
    [Fact]
    public void Moving_all_changes_gradient_times_input_alone() => Each((x, vectors, a, gamma, bias, random) =>
    {
        double[] by = [.. random.Vector(x.Length, 5).Select(v => v + Math.Sign(v))];
        double[][] moved = [.. vectors.Select(u => u.Moved(by))];
        double[] Relevance(double eta) => RbfSvm.Explain(x, vectors, a, gamma, bias, eta).Relevance;
        double[] Moved(double eta) => RbfSvm.Explain(x.Moved(by), moved, a, gamma, bias, eta).Relevance;
        NeonCases.AssertClose(Relevance(1), Moved(1), 1e-8);
        Assert.True(Relevance(0).Zip(Moved(0), (r, s) => Math.Abs(r - s)).Max() > 1e-6);
    });

    [Theory]
    [InlineData(0.3, 0)]
    [InlineData(0.3163, 0.2)]
    [InlineData(1, 0.4)]
    [InlineData(10, 0.8)]
    [InlineData(31.6, 1)]
    [InlineData(100, 1)]
    public void Eta_is_as_published(double gamma, double eta) => Assert.Equal(eta, RbfSvm.Eta(gamma), 1e-3);

    [Fact]
    public void Extremes_are_finite_and_conserve() => Each((x, vectors, a, _, bias, _) =>
    {
        foreach (double gamma in (double[])[1e-6, 1, 1e6])
        {
            foreach (double[] point in (double[][])[x, vectors[0], [.. x.Select(xi => 1e4 * xi)]])
            {
                foreach (double eta in (double[])[0, 0.5, 1])
                    NeonCases.AssertConserves(RbfSvm.Explain(point, [.. vectors, vectors[0]], [.. a, a[0]], gamma, bias, eta));
            }
        }
    });

    /// <summary>libsvm's decisions of pairs, by its documented layout of coefficients.</summary>
    [Fact]
    public void Pairs_are_those_of_libsvm() => NeonCases.Each(random =>
    {
        int features = random.Features();
        int[] counts = [.. Enumerable.Range(0, random.Next(2, 5)).Select(_ => random.Next(1, 4))];
        int total = counts.Sum();
        double[][] vectors = random.Rows(total, features);
        double[][] coefficients = random.Rows(counts.Length - 1, total);
        double[] x = random.Vector(features);
        int[] starts = [.. counts.Select((_, c) => counts[..c].Sum())];
        for (int i = 0; i < counts.Length; i++)
        {
            for (int j = i + 1; j < counts.Length; j++)
            {
                double expected = 0;
                for (int k = 0; k < counts[i]; k++)
                    expected += coefficients[j - 1][starts[i] + k] * Kernel(x, vectors[starts[i] + k], 0.7);
                for (int k = 0; k < counts[j]; k++)
                    expected += coefficients[i][starts[j] + k] * Kernel(x, vectors[starts[j] + k], 0.7);
                (double[][] pairVectors, double[] pair) = RbfSvm.Pair(vectors, coefficients, counts, i, j);
                NeonCases.AssertClose(expected, RbfSvm.Decision(x, pairVectors, pair, 0.7, 0));
            }
        }
    });

    [Fact]
    public void One_sign_alone_has_no_ratio() =>
        Assert.Throws<ArgumentException>(() => RbfSvm.Explain([1], [[0], [2]], [1, 2], 1, 0.5, 1));

    private static double Kernel(double[] x, double[] u, double gamma) => Math.Exp(-gamma * NeonCases.Squared(x, u));

    // The first positive, the second negative, the others and the bias of either sign; every third without a bias.
    private static void Each(Action<double[], double[][], double[], double, double, Random> check) => NeonCases.Each(random =>
    {
        int features = random.Features();
        int count = random.Next(2, 8);
        double[] a = [.. random.Coefficients(count).Select((aj, j) => j == 0 || (j > 1 && random.Next(2) == 0) ? aj : -aj)];
        double bias = random.Next(3) == 0 ? 0 : random.Vector(1, 0.5)[0];
        check(random.Vector(features), random.Rows(count, features), a, random.Gamma(), bias, random);
    });
}
