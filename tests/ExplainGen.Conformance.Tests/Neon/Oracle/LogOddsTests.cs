using ExplainGen.TestKit.Oracle.Neon;

namespace ExplainGen.Conformance.Tests.Neon.Oracle;

/// <summary>
/// Log odds of Gaussian mixtures, discriminant analysis and softmax regression are the models'; their relevance conserves.
/// </summary>
public sealed class LogOddsTests
{
    [Fact]
    public void Mixture_is_the_model() => Each((x, priors, means, precisions, _) =>
    {
        NeonResult got = GaussianMixture.Explain(x, priors, means, precisions, LogDeterminants(precisions), 0);
        for (int c = 0; c < means.Length; c++)
        {
            double p = GaussianMixture.Posterior(x, priors, means, precisions, LogDeterminants(precisions), c);
            NeonCases.AssertClose(p, 1 / (1 + Math.Exp(-got.Scores[c])));
        }
    });

    [Fact]
    public void Mixture_conserves() => Each((x, priors, means, precisions, _) =>
    {
        for (int c = 0; c < means.Length; c++)
        {
            NeonCases.AssertLinearInSeed(
                seed => GaussianMixture.Explain(x, priors, means, precisions, LogDeterminants(precisions), c, seed));
            NeonResult got = GaussianMixture.Explain(x, priors, means, precisions, LogDeterminants(precisions), c);
            if (got.Seed > 0)
                NeonCases.AssertClose(got.Seed, got.UnitRelevance.Sum(), 1e-3);
        }
    });

    /// <summary>Two components: no pooling; the constants alone are Bias.</summary>
    [Fact]
    public void Two_components_leave_their_constants() => Each((x, priors, means, precisions, _) =>
    {
        double[] determinants = LogDeterminants(precisions);
        double constant = priors[0] - priors[1] - (determinants[0] - determinants[1]) / 2;
        NeonResult got = GaussianMixture.Explain(x, priors[..2], means[..2], precisions[..2], determinants[..2], 0);
        NeonCases.AssertClose(constant, got.Bias);
        double[] Form(int k) => SquaredNorms.Mahalanobis(x, means[k], precisions[k]).Relevance;
        NeonCases.AssertClose([.. Form(1).Zip(Form(0), (other, own) => (other - own) / 2)], got.Relevance);
    });

    [Fact]
    public void Lda_is_the_mixture_of_one_precision() => Each((x, priors, means, precisions, _) =>
    {
        double[][][] shared = [.. means.Select(_ => precisions[0])];
        for (int c = 0; c < means.Length; c++)
        {
            NeonResult linear = GaussianMixture.Lda(x, priors, means, precisions[0], c);
            NeonResult quadratic = GaussianMixture.Explain(x, priors, means, shared, LogDeterminants(shared), c);
            for (int k = 0; k < means.Length; k++)
                NeonCases.AssertClose(quadratic.Scores[k], linear.Scores[k]);
            NeonCases.AssertClose(quadratic.Sum, linear.Sum, 10);
            NeonCases.AssertClose(quadratic.Bias, linear.Bias, 10);
            NeonCases.AssertLinearInSeed(seed => GaussianMixture.Lda(x, priors, means, precisions[0], c, seed));
        }
    });

    /// <summary>On the midpoint of two means no feature has relevance: the log priors are all there is.</summary>
    [Fact]
    public void Lda_has_its_root_at_the_midpoint() => Each((_, priors, means, precisions, _) =>
    {
        double[] midpoint = [.. means[0].Zip(means[1], (u, v) => (u + v) / 2)];
        NeonResult got = GaussianMixture.Lda(midpoint, priors[..2], means[..2], precisions[0], 0);
        Assert.All(got.Relevance, r => Assert.Equal(0, r, 1e-12));
        NeonCases.AssertClose(priors[0] - priors[1], got.Bias);
    });

    /// <summary>Spherical components of equal weight and variance 1 / (2 beta) are soft k-means, in units of beta.</summary>
    [Fact]
    public void Equal_spheres_are_soft_k_means() => Each((x, _, means, _, random) =>
    {
        double beta = random.Gamma();
        double[][] sphere = [.. x.Select((_, i) => x.Select((_, j) => i == j ? 2 * beta : 0).ToArray())];
        double[] zeros = new double[means.Length];
        for (int c = 0; c < means.Length; c++)
        {
            NeonResult lda = GaussianMixture.Lda(x, zeros, means, sphere, c);
            NeonResult soft = KMeans.Explain(x, means, beta, c, soft: true);
            NeonCases.AssertClose([.. soft.Scores.Select(s => s * beta)], lda.Scores, 1e-8);
            NeonCases.AssertClose([.. soft.Relevance.Select(r => r * beta)], lda.Relevance, 1e-8);
        }
    });

