using ExplainGen.Neon;
using ExplainGen.TestKit;

namespace ExplainGen.Conformance.Tests.Neon;

/// <summary>Neuralized models keep the contract of all models: no allocation, batches, several targets, workspaces.</summary>
public sealed class NeonCallTests
{
    private const int Features = 7;

    private static readonly Target[] s_targets = [Target.Class(0), Target.Class(4), Target.Contrast(1, 2)];

    [Fact]
    public void Calls_with_a_workspace_allocate_nothing()
    {
        GaussianDetector detector = Detector();
        Clusters clusters = Groups();
        float[] x = RandomPoints.Floats(RandomPoints.Normal(3, 1, Features)[0]), relevance = new float[3 * Features], scores = new float[5];
        using Workspace forDetector = detector.CreateWorkspace(), forClusters = clusters.CreateWorkspace();

        Assert.Equal(0, SteadyState.Allocation(() =>
        {
            for (int i = 0; i < 10; i++)
            {
                detector.Predict(x, scores.AsSpan(0, 1), forDetector);
                detector.Explain(x, Target.Top, relevance.AsSpan(0, Features), forDetector);
                detector.Gradient(x, Target.Top, relevance.AsSpan(0, Features), forDetector);
                clusters.Predict(x, scores, forClusters);
                clusters.Explain(x, s_targets, relevance, forClusters);
            }
        }));
    }

    [Fact]
    public void Several_targets_share_a_forward_pass()
    {
        Clusters model = Groups();
        float[] x = RandomPoints.Floats(RandomPoints.Normal(3, 1, Features)[0]), relevance = new float[3 * Features];
        using Workspace workspace = model.CreateWorkspace();

        model.Explain(x, s_targets, relevance, workspace);

        for (int t = 0; t < s_targets.Length; t++)
            Assert.Equal(model.Explain(x, s_targets[t]).Relevance.ToArray(), relevance[(t * Features)..((t + 1) * Features)]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_batch_gives_what_single_calls_give(int threads)
    {
        GaussianDetector model = Detector();
        double[][] points = RandomPoints.Normal(3, 101, Features);
        float[] inputs = [.. points.SelectMany(RandomPoints.Floats)], relevance = new float[inputs.Length], scores = new float[points.Length];

        model.PredictBatch(inputs, scores, threads);
        model.ExplainBatch(inputs, Target.Top, relevance, threads);

        for (int i = 0; i < points.Length; i++)
        {
            Explanation why = model.Explain(RandomPoints.Floats(points[i]));
            Assert.Equal(why.Logits.Span[0], scores[i], 1e-5f * why.Logits.Span[0]);
            for (int f = 0; f < Features; f++)
                Assert.Equal(why.Relevance.Span[f], relevance[(i * Features) + f], 1e-5f * why.Logits.Span[0]);
        }
    }

    [Fact]
    public void A_workspace_serves_models_of_a_class_with_more_units_than_it_has_seen()
    {
        GaussianDetector small = Detector(3), large = Detector(300);
        float[] x = RandomPoints.Floats(RandomPoints.Normal(3, 1, Features)[0]), relevance = new float[Features];
        using Workspace workspace = small.CreateWorkspace();
        foreach (GaussianDetector model in new[] { small, large, small })
        {
            model.Explain(x, Target.Top, relevance, workspace);
            Assert.Equal(model.Explain(x).Relevance.ToArray(), relevance);
        }
    }

    [Fact]
    public void Threads_share_a_model()
    {
        GaussianDetector model = Detector();
        float[][] inputs = [.. RandomPoints.Normal(3, 64, Features).Select(RandomPoints.Floats)];
        float[][] expected = [.. inputs.Select(x => model.Explain(x).Relevance.ToArray())];

        Parallel.For(0, 640, i => Assert.Equal(expected[i % 64], model.Explain(inputs[i % 64]).Relevance.ToArray()));
    }

    [Fact]
    public void Bad_input_is_one_clear_error()
    {
        GaussianDetector model = Detector();
        var exception = Assert.Throws<ArgumentException>(() => model.Explain(new float[3]));
        Assert.Contains("needs 7 elements in 'input', but was given 3", exception.Message, StringComparison.Ordinal);
        exception = Assert.Throws<ArgumentException>(() => model.Score([1, 2, float.NaN, 4, 5, 6, 7]));
        Assert.Contains("Element 2", exception.Message, StringComparison.Ordinal);
        exception = Assert.Throws<ArgumentException>(() => model.Certify(new float[10]));
        Assert.Contains("inputs of 7 elements", exception.Message, StringComparison.Ordinal);
        exception = Assert.Throws<ArgumentException>(
            () => GaussianDetector.Neuralize(new OneClassSvmParameters(Features, new double[14], [1, 2, 3], 1, 1)));
        Assert.Contains("coefficients", exception.Message, StringComparison.Ordinal);
        var mismatch = Assert.Throws<Weights.WeightsException>(
            () => GaussianDetector.Neuralize(new OneClassSvmParameters(3, new double[6], [1, 2], 1, 1)));
        Assert.Contains("has shape [2, 3]; expected [any, 7]", mismatch.Message, StringComparison.Ordinal);
    }

    private static GaussianDetector Detector(int count = 50) => GaussianDetector.Neuralize(new OneClassSvmParameters(
        Features, RandomPoints.Flat(RandomPoints.Normal(1, count, Features)), RandomPoints.Uniform(2, count, 0.1, 1), 0.2, rho: 0.1));

    private static Clusters Groups() =>
        Clusters.Neuralize(new KMeansParameters(Features, RandomPoints.Flat(RandomPoints.Normal(1, 5, Features)), 0.1));
}
