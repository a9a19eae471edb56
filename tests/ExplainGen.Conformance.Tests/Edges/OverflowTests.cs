using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Weights;

namespace ExplainGen.Conformance.Tests.Edges;

/// <summary>Numbers beyond float32 inside a network are refused, and all that is exactly 0 is not.</summary>
public sealed class OverflowTests
{
    private const string Source = """
        [Network(4), Linear(3), Relu, Linear(2)]
        [Lrp(Composite.Epsilon), Lrp(Composite.LrpZero), Lrp(Composite.EpsilonPlus), Lrp(Composite.EpsilonGammaBox, Low = -1, High = 1)]
        [Lrp(Composite.EpsilonAlpha2Beta1Flat), Lrp(Composite.DeepTaylor), Gradient]
        public partial class Dense;

        [Network(2, 4, 4), Conv2d(3, 3), BatchNorm, Relu, MaxPool2d(2), Flatten, Linear(2)]
        [Lrp(Composite.EpsilonPlusFlat)]
        public partial class Convolutional;

        [Network(2), Relu]
        [Lrp(Composite.LrpZero)]
        public partial class NoWeights;

        [Network(3), Dropout, Softmax]
        [Lrp(Composite.Epsilon), Gradient]
        public partial class NoLayers;
        """;

    private static readonly Lazy<IReadOnlyDictionary<string, DynamicModelType>> s_types = new(() => ModelCompiler.Compile(Source));

    [Theory]
    [InlineData(3e38f, 1f, 1f)]
    [InlineData(1f, 1e30f, 1e30f)]
    [InlineData(-1e30f, -1e30f, 1f)]
    public void LogitsBeyondFloat32AreRefused(float input, float first, float second)
    {
        DynamicModel model = Dense(first, second);
        float[] x = [input, input, input, input];
        string message = Assert.Throws<NotFiniteNumberException>(() => model.Predict(x)).Message;
        Assert.Contains("Logit 0 of Dense is", message, StringComparison.Ordinal);
        Assert.Equal(message, Assert.Throws<NotFiniteNumberException>(() => model.Explain("Epsilon", x, Target.Top)).Message);
    }

    [Fact]
    public void RelevanceBeyondFloat32IsRefused()
    {
        DynamicModel model = Dense(1, 1);
        Target target = Target.Weighted(new float[] { 3e38f, 3e38f }).With(Seed.One);
        string message = Assert.Throws<NotFiniteNumberException>(() => model.Explain("Gradient", [1, 2, 3, 4], target)).Message;
        Assert.Contains("no finite relevance for this input under explainer Gradient", message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOverflowLeavesNothingBehind()
    {
        DynamicModel model = Dense(1, 1);
        float[] before = model.Explain("EpsilonGammaBox", [1, 2, 3, 4], Target.Top).Relevance.ToArray();
        Assert.Throws<NotFiniteNumberException>(() => model.Predict([3e38f, 3e38f, 3e38f, 3e38f]));
        Assert.Equal(before, model.Explain("EpsilonGammaBox", [1, 2, 3, 4], Target.Top).Relevance.ToArray());
    }

    [Theory]
    [InlineData(0f, 1f, 1f)]
    [InlineData(1f, 0f, 0f)]
    [InlineData(1e-30f, 1e-30f, 1e-30f)]
    [InlineData(1e-38f, 1f, 1f)]
    [InlineData(1f, -1f, 1f)]
    public void WhatIsNothingHasNoRelevance(float input, float first, float second)
    {
        DynamicModel model = Dense(first, second);
        foreach (ExplainerInfo explainer in model.Metadata.Explainers)
        {
            Explanation why = model.Explain(explainer.Name, [input, -input, input, input], Target.Class(1));
            Assert.True(why.Ledger.LargestError <= 1e-6, $"{explainer.Name}\n{why.Ledger}");
            if (!explainer.IsGradient)
                Assert.True(Math.Abs(why.Sum) <= 1e-6 + Math.Abs(why.Logits.Span[1]), explainer.Name);
        }
    }

    [Fact]
    public void NetworksWithoutWeightsOrWithoutLayersExplainTheirInput()
    {
        DynamicModel relu = s_types.Value["NoWeights"].Load([]);
        Assert.Equal([0f, 2f], relu.Explain("LrpZero", [-1, 2], Target.Top).Relevance.ToArray());

        DynamicModel nothing = s_types.Value["NoLayers"].Load([]);
        Assert.Equal([1f, 3f, 2f], nothing.Predict([1, 3, 2]));
        Assert.Equal([0f, 3f, 0f], nothing.Explain("Epsilon", [1, 3, 2], Target.Top, keepLayers: true).Relevance.ToArray());
        Assert.Equal([0f, 1f, 0f], nothing.Explain("Gradient", [1, 3, 2], Target.Top).Relevance.ToArray());
    }

    [Fact]
    public void NegativeVariancesAreRefused()
    {
        DynamicModelType type = s_types.Value["Convolutional"];
        IEnumerable<NamedTensor> weights = type.Metadata.Weights.Select(w =>
        {
            int count = w.Shape.Aggregate(1, (product, axis) => product * axis);
            float[] values = [.. Enumerable.Repeat(0.5f, count)];
            if (w.Name == "batchNorm1.running_var")
                values[2] = -0.25f;
            return NamedTensor.Create(w.Name, w.Shape.AsSpan(), values);
        });
        string message = Assert.Throws<WeightsException>(() => type.Load(weights)).Message;
        Assert.EndsWith(
            "tensor 'batchNorm1.running_var' is -0.25 at element 2; expected variances, at least 0", message, StringComparison.Ordinal);
    }

    private static DynamicModel Dense(float first, float second) => s_types.Value["Dense"].Load(
    [
        NamedTensor.Create("linear1.weight", [3, 4], Enumerable.Repeat(first, 12).ToArray()),
        NamedTensor.Create("linear1.bias", [3], new float[3]),
        NamedTensor.Create("linear2.weight", [2, 3], Enumerable.Repeat(second, 6).ToArray()),
        NamedTensor.Create("linear2.bias", [2], new float[2]),
    ]);
}
