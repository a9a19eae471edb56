using CsCheck;
using ExplainGen.Conformance.Tests.Dynamic;

namespace ExplainGen.Conformance.Tests.Properties;

/// <summary>
/// However a random network is called, it predicts and explains with the same bits: fused or not, watched or not, on any number of
/// threads, alone or in a batch, and for each of several targets.
/// </summary>
public sealed class SameBitsTests
{
    private const int Calls = 2;

    private static readonly Gen<Target> s_targets = Gen.OneOf(
        Gen.Const(Target.Top), Gen.Const(Target.Class(1)), Gen.Const(Target.Contrast(0, 1)), Gen.Const(Target.LogOdds(1)));

    public static TheoryData<int> Numbers => Corpus.Numbers;

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Fusion(int number) => ForEveryExplainer(number, (network, explainer, input, target) =>
        Corpus.Model(network, fusion: false).Explain(explainer, input, target).Relevance.ToArray());

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Watching(int number) => ForEveryExplainer(number, (network, explainer, input, target) =>
        Corpus.Model(network).Explain(explainer, input, target, keepLayers: true).Relevance.ToArray());

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Threads(int number) => ForEveryExplainer(number, (network, explainer, input, target) =>
    {
        using var workspace = new Workspace(Corpus.Model(network).Metadata, threads: 3);
        return Corpus.Model(network).Explain(explainer, input, target, workspace);
    });

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Batches(int number) => ForEveryExplainer(number, (network, explainer, input, target) =>
    {
        float[] negated = Array.ConvertAll(input, v => -v);
        float[] batch = Corpus.Model(network).ExplainBatch(explainer, [.. negated, .. input, .. negated], target, threads: 2);
        Assert.Equal(Bits.Of(batch.AsSpan(0, input.Length)), Bits.Of(batch.AsSpan(2 * input.Length)));
        float[] own = batch[input.Length..(2 * input.Length)];
        ModelMetadata metadata = Corpus.Model(network).Metadata;
        if (!metadata.AllowsColumns || metadata.Explainer(explainer).IsRmsScaled)
            return own;

        // Computed side by side: the bits are those of any other batch, and single calls round otherwise (see ColumnsTests).
        Assert.Equal(Bits.Of(Corpus.Model(network).ExplainBatch(explainer, input, target, threads: 1)), Bits.Of(own));
        return Corpus.Model(network).Explain(explainer, input, target).Relevance.ToArray();
    });

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Targets(int number) => ForEveryExplainer(number, (network, explainer, input, target) =>
    {
        using var workspace = new Workspace(Corpus.Model(network).Metadata);
        float[] maps = Corpus.Model(network).Explain(explainer, input, [Target.Class(0), target, Target.Class(1), target], workspace);
        Assert.Equal(Bits.Of(maps.AsSpan(input.Length, input.Length)), Bits.Of(maps.AsSpan(3 * input.Length)));
        return maps[input.Length..(2 * input.Length)];
    });

    /// <summary>Without anything to explain later, more of the forward pass is joined.</summary>
    [Theory]
    [MemberData(nameof(Numbers))]
    public void Prediction(int number) => ForEveryCall(number, (network, input, target) =>
    {
        DynamicModel model = Corpus.Model(network);
        int[] expected = Bits.Of(model.Predict(input));
        Assert.True(
            expected.AsSpan().SequenceEqual(Bits.Of(Corpus.Model(network, fusion: false).Predict(input))),
            "The prediction without fusion gives other bits.");
        foreach (ExplainerInfo explainer in model.Metadata.Explainers)
        {
            Assert.True(
                expected.AsSpan().SequenceEqual(Bits.Of(model.Explain(explainer.Name, input, target).Logits.Span)),
                $"{explainer.Name} for {target} gives other logits.");
        }
    });

    /// <summary>Compares a call with the call without trace, on one thread, of the fused model.</summary>
    private static void ForEveryExplainer(int number, Func<RandomNetwork, string, float[], Target, float[]> call) =>
        ForEveryCall(number, (network, input, target) =>
        {
            DynamicModel model = Corpus.Model(network);
            using var workspace = new Workspace(model.Metadata);
            foreach (ExplainerInfo explainer in model.Metadata.Explainers)
            {
                float[] expected = model.Explain(explainer.Name, input, target, workspace);
                Assert.True(
                    Bits.Of(expected).AsSpan().SequenceEqual(Bits.Of(call(network, explainer.Name, input, target))),
                    $"{explainer.Name} for {target} gives other bits.");
            }
        });

    private static void ForEveryCall(int number, Action<RandomNetwork, float[], Target> check) =>
        Corpus.Check(number, network =>
        {
            Gen<(float[] Input, Target Target)> calls =
                Gen.Select(Gen.Float[-3, 3].Array[Corpus.Model(network).Metadata.InputCount], s_targets);
            PCG pcg = PCG.Parse(network.Seed);
            for (int i = 0; i < Calls; i++)
            {
                (float[] input, Target target) = calls.Generate(pcg, null, out _);
                check(network, input, target);
            }
        });
}
