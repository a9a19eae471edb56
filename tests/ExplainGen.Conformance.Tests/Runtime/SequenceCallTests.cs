using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Models;
using ExplainGen.Conformance.Tests.Properties;
using ExplainGen.TestKit;

namespace ExplainGen.Conformance.Tests.Runtime;

/// <summary>
/// Calls of a recurrent network: nothing is allocated, and the bits are the same on any number of threads, watched or not, alone or in a
/// batch.
/// </summary>
public sealed class SequenceCallTests
{
    private static readonly Lazy<SequenceNet> s_model = new(
        () => SequenceNet.Load(WeightFiles.InMemory(RandomWeights.For(SequenceNet.Metadata))));

    public static TheoryData<string> Explainers => [.. SequenceNet.Metadata.Explainers.Select(explainer => explainer.Name)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void NothingIsAllocated(int threads)
    {
        float[] input = RandomWeights.Input(SequenceNet.Metadata, 2);
        var relevance = new float[SequenceNet.Metadata.InputCount];
        using Workspace workspace = s_model.Value.CreateWorkspace(threads);
        Assert.Equal(0, SteadyState.Allocation(() =>
        {
            s_model.Value.Predict(input, relevance.AsSpan(0, SequenceNet.Metadata.OutputCount), workspace);
            s_model.Value.Explain(input, Target.Top, relevance, workspace);
            s_model.Value.ExplainLrpZero(input, Target.Class(2), relevance, workspace);
            s_model.Value.ExplainScaled(input, Target.Contrast(0, 1), relevance, workspace);
            s_model.Value.Gradient(input, Target.Top, relevance, workspace);
        }));
    }

    [Theory]
    [MemberData(nameof(Explainers))]
    public void TheBitsAreTheSame(string explainer)
    {
        DynamicModel model = DynamicModel.Of(s_model.Value);
        float[] input = RandomWeights.Input(SequenceNet.Metadata, 3), other = Array.ConvertAll(input, v => -v);
        int[] expected = Bits.Of(model.Explain(explainer, input, Target.Class(1)).Relevance.Span);
        Assert.Contains(expected, bits => bits != 0);
        Assert.Equal(expected, Bits.Of(model.Explain(explainer, input, Target.Class(1), keepLayers: true).Relevance.Span));
        foreach (int threads in (int[])[1, 2, 3])
        {
            using var workspace = new Workspace(SequenceNet.Metadata, threads);

            // What a call before has left in the workspace does not matter.
            model.Explain("Gradient", other, Target.Top, workspace);
            Assert.Equal(expected, Bits.Of(model.Explain(explainer, input, Target.Class(1), workspace)));
            float[] batch = model.ExplainBatch(explainer, [.. other, .. input, .. other], Target.Class(1), threads);
            Assert.Equal(expected, Bits.Of(batch.AsSpan(input.Length, input.Length)));
        }
    }
}
