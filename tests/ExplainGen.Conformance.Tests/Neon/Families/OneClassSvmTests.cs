using ExplainGen.Kernels;
using ExplainGen.Neon;
using ExplainGen.TestKit.Oracle.Neon;

namespace ExplainGen.Conformance.Tests.Neon.Families;

/// <summary>Generated one-class SVMs against the oracle, and what is proven of their scores.</summary>
public sealed class OneClassSvmTests
{
    private const int Features = 7;

    public static TheoryData<NeonKernel, int, double> Cases => new MatrixTheoryData(
        [NeonKernel.Gaussian, NeonKernel.Laplace, NeonKernel.Student], [1, 2, 17, 64], [0.01, 0.3, 5]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Agrees_with_the_oracle(NeonKernel kernel, int count, double gamma)
    {
        (double[][] vectors, double[] coefficients) = Machine(count);
        INeuralizedModel model = Load(kernel, vectors, coefficients, gamma);
        foreach (double[] x in Inputs(vectors))
        {
            Explanation why = Explain(model, x);
            HeadComparison.AssertAgrees(
                OneClassSvm.Outlier(x, vectors, coefficients, gamma, kernel), why, units: Array.TrueForAll(x, v => Math.Abs(v) < 5));
            Assert.All(why.Relevance.ToArray(), r => Assert.True(r >= 0));
        }
    }

    [Theory]
    [InlineData(NeonKernel.Gaussian)]
    [InlineData(NeonKernel.Laplace)]
    [InlineData(NeonKernel.Student)]
    public void Is_equivalent_to_the_original(NeonKernel kernel)
    {
        (double[][] vectors, double[] coefficients) = Machine(50);
        INeuralizedModel model = Load(kernel, vectors, coefficients, 0.2);
        float[] inputs = [.. Inputs(vectors).Concat(vectors).SelectMany(RandomPoints.Floats)];

        EquivalenceCertificate certificate = EquivalenceCertificate.Of(model, MetadataOf(kernel), inputs);

        Assert.Equal(inputs.Length / Features, certificate.Inputs);
        Assert.InRange(certificate.LargestRelativeDifference, 0, 1e-5);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1)]
    [InlineData(1e6)]
    public void Extreme_scales_stay_finite_and_right(double gamma)
    {
        double[][] vectors = [.. RandomPoints.Normal(5, 20, Features), .. RandomPoints.Normal(5, 20, Features)];
        double[] coefficients = RandomPoints.Uniform(6, 40, 0.1, 1);
        double[][] inputs = [vectors[3], new double[Features], [.. Enumerable.Repeat(1e6, Features)], .. RandomPoints.Normal(7, 5, Features)];
        foreach (NeonKernel kernel in Enum.GetValues<NeonKernel>())
        {
            INeuralizedModel model = Load(kernel, vectors, coefficients, gamma);
            foreach (double[] x in inputs)
            {
                NeonResult expected = OneClassSvm.Outlier(x, vectors, coefficients, gamma, kernel);
                HeadComparison.AssertAgrees(expected, Explain(model, x), units: expected.Scores[0] < 1e3);
            }
        }
    }

    [Fact]
    public void A_single_support_vector_at_the_input_gives_no_relevance()
    {
        double[][] vectors = RandomPoints.Normal(8, 1, Features);
        Explanation why = Explain(Load(NeonKernel.Gaussian, vectors, [3], 0.5), vectors[0]);

        Assert.Equal(0, why.Logits.Span[0]);
        Assert.All(why.Relevance.ToArray(), r => Assert.Equal(0, r));
        Assert.Equal(0, why.Ledger.Bias);
    }

    [Fact]
    public void The_threshold_is_where_the_decision_changes_its_sign()
    {
        (double[][] vectors, double[] coefficients) = Machine(30);
        GaussianDetector model = GaussianDetector.Neuralize(new OneClassSvmParameters(
            Features, RandomPoints.Flat(vectors), coefficients, 0.1, rho: coefficients.Sum() * 0.3));
        int outliers = 0;
        foreach (double[] x in RandomPoints.Normal(9, 200, Features, deviation: 1.2))
        {
            bool expected = OneClassSvm.Decision(x, vectors, coefficients, 0.1, coefficients.Sum() * 0.3) < 0;
            Assert.Equal(expected, model.IsOutlier(RandomPoints.Floats(x)));
            outliers += expected ? 1 : 0;
        }

        Assert.InRange(outliers, 1, 199);
    }

    [Theory]
    [InlineData(NeonKernel.Gaussian)]
    [InlineData(NeonKernel.Laplace)]
    [InlineData(NeonKernel.Student)]
    public void The_gradient_is_that_of_the_score(NeonKernel kernel)
    {
        (double[][] vectors, double[] coefficients) = Machine(12);
        INeuralizedModel model = Load(kernel, vectors, coefficients, 0.3);
        double[] x = RandomPoints.Normal(11, 1, Features)[0];

        Explanation gradient = ModelRunner.Explain(
            model, MetadataOf(kernel), model.Workspaces, 1, RandomPoints.Floats(x), Target.Class(0), keepLayers: false);

        for (int i = 0; i < Features; i++)
        {
            double Score(double step) =>
                OneClassSvm.Outlier([.. x.Select((v, at) => at == i ? v + step : v)], vectors, coefficients, 0.3, kernel).Scores[0];
            Assert.Equal((Score(1e-5) - Score(-1e-5)) / 2e-5, gradient.Relevance.Span[i], 1e-4);
        }
    }

