using ExplainGen.Neon;
using ExplainGen.TestKit.Oracle.Neon;

namespace ExplainGen.Conformance.Tests.Neon.Families;

/// <summary>Generated mixtures and discriminant analyses against the oracle.</summary>
public sealed class LogOddsTests
{
    private const int Features = 5, Count = 4;

    private static readonly double[] s_logPriors = [.. new[] { 0.4, 0.3, 0.2, 0.1 }.Select(p => Math.Log(p))];
    private static readonly double[] s_logDeterminants = [0.3, -1.2, 2, 0];
    private static readonly double[][] s_means = RandomPoints.Normal(1, Count, Features, deviation: 2);

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1)]
    [InlineData(1e6)]
    public void Gaussians_agree_with_the_oracle_for_every_component(double scale)
    {
        double[][][] precisions = Precisions(scale);
        MixtureOfFour mixture = MixtureOfFour.Neuralize(Parameters(precisions));
        QdaOfFour classes = QdaOfFour.Neuralize(Parameters(precisions));
        foreach (double[] x in Inputs())
        {
            for (int c = 0; c < Count; c++)
            {
                NeonResult expected = GaussianMixture.Explain(x, s_logPriors, s_means, precisions, s_logDeterminants, c);
                HeadComparison.AssertAgrees(expected, mixture.Explain(RandomPoints.Floats(x), Target.Class(c)));
                HeadComparison.AssertAgrees(expected, classes.Explain(RandomPoints.Floats(x), Target.Class(c)));
            }
        }
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1)]
    [InlineData(1e6)]
    public void Classes_of_one_covariance_agree_with_the_oracle(double scale)
    {
        double[][] precision = RandomMatrices.Precision(2, Features, scale);
        LdaOfFour four = LdaOfFour.Neuralize(Parameters(precision));
        LdaOfTwo two = LdaOfTwo.Neuralize(
            new LdaParameters(Features, s_logPriors[..2], RandomPoints.Flat(s_means[..2]), RandomPoints.Flat(precision)));
        foreach (double[] x in Inputs())
        {
            for (int c = 0; c < Count; c++)
            {
                HeadComparison.AssertAgrees(
                    GaussianMixture.Lda(x, s_logPriors, s_means, precision, c), four.Explain(RandomPoints.Floats(x), Target.Class(c)));
            }

            HeadComparison.AssertAgrees(
                GaussianMixture.Lda(x, s_logPriors[..2], s_means[..2], precision, 1),
                two.Explain(RandomPoints.Floats(x), Target.Class(1)));
        }
    }

    [Fact]
    public void They_are_equivalent_to_the_originals()
    {
        float[] inputs = [.. Inputs().SelectMany(RandomPoints.Floats)];

        EquivalenceCertificate mixture = MixtureOfFour.Neuralize(Parameters(Precisions(1))).Certify(inputs);
        EquivalenceCertificate classes = LdaOfFour.Neuralize(Parameters(RandomMatrices.Precision(2, Features))).Certify(inputs);

        Assert.Equal(Inputs().Length, mixture.Inputs);
        Assert.InRange(mixture.LargestRelativeDifference, 0, 1e-6);
        Assert.InRange(classes.LargestRelativeDifference, 0, 1e-6);
    }

    [Fact]
    public void Scores_are_log_odds_of_the_posterior_probabilities()
    {
        double[][][] precisions = Precisions(0.2);
        MixtureOfFour model = MixtureOfFour.Neuralize(Parameters(precisions));
        foreach (double[] x in RandomPoints.Normal(7, 20, Features))
        {
            float[] scores = model.Predict(RandomPoints.Floats(x)).ToArray();
            for (int c = 0; c < Count; c++)
            {
                double posterior = GaussianMixture.Posterior(x, s_logPriors, s_means, precisions, s_logDeterminants, c);
                Assert.Equal(posterior, 1 / (1 + Math.Exp(-scores[c])), 1e-6);
            }
        }
    }

    [Fact]
    public void Equal_covariances_make_quadratic_scores_linear_ones()
    {
        double[][] precision = RandomMatrices.Precision(2, Features);
        QdaOfFour quadratic = QdaOfFour.Neuralize(new GaussianMixtureParameters(
            Features, s_logPriors, RandomPoints.Flat(s_means),
            [.. Enumerable.Repeat(RandomPoints.Flat(precision), Count).SelectMany(p => p)], [1, 1, 1, 1]));
        LdaOfFour linear = LdaOfFour.Neuralize(Parameters(precision));
        foreach (double[] x in RandomPoints.Normal(8, 10, Features))
        {
            float[] one = quadratic.Predict(RandomPoints.Floats(x)).ToArray(), other = linear.Predict(RandomPoints.Floats(x)).ToArray();
            for (int c = 0; c < Count; c++)
                Assert.Equal(one[c], other[c], 1e-4f);
        }
    }

    [Fact]
    public void A_contrast_is_the_difference_of_two_explanations()
    {
        MixtureOfFour model = MixtureOfFour.Neuralize(Parameters(Precisions(1)));
        float[] x = RandomPoints.Floats(RandomPoints.Normal(9, 1, Features)[0]);

        Explanation both = model.Explain(x, Target.Contrast(1, 3));
        Explanation first = model.Explain(x, Target.Class(1)), second = model.Explain(x, Target.Class(3));

        for (int i = 0; i < Features; i++)
            Assert.Equal(first.Relevance.Span[i] - second.Relevance.Span[i], both.Relevance.Span[i], 1e-4f);
        Assert.Equal(first.Ledger.Bias - second.Ledger.Bias, both.Ledger.Bias, 1e-4);
        HeadComparison.AssertConserves(both);
    }

    [Fact]
    public void Components_at_one_place_leave_all_to_their_priors()
    {
        double[][] means = [s_means[0], s_means[0]];
        double[] precisions = [.. Enumerable.Repeat(RandomPoints.Flat(RandomMatrices.Precision(2, Features)), 2).SelectMany(p => p)];
        MixtureOfTwo Model(params double[] priors) => MixtureOfTwo.Neuralize(new GaussianMixtureParameters(
            Features, [.. priors.Select(p => Math.Log(p))], RandomPoints.Flat(means), precisions, [0, 0]));

        Explanation uneven = Model(0.8, 0.2).Explain(new float[Features], Target.Class(0));
        Explanation even = Model(0.5, 0.5).Explain(new float[Features], Target.Class(0).With(Seed.One));

        Assert.Equal(Math.Log(4), uneven.Ledger.Bias, 1e-6);
        Assert.All(uneven.Relevance.ToArray(), r => Assert.Equal(0, r));
        Assert.Equal(0, even.Logits.Span[0]);
        Assert.Equal(1, even.Ledger.Dropped);
    }

    [Fact]
    public void Gradients_are_those_of_the_scores()
    {
        double[] x = RandomPoints.Normal(10, 1, Features)[0];
        double[][][] precisions = Precisions(1);
        double[][] precision = RandomMatrices.Precision(2, Features);
        for (int c = 0; c < Count; c++)
        {
            int output = c;
            HeadGradient.AssertIsThatOf(
                MixtureOfFour.Neuralize(Parameters(precisions)), MixtureOfFour.Metadata, x, c,
                v => GaussianMixture.Explain(v, s_logPriors, s_means, precisions, s_logDeterminants, output).Scores[output]);
            HeadGradient.AssertIsThatOf(
                LdaOfFour.Neuralize(Parameters(precision)), LdaOfFour.Metadata, x, c,
                v => GaussianMixture.Lda(v, s_logPriors, s_means, precision, output).Scores[output]);
        }
    }

    [Fact]
    public void Matrices_that_cannot_be_are_refused_by_number()
    {
        double[][] precisions = [.. Precisions(1).Select(RandomPoints.Flat)];
        precisions[2][6] = -3;
        var exception = Assert.Throws<Weights.WeightsException>(() => MixtureOfFour.Load(Dynamic.WeightFiles.InMemory(
        [
            HeadTensors.Vector("gaussianMixture1.log_priors", s_logPriors),
            HeadTensors.Matrix("gaussianMixture1.means", s_means),
            Weights.NamedTensor.Create("gaussianMixture1.precisions", [Count, Features, Features], RandomPoints.Flat(precisions)),
            HeadTensors.Vector("gaussianMixture1.log_determinants", s_logDeterminants),
        ])));
        Assert.Contains(
            "'gaussianMixture1.precisions' is -3 at matrix 2, row 1, column 1; expected a positive diagonal",
            exception.Message, StringComparison.Ordinal);
    }

    private static double[][][] Precisions(double scale) =>
        [.. Enumerable.Range(0, Count).Select(k => RandomMatrices.Precision(20 + k, Features, scale))];

    private static GaussianMixtureParameters Parameters(double[][][] precisions) => new(
        Features, s_logPriors, RandomPoints.Flat(s_means), [.. precisions.SelectMany(RandomPoints.Flat)], s_logDeterminants);

    private static LdaParameters Parameters(double[][] precision) =>
        new(Features, s_logPriors, RandomPoints.Flat(s_means), RandomPoints.Flat(precision));

    // Near, at a mean, far, and farther.
    private static double[][] Inputs() =>
    [
        .. RandomPoints.Normal(3, 8, Features, deviation: 2),
        s_means[1],
        .. RandomPoints.Normal(4, 2, Features, deviation: 50),
        .. RandomPoints.Normal(5, 2, Features, deviation: 1e6),
    ];
}
