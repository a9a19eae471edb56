using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Models;
using ExplainGen.TestKit;

namespace ExplainGen.Conformance.Tests.Runtime;

/// <summary>
/// Networks with normalizations and gates run as others do: without allocation, with the same bits on any number of threads.
/// </summary>
public sealed class GatedNetTests
{
    private static readonly Lazy<GatedNet> s_model =
        new(() => GatedNet.Load(WeightFiles.InMemory(RandomWeights.For(GatedNet.Metadata))));

    private static float[] Input => RandomWeights.Input(GatedNet.Metadata, 2);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void CallsAllocateNothing(int threads)
    {
        using Workspace workspace = s_model.Value.CreateWorkspace(threads);
        float[] input = Input, relevance = new float[GatedNet.Metadata.InputCount], logits = new float[GatedNet.Metadata.OutputCount];
        Assert.Equal(0, SteadyState.Allocation(() =>
        {
            for (int i = 0; i < 10; i++)
            {
                s_model.Value.Predict(input, logits, workspace);
                s_model.Value.Explain(input, Target.Top, relevance, workspace);
                s_model.Value.ExplainLrpZero(input, Target.Contrast(0, 1), relevance, workspace);
                s_model.Value.Gradient(input, Target.Top, relevance, workspace);
            }
        }));
    }

    [Fact]
    public void ThreadsAndBatchesGiveTheSameBits()
    {
        float[] expected = s_model.Value.Explain(Input, Target.Class(1)).Relevance.ToArray();
        using Workspace workspace = s_model.Value.CreateWorkspace(3);
        var relevance = new float[expected.Length];
        s_model.Value.Explain(Input, Target.Class(1), relevance, workspace);
        Assert.Equal(expected, relevance);
        Assert.False(GatedNet.Metadata.AllowsColumns);
    }

    /// <summary>No relevance gets to what leads to the gate of a signal alone: zeros, and no entry in the ledger.</summary>
    [Fact]
    public void GatesAreNotPropagatedTo()
    {
        Explanation why = s_model.Value.Explain(Input, Target.Top, keepLayers: true);
        string[] gates = ["sigmoid1", "excite", "globalAvgPool1"];
        Assert.Equal(gates, GatedNet.Metadata.Nodes.Except(why.Ledger.Entries.Select(e => e.Layer)).Where(n => n != "input").Reverse());
        foreach (Layer layer in new[] { GatedNet.Layers.Sigmoid1, GatedNet.Layers.Excite, GatedNet.Layers.GlobalAvgPool1 })
            Assert.Equal(new float[layer.Count], why.At(layer).ToArray());
        Assert.Equal(why.At(GatedNet.Layers.Weighed).ToArray(), why.At(GatedNet.Layers.Relu1).ToArray());
        float[] product = why.At(GatedNet.Layers.Multiply1).ToArray();
        Assert.Equal(product.Select(r => r / 2), why.At(GatedNet.Layers.Silu1).ToArray());
    }

    [Fact]
    public void LayersThatWereNotKeptAreStillNotToBeRead() => Assert.Throws<InvalidOperationException>(
        () => s_model.Value.Explain(Input, Target.Top).At(GatedNet.Layers.Sigmoid1));
}
