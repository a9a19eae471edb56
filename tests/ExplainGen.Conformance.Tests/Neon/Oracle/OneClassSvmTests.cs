using ExplainGen.TestKit.Oracle.Neon;

namespace ExplainGen.Conformance.Tests.Neon.Oracle;

/// <summary>The neuralized one-class SVM is the model, and what deep Taylor decomposition promises of its outlier score holds.</summary>
public sealed class OneClassSvmTests
{
    public static TheoryData<NeonKernel> Kernels => [.. Enum.GetValues<NeonKernel>()];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Network_is_the_model(NeonKernel kernel) => Each((x, vectors, a, gamma, random) =>
    {
        double rho = a.Sum() * (0.1 + 0.8 * random.NextDouble());
        double o = OneClassSvm.Outlier(x, vectors, a, gamma, kernel).Scores[0];
        double decision = OneClassSvm.Decision(x, vectors, a, gamma, rho, kernel);
        double kernelSum = kernel == NeonKernel.Student ? a.Sum() / (1 + o) : a.Sum() * Math.Exp(-o);
        NeonCases.AssertClose(decision, kernelSum - rho, a.Sum());
        Assert.Equal(decision < 0, o > OneClassSvm.Boundary(a, rho, kernel));
    });

    /// <summary>The soft minimum is 0 at its root point, all effective distances lowered by the score.</summary>
    [Fact]
    public void Pooling_has_its_root_at_h_minus_o() => Each((x, vectors, a, gamma, _) =>
    {
        double o = OneClassSvm.Outlier(x, vectors, a, gamma).Scores[0];
        double[] h = [.. EffectiveDistances(x, vectors, a, gamma).Select(hj => hj - o)];
        Assert.Equal(0, Pooling.SoftMin(h, 1), 1e-12 * Math.Max(1, h.Max(Math.Abs)));
    });

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Relevance_of_support_vectors_sums_to_the_score(NeonKernel kernel) => Each((x, vectors, a, gamma, _) =>
    {
        NeonResult got = OneClassSvm.Outlier(x, vectors, a, gamma, kernel);
        Assert.All(got.UnitRelevance, r => Assert.True(r >= 0));
        NeonCases.AssertClose(got.Seed, got.UnitRelevance.Sum(), 0);
    });

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Relevance_is_positive_and_conserves_with_its_slack(NeonKernel kernel) => Each((x, vectors, a, gamma, _) =>
    {
        NeonResult got = OneClassSvm.Outlier(x, vectors, a, gamma, kernel);
        Assert.All(got.Relevance, r => Assert.True(r >= 0));
        Assert.True(got.Bias >= 0 && got.Seed >= 0 && got.Sum <= got.Seed * (1 + NeonCases.Tolerance));
        NeonCases.AssertLinearInSeed(seed => OneClassSvm.Outlier(x, vectors, a, gamma, kernel, seed));
    });

