using ExplainGen.Neon;
using ExplainGen.TestKit.Oracle.Neon;
using SvddOracle = ExplainGen.TestKit.Oracle.Neon.Svdd;

namespace ExplainGen.Conformance.Tests.Neon.Families;

/// <summary>Generated data descriptions against the oracle, with the kernel and behind a network.</summary>
public sealed class SvddTests
{
    private const int Features = 7;

    [Theory]
    [InlineData(1, 0.3)]
    [InlineData(2, 5)]
    [InlineData(17, 0.01)]
    [InlineData(64, 0.3)]
    public void Agrees_with_the_oracle(int count, double gamma)
    {
        (double[][] vectors, double[] coefficients) = Machine(count);
        DataDescription model = Load(vectors, coefficients, gamma);
        double[][] inputs = [.. RandomPoints.Normal(3, 6, Features), .. RandomPoints.Normal(4, 2, Features, deviation: 30), vectors[0]];
        foreach (double[] x in inputs)
        {
            Explanation why = model.Explain(RandomPoints.Floats(x));
            HeadComparison.AssertAgrees(
                SvddOracle.Explain(x, vectors, coefficients, gamma), why);
            Assert.All(why.Relevance.ToArray(), r => Assert.True(r >= 0));
            Assert.True(why.Ledger.Bias >= 0);
        }
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1)]
    [InlineData(1e6)]
    public void Extreme_scales_stay_finite_and_right(double gamma)
    {
        double[][] vectors = [.. RandomPoints.Normal(5, 20, Features), .. RandomPoints.Normal(5, 20, Features)];
        double[] coefficients = RandomPoints.Uniform(6, 40, 0.1, 1);
        DataDescription model = Load(vectors, coefficients, gamma);
        foreach (double[] x in new[] { vectors[3], new double[Features], [.. Enumerable.Repeat(1e6, Features)] })
        {
            HeadComparison.AssertAgrees(
                SvddOracle.Explain(x, vectors, coefficients, gamma), model.Explain(RandomPoints.Floats(x)), units: x[0] < 1e3);
        }
    }

    [Fact]
    public void The_threshold_is_the_sphere()
    {
        (double[][] vectors, double[] coefficients) = Machine(30);
        const double Gamma = 0.1, Radius = 5;
        DataDescription model = DataDescription.Neuralize(
            new SvddParameters(Features, RandomPoints.Flat(vectors), coefficients, Gamma, Radius));
        double[][] inputs = RandomPoints.Normal(9, 200, Features, deviation: 1.2);
        double median = inputs.Select(x => SvddOracle.Decision(x, vectors, coefficients, Gamma, Radius)).Order().ElementAt(100);

        // A radius that parts the inputs: |phi(x) - center|^2 of the middle one.
        double radius = Math.Sqrt((Radius * Radius) - median);
        model = DataDescription.Neuralize(new SvddParameters(Features, RandomPoints.Flat(vectors), coefficients, Gamma, radius));
        int outliers = 0;
        foreach (double[] x in inputs)
        {
            double decision = SvddOracle.Decision(x, vectors, coefficients, Gamma, radius);
            if (Math.Abs(decision) < 1e-6)
                continue;
            Assert.Equal(decision < 0, model.IsOutlier(RandomPoints.Floats(x)));
            outliers += decision < 0 ? 1 : 0;
        }

        Assert.InRange(outliers, 50, 150);
        Assert.Equal(
            -Math.Log(SvddOracle.Rho(vectors, coefficients, Gamma, radius) / coefficients.Sum()), model.Threshold, 1e-9);
    }

    [Fact]
    public void A_sphere_around_everything_has_no_outliers()
    {
        (double[][] vectors, double[] coefficients) = Machine(3);
        DataDescription model = DataDescription.Neuralize(
            new SvddParameters(Features, RandomPoints.Flat(vectors), coefficients, 1, radius: 100));

        Assert.Equal(double.PositiveInfinity, model.Threshold);
        Assert.False(model.IsOutlier([.. Enumerable.Repeat(50f, Features)]));
    }

    [Fact]
    public void A_single_support_vector_at_the_input_gives_no_relevance()
    {
        double[][] vectors = RandomPoints.Normal(8, 1, Features);
        DataDescription model = Load(vectors, [3], 0.5);
        Explanation why = model.Explain(RandomPoints.Floats(vectors[0]));

        Assert.Equal(0, why.Logits.Span[0]);
        Assert.All(why.Relevance.ToArray(), r => Assert.Equal(0, r));
        Assert.Equal(1, model.Explain(RandomPoints.Floats(vectors[0]), Target.Class(0).With(Seed.One)).Ledger.Dropped);
    }

    [Fact]
    public void Is_equivalent_to_the_original()
    {
        (double[][] vectors, double[] coefficients) = Machine(50);
        double[][] inputs = [.. RandomPoints.Normal(3, 6, Features), .. vectors, .. RandomPoints.Normal(4, 2, Features, deviation: 30)];
        EquivalenceCertificate certificate = Load(vectors, coefficients, 0.2).Certify(RandomPoints.Floats(RandomPoints.Flat(inputs)));

        Assert.True(double.IsFinite(certificate.LargestDifference));
        Assert.InRange(certificate.LargestRelativeDifference, 0, 1e-5);
    }

    [Fact]
    public void The_gradient_is_that_of_the_score()
    {
        (double[][] vectors, double[] coefficients) = Machine(12);
        HeadGradient.AssertIsThatOf(
            Load(vectors, coefficients, 0.3), DataDescription.Metadata, RandomPoints.Normal(11, 1, Features)[0], 0,
            x => SvddOracle.Explain(x, vectors, coefficients, 0.3).Scores[0]);
    }

    [Fact]
    public void A_negative_radius_is_refused_by_name()
    {
        var exception = Assert.Throws<Weights.WeightsException>(() => DataDescription.Load(Dynamic.WeightFiles.InMemory(
        [
            HeadTensors.Matrix("svdd1.support_vectors", RandomPoints.Normal(1, 2, Features)),
            HeadTensors.Vector("svdd1.coefficients", 0.5, 0.5),
            HeadTensors.Vector("svdd1.gamma", 1),
            HeadTensors.Vector("svdd1.radius", -2),
        ])));
        Assert.Contains("'svdd1.radius' is -2; expected a number of at least 0", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1)]
    [InlineData(1e6)]
    public void The_distance_to_a_center_agrees_with_the_oracle(double scale)
    {
        double[] center = RandomPoints.Normal(1, 1, Features, scale)[0];
        CenterDistance model = CenterDistance.Neuralize(new DeepSvddParameters(center));
        double[][] inputs = RandomPoints.Normal(2, 8, Features, scale);
        foreach (double[] x in inputs)
        {
            HeadComparison.AssertAgrees(SquaredNorms.DeepSvdd(x, center), model.Explain(RandomPoints.Floats(x)));
            HeadComparison.AssertAgrees(
                SquaredNorms.DeepSvdd(x, center, seed: 1), model.Explain(RandomPoints.Floats(x), Target.Class(0).With(Seed.One)));
        }

        EquivalenceCertificate certificate = model.Certify(RandomPoints.Floats(RandomPoints.Flat(inputs)));
        Assert.InRange(certificate.LargestRelativeDifference, 0, 1e-5);
        Assert.InRange(certificate.LargestUnattributed, 0, 1e-5);
    }

    [Fact]
    public void At_the_center_there_is_nothing_to_share()
    {
        double[] center = RandomPoints.Normal(1, 1, Features)[0];
        CenterDistance model = CenterDistance.Neuralize(new DeepSvddParameters(center));
        Explanation why = model.Explain(RandomPoints.Floats(center), Target.Class(0).With(Seed.One));

        Assert.Equal(0, why.Logits.Span[0]);
        Assert.All(why.Relevance.ToArray(), r => Assert.Equal(0, r));
        Assert.Equal(1, why.Ledger.Dropped);
        HeadGradient.AssertIsThatOf(
            model, CenterDistance.Metadata, RandomPoints.Normal(11, 1, Features)[0], 0, x => SquaredNorms.DeepSvdd(x, center).Scores[0]);
    }

    [Fact]
    public void Behind_a_network_the_distance_is_that_of_what_the_network_gives()
    {
        double[] center = [0.5, -1, 2];
        using Weights.WeightReader encoder = Dynamic.WeightFiles.InMemory(
        [
            HeadTensors.Matrix("linear1.weight", RandomPoints.Normal(1, 6, 4)),
            HeadTensors.Vector("linear1.bias", RandomPoints.Normal(2, 1, 6)[0]),
            HeadTensors.Matrix("linear2.weight", RandomPoints.Normal(3, 3, 6)),
            HeadTensors.Vector("linear2.bias", RandomPoints.Normal(4, 1, 3)[0]),
        ]);
        DescribedEncoder network = DescribedEncoder.Load(encoder);
        DeepDataDescription model = DeepDataDescription.Neuralize(new DeepSvddParameters(center), encoder);
        foreach (double[] x in RandomPoints.Normal(5, 5, 4))
        {
            double[] features = Array.ConvertAll(network.Predict(RandomPoints.Floats(x)).ToArray(), v => (double)v);
            double expected = SquaredNorms.DeepSvdd(features, center).Scores[0];
            Explanation why = model.Explain(RandomPoints.Floats(x));
            Assert.Equal(expected, model.Score(RandomPoints.Floats(x)), 1e-5 * expected);
            double taken = why.Ledger.Bias + why.Ledger.Dropped + why.Ledger.Stabilizer;
            Assert.Equal(why.Ledger.Seeded, why.Sum + taken, 1e-4 * Math.Abs(why.Ledger.Seeded));
        }
    }

    private static (double[][] Vectors, double[] Coefficients) Machine(int count) =>
        (RandomPoints.Normal(1, count, Features), RandomPoints.Uniform(2, count, 0.05, 1));

    private static DataDescription Load(double[][] vectors, double[] coefficients, double gamma) =>
        DataDescription.Neuralize(new SvddParameters(Features, RandomPoints.Flat(vectors), coefficients, gamma, radius: 0.5));
}
