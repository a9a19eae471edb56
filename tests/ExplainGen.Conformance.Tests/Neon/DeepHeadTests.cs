using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Runtime;
using ExplainGen.Neon;
using ExplainGen.TestKit.Oracle.Neon;
using ExplainGen.Weights;
using KMeansOracle = ExplainGen.TestKit.Oracle.Neon.KMeans;

namespace ExplainGen.Conformance.Tests.Neon;

/// <summary>Heads on networks, on the positions of maps, and on patches of pictures.</summary>
public sealed class DeepHeadTests
{
    [Fact]
    public void Behind_an_encoder_relevance_of_the_features_goes_on_by_its_rules()
    {
        using WeightReader weights = WeightFiles.InMemory(RandomWeights.For(Encoder.Metadata));
        Encoder encoder = Encoder.Load(weights);
        double[][] centroids = RandomPoints.Normal(1, 5, 7, deviation: 0.5, center: 0.5);
        DeepClusters model = DeepClusters.Neuralize(new KMeansParameters(7, RandomPoints.Flat(centroids), 0.5), weights);
        foreach (double[] point in RandomPoints.Normal(2, 10, 6))
        {
            float[] x = RandomPoints.Floats(point);
            double[] features = Array.ConvertAll(encoder.Predict(x).ToArray(), v => (double)v);
            for (int c = 0; c < 5; c++)
            {
                NeonResult head = KMeansOracle.Explain(features, centroids, 0.5, c);
                Explanation expected = encoder.Explain(x, Target.Weighted(RandomPoints.Floats(head.Relevance)).With(Seed.One));

                Explanation why = model.Explain(x, Target.Class(c), keepLayers: true);

                AssertClose(RandomPoints.Floats(head.Relevance), why.At(DeepClusters.Layers.Relu2).Span);
                AssertClose(expected.Relevance.Span, why.Relevance.Span);
                AssertClose([(float)head.Scores[c]], [why.Logits.Span[c]]);
            }
        }

        float[] inputs = [.. RandomPoints.Normal(2, 10, 6).SelectMany(RandomPoints.Floats)];
        Assert.InRange(model.Certify(inputs).LargestRelativeDifference, 0, 1e-5);
    }

    [Fact]
    public void On_a_map_every_position_is_scored_and_the_scores_are_added_up()
    {
        using WeightReader weights = WeightFiles.InMemory(RandomWeights.For(MapEncoder.Metadata));
        MapEncoder encoder = MapEncoder.Load(weights);
        double[][] vectors = RandomPoints.Normal(1, 9, 7, deviation: 0.5);
        double[] coefficients = RandomPoints.Uniform(2, 9, 0.1, 1);
        MapDetector model = MapDetector.Neuralize(
            new OneClassSvmParameters(7, RandomPoints.Flat(vectors), coefficients, 0.8, rho: 0.1), weights);
        float[] x = RandomPoints.Floats(RandomPoints.Flat(RandomPoints.Normal(3, 1, 60)));
        float[] map = encoder.Predict(x).ToArray();
        var relevance = new float[map.Length];
        double score = 0, bias = 0;
        for (int p = 0; p < 12; p++)
        {
            double[] features = [.. Enumerable.Range(0, 7).Select(c => (double)map[(c * 12) + p])];
            NeonResult head = OneClassSvm.Outlier(features, vectors, coefficients, 0.8);
            score += head.Scores[0];
            bias += head.Bias;
            for (int c = 0; c < 7; c++)
                relevance[(c * 12) + p] = (float)head.Relevance[c];
        }

        Explanation why = model.Explain(x, keepLayers: true);

        AssertClose([(float)score], [model.Score(x)]);
        AssertClose(relevance, why.At(MapDetector.Layers.Relu1).Span);
        AssertClose(encoder.Explain(x, Target.Weighted(relevance).With(Seed.One)).Relevance.Span, why.Relevance.Span);
        Assert.Equal(bias, why.Ledger.Entries[0].Bias, 1e-4);
        Assert.InRange(model.Certify(x).LargestRelativeDifference, 0, 1e-5);
    }

    [Fact]
    public void Patches_of_a_picture_are_scored_and_their_relevance_is_added_up_where_they_overlap()
    {
        double[][] vectors = RandomPoints.Normal(1, 6, 18);
        double[] coefficients = RandomPoints.Uniform(2, 6, 0.1, 1);
        PatchDetector model = PatchDetector.Neuralize(
            new OneClassSvmParameters(18, RandomPoints.Flat(vectors), coefficients, 0.1, rho: 0.1));
        double[] picture = RandomPoints.Normal(3, 1, 60)[0];
        var relevance = new float[60];
        double score = 0;
        foreach ((int top, int left) in new[] { (0, 0), (0, 2), (2, 0), (2, 2) })
        {
            int[] pixels = [.. from c in Enumerable.Range(0, 2) from h in Enumerable.Range(top, 3) from w in Enumerable.Range(left, 3)
                select (c * 30) + (h * 5) + w];
            NeonResult head = OneClassSvm.Outlier([.. pixels.Select(at => picture[at])], vectors, coefficients, 0.1);
            score += head.Scores[0];
            for (int i = 0; i < pixels.Length; i++)
                relevance[pixels[i]] += (float)head.Relevance[i];
        }

        Explanation why = model.Explain(RandomPoints.Floats(picture));

        AssertClose([(float)score], why.Logits.Span);
        AssertClose(relevance, why.Relevance.Span);
        HeadComparison.AssertConserves(why);
        Assert.InRange(model.Certify(RandomPoints.Floats(picture)).LargestRelativeDifference, 0, 1e-5);
    }

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        float scale = expected.ToArray().Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
            Assert.InRange(actual[i], expected[i] - (1e-4f * scale), expected[i] + (1e-4f * scale));
    }
}