    [Fact]
    public void A_steep_student_kernel_is_a_power_mean()
    {
        const double Degree = 2.5;
        (double[][] vectors, double[] coefficients) = Machine(12);
        SteepStudentDetector model = SteepStudentDetector.Neuralize(
            new OneClassSvmParameters(Features, RandomPoints.Flat(vectors), coefficients, 0.3, rho: 0.1));
        double Score(double sum) => Math.Pow(sum / coefficients.Sum(), -1 / Degree) - 1;
        Assert.Equal(Score(0.1), model.Threshold, 1e-9 * Score(0.1));
        foreach (double[] x in Inputs(vectors))
        {
            double[] squares = [.. vectors.Select(u => u.Zip(x, (a, b) => (a - b) * (a - b)).Sum())];
            double score = Score(squares.Zip(coefficients, (d2, a) => a * Math.Pow(1 + (0.3 * d2), -Degree)).Sum());
            Explanation why = model.Explain(RandomPoints.Floats(x));
            Assert.Equal(score, why.Logits.Span[0], 1e-5 * score);
            Assert.All(why.Relevance.ToArray(), r => Assert.True(r >= 0));
            HeadComparison.AssertConserves(why);
        }
    }

    [Theory]
    [InlineData(NeonKernel.Gaussian)]
    [InlineData(NeonKernel.Laplace)]
    [InlineData(NeonKernel.Student)]
    public void The_threshold_is_the_score_of_the_boundary(NeonKernel kernel)
    {
        (double[][] vectors, double[] coefficients) = Machine(30);
        double threshold = ((IOutlierScore)Load(kernel, vectors, coefficients, 0.3).Head).Threshold;
        double expected = OneClassSvm.Boundary(coefficients, 0.1, kernel);
        Assert.Equal(expected, threshold, 1e-9 * expected);
    }

    [Fact]
    public void Parameters_that_cannot_be_are_refused_by_name()
    {
        var exception = Assert.Throws<Weights.WeightsException>(() => GaussianDetector.Load(Dynamic.WeightFiles.InMemory(
        [
            HeadTensors.Matrix("oneClassSvm1.support_vectors", RandomPoints.Normal(1, 2, Features)),
            HeadTensors.Vector("oneClassSvm1.coefficients", 0.5, -0.25),
            HeadTensors.Vector("oneClassSvm1.gamma", 1),
            HeadTensors.Vector("oneClassSvm1.rho", 0),
        ])));
        Assert.Contains("'oneClassSvm1.coefficients' is -0.25 at element 1; expected numbers above 0", exception.Message, StringComparison.Ordinal);
    }

    private static (double[][] Vectors, double[] Coefficients) Machine(int count) =>
        (RandomPoints.Normal(1, count, Features), RandomPoints.Uniform(2, count, 0.05, 1));

    // Near, at a support vector, and far.
    private static double[][] Inputs(double[][] vectors) =>
        [.. RandomPoints.Normal(3, 6, Features), vectors[0], .. RandomPoints.Normal(4, 2, Features, deviation: 30)];

    private static Explanation Explain(INeuralizedModel model, double[] x) => ModelRunner.Explain(
        model, model.Workspaces.Rent().Model, model.Workspaces, 0, RandomPoints.Floats(x), Target.Top, keepLayers: false);

    private static ModelMetadata MetadataOf(NeonKernel kernel) => kernel switch
    {
        NeonKernel.Gaussian => GaussianDetector.Metadata,
        NeonKernel.Laplace => LaplaceDetector.Metadata,
        _ => StudentDetector.Metadata,
    };

    private static INeuralizedModel Load(NeonKernel kernel, double[][] vectors, double[] coefficients, double gamma)
    {
        var parameters = new OneClassSvmParameters(Features, RandomPoints.Flat(vectors), coefficients, gamma, rho: 0.1);
        return kernel switch
        {
            NeonKernel.Gaussian => GaussianDetector.Neuralize(parameters),
            NeonKernel.Laplace => LaplaceDetector.Neuralize(parameters),
            _ => StudentDetector.Neuralize(parameters),
        };
    }

    private sealed class MatrixTheoryData : TheoryData<NeonKernel, int, double>
    {
        public MatrixTheoryData(NeonKernel[] kernels, int[] counts, double[] gammas)
        {
            foreach (NeonKernel kernel in kernels)
            {
                foreach (int count in counts)
                {
                    foreach (double gamma in gammas)
                        Add(kernel, count, gamma);
                }
            }
        }
    }
}
