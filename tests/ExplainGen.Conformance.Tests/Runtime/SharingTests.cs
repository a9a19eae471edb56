using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Models;

namespace ExplainGen.Conformance.Tests.Runtime;

/// <summary>One model, many callers, any number of threads: the same bits.</summary>
public sealed class SharingTests
{
    private static readonly MnistCnn s_model = MnistCnn.Load(WeightFiles.InMemory(RandomWeights.For(MnistCnn.Metadata)));

    [Fact]
    public void ParallelCallersGetTheSameBits()
    {
        float[][] inputs = [.. Enumerable.Range(0, 24).Select(i => RandomWeights.Input(MnistCnn.Metadata, i))];
        float[][] alone = [.. inputs.Select(input => s_model.ExplainEpsilonGammaBox(input).Relevance.ToArray())];
        float[][] together = new float[inputs.Length][];
        Parallel.For(0, inputs.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 },
            i => together[i] = s_model.ExplainEpsilonGammaBox(inputs[i]).Relevance.ToArray());
        for (int i = 0; i < inputs.Length; i++)
            Assert.Equal(Bits(alone[i]), Bits(together[i]));
    }

    [Fact]
    public void AnyNumberOfThreadsGivesTheSameBits()
    {
        ResNet20 model = ResNet20.Load(WeightFiles.InMemory(RandomWeights.For(ResNet20.Metadata)));
        float[] input = RandomWeights.Input(ResNet20.Metadata, 5);
        int[]? first = null;
        foreach (int threads in new[] { 1, 2, 3, 7 })
        {
            using Workspace workspace = model.CreateWorkspace(threads);
            var relevance = new float[ResNet20.Metadata.InputCount];
            model.ExplainEpsilonAlpha2Beta1Flat(input, Target.Top, relevance, workspace);
            Assert.Equal(first ??= Bits(relevance), Bits(relevance));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(0)]
    public void BatchesAreSingles(int threads)
    {
        const int count = 7;
        int size = MnistCnn.Metadata.InputCount;
        float[] inputs = RandomWeights.Input(MnistCnn.Metadata, 9, count);
        var batch = new float[inputs.Length];
        s_model.ExplainBatch(inputs, Target.Top, batch, threads);
        for (int i = 0; i < count; i++)
        {
            Explanation single = s_model.Explain(inputs.AsSpan(i * size, size));
            Assert.Equal(Bits(single.Relevance.Span), Bits(batch.AsSpan(i * size, size)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(0)]
    public void PredictedBatchesAreSingles(int threads)
    {
        const int count = 7;
        int size = MnistCnn.Metadata.InputCount, classes = MnistCnn.Metadata.OutputCount;
        float[] inputs = RandomWeights.Input(MnistCnn.Metadata, 9, count);
        var batch = new float[count * classes];
        s_model.PredictBatch(inputs, batch, threads);
        for (int i = 0; i < count; i++)
            Assert.Equal(Bits(s_model.Predict(inputs.AsSpan(i * size, size))), Bits(batch.AsSpan(i * classes, classes)));
    }

    [Fact]
    public void ThreadsThatABatchLeavesOverChangeNothing()
    {
        float[] input = RandomWeights.Input(ResNet20.Metadata, 3);
        ResNet20 model = ResNet20.Load(WeightFiles.InMemory(RandomWeights.For(ResNet20.Metadata)));
        var batch = new float[input.Length];
        model.ExplainEpsilonGammaBoxBatch(input, Target.Top, batch, threads: 3);
        using Workspace workspace = model.CreateWorkspace();
        var single = new float[input.Length];
        model.ExplainEpsilonGammaBox(input, Target.Top, single, workspace);
        Assert.Equal(Bits(single), Bits(batch));
    }

    [Fact]
    public void APoolKeepsWorkspacesByTheirThreads()
    {
        var pool = new WorkspacePool(ResNet20.Metadata);
        Workspace one = pool.Rent(1), odd = pool.Rent(pool.Threads + 1);
        Assert.Equal((1, pool.Threads + 1), (one.Workers.Threads, odd.Workers.Threads));
        pool.Return(one);
        pool.Return(odd);
        Assert.Same(one, pool.Rent(1));
        Assert.NotSame(one, pool.Rent(1));

        // Numbers of threads that single calls do not use are not kept.
        Assert.NotSame(odd, pool.Rent(pool.Threads + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(0));
    }

    [Fact]
    public void SharedForwardGivesTheBitsOfSingleTargets()
    {
        Target[] targets = [Target.Class(4), Target.Top, Target.LogOdds(2), Target.Contrast(1, 8), Target.Class(4).With(Seed.One)];
        int size = MnistCnn.Metadata.InputCount;
        float[] input = RandomWeights.Input(MnistCnn.Metadata, 11);
        var shared = new float[targets.Length * size];
        using Workspace workspace = s_model.CreateWorkspace();
        s_model.ExplainEpsilonGammaBox(input, targets, shared, workspace);
        for (int t = 0; t < targets.Length; t++)
            Assert.Equal(Bits(s_model.ExplainEpsilonGammaBox(input, targets[t]).Relevance.Span), Bits(shared.AsSpan(t * size, size)));
    }

    [Fact]
    public void WatchingChangesNothing()
    {
        float[] input = RandomWeights.Input(ResNet20.Metadata, 3);
        ResNet20 model = ResNet20.Load(WeightFiles.InMemory(RandomWeights.For(ResNet20.Metadata)));
        using Workspace workspace = model.CreateWorkspace();
        var relevance = new float[input.Length];
        model.ExplainEpsilonGammaBox(input, Target.Top, relevance, workspace);
        Assert.Equal(Bits(relevance), Bits(model.ExplainEpsilonGammaBox(input, keepLayers: true).Relevance.Span));
    }

    private static int[] Bits(ReadOnlySpan<float> values)
    {
        var bits = new int[values.Length];
        for (int i = 0; i < bits.Length; i++)
            bits[i] = BitConverter.SingleToInt32Bits(values[i]);
        return bits;
    }
}
