using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Neon.Models;
using ExplainGen.Conformance.Tests.Runtime;
using ExplainGen.Neon;

namespace ExplainGen.Conformance.Tests.Neon.Similarity;

/// <summary>Joint relevance of two inputs against closed forms, single explanations, and what it must conserve.</summary>
public sealed class BiLrpTests
{
    private const int Inputs = 6, Features = 9;

    // Of a linear map the dot product is x^T W^T W x', each term of which is the joint relevance of a pair.
    [Fact]
    public void Of_a_linear_map_every_pair_has_its_term_of_the_dot_product()
    {
        double[][] weight = RandomPoints.Normal(1, Features, Inputs);
        LinearFeatures model = LinearFeatures.Load(WeightFiles.InMemory([HeadTensors.Matrix("map.weight", weight)]));
        double[] x = RandomPoints.Normal(2, 1, Inputs)[0], other = RandomPoints.Normal(3, 1, Inputs)[0];

        SimilarityExplanation why = BiLrp.Explain(model, RandomPoints.Floats(x), RandomPoints.Floats(other));

        double sum = 0;
        for (int i = 0; i < Inputs; i++)
        {
            for (int k = 0; k < Inputs; k++)
            {
                double expected = x[i] * other[k] * weight.Sum(row => row[i] * row[k]);
                Assert.Equal(expected, why[i, k], 1e-4);
                sum += expected;
            }
        }

        Assert.Equal(sum, why.Similarity, 1e-4);
        Assert.Equal(sum, why.Attributed, 1e-4);
        Assert.Equal(Inputs, why.Cells);
    }

    [Fact]
    public void Without_biases_pairs_add_up_to_the_similarity()
    {
        BiasFreeFeatures model = Load<BiasFreeFeatures>();
        foreach (double[] x in RandomPoints.Normal(2, 10, Inputs))
        {
            float[] first = RandomPoints.Floats(x), second = RandomPoints.Floats(RandomPoints.Normal(3, 1, Inputs)[0]);
            SimilarityExplanation why = BiLrp.Explain(model, first, second);
            double expected = model.Predict(first).ToArray().Zip(model.Predict(second).ToArray(), (a, b) => (double)a * b).Sum();
            double scale = Math.Max(why.Pairs.ToArray().Sum(Math.Abs), 1e-6);
            Assert.Equal(expected, why.Similarity, 1e-9);
            Assert.InRange(Math.Abs(why.Pairs.ToArray().Sum() - expected), 0, 1e-5 * scale);
            Assert.InRange(Math.Abs(why.Unattributed), 0, 1e-5 * scale);
        }
    }

    [Fact]
    public void What_biases_take_is_reported()
    {
        BiasedFeatures model = Load<BiasedFeatures>();
        SimilarityExplanation why = Explain(model, 2, 3);
        Assert.Equal(why.Pairs.ToArray().Sum(), why.Attributed, 1e-9);
        Assert.Equal(why.Similarity - why.Pairs.ToArray().Sum(), why.Unattributed, 1e-9);
        Assert.True(Math.Abs(why.Unattributed) > 1e-3);
    }

    [Fact]
    public void Two_inputs_the_other_way_round_are_the_transpose()
    {
        BiasedFeatures model = Load<BiasedFeatures>();
        SimilarityExplanation why = Explain(model, 2, 3), other = Explain(model, 3, 2);
        Assert.Equal(why.Similarity, other.Similarity);
        Assert.Equal(why.First.ToArray(), other.Second.ToArray());
        for (int i = 0; i < Inputs; i++)
        {
            for (int k = 0; k < Inputs; k++)
                Assert.Equal(why[i, k], other[k, i]);
        }
    }

    [Fact]
    public void Several_targets_at_once_are_single_explanations()
    {
        BiasFreeFeatures model = Load<BiasFreeFeatures>();
        (float[] first, float[] second) = (Input(BiasFreeFeatures.Metadata, 2), Input(BiasFreeFeatures.Metadata, 3));
        AssertEqual(Reference(model, first, second, i => i, Inputs), BiLrp.Explain(model, first, second).Pairs.Span);
    }

    [Fact]
    public void Marginals_are_the_sums_of_rows_and_columns()
    {
        SimilarityExplanation why = Explain(Load<BiasedFeatures>(), 2, 3);
        AssertEqual([.. Enumerable.Range(0, Inputs).Select(i => Enumerable.Range(0, Inputs).Sum(k => why[i, k]))], why.First.Span);
        AssertEqual([.. Enumerable.Range(0, Inputs).Select(k => Enumerable.Range(0, Inputs).Sum(i => why[i, k]))], why.Second.Span);
    }

