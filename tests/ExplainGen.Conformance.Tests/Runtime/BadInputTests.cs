using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Models;
using ExplainGen.Kernels;
using ExplainGen.Weights;

namespace ExplainGen.Conformance.Tests.Runtime;

/// <summary>Each mistake of a caller is one exception that names the thing, the expected and the found.</summary>
public sealed class BadInputTests
{
    private static readonly MnistCnn s_model = MnistCnn.Load(WeightFiles.InMemory(RandomWeights.For(MnistCnn.Metadata)));
    private static readonly float[] s_input = RandomWeights.Input(MnistCnn.Metadata, 1);

    [Theory]
    [InlineData(0)]
    [InlineData(783)]
    [InlineData(785)]
    public void WrongLength(int length) =>
        Mentions(() => s_model.Predict(new float[length]), "MnistCnn needs 784 elements in 'input', but was given " + length);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void NotFinite(float value)
    {
        float[] input = [.. s_input];
        input[123] = value;
        Mentions(() => s_model.Explain(input), "Element 123 of the input");
        Mentions(() => s_model.Predict(input), "inputs must be finite");
    }

    [Fact]
    public void WrongOutputLength()
    {
        using Workspace workspace = s_model.CreateWorkspace();
        Mentions(() => s_model.Predict(s_input, new float[9], workspace), "10 elements in 'logits', but was given 9");
        Mentions(() => s_model.Explain(s_input, Target.Top, new float[1], workspace), "784 elements in 'relevance', but was given 1");
        Mentions(() => s_model.ExplainBatch(new float[785], Target.Top, new float[785]), "785, which is not a multiple");
        Mentions(() => s_model.PredictBatch(new float[785], new float[10]), "785, which is not a multiple");
        Mentions(() => s_model.PredictBatch(new float[2 * 784], new float[10]), "needs 20 elements in 'logits', but was given 10");
    }

    [Fact]
    public void WorkspaceOfAnotherModel()
    {
        using var workspace = new Workspace(ResNet20.Metadata);
        Mentions(
            () => s_model.Explain(s_input, Target.Top, new float[784], workspace), "made for ExplainGen.Conformance.Tests.Models.ResNet20");
    }

    [Fact]
    public void TargetsThatAreNotThere()
    {
        Mentions(() => s_model.Explain(s_input, Target.Class(10)), "10 outputs, 0 to 9");
        Mentions(() => s_model.Explain(s_input, Target.Class(-1)), "10 outputs, 0 to 9");
        Mentions(() => s_model.Explain(s_input, Target.Contrast(2, 2)), "both are 2");
        Mentions(() => s_model.Explain(s_input, Target.Contrast(2, 12)), "10 outputs, 0 to 9");
        Mentions(() => s_model.Explain(s_input, Target.Weighted(new float[3])), "3 weights, but the model has 10 outputs");
        Mentions(
            () => s_model.Explain(s_input, Target.Weighted(Enumerable.Repeat(float.NaN, 10).ToArray())), "Weight 0 of the target is NaN");
    }

    [Fact]
    public void SeedsAndModesThatAreNotThere()
    {
        ArgumentOutOfRangeException seed = Assert.Throws<ArgumentOutOfRangeException>(() => Target.Top.With((Seed)7));
        Assert.Equal("Seed", seed.ParamName);
        Assert.Contains("There is no seed 7: relevance starts with Logit or One.", seed.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Target.Class(1) with { Seed = (Seed)(-1) });
        ArgumentOutOfRangeException mode = Assert.Throws<ArgumentOutOfRangeException>(() => new Stabilizer(1e-6f, (StabilizerMode)2));
        Assert.Contains("There is no stabilizer mode 2: it is Add or Clip.", mode.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LayersOfAnotherModelOrNotKept()
    {
        Explanation why = s_model.Explain(s_input);
        Mentions(() => why.At(ResNet20.Layers.Conv1), "belongs to ExplainGen.Conformance.Tests.Models.ResNet20");
        Assert.Contains(
            "keepLayers", Assert.Throws<InvalidOperationException>(() => why.At(MnistCnn.Layers.Conv1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WeightsThatDoNotFit()
    {
        NamedTensor[] weights = [.. RandomWeights.For(MnistCnn.Metadata)];
        WeightsException missing = Assert.Throws<WeightsException>(() => Load(weights.Where(w => w.Name != "conv2.bias")));
        Assert.Contains("conv2.bias", missing.Message, StringComparison.Ordinal);
        WeightsException extra = Assert.Throws<WeightsException>(
            () => Load(weights.Append(NamedTensor.Create("conv3.bias", [1], new float[1]))));
        Assert.Contains("conv3.bias", extra.Message, StringComparison.Ordinal);
        WeightsException misshapen = Assert.Throws<WeightsException>(() =>
            Load(weights.Where(w => w.Name != "fc.bias").Append(NamedTensor.Create("fc.bias", [11], new float[11]))));
        Assert.Contains("fc.bias", misshapen.Message, StringComparison.Ordinal);
        WeightsException mistyped = Assert.Throws<WeightsException>(() =>
            Load(weights.Where(w => w.Name != "fc.bias").Append(NamedTensor.FromBytes("fc.bias", [10], DType.I32, new byte[40]))));
        Assert.Contains("fc.bias", mistyped.Message, StringComparison.Ordinal);
        WeightsException notANumber = Assert.Throws<WeightsException>(() =>
            Load(weights.Where(w => w.Name != "fc.bias").Append(
                NamedTensor.Create("fc.bias", [10], Enumerable.Repeat(float.NaN, 10).ToArray()))));
        Assert.Contains("fc.bias", notANumber.Message, StringComparison.Ordinal);
    }

    private static MnistCnn Load(IEnumerable<NamedTensor> weights) => MnistCnn.Load(WeightFiles.InMemory(weights));

    private static void Mentions(Action call, string text) =>
        Assert.Contains(text, Assert.ThrowsAny<ArgumentException>(call).Message, StringComparison.Ordinal);
}
