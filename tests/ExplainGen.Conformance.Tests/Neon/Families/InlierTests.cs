using ExplainGen.Neon;
using ExplainGen.TestKit.Oracle.Neon;

namespace ExplainGen.Conformance.Tests.Neon.Families;

/// <summary>Generated inlier scores of one-class SVMs against the oracle.</summary>
public sealed class InlierTests
{
    private const int Features = 7;

    public static TheoryData<NeonKernel, double, double> Cases
    {
        get
        {
            var cases = new TheoryData<NeonKernel, double, double>();
            foreach (NeonKernel kernel in Enum.GetValues<NeonKernel>())
            {
                foreach (double gamma in new[] { 0.01, 0.3, 5 })
                {
                    foreach (double budget in new[] { 0.1, 3, 50 })
                        cases.Add(kernel, gamma, budget);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_budget_agrees_with_the_oracle(NeonKernel kernel, double gamma, double budget)
    {
        (double[][] vectors, double[] coefficients) = Machine(20);
        INeuralizedModel model = Load(kernel, vectors, coefficients, gamma, budget);
        foreach (double[] x in Inputs(vectors))
        {
            HeadComparison.AssertAgrees(
                OneClassSvm.InlierBudget(x, vectors, coefficients, gamma, budget, kernel), Explain(model, x, Target.Top));
            HeadComparison.AssertAgrees(
                OneClassSvm.InlierBudget(x, vectors, coefficients, gamma, budget, kernel, seed: 1),
                Explain(model, x, Target.Class(0).With(Seed.One)));
        }
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1)]
    [InlineData(1e6)]
    public void Extreme_scales_of_a_budget_stay_finite_and_right(double gamma)
    {
        double[][] vectors = [.. RandomPoints.Normal(5, 20, Features), .. RandomPoints.Normal(5, 20, Features)];
        double[] coefficients = RandomPoints.Uniform(6, 40, 0.1, 1);
        foreach (NeonKernel kernel in Enum.GetValues<NeonKernel>())
        {
            INeuralizedModel model = Load(kernel, vectors, coefficients, gamma, 2);
            foreach (double[] x in new[] { vectors[3], new double[Features], [.. Enumerable.Repeat(1e6, Features)] })
            {
                HeadComparison.AssertAgrees(
                    OneClassSvm.InlierBudget(x, vectors, coefficients, gamma, 2, kernel), Explain(model, x, Target.Top), units: x[0] < 1e3);
            }
        }
    }

    [Fact]
    public void The_budget_of_the_boundary_puts_it_at_zero()
    {
        (double[][] vectors, double[] coefficients) = Machine(20);
        double rho = 0.3 * coefficients.Sum(), budget = OneClassSvm.Boundary(coefficients, rho);
        INeuralizedModel model = Load(NeonKernel.Gaussian, vectors, coefficients, 0.1, budget);
        int inliers = 0;
        foreach (double[] x in RandomPoints.Normal(9, 200, Features, deviation: 1.2))
        {
            bool expected = OneClassSvm.Decision(x, vectors, coefficients, 0.1, rho) > 0;
            Assert.Equal(expected, Explain(model, x, Target.Top).Logits.Span[0] > 0);
            inliers += expected ? 1 : 0;
        }

        Assert.InRange(inliers, 1, 199);
    }

    [Fact]
    public void At_an_exhausted_budget_any_seed_is_dropped()
    {
        double[][] vectors = RandomPoints.Normal(8, 1, Features);
        Explanation why = Explain(
            Load(NeonKernel.Gaussian, vectors, [3], 0.5, budget: 0), vectors[0], Target.Class(0).With(Seed.One));

        Assert.Equal(0, why.Logits.Span[0]);
        Assert.All(why.Relevance.ToArray(), r => Assert.Equal(0, r));
        Assert.Equal(1, why.Ledger.Dropped);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.3)]
    [InlineData(5)]
    public void A_contrast_agrees_with_the_oracle(double gamma)
    {
        (double[][] vectors, double[] coefficients) = Machine(20);
        double[][] contrast = RandomPoints.Normal(6, 12, Features, center: 1);
        double[] others = RandomPoints.Uniform(7, 12, 0.1, 4);
        ContrastInliers model = LoadContrast(vectors, coefficients, contrast, others, gamma);
        foreach (double[] x in Inputs(vectors))
        {
            HeadComparison.AssertAgrees(
                OneClassSvm.InlierContrast(x, vectors, coefficients, contrast, others, gamma), model.Explain(RandomPoints.Floats(x)));
        }
    }

    [Fact]
    public void Both_are_equivalent_to_the_original()
    {
        (double[][] vectors, double[] coefficients) = Machine(20);
        float[] inputs = RandomPoints.Floats(RandomPoints.Flat(Inputs(vectors)));
        EquivalenceCertificate[] certificates =
        [
            .. Enum.GetValues<NeonKernel>().Select(
                kernel => EquivalenceCertificate.Of(Load(kernel, vectors, coefficients, 0.3, 3), MetadataOf(kernel), inputs)),
            LoadContrast(vectors, coefficients, RandomPoints.Normal(6, 12, Features, center: 1), RandomPoints.Uniform(7, 12, 0.1, 4), 0.3)
                .Certify(inputs),
        ];

        Assert.All(certificates, certificate => Assert.True(double.IsFinite(certificate.LargestDifference)));
        Assert.All(certificates, certificate => Assert.InRange(certificate.LargestRelativeDifference, 0, 1e-5));
    }

    [Fact]
    public void The_gradient_is_that_of_the_score()
    {
        (double[][] vectors, double[] coefficients) = Machine(12);
        double[] x = RandomPoints.Normal(11, 1, Features)[0];
        foreach (NeonKernel kernel in Enum.GetValues<NeonKernel>())
        {
            HeadGradient.AssertIsThatOf(
                Load(kernel, vectors, coefficients, 0.3, 3), MetadataOf(kernel), x, 0,
                at => OneClassSvm.InlierBudget(at, vectors, coefficients, 0.3, 3, kernel).Scores[0]);
        }

        double[][] contrast = RandomPoints.Normal(6, 9, Features, center: 1);
        double[] others = RandomPoints.Uniform(7, 9, 0.1, 4);
        HeadGradient.AssertIsThatOf(
            LoadContrast(vectors, coefficients, contrast, others, 0.3), ContrastInliers.Metadata, x, 0,
            at => OneClassSvm.InlierContrast(at, vectors, coefficients, contrast, others, 0.3).Scores[0]);
    }

    [Fact]
    public void What_a_score_needs_must_be_there()
    {
        (double[][] vectors, double[] coefficients) = Machine(3);
        var bare = new OneClassSvmParameters(Features, RandomPoints.Flat(vectors), coefficients, 1, 0);

        Assert.Contains(
            "'oneClassSvm1.budget' is missing",
            Assert.Throws<Weights.WeightsException>(() => GaussianInliers.Neuralize(bare)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "'oneClassSvm1.contrast_vectors' is missing",
            Assert.Throws<Weights.WeightsException>(() => ContrastInliers.Neuralize(bare)).Message, StringComparison.Ordinal);
    }

    private static (double[][] Vectors, double[] Coefficients) Machine(int count) =>
        (RandomPoints.Normal(1, count, Features), RandomPoints.Uniform(2, count, 0.05, 1));

    private static double[][] Inputs(double[][] vectors) =>
        [.. RandomPoints.Normal(3, 6, Features), vectors[0], .. RandomPoints.Normal(4, 2, Features, deviation: 30)];

    private static Explanation Explain(INeuralizedModel model, double[] x, Target target) => ModelRunner.Explain(
        model, model.Workspaces.Rent().Model, model.Workspaces, 0, RandomPoints.Floats(x), target, keepLayers: false);

    private static ModelMetadata MetadataOf(NeonKernel kernel) => kernel switch
    {
        NeonKernel.Gaussian => GaussianInliers.Metadata,
        NeonKernel.Laplace => LaplaceInliers.Metadata,
        _ => StudentInliers.Metadata,
    };

    private static INeuralizedModel Load(NeonKernel kernel, double[][] vectors, double[] coefficients, double gamma, double budget)
    {
        var parameters = new OneClassSvmParameters(Features, RandomPoints.Flat(vectors), coefficients, gamma, rho: 0.1, budget: budget);
        return kernel switch
        {
            NeonKernel.Gaussian => GaussianInliers.Neuralize(parameters),
            NeonKernel.Laplace => LaplaceInliers.Neuralize(parameters),
            _ => StudentInliers.Neuralize(parameters),
        };
    }

    private static ContrastInliers LoadContrast(
        double[][] vectors, double[] coefficients, double[][] contrast, double[] others, double gamma) =>
        ContrastInliers.Neuralize(new OneClassSvmParameters(
            Features, RandomPoints.Flat(vectors), coefficients, gamma, rho: 0.1, RandomPoints.Flat(contrast), others));
}