    [Theory]
    [InlineData(2, 2, false)]
    [InlineData(2, 2, true)]
    [InlineData(4, 3, false)]
    [InlineData(4, 3, true)]
    [InlineData(100, 1, true)]
    public void Pooled_pairs_are_the_pairs_pooled(int height, int width, bool average)
    {
        PictureFeatures model = Load<PictureFeatures>();
        (float[] first, float[] second) = (Input(PictureFeatures.Metadata, 2), Input(PictureFeatures.Metadata, 3));
        SimilarityExplanation full = BiLrp.Explain(model, first, second);
        int across = (5 + width - 1) / width, down = (6 + height - 1) / height, cells = across * down;
        int CellOf(int element) => (element % 30 / 5 / height * across) + (element % 5 / width);
        double[] divisors = [.. Enumerable.Range(0, cells).Select(c => average ? Enumerable.Range(0, 30).Count(i => CellOf(i) == c) : 1.0)];
        var expected = new double[cells * cells];
        for (int i = 0; i < 60; i++)
        {
            for (int k = 0; k < 60; k++)
                expected[(CellOf(i) * cells) + CellOf(k)] += full[i, k] / divisors[CellOf(i)] / divisors[CellOf(k)];
        }

        SimilarityExplanation why = BiLrp.Explain(model, first, second, Pooled(RelevancePooling.Patches(height, width, average)));

        Assert.Equal(cells, why.Cells);
        AssertEqual(expected, why.Pairs.Span);
        AssertEqual(full.First.ToArray(), why.First.Span);
        AssertEqual(full.Second.ToArray(), why.Second.Span);
        Assert.Equal(full.Attributed, why.Attributed);
        if (!average)
        {
            RelevancePooling map = RelevancePooling.Map([.. Enumerable.Range(0, 60).Select(CellOf)]);
            SimilarityExplanation mapped = BiLrp.Explain(model, first, second, Pooled(map));
            Assert.Equal(why.Pairs.ToArray(), mapped.Pairs.ToArray());
        }
    }

    [Fact]
    public void Convolutions_without_biases_conserve_under_an_explainer_of_that_name()
    {
        SimilarityExplanation fine = BiLrp.Explain(
            Load<PictureFeatures>(), Input(PictureFeatures.Metadata, 2), Input(PictureFeatures.Metadata, 3), new() { Explainer = "Fine" });
        Assert.InRange(Math.Abs(fine.Unattributed), 0, 1e-5 * fine.Pairs.ToArray().Sum(Math.Abs));
    }

    // Forty maps of 512 x 512 are more than are held at a time.
    [Fact]
    public void Maps_that_do_not_fit_at_once_give_the_same()
    {
        LargePictureFeatures model = Load<LargePictureFeatures>();
        (float[] first, float[] second) = (Input(LargePictureFeatures.Metadata, 2), Input(LargePictureFeatures.Metadata, 3));
        double[] expected = Reference(model, first, second, i => (i / 512 / 128 * 4) + (i % 512 / 128), 16);
        SimilarityExplanation why = BiLrp.Explain(model, first, second, Pooled(RelevancePooling.Patches(128, 128)));
        AssertEqual(expected, why.Pairs.Span);
    }

