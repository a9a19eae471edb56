using ExplainGen.Neon;
using RbfSvmOracle = ExplainGen.TestKit.Oracle.Neon.RbfSvm;

namespace ExplainGen.Conformance.Tests.Neon.Families;

/// <summary>Generated kernel classifiers of two classes against the oracle.</summary>
public sealed class RbfSvmTests
{
    private const int Features = 5, Count = 24;

    public static TheoryData<SvmRule, double, double, bool> Cases
    {
        get
        {
            var cases = new TheoryData<SvmRule, double, double, bool>();
            foreach (SvmRule rule in Enum.GetValues<SvmRule>())
            {
                foreach (double gamma in new[] { 0.01, 0.2, 3 })
                {
                    foreach (double bias in new[] { 0.0, 0.7, -0.7 })
                        cases.Add(rule, gamma, bias, bias > 0);
                }
            }

            return cases;
        }
    }

    // A least squares SVM has a coefficient of either sign at points of either class.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Agrees_with_the_oracle(SvmRule rule, double gamma, double bias, bool isLeastSquares)
    {
        (double[][] vectors, double[] coefficients) = Machine(isLeastSquares);
        INeuralizedModel model = Load(rule, vectors, coefficients, gamma, bias);
        double eta = EtaOf(rule, vectors, gamma);
        double[][] inputs =
            [.. RandomPoints.Normal(3, 6, Features), vectors[0], vectors[^1], .. RandomPoints.Normal(4, 2, Features, deviation: 30)];
        foreach (double[] x in inputs)
        {
            Explanation why = Explain(model, x, Target.Top);
            HeadComparison.AssertAgrees(
                RbfSvmOracle.Explain(x, vectors, coefficients, gamma, bias, eta), why);

            // Far out the decision function is 0 in double precision, the ratio of its parts is not.
            if (RbfSvmOracle.Decision(x, vectors, coefficients, gamma, bias) is not 0 and double decision)
                Assert.Equal(Math.Sign(decision), Math.Sign(why.Logits.Span[0]));
            HeadComparison.AssertAgrees(
                RbfSvmOracle.Explain(x, vectors, coefficients, gamma, bias, eta, seed: 1),
                Explain(model, x, Target.Class(0).With(Seed.One)));
        }
    }

