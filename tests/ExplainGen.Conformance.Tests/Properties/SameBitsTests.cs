using CsCheck;
using ExplainGen.Conformance.Tests.Dynamic;

namespace ExplainGen.Conformance.Tests.Properties;

/// <summary>
/// However a random network is called, an explainer gives the same bits: fused or not, watched or not, on any number of threads, alone
/// or in a batch, and for each of several targets.
/// </summary>
public sealed class SameBitsTests
{
    private const int Iterations = 2;

    private static readonly Gen<Target> s_targets = Gen.OneOf(
        Gen.Const(Target.Top), Gen.Const(Target.Class(1)), Gen.Const(Target.Contrast(0, 1)), Gen.Const(Target.LogOdds(1)));

    public static TheoryData<int> Seeds => Corpus.Seeds;

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Fusion(int seed) => ForEveryExplainer(seed, (network, explainer, input, target) =>
        Corpus.Model(network, fusion: false).Explain(explainer, input, target).Relevance.ToArray());

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Watching(int seed) => ForEveryExplainer(seed, (network, explainer, input, target) =>
        Corpus.Model(network).Explain(explainer, input, target, keepLayers: true).Relevance.ToArray());

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Threads(int seed) => ForEveryExplainer(seed, (network, explainer, input, target) =>
    {
        using var workspace = new Workspace(Corpus.Model(network).Metadata, threads: 3);
        return Corpus.Model(network).Explain(explainer, input, target, workspace);
    });

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Batches(int seed) => ForEveryExplainer(seed, (network, explainer, input, target) =>
    {
        float[] negated = Array.ConvertAll(input, v => -v);
        float[] batch = Corpus.Model(network).ExplainBatch(explainer, [.. negated, .. input, .. negated], target, threads: 2);
        Assert.Equal(Bits.Of(batch.AsSpan(0, input.Length)), Bits.Of(batch.AsSpan(2 * input.Length)));
        return batch[input.Length..(2 * input.Length)];
    });

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Targets(int seed) => ForEveryExplainer(seed, (network, explainer, input, target) =>
    {
        using var workspace = new Workspace(Corpus.Model(network).Metadata);
        float[] maps = Corpus.Model(network).Explain(explainer, input, [Target.Class(0), target, Target.Class(1), target], workspace);
        Assert.Equal(Bits.Of(maps.AsSpan(input.Length, input.Length)), Bits.Of(maps.AsSpan(3 * input.Length)));
        return maps[input.Length..(2 * input.Length)];
    });

    /// <summary>Compares a call with the call without trace, on one thread, of the fused model.</summary>
    private static void ForEveryExplainer(int seed, Func<RandomNetwork, string, float[], Target, float[]> call)
    {
        RandomNetwork network = Corpus.Networks[seed];
        DynamicModel model = Corpus.Model(network);
        using var workspace = new Workspace(model.Metadata);
        Gen.Select(Gen.Float[-3, 3].Array[model.Metadata.InputCount], s_targets).Sample(
            (input, target) =>
            {
                foreach (ExplainerInfo explainer in model.Metadata.Explainers)
                {
                    float[] expected = model.Explain(explainer.Name, input, target, workspace);
                    Assert.True(
                        Bits.Of(expected).AsSpan().SequenceEqual(Bits.Of(call(network, explainer.Name, input, target))),
                        $"{explainer.Name} for {target} gives other bits. {network}");
                }
            },
            iter: Iterations, threads: 1);
    }
}
