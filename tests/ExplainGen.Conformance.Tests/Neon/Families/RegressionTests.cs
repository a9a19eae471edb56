using System.Text.Json;
using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Neon.Goldens;
using ExplainGen.Conformance.Tests.Neon.Models;
using ExplainGen.Conformance.Tests.Runtime;
using ExplainGen.Neon;
using ExplainGen.TestKit;
using ExplainGen.TestKit.Goldens;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Neon;
using ExplainGen.Weights;

namespace ExplainGen.Conformance.Tests.Neon.Families;

/// <summary>Generated regressions against the oracle of flooding, and what happens where no level reaches the reference.</summary>
public sealed class RegressionTests
{
    private const int Features = 12;

    [Fact]
    public void Agrees_with_the_closed_form()
    {
        (JsonElement inputs, JsonElement expected) = ClosedFormGoldens.Entry("G6_flooding");
        SmallRegression model = Small(inputs.GetProperty("w").Numbers(), inputs.GetProperty("b").GetDouble());
        float reference = (float)inputs.GetProperty("y_ref").GetDouble();

        Explanation why = model.Explain(RandomPoints.Floats(inputs.GetProperty("a").Numbers()), Target.Class(0).Against(reference));

        Assert.Equal(expected.GetProperty("y").GetDouble(), why.Logits.Span[0], 1e-6);
        Assert.Equal(RandomPoints.Floats(expected.GetProperty("R").Numbers()), why.Relevance.ToArray());
        Assert.Equal(expected.GetProperty("y").GetDouble() - reference, why.Sum, 1e-6);
        Assert.Equal(0, why.Ledger.Bias);
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.5)]
    [InlineData(0.97)]
    public void Agrees_with_the_oracle_wherever_a_level_reaches_the_reference(double depth)
    {
        for (int seed = 1; seed <= 40; seed++)
        {
            double[] w = RandomPoints.Normal(seed, 1, Features)[0], x = RandomPoints.Normal(100 + seed, 1, Features)[0];
            double b = seed / 8.0;
            double[] a = [.. x.Select(v => Math.Max(v, 0))];
            double level = depth * a.Max();
            float reference = (float)(b + a.Zip(w, (aj, wj) => Math.Max(aj - level, 0) * wj).Sum());
            ActivationRegression model = ActivationRegression.Neuralize(new RegressionParameters(Features, w, [b]));

            Explanation why = model.Explain(RandomPoints.Floats(x), Target.Class(0).Against(reference));

            // Relevance starts with the difference of two numbers of single precision.
            double y = b + a.Zip(w, (aj, wj) => aj * wj).Sum(), difference = why.Ledger.Seeded;
            Assert.Equal(y - reference, difference, 1e-6 * Math.Max(1, Math.Abs(y)));
            double[] relevance = Flooding.Explain(a, w, b, y - difference).Relevance;
            HeadComparison.AssertAgrees(new NeonResult([y], difference, relevance, [difference], 0, 0), why);
        }
    }

    [Fact]
    public void Of_several_levels_the_lowest_counts()
    {
        // Lowering (1, 2, 0) under weights (2, -1, 5) takes 1 from the output up to the level 1, and gives it back up to the level 2.
        SmallRegression model = Small([2, -1, 5], 0.25);
        Assert.Equal([1f, -0.5f, 0f], Explain(model, [1, 2, -3], difference: 0.5f).Relevance.ToArray());
    }

    [Theory]
    [InlineData(1.5f, 2f, -1f, 0.5)]
    [InlineData(-0.5f, 0f, 0f, -0.5)]
    [InlineData(0f, 0f, 0f, 0)]
    public void Beyond_all_levels_the_nearest_one_counts_and_the_rest_is_the_bias(float difference, float first, float second, double bias)
    {
        Explanation why = Explain(Small([2, -1, 5], 0.25), [1, 2, -3], difference);
        Assert.Equal([first, second, 0f], why.Relevance.ToArray());
        Assert.Equal(bias, why.Ledger.Bias, 1e-6);
        Assert.Equal(0, why.Ledger.Dropped);
        HeadComparison.AssertConserves(why);
    }

    [Fact]
    public void A_reference_beyond_the_bias_lowers_all_activations_to_zero()
    {
        // y = 8 + 1, explained against -1: the activations account for 8, the bias for the rest.
        Explanation why = Small([1, 2, 3], 1).Explain([2, 3, 0], Target.Class(0).Against(-1));
        Assert.Equal([2f, 6f, 0f], why.Relevance.ToArray());
        Assert.Equal(2, why.Ledger.Bias, 1e-6);
    }

    [Fact]
    public void Without_activations_everything_is_the_bias()
    {
        Explanation why = Small([1, 2, 3], 1).Explain([-1, 0, -2], Target.Class(0).Against(-1));
        Assert.Equal([0f, 0f, 0f], why.Relevance.ToArray());
        Assert.Equal(2, why.Ledger.Bias);
    }

    [Fact]
    public void No_level_is_nearer_than_the_one_taken()
    {
        for (int seed = 1; seed <= 30; seed++)
        {
            double[] w = RandomPoints.Normal(seed, 1, Features)[0];
            double[] a = [.. RandomPoints.Normal(seed + 50, 1, Features)[0].Select(Math.Abs)];
            ActivationRegression model = ActivationRegression.Neuralize(new RegressionParameters(Features, w, [0.5]));
            double[] reachable = [.. Enumerable.Range(0, 4001).Select(k => k / 4000.0 * a.Max())
                .Select(t => a.Zip(w, (aj, wj) => Math.Min(aj, t) * wj).Sum())];
            foreach (double amount in new[] { reachable.Max() + 1, reachable.Min() - 1 })
            {
                double y = 0.5 + a.Zip(w, (aj, wj) => aj * wj).Sum();
                Explanation why = model.Explain(RandomPoints.Floats(a), Target.Class(0).Against((float)(y - amount)));
                Assert.Equal(amount > 0 ? 1 : -1, why.Ledger.Bias, 0.02);
                HeadComparison.AssertConserves(why);
            }
        }
    }

    [Theory]
    [InlineData(1e-30f, 1e30f)]
    [InlineData(1e30f, 1e-30f)]
    [InlineData(1e18f, 1e18f)]
    public void Extreme_activations_and_weights_stay_finite(float activation, float weight)
    {
        Explanation why = Small([weight, weight, -weight], 0).Explain([activation, activation, activation / 2], Target.Class(0).Against(0));
        Assert.True(double.IsFinite(why.Sum));
        HeadComparison.AssertConserves(why);
        Assert.Equal(why.Relevance.Span[0], why.Relevance.Span[1]);
    }

    [Fact]
    public void A_dense_layer_with_its_tensors_is_the_same_network()
    {
        IReadOnlyList<NamedTensor> tensors = [.. RandomWeights.For(PlainRegression.Metadata)];
        PlainRegression plain = PlainRegression.Load(WeightFiles.InMemory(tensors));
        DeepRegression model = DeepRegression.Load(WeightFiles.InMemory(tensors));
        foreach (double[] x in RandomPoints.Normal(5, 20, 6))
        {
            float[] input = RandomPoints.Floats(x);
            Assert.Equal(plain.Predict(input)[0], model.Predict(input)[0], 1e-5f);
            float[] expected = plain.Gradient(input).Relevance.ToArray(), gradient = model.Gradient(input).Relevance.ToArray();
            for (int i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i], gradient[i], 1e-5f);
        }
    }

    [Fact]
    public void Behind_a_network_hidden_activations_are_flooded_and_relevance_goes_on_to_the_input()
    {
        IReadOnlyList<NamedTensor> tensors = [.. RandomWeights.For(PlainRegression.Metadata)];
        using WeightReader reader = WeightFiles.InMemory(tensors);
        (double[] w, double b) = (reader.ReadDouble("head.weight", 1, Features), reader.ReadDouble("head.bias", 1)[0]);
        DeepRegression model = DeepRegression.Load(WeightFiles.InMemory(tensors));
        int reached = 0;
        foreach (double[] x in RandomPoints.Normal(6, 30, 6))
        {
            float[] input = RandomPoints.Floats(x);
            double[] a = HiddenActivations(reader, x);
            double top = a.Max();
            float reference = (float)(b + a.Zip(w, (aj, wj) => Math.Max(aj - (top / 3), 0) * wj).Sum());

            Explanation why = model.Explain(input, Target.Class(0).Against(reference), keepLayers: true);

            double[] expected = Flooding.Explain(a, w, b, reference).Relevance;
            double scale = Math.Max(expected.Max(Math.Abs), 1e-3);
            float[] hidden = why.At(DeepRegression.Layers.Relu).ToArray();
            for (int j = 0; j < expected.Length; j++)
                Assert.InRange(Math.Abs(hidden[j] - expected[j]), 0, 1e-4 * scale);
            Ledger ledger = why.Ledger;
            Assert.Equal(ledger.Seeded, why.Sum + ledger.Bias + ledger.Stabilizer + ledger.Dropped, 1e-4 * Math.Max(1, scale));
            reached += expected.Any(r => r != 0) ? 1 : 0;
        }

        Assert.True(reached > 20);
    }

    [Fact]
    public void Reads_an_encoder()
    {
        IReadOnlyList<NamedTensor> tensors = [.. RandomWeights.For(PlainRegression.Metadata)];
        float[] input = RandomPoints.Floats(RandomPoints.Normal(7, 1, 6)[0]);
        DeepRegression deep = DeepRegression.Load(WeightFiles.InMemory(tensors));
        EncodedRegression encoded = EncodedRegression.Load(WeightFiles.InMemory(tensors));
        Target target = Target.Class(0).Against(deep.Score(input) - 0.1f);
        Assert.Equal(deep.Explain(input, target).Relevance.ToArray(), encoded.Explain(input, target).Relevance.ToArray());
    }

    [Fact]
    public void Is_equivalent_to_the_layer()
    {
        double[] weight = RandomPoints.Normal(1, 1, Features)[0], inputs = RandomPoints.Flat(RandomPoints.Normal(2, 20, Features));
        ActivationRegression model = ActivationRegression.Neuralize(new RegressionParameters(Features, weight, [0.5]));
        Assert.InRange(model.Certify(RandomPoints.Floats(inputs)).LargestRelativeDifference, 0, 1e-5);
    }

    [Fact]
    public void Outputs_are_explained_one_by_one_in_batches_too()
    {
        double[][] w = RandomPoints.Normal(3, 3, Features), x = RandomPoints.Normal(4, 7, Features);
        SeveralRegressions model = SeveralRegressions.Neuralize(new RegressionParameters(Features, RandomPoints.Flat(w)));
        float[] inputs = RandomPoints.Floats(RandomPoints.Flat(x)), batch = new float[inputs.Length];
        for (int c = 0; c < 3; c++)
        {
            Target target = Target.Class(c).Against(0.25f);
            model.ExplainBatch(inputs, target, batch);
            ActivationRegression alone = ActivationRegression.Neuralize(new RegressionParameters(Features, w[c], [0]));
            for (int i = 0; i < x.Length; i++)
            {
                float[] single = model.Explain(RandomPoints.Floats(x[i]), target).Relevance.ToArray();
                Assert.Equal(alone.Explain(RandomPoints.Floats(x[i]), Target.Class(0).Against(0.25f)).Relevance.ToArray(), single);
                Assert.Equal(single, batch.AsSpan(i * Features, Features).ToArray());
            }
        }
    }

    [Fact]
    public void A_contrast_of_outputs_is_refused()
    {
        SeveralRegressions model = SeveralRegressions.Neuralize(
            new RegressionParameters(Features, RandomPoints.Flat(RandomPoints.Normal(3, 3, Features))));
        var exception = Assert.Throws<ArgumentException>(
            () => model.Explain(RandomPoints.Floats(RandomPoints.Normal(4, 1, Features)[0]), Target.Contrast(0, 2)));
        Assert.StartsWith(
            "head explains how far one output is from a reference value, but the target is made of 2 of its 3 outputs",
            exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bias_that_is_missing_is_named() => Assert.Contains(
        "head.bias",
        Assert.Throws<WeightsException>(
            () => ActivationRegression.Neuralize(new RegressionParameters(Features, new double[Features]))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Calls_allocate_nothing()
    {
        DeepRegression model = DeepRegression.Load(WeightFiles.InMemory(RandomWeights.For(DeepRegression.Metadata)));
        float[] input = RandomPoints.Floats(RandomPoints.Normal(8, 1, 6)[0]), relevance = new float[6];
        using Workspace workspace = model.CreateWorkspace();
        Target target = Target.Class(0).Against(0.125f);
        Assert.Equal(0, SteadyState.Allocation(() => model.Explain(input, target, relevance, workspace)));
    }

    private static SmallRegression Small(double[] weights, double bias) =>
        SmallRegression.Neuralize(new RegressionParameters(3, weights, [bias]));

    private static Explanation Explain(SmallRegression model, float[] input, float difference) =>
        model.Explain(input, Target.Class(0).Against(model.Score(input) - difference));

    private static double[] HiddenActivations(WeightReader reader, double[] x)
    {
        double[] weight = reader.ReadDouble("hidden.weight", Features, x.Length), bias = reader.ReadDouble("hidden.bias", Features);
        return [.. bias.Select((b, j) => Math.Max(b + x.Select((xi, i) => weight[(j * x.Length) + i] * xi).Sum(), 0))];
    }
}
