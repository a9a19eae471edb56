using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Models;
using ExplainGen.TestKit;

namespace ExplainGen.Conformance.Tests.Runtime;

/// <summary>Calls with a workspace allocate nothing once they are warm, on one thread and on many.</summary>
public sealed class AllocationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void PredictAllocatesNothing(int threads) => Check(threads, (model, input, output, workspace) =>
        model.Predict(input, output.AsSpan(0, MnistCnn.Metadata.OutputCount), workspace));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ExplainAllocatesNothing(int threads) => Check(threads, (model, input, output, workspace) =>
    {
        Span<float> relevance = output.AsSpan(0, MnistCnn.Metadata.InputCount);
        model.Explain(input, Target.Top, relevance, workspace);
        model.ExplainEpsilonPlusFlat(input, Target.Class(3).With(Seed.One), relevance, workspace);
        model.ExplainEpsilonAlpha2Beta1Flat(input, Target.LogOdds(1), relevance, workspace);
        model.ExplainEpsilonGammaBox(input, Target.Contrast(1, 2), relevance, workspace);
        model.ExplainExcitationBackprop(input, Target.Top, relevance, workspace);
        model.ExplainGuidedBackprop(input, Target.Top, relevance, workspace);
        model.Gradient(input, Target.Top, relevance, workspace);
    });

    [Fact]
    public void SeveralTargetsAllocateNothing()
    {
        Target[] targets = [Target.Class(0), Target.Class(1), Target.Contrast(2, 3)];
        Check(1, (model, input, output, workspace) => model.Explain(input, targets, output, workspace));
    }

    private static void Check(int threads, Action<MnistCnn, float[], float[], Workspace> call)
    {
        MnistCnn model = MnistCnn.Load(WeightFiles.InMemory(RandomWeights.For(MnistCnn.Metadata)));
        float[] input = RandomWeights.Input(MnistCnn.Metadata, 2);
        var output = new float[3 * MnistCnn.Metadata.InputCount];
        using Workspace workspace = model.CreateWorkspace(threads);
        Assert.Equal(0, SteadyState.Allocation(() =>
        {
            for (int i = 0; i < 10; i++)
                call(model, input, output, workspace);
        }));
    }
}