    [Fact]
    public void The_cases_have_every_kind_of_hybrid()
    {
        double[][] vectors = Machine(false).Vectors;
        double[] etas = [.. new[] { 0.01, 0.2, 3 }.Select(gamma => EtaOf(SvmRule.Hybrid, vectors, gamma))];
        Assert.Equal(0, etas[0]);
        Assert.InRange(etas[1], 0.1, 0.9);
        Assert.InRange(etas[2], 0.5, 1);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1)]
    [InlineData(1e6)]
    public void Extreme_scales_stay_finite_and_right(double gamma)
    {
        (double[][] vectors, double[] coefficients) = Machine(false);
        vectors = [.. vectors, vectors[0], vectors[^1]];
        coefficients = [.. coefficients, 0.5, -0.25];
        double[][] inputs = [vectors[3], vectors[^1], new double[Features], [.. Enumerable.Repeat(1e6, Features)]];
        foreach (SvmRule rule in Enum.GetValues<SvmRule>())
        {
            foreach (double bias in new[] { 0, 0.3 })
            {
                INeuralizedModel model = Load(rule, vectors, coefficients, gamma, bias);
                foreach (double[] x in inputs)
                {
                    HeadComparison.AssertAgrees(
                        RbfSvmOracle.Explain(x, vectors, coefficients, gamma, bias, EtaOf(rule, vectors, gamma)),
                        Explain(model, x, Target.Top), units: x[0] < 1e3);
                }
            }
        }
    }

    /// <summary>Gamma is that of data whose median squared distance is 1: other units of the features change nothing.</summary>
    [Fact]
    public void The_hybrid_does_not_depend_on_the_scale_of_the_data()
    {
        (double[][] vectors, double[] coefficients) = Machine(false);
        float[] x = RandomPoints.Floats(RandomPoints.Normal(3, 1, Features)[0]);
        float[] Relevance(double scale) => Explain(
            Load(SvmRule.Hybrid, [.. vectors.Select(u => u.Select(v => v * scale).ToArray())], coefficients, 0.2 / scale / scale, 0.3),
            [.. x.Select(v => v * scale)], Target.Top).Relevance.ToArray();

        float[] one = Relevance(1), large = Relevance(1024);

        for (int i = 0; i < Features; i++)
            Assert.Equal(one[i], large[i], 1e-5f * one.Max(Math.Abs));
    }

    [Fact]
    public void Many_support_vectors_are_sampled_for_their_scale()
    {
        // Two places, half of the vectors at each: any sample has the same median, the squared distance 4 between them.
        double[][] vectors = [.. Enumerable.Range(0, 2000).Select(n => (double[])[n < 1000 ? -1 : 1, 0, 0, 0, 0])];
        double[] coefficients = [.. vectors.Select(u => -0.001 * u[0])];
        double[] x = [0.25, 0.5, 0, 0, 0];

        // More than half of the pairs are between the places; lg(0.25 * 4) = 0, so eta is 0.4.
        HeadComparison.AssertAgrees(
            RbfSvmOracle.Explain(x, vectors, coefficients, 0.25, -0.1, 0.4),
            Explain(Load(SvmRule.Hybrid, vectors, coefficients, 0.25, -0.1), x, Target.Top), units: false);
    }

    [Fact]
    public void Is_equivalent_to_the_original()
    {
        (double[][] vectors, double[] coefficients) = Machine(true);
        HybridClassifier model = HybridClassifier.Neuralize(
            new RbfSvmParameters(Features, RandomPoints.Flat(vectors), coefficients, 0.3, [0.1], [Count / 2, Count / 2]));
        double[][] inputs = [.. RandomPoints.Normal(3, 20, Features), .. RandomPoints.Normal(4, 2, Features, deviation: 30)];
        EquivalenceCertificate certificate = model.Certify(RandomPoints.Floats(RandomPoints.Flat(inputs)));

        Assert.True(double.IsFinite(certificate.LargestDifference));
        Assert.InRange(certificate.LargestRelativeDifference, 0, 1e-5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.4)]
    public void The_gradient_is_that_of_the_score(double bias)
    {
        (double[][] vectors, double[] coefficients) = Machine(true);

        // The bias stands at x in the relevance, but moves with nothing: the oracle's score is that of the kernel sums.
        HeadGradient.AssertIsThatOf(
            (HybridClassifier)Load(SvmRule.Hybrid, vectors, coefficients, 0.3, bias), HybridClassifier.Metadata,
            RandomPoints.Normal(11, 1, Features)[0], 0, x => RbfSvmOracle.Explain(x, vectors, coefficients, 0.3, bias, 1).Scores[0]);
    }

    [Fact]
    public void Parameters_that_cannot_be_are_refused_by_name()
    {
        double[][] vectors = RandomPoints.Normal(1, 3, Features);
        string Error(double[] coefficients, double bias, double[] counts) => Assert.Throws<Weights.WeightsException>(
            () => HybridClassifier.Load(Dynamic.WeightFiles.InMemory(
            [
                HeadTensors.Matrix("rbfSvm1.support_vectors", vectors),
                HeadTensors.Matrix("rbfSvm1.coefficients", [coefficients]),
                HeadTensors.Vector("rbfSvm1.gamma", 1),
                HeadTensors.Vector("rbfSvm1.bias", bias),
                HeadTensors.Vector("rbfSvm1.counts", counts),
            ]))).Message;

        Assert.Contains(
            "'rbfSvm1.coefficients' has nothing below 0 between classes 0 and 1, nor is their bias; expected both signs",
            Error([1, 2, 3], 0, [2, 1]), StringComparison.Ordinal);
        Assert.Contains("nothing above 0 between classes 0 and 1", Error([-1, -2, -3], -1, [2, 1]), StringComparison.Ordinal);
        Assert.Contains(
            "'rbfSvm1.counts' adds up to 5; expected the 3 support vectors", Error([1, 2, -3], 0, [2, 3]), StringComparison.Ordinal);
        Assert.Contains("'rbfSvm1.counts' is 1.5 at element 1", Error([1, 2, -3], 0, [2, 1.5]), StringComparison.Ordinal);
        Assert.Contains(
            "'rbfSvm1.coefficients' sums up to more than double precision holds",
            Error([1e308, 1e308, -1], 0, [2, 1]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bias_can_be_all_of_a_side()
    {
        double[][] vectors = RandomPoints.Normal(1, 6, Features);
        double[] coefficients = RandomPoints.Uniform(2, 6, 0.1, 1);
        foreach (double[] x in RandomPoints.Normal(3, 5, Features))
        {
            HeadComparison.AssertAgrees(
                RbfSvmOracle.Explain(x, vectors, coefficients, 0.2, -1, 1),
                Explain(Load(SvmRule.Midpoint, vectors, coefficients, 0.2, -1), x, Target.Top));
        }
    }

    private static (double[][] Vectors, double[] Coefficients) Machine(bool isLeastSquares)
    {
        double[] coefficients = [.. RandomPoints.Uniform(5, Count, 0.05, 1).Select((a, s) => s < Count / 2 ? a : -a)];
        if (isLeastSquares)
            coefficients[2] = -0.3;
        return ([.. RandomPoints.Normal(1, Count / 2, Features), .. RandomPoints.Normal(2, Count / 2, Features, center: 1)], coefficients);
    }

    private static double EtaOf(SvmRule rule, double[][] vectors, double gamma)
    {
        if (rule != SvmRule.Hybrid)
            return rule == SvmRule.Midpoint ? 1 : 0;
        return RbfSvmOracle.Eta(gamma * RandomPoints.MedianSquare(vectors));
    }

    private static Explanation Explain(INeuralizedModel model, double[] x, Target target) => ModelRunner.Explain(
        model, model.Workspaces.Rent().Model, model.Workspaces, 0, RandomPoints.Floats(x), target, keepLayers: false);

    private static INeuralizedModel Load(SvmRule rule, double[][] vectors, double[] coefficients, double gamma, double bias)
    {
        var parameters = new RbfSvmParameters(
            Features, RandomPoints.Flat(vectors), coefficients, gamma, [bias], [vectors.Length / 2, vectors.Length - (vectors.Length / 2)]);
        return rule switch
        {
            SvmRule.Midpoint => MidpointClassifier.Neuralize(parameters),
            SvmRule.GradientTimesInput => GradientClassifier.Neuralize(parameters),
            _ => HybridClassifier.Neuralize(parameters),
        };
    }
}
