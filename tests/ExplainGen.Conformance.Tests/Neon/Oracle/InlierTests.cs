using ExplainGen.TestKit.Oracle.Neon;

namespace ExplainGen.Conformance.Tests.Neon.Oracle;

/// <summary>Inlierness of a one-class SVM: against a budget, and against an explicit alternative.</summary>
public sealed class InlierTests
{
    public static TheoryData<NeonKernel> Kernels => [.. Enum.GetValues<NeonKernel>()];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Budget_is_positive_exactly_for_inliers_and_conserves(NeonKernel kernel) => Each((x, vectors, a, gamma, random) =>
    {
        double rho = a.Sum() * (0.05 + 0.5 * random.NextDouble());
        double budget = -Math.Log(rho / a.Sum());
        NeonResult got = OneClassSvm.InlierBudget(x, vectors, a, gamma, budget, kernel);
        double decision = OneClassSvm.Decision(x, vectors, a, gamma, rho, kernel);
        Assert.Equal(decision > 0, got.Seed > 0);
        NeonCases.AssertClose(decision, rho * (Math.Exp(got.Seed) - 1), a.Sum());
        NeonCases.AssertClose(got.Seed, got.UnitRelevance.Sum());
        Assert.True(got.Seed <= 0 || got.Bias >= -NeonCases.Tolerance);
        NeonCases.AssertLinearInSeed(seed => OneClassSvm.InlierBudget(x, vectors, a, gamma, budget, kernel, seed));
    });

    /// <summary>
    /// Where every similarity is above the inlierness, it is <c>sum_j R_j / s_j ( c / D - gamma (x_i - u_ij)^2 )</c>, which sums to it.
    /// </summary>
    [Fact]
    public void Budget_is_normalized_where_all_similarities_are_above() => NeonCases.Each(random =>
    {
        int features = random.Features();
        double gamma = random.Gamma();
        double[] x = random.Vector(features);
        double[][] vectors = [.. Enumerable.Range(0, 4).Select(_ => x.Moved(random.Vector(features, 0.1)))];
        double[] p = Pooling.SoftMinWeights([.. vectors.Select(u => NeonCases.Squared(x, u))], gamma);
        const double Budget = 3;

        // A far support vector, which has no share, takes the inlierness below that of the others.
        double[][] all = [.. vectors, x.Moved([.. x.Select(_ => 1e3)])];
        NeonResult got = OneClassSvm.InlierBudget(x, all, [.. all.Select(_ => 1.0)], gamma, Budget);
        double[] expected = [.. x.Select((xi, i) => vectors.Select((u, j) =>
            p[j] * got.Seed / (Budget - gamma * NeonCases.Squared(x, u)) * (Budget / features - gamma * Math.Pow(xi - u[i], 2))).Sum())];
        Assert.All(vectors, u => Assert.True(Budget - gamma * NeonCases.Squared(x, u) > got.Seed));
        Assert.Equal(0, got.Bias, 1e-12);
        NeonCases.AssertClose(got.Seed, got.Sum);
        NeonCases.AssertClose(expected, got.Relevance);
    });

    [Fact]
    public void One_support_vector_alone_shares_the_budget() => Each((x, vectors, _, gamma, _) =>
    {
        NeonResult got = OneClassSvm.InlierBudget(x, [vectors[0]], [2], gamma, 1.5);
        NeonCases.AssertClose([.. x.Select((xi, i) => 1.5 / x.Length - gamma * Math.Pow(xi - vectors[0][i], 2))], got.Relevance);
    });

    [Fact]
    public void Contrast_is_the_log_ratio_of_normalized_kernel_sums() => Each((x, vectors, a, gamma, random) =>
    {
        double[][] others = random.Rows(3, x.Length);
        double[] b = random.Coefficients(3);
        NeonResult got = OneClassSvm.InlierContrast(x, vectors, a, others, b, gamma);
        double above = OneClassSvm.Decision(x, vectors, a, gamma, 0) / a.Sum();
        double below = OneClassSvm.Decision(x, others, b, gamma, 0) / b.Sum();
        NeonCases.AssertClose(Math.Log(above / below), got.Seed);
        NeonCases.AssertLinearInSeed(seed => OneClassSvm.InlierContrast(x, vectors, a, others, b, gamma, seed));

        NeonResult reversed = OneClassSvm.InlierContrast(x, others, b, vectors, a, gamma);
        NeonCases.AssertClose([.. got.Relevance.Select(r => -r)], reversed.Relevance);
    });

    private static void Each(Action<double[], double[][], double[], double, Random> check) => NeonCases.Each(random =>
    {
        int features = random.Features();
        int count = random.Next(1, 8);
        check(random.Vector(features), random.Rows(count, features), random.Coefficients(count), random.Gamma(), random);
    });
}
