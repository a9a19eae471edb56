using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Models;
using ExplainGen.Conformance.Tests.Properties;

namespace ExplainGen.Conformance.Tests.Runtime;

/// <summary>Batches of a network of vectors, computed side by side: what single calls say, up to rounding.</summary>
public sealed class ColumnsTests
{
    private const double Tolerance = 2e-5;

    private static readonly ModelMetadata s_metadata = TabularNet.Metadata;
    private static readonly TabularNet s_model = TabularNet.Load(WeightFiles.InMemory(RandomWeights.For(s_metadata)));

    public static TheoryData<int> Explainers => [.. Enumerable.Range(0, s_metadata.Explainers.Length)];

    [Fact]
    public void Only_networks_of_vectors_are_computed_side_by_side()
    {
        Assert.True(TabularNet.Metadata.AllowsColumns);
        Assert.False(MnistCnn.Metadata.AllowsColumns);
        Assert.False(ResNet20.Metadata.AllowsColumns);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(31, 1)]
    [InlineData(77, 1)]
    [InlineData(700, 3)]
    public void Predictions_are_those_of_single_calls(int count, int threads)
    {
        float[] inputs = RandomWeights.Input(s_metadata, 9, count);
        var batch = new float[count * s_metadata.OutputCount];
        s_model.PredictBatch(inputs, batch, threads);
        for (int i = 0; i < count; i++)
            AssertClose(s_model.Predict(InputOf(inputs, i)), batch.AsSpan(i * s_metadata.OutputCount, s_metadata.OutputCount));
    }

    [Theory]
    [MemberData(nameof(Explainers))]
    public void Explanations_are_those_of_single_calls(int explainer)
    {
        const int count = 45;
        float[] inputs = RandomWeights.Input(s_metadata, 4, count);
        var batch = new float[inputs.Length];
        float[] weights = [1, -0.5f, 0.25f, 2, 0, -0.75f, 1];
        foreach (Target target in (Target[])[Target.Top, Target.Class(3).With(Seed.One), Target.Weighted(weights).With(Seed.One)])
        {
            ModelRunner.ExplainBatch(s_model, s_metadata, explainer, inputs, target, batch, threads: 2);
            for (int i = 0; i < count; i++)
            {
                Explanation single = ModelRunner.Explain(
                    s_model, s_metadata, ((IModelPasses)s_model).Workspaces, explainer, InputOf(inputs, i), target, keepLayers: true);

                // The flat rule spreads sums whose parts may cancel: each input then gets little of what there was.
                double share = s_metadata.Layers.Max(layer => single.At(layer).ToArray().Sum(r => Math.Abs((double)r))) / s_metadata.InputCount;
                AssertClose(single.Relevance.Span, InputOf(batch, i), share);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Explainers))]
    public void What_an_input_comes_to_depends_neither_on_its_batch_nor_on_threads(int explainer)
    {
        const int count = 600;
        float[] inputs = RandomWeights.Input(s_metadata, 5, count);
        float[] all = Explain(inputs, 1);
        Assert.Equal(Bits.Of(all), Bits.Of(Explain(inputs, 3)));
        foreach ((int first, int n) in ((int, int)[])[(0, 1), (17, 2), (40, 33), (599, 1)])
        {
            float[] some = inputs[(first * s_metadata.InputCount)..((first + n) * s_metadata.InputCount)];
            Assert.Equal(
                Bits.Of(all.AsSpan(first * s_metadata.InputCount, some.Length)), Bits.Of(Explain(some, 1)));
        }

        float[] Explain(float[] batch, int threads)
        {
            var relevance = new float[batch.Length];
            ModelRunner.ExplainBatch(s_model, s_metadata, explainer, batch, Target.Top, relevance, threads);
            return relevance;
        }
    }

    [Fact]
    public void An_input_that_overflows_is_reported()
    {
        float[] inputs = RandomWeights.Input(s_metadata, 5, 40);
        inputs.AsSpan(39 * s_metadata.InputCount).Fill(float.MaxValue);
        var logits = new float[40 * s_metadata.OutputCount];
        NotFiniteNumberException overflow = Assert.Throws<NotFiniteNumberException>(() => s_model.PredictBatch(inputs, logits));
        Assert.Contains("for input 39", overflow.Message, StringComparison.Ordinal);
        ReadOnlyMemory<float> two = inputs.AsMemory(0, 2 * s_metadata.InputCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => s_model.ExplainBatch(two, Target.Class(99), new float[two.Length]));

        // What a failed call leaves behind does not keep others from working.
        s_model.PredictBatch(inputs.AsMemory(0, 3 * s_metadata.InputCount), logits.AsMemory(0, 3 * s_metadata.OutputCount));
        AssertClose(s_model.Predict(InputOf(inputs, 1)), logits.AsSpan(s_metadata.OutputCount, s_metadata.OutputCount));
        inputs[20] = float.NaN;
        Assert.Contains("Element 20 of input 0", Assert.Throws<ArgumentException>(
            () => s_model.PredictBatch(inputs, new float[40 * s_metadata.OutputCount])).Message, StringComparison.Ordinal);
    }

    private static Span<float> InputOf(float[] all, int index) => all.AsSpan(index * s_metadata.InputCount, s_metadata.InputCount);

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double scale = 0)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = scale;
        foreach (float value in expected)
            largest = Math.Max(largest, Math.Abs(value));
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], Tolerance * largest);
    }
}