    /// <summary>
    /// By the derivatives of distances, effective distances and pooling, taken numerically:
    /// <c>R_i = sum_j (dd_j/dx_i)^2 min( p_j o, (d_j / q) dh_j/dd_j do/dh_j )</c>, where h_j is of order q in d_j.
    /// </summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void Relevance_is_that_of_the_derivatives(NeonKernel kernel) => Each((x, vectors, a, gamma, _) =>
    {
        double[] w = [.. a.Select(aj => aj / a.Sum())];
        double Effective(double d, double wj) => kernel switch
        {
            NeonKernel.Gaussian => gamma * d * d - Math.Log(wj),
            NeonKernel.Laplace => gamma * d - Math.Log(wj),
            _ => (1 + gamma * d * d) / wj,
        };
        double Pool(double[] h) => kernel == NeonKernel.Student
            ? 1 / h.Sum(hj => 1 / hj) - 1
            : -Math.Log(h.Sum(hj => Math.Exp(h.Min() - hj))) + h.Min();

        double[] distances = [.. vectors.Select(u => Math.Sqrt(NeonCases.Squared(x, u)))];
        double[] h = [.. distances.Zip(w, Effective)];
        double[] pooling = NeonCases.Gradient(Pool, h);
        double[] shares = [.. h.Select(hj => kernel == NeonKernel.Student ? 1 / hj : Math.Exp(h.Min() - hj))];
        double o = Pool(h);
        var expected = new double[x.Length];
        for (int j = 0; j < vectors.Length; j++)
        {
            double slope = NeonCases.Gradient(d => Effective(d[0], w[j]), [distances[j]])[0];
            double[] directions = NeonCases.Gradient(v => Math.Sqrt(NeonCases.Squared(v, vectors[j])), x);
            double grows = distances[j] / (kernel == NeonKernel.Laplace ? 1 : 2) * slope * pooling[j];
            for (int i = 0; i < x.Length; i++)
                expected[i] += directions[i] * directions[i] * Math.Min(shares[j] / shares.Sum() * o, grows);
        }

        NeonCases.AssertClose(expected, OneClassSvm.Outlier(x, vectors, a, gamma, kernel).Relevance, 1e-5);
    });

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Relevance_is_continuous(NeonKernel kernel) => Each((x, vectors, a, gamma, random) =>
    {
        // Also at a support vector, and where on the way to another one the largest share changes its owner.
        NeonResult At(double t) => OneClassSvm.Outlier(
            [.. vectors[0].Zip(vectors[1], (u, v) => u + t * (v - u))], vectors, a, gamma, kernel);
        int OwnerAt(double t) => Array.IndexOf(At(t).UnitRelevance, At(t).UnitRelevance.Max());
        double before = 0, after = 1;
        int owner = OwnerAt(before);
        for (int n = 0; n < 40; n++)
        {
            double middle = (before + after) / 2;
            (before, after) = OwnerAt(middle) == owner ? (middle, after) : (before, middle);
        }

        double jump = At(before).Relevance.Zip(At(after).Relevance, (r, s) => Math.Abs(r - s)).Max();
        Assert.True(jump <= 1e-8, $"Where the largest share changes from {owner} the relevance jumps by {jump:g3}.");
        foreach (double[] point in (double[][])[x, vectors[0]])
        {
            NeonResult here = OneClassSvm.Outlier(point, vectors, a, gamma, kernel);
            foreach (double step in (double[])[1e-6, 1e-8])
            {
                NeonResult near = OneClassSvm.Outlier(point.Moved(random.Vector(x.Length, step)), vectors, a, gamma, kernel);
                double change = here.Relevance.Zip(near.Relevance, (r, s) => Math.Abs(r - s)).Max();
                Assert.True(change <= 1000 * step, $"A step of {step:g1} changes the relevance by {change:g3}.");
            }
        }
    });

    /// <summary>Near the data <c>sum_j p_j gamma (x_i - u_ij)^2</c>: a multiple of the squares in the units of the score.</summary>
    [Fact]
    public void Near_the_data_relevance_is_the_mean_of_squares() => Each((x, vectors, _, gamma, random) =>
    {
        // Equal weights of many points close together: log a dominates the score.
        double[][] close = [.. vectors.Select(u => x.Moved(random.Vector(x.Length, 0.01)))];
        double[] a = [.. close.Select(_ => 1.0)];
        double[] p = Weights(x, close, a, gamma);
        NeonResult got = OneClassSvm.Outlier(x, close, a, gamma);
        double[] squares = [.. x.Select((xi, i) => close.Select((u, j) => p[j] * gamma * Math.Pow(xi - u[i], 2)).Sum())];
        Assert.All(got.Relevance.Zip(squares), pair => Assert.True(pair.First <= pair.Second * (1 + NeonCases.Tolerance)));

        // Beside a nearest point, with a far one that takes most of the weight, the square is all.
        double[] aside = x.Moved([.. x.Select(_ => 0.01)]);
        double[] far = x.Moved([.. x.Select(_ => 50.0)]);
        NeonResult single = OneClassSvm.Outlier(x, [aside, far], [1e-3, 1], gamma);
        NeonCases.AssertClose([.. x.Select((xi, i) => gamma * Math.Pow(xi - aside[i], 2))], single.Relevance);
    });

    /// <summary>Far away the slack vanishes beside the score, and each support vector gives its share by squared distance.</summary>
    [Fact]
    public void Far_away_relevance_is_all_of_the_score() => Each((x, vectors, a, gamma, _) =>
    {
        double[] far = [.. x.Select(xi => 1e5 * (xi + 0.1 * Math.Sign(xi)))];
        double[] p = Weights(far, vectors, a, gamma);
        NeonResult got = OneClassSvm.Outlier(far, vectors, a, gamma);
        double[] shares = [.. far.Select((xi, i) => vectors.Select(
            (u, j) => p[j] * got.Seed * Math.Pow(xi - u[i], 2) / NeonCases.Squared(far, u)).Sum())];
        NeonCases.AssertClose(shares, got.Relevance, 1e-6);
        Assert.True(got.Bias <= 1e-6 * got.Seed);
    });

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Moving_all_changes_nothing(NeonKernel kernel) => Each((x, vectors, a, gamma, random) =>
    {
        double[] by = random.Vector(x.Length, 10);
        NeonResult here = OneClassSvm.Outlier(x, vectors, a, gamma, kernel);
        NeonResult there = OneClassSvm.Outlier(x.Moved(by), [.. vectors.Select(u => u.Moved(by))], a, gamma, kernel);
        NeonCases.AssertClose(here.Seed, there.Seed);
        NeonCases.AssertClose(here.Relevance, there.Relevance);
    });

    [Fact]
    public void One_support_vector_alone_gives_the_squared_differences() => Each((x, vectors, _, gamma, _) =>
    {
        double[] expected = [.. x.Select((xi, i) => gamma * Math.Pow(xi - vectors[0][i], 2))];
        NeonResult gaussian = OneClassSvm.Outlier(x, [vectors[0]], [3], gamma);
        NeonCases.AssertClose(expected, gaussian.Relevance);
        NeonCases.AssertClose(expected, OneClassSvm.Outlier(x, [vectors[0]], [3], gamma, NeonKernel.Student).Relevance);
        NeonCases.AssertClose(
            gamma * Math.Sqrt(NeonCases.Squared(x, vectors[0])),
            OneClassSvm.Outlier(x, [vectors[0]], [3], gamma, NeonKernel.Laplace).Sum);
    });

    /// <summary>Where gamma d^2 is tiny, the score is its mean less half its variance, to the last digits.</summary>
    [Fact]
    public void Score_is_exact_at_a_tiny_gamma() => Each((x, vectors, a, _, _) =>
    {
        const double Gamma = 1e-7;
        double[] t = [.. vectors.Select(u => Gamma * NeonCases.Squared(x, u))];
        double[] w = [.. a.Select(aj => aj / a.Sum())];
        double mean = w.Zip(t, (wj, tj) => wj * tj).Sum();
        double variance = w.Zip(t, (wj, tj) => wj * (tj - mean) * (tj - mean)).Sum();
        NeonResult got = OneClassSvm.Outlier(x, vectors, a, Gamma);
        double expected = mean - variance / 2;
        Assert.True(Math.Abs(got.Seed - expected) <= 3e-12 * expected, $"Expected {expected:r}, got {got.Seed:r}.");
    });

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Extremes_are_finite_and_conserve(NeonKernel kernel) => Each((x, vectors, a, _, _) =>
    {
        double[][] doubled = [.. vectors, vectors[0], vectors[0]];
        double[] coefficients = [.. a, 1e-12, 1e12];
        double[] far = [.. x.Select(xi => 1e6 * xi)];
        double[] beside = [.. vectors[0].Select(u => u + 1e-9)];
        foreach (double gamma in (double[])[1e-6, 1e-3, 1e3, 1e6])
        {
            foreach (double[] point in (double[][])[x, vectors[0], vectors[1], far, beside])
            {
                NeonCases.AssertConserves(OneClassSvm.Outlier(point, doubled, coefficients, gamma, kernel));
                NeonCases.AssertConserves(OneClassSvm.InlierBudget(point, doubled, coefficients, gamma, 2, kernel));
            }
        }
    });

    [Fact]
    public void Input_on_the_only_support_vector_drops_another_seed()
    {
        NeonResult got = OneClassSvm.Outlier([1, 2], [[1, 2], [1, 2]], [1, 3], 0.5, seed: 2);
        Assert.Equal(0, got.Scores[0]);
        Assert.Equal([0, 0], got.Relevance);
        Assert.Equal(2, got.Dropped);
    }

    private static double[] EffectiveDistances(double[] x, double[][] vectors, double[] a, double gamma) =>
        [.. vectors.Select((u, j) => gamma * NeonCases.Squared(x, u) - Math.Log(a[j] / a.Sum()))];

    private static double[] Weights(double[] x, double[][] vectors, double[] a, double gamma) =>
        Pooling.SoftMinWeights(EffectiveDistances(x, vectors, a, gamma), 1);

    private static void Each(Action<double[], double[][], double[], double, Random> check) => NeonCases.Each(random =>
    {
        int features = random.Features();
        int count = random.Next(2, 8);
        check(
            random.Vector(features, 4), random.Rows(count, features), random.Coefficients(count), random.Gamma(), random);
    });
}