    [Fact]
    public void Linear_outputs_are_explained_from_their_reference() => Linear((x, weight, bias, reference) =>
    {
        for (int c = 0; c < weight.Length; c++)
        {
            NeonResult got = LinearModel.Explain(x, weight, bias, reference, c);
            NeonCases.AssertClose(LinearModel.Score(x, weight, bias, c), got.Seed);
            NeonCases.AssertClose(
                LinearModel.Score(x, weight, bias, c) - LinearModel.Score(reference, weight, bias, c), got.Sum, 10);
            NeonCases.AssertLinearInSeed(seed => LinearModel.Explain(x, weight, bias, reference, c, seed));

            // Simple Taylor, and occlusion by the reference: each feature alone.
            double[] occluded = [.. x.Select((_, i) => got.Seed - LinearModel.Score(
                [.. x.Select((xj, j) => j == i ? reference[j] : xj)], weight, bias, c))];
            NeonCases.AssertClose(occluded, got.Relevance);
        }
    });

    [Fact]
    public void Softmax_log_odds_are_the_model_and_conserve() => Linear((x, weight, bias, reference) =>
    {
        double[] p = Pooling.Softmax([.. weight.Select((_, c) => LinearModel.Score(x, weight, bias, c))]);
        for (int c = 0; c < weight.Length; c++)
        {
            NeonResult got = LinearModel.LogOdds(x, weight, bias, reference, c);
            NeonCases.AssertClose(Math.Log(p[c] / p.Where((_, k) => k != c).Sum()), got.Seed);
            NeonCases.AssertLinearInSeed(seed => LinearModel.LogOdds(x, weight, bias, reference, c, seed));
        }

        // At the reference itself nothing is left for the features.
        Assert.All(LinearModel.LogOdds(reference, weight, bias, reference, 0).Relevance, r => Assert.Equal(0, r));
    });

    /// <summary>Two classes: the difference of the outputs, the logit of logistic regression.</summary>
    [Fact]
    public void Two_classes_are_logistic_regression() => Linear((x, weight, bias, reference) =>
    {
        double[] w = [.. weight[0].Zip(weight[1], (a, b) => a - b)];
        NeonResult odds = LinearModel.LogOdds(x, weight[..2], bias[..2], reference, 0);
        NeonResult logit = LinearModel.Explain(x, [w], [bias[0] - bias[1]], reference);
        NeonCases.AssertClose(logit.Seed, odds.Seed);
        NeonCases.AssertClose(logit.Relevance, odds.Relevance);
    });

    private static void Linear(Action<double[], double[][], double[], double[]> check) => NeonCases.Each(random =>
    {
        int features = random.Features();
        int classes = random.Next(2, 6);
        check(random.Vector(features), random.Rows(classes, features), random.Vector(classes), random.Vector(features));
    });

    private static void Each(Action<double[], double[], double[][], double[][][], Random> check) => NeonCases.Each(random =>
    {
        int features = random.Features();
        int components = random.Next(2, 6);
        double[] weights = random.Coefficients(components);
        check(
            random.Vector(features), [.. weights.Select(w => Math.Log(w / weights.Sum()))], random.Rows(components, features),
            [.. Enumerable.Range(0, components).Select(_ => random.Precision(features))], random);
    });

    /// <summary>Of the covariances: minus those of the precisions, by elimination.</summary>
    private static double[] LogDeterminants(double[][][] precisions) => [.. precisions.Select(precision =>
    {
        double[][] m = [.. precision.Select(row => row.ToArray())];
        double log = 0;
        for (int k = 0; k < m.Length; k++)
        {
            log -= Math.Log(m[k][k]);
            for (int i = k + 1; i < m.Length; i++)
            {
                double factor = m[i][k] / m[k][k];
                for (int j = k; j < m.Length; j++)
                    m[i][j] -= factor * m[k][j];
            }
        }

        return log;
    })];
}
