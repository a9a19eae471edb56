using System.Runtime.CompilerServices;
using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Models;
using ExplainGen.Conformance.Tests.Runtime;

namespace ExplainGen.Conformance.Tests.Edges;

/// <summary>Workspaces in wrong hands: shared, disposed, dropped.</summary>
public sealed class WorkspaceTests
{
    private static readonly MnistCnn s_model = MnistCnn.Load(WeightFiles.InMemory(RandomWeights.For(MnistCnn.Metadata)));
    private static readonly float[] s_input = RandomWeights.Input(MnistCnn.Metadata, 1);

    [Fact]
    public void CallersThatShareOneAreRightOrRefused()
    {
        using Workspace workspace = s_model.CreateWorkspace();
        float[] expected = s_model.Explain(s_input).Relevance.ToArray();
        int refused = 0;
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            var relevance = new float[expected.Length];
            try
            {
                s_model.Explain(s_input, Target.Top, relevance, workspace);
            }
            catch (InvalidOperationException e)
            {
                Assert.Contains("in use by another call", e.Message, StringComparison.Ordinal);
                Interlocked.Increment(ref refused);
                return;
            }

            Assert.Equal(expected, relevance);
        });
        Assert.InRange(refused, 0, 63);
    }

    [Fact]
    public void ACallThatFailedLeavesItUsable()
    {
        using Workspace workspace = s_model.CreateWorkspace();
        var relevance = new float[s_input.Length];
        Assert.ThrowsAny<ArgumentException>(() => s_model.Explain(s_input, Target.Class(99), relevance, workspace));
        Assert.Equal(s_model.Explain(s_input).Target.ClassIndex, s_model.Explain(s_input, Target.Top, relevance, workspace).ClassIndex);
    }

    [Fact]
    public void ADisposedOneIsRefused()
    {
        Workspace workspace = s_model.CreateWorkspace(threads: 3);
        workspace.Dispose();
        workspace.Dispose();
        Assert.Throws<ObjectDisposedException>(() => s_model.Predict(s_input, new float[10], workspace));
        Assert.Throws<ObjectDisposedException>(() => s_model.Explain(s_input, Target.Top, new float[784], workspace));
    }

    [Fact]
    public async Task OneThatNobodyHoldsLivesAsLongAsTheCall()
    {
        using var done = new CancellationTokenSource();
        Task collector = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        float[] expected = s_model.Explain(s_input).Relevance.ToArray();
        for (int i = 0; i < 20; i++)
            Assert.Equal(expected, Forgotten());
        await done.CancelAsync();
        await collector;
    }

    [Fact]
    public void ABatchNamesTheInputThatIsWrong()
    {
        float[] inputs = RandomWeights.Input(MnistCnn.Metadata, 1, count: 3);
        inputs[(2 * 784) + 5] = float.NaN;
        string message = Assert.Throws<ArgumentException>(() => s_model.ExplainBatch(inputs, Target.Top, new float[inputs.Length])).Message;
        Assert.Contains("Element 5 of input 2 of", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => s_model.ExplainBatch(s_input, Target.Class(10), new float[784]));
    }

    // Model and workspace are garbage from the start of the call on, at least in optimized code.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float[] Forgotten()
    {
        var relevance = new float[s_input.Length];
        MnistCnn model = MnistCnn.Load(WeightFiles.InMemory(RandomWeights.For(MnistCnn.Metadata)));
        model.Explain(s_input, Target.Top, relevance, model.CreateWorkspace());
        return relevance;
    }
}