    [Fact]
    public void The_cosine_divides_by_both_lengths()
    {
        BiasFreeFeatures model = Load<BiasFreeFeatures>();
        (float[] first, float[] second) = (Input(BiasFreeFeatures.Metadata, 2), Input(BiasFreeFeatures.Metadata, 3));
        double Length(float[] x) => Math.Sqrt(model.Predict(x).ToArray().Sum(v => (double)v * v));
        SimilarityExplanation dot = BiLrp.Explain(model, first, second);
        var options = new BiLrpOptions { Measure = SimilarityMeasure.Cosine };

        SimilarityExplanation cosine = BiLrp.Explain(model, first, second, options);

        double scale = Length(first) * Length(second);
        Assert.Equal(dot.Similarity / scale, cosine.Similarity, 1e-12);
        AssertEqual([.. dot.Pairs.ToArray().Select(r => r / scale)], cosine.Pairs.Span);
        Assert.Equal(1, BiLrp.Explain(model, first, first, options).Similarity, 1e-12);
        Assert.StartsWith("cosine ", cosine.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_strongest_pairs_come_first()
    {
        SimilarityExplanation why = Explain(Load<BiasedFeatures>(), 2, 3);
        double[] pairs = why.Pairs.ToArray();
        RelevancePair[] expected = [.. Enumerable.Range(0, pairs.Length).OrderByDescending(i => Math.Abs(pairs[i])).ThenBy(i => i)
            .Select(i => new RelevancePair(i / Inputs, i % Inputs, pairs[i]))];
        Assert.Equal(expected[..5], why.Strongest(5));
        Assert.Equal(expected, why.Strongest(1000));
    }

    [Fact]
    public void Inputs_without_features_in_common_have_no_joint_relevance()
    {
        BiasFreeFeatures model = Load<BiasFreeFeatures>();
        SimilarityExplanation why = BiLrp.Explain(model, new float[Inputs], Input(BiasFreeFeatures.Metadata, 3));
        Assert.Equal(0, why.Similarity);
        Assert.All(why.Pairs.ToArray(), r => Assert.Equal(0, r));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        BiasFreeFeatures model = Load<BiasFreeFeatures>();
        float[] x = Input(BiasFreeFeatures.Metadata, 2), zero = new float[Inputs];
        var cosine = new BiLrpOptions { Measure = SimilarityMeasure.Cosine };
        Refused("second", "needs 6 elements in 'second', but was given 5", () => BiLrp.Explain(model, x, x[1..]));
        Refused("first", "Element 0 of the first input", () => BiLrp.Explain(model, [float.NaN, 0, 0, 0, 0, 0], x));
        Refused("second", "All features that", () => BiLrp.Explain(model, x, zero, cosine));
        void RefusedPooling(string message, RelevancePooling pooling) =>
            Refused("options", message, () => BiLrp.Explain(model, x, x, Pooled(pooling)));
        RefusedPooling("Patches are of inputs of C x H x W, but those of", RelevancePooling.Patches(2, 2));
        RefusedPooling("is a map of 5 elements, but", RelevancePooling.Map([0, 1, 2, 3, 4]));
        RefusedPooling("2147483648 cells", RelevancePooling.Map([0, 1, 2, 3, 4, int.MaxValue]));
        Refused("cells", "The cell of element 1 is -1", () => RelevancePooling.Map([0, -1]));
        Refused("cells", "no elements", () => RelevancePooling.Map([]));
        Refused("name", "has no explainer 'Nope'", () => BiLrp.Explain(model, x, x, new() { Explainer = "Nope" }));
        Assert.Throws<ArgumentOutOfRangeException>(() => RelevancePooling.Patches(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RelevancePooling.Patches(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BiLrpOptions { Measure = (SimilarityMeasure)2 });
        Assert.Throws<ArgumentOutOfRangeException>(() => BiLrp.Explain(model, x, x)[6, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => BiLrp.Explain(model, x, x).Strongest(0));
        LinearFeatures linear = Load<LinearFeatures>();
        Refused("options", "propagates gradients", () => BiLrp.Explain(linear, x, x, new() { Explainer = "Gradient" }));
    }

    [Fact]
    public void Too_many_pairs_are_refused_unless_they_are_pooled()
    {
        WideFeatures model = Load<WideFeatures>();
        float[] x = Input(WideFeatures.Metadata, 2);
        Refused("options", "4097 cells of an input of", () => BiLrp.Explain(model, x, x));
        RelevancePooling map = RelevancePooling.Map([.. Enumerable.Range(0, 4097).Select(i => i / 1000)]);
        SimilarityExplanation why = BiLrp.Explain(model, x, x, Pooled(map));
        Assert.Equal(5, why.Cells);
        Assert.Equal(why.Attributed, why.Pairs.ToArray().Sum(), 1e-9 * Math.Abs(why.Attributed));
    }

    private static TModel Load<TModel>()
        where TModel : IExplainableModel<TModel> => TModel.Load(WeightFiles.InMemory(RandomWeights.For(TModel.Metadata)));

    private static BiLrpOptions Pooled(RelevancePooling pooling) => new() { Pooling = pooling };

    private static float[] Input(ModelMetadata model, int seed) => RandomPoints.Floats(RandomPoints.Normal(seed, 1, model.InputCount)[0]);

    private static SimilarityExplanation Explain<TModel>(TModel model, int first, int second)
        where TModel : IExplainableModel<TModel> => BiLrp.Explain(model, Input(TModel.Metadata, first), Input(TModel.Metadata, second));

    // One explanation a feature, and the sum of products as it is defined.
    private static double[] Reference<TModel>(TModel model, float[] first, float[] second, Func<int, int> cellOf, int cells)
        where TModel : IExplainableModel<TModel>
    {
        var pairs = new double[cells * cells];
        for (int m = 0; m < TModel.Metadata.OutputCount; m++)
        {
            double[] a = Cells(first), b = Cells(second);
            for (int i = 0; i < pairs.Length; i++)
                pairs[i] += a[i / cells] * b[i % cells];

            double[] Cells(float[] input)
            {
                var sums = new double[cells];
                Explanation why = ModelRunner.Explain(
                    model, TModel.Metadata, model.Workspaces, explainer: 0, input, Target.Class(m), keepLayers: false);
                for (int i = 0; i < input.Length; i++)
                    sums[cellOf(i)] += why.Relevance.Span[i];
                return sums;
            }
        }

        return pairs;
    }

    private static void AssertEqual(double[] expected, ReadOnlySpan<double> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = expected.Max(Math.Abs);
        Assert.True(scale > 0);
        for (int i = 0; i < expected.Length; i++)
            Assert.InRange(Math.Abs(expected[i] - actual[i]), 0, 1e-12 * scale);
    }

    private static void Refused(string argument, string message, Action call)
    {
        var exception = Assert.Throws<ArgumentException>(argument, call);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }
}
