using ExplainGen.TestKit;
using ExplainGen.TestKit.Goldens;

namespace ExplainGen.Conformance.Tests.Goldens;

/// <summary>Whole networks as annotated classes against Zennit's numbers: logits, input relevance, relevance at every module.</summary>
public sealed class NetworkGoldenTests
{
    [SharedDataTheory]
    [MemberData(nameof(NetworkGoldens.MnistCnnIds), MemberType = typeof(NetworkGoldens))]
    public void MnistCnnMatches(string id) => Check(NetworkGoldenModel.MnistCnn, id);

    [SharedDataTheory]
    [MemberData(nameof(NetworkGoldens.ResNet20Ids), MemberType = typeof(NetworkGoldens))]
    public void ResNet20Matches(string id) => Check(NetworkGoldenModel.ResNet20, id);

    [SharedDataTheory]
    [MemberData(nameof(NetworkGoldens.SqueezeNetIds), MemberType = typeof(NetworkGoldens))]
    public void SqueezeNetMatches(string id) => Check(NetworkGoldenModel.SqueezeNet, id);

    private static void Check(NetworkGoldenModel model, string id)
    {
        IReadOnlyList<GoldenComparison> comparisons = model.Compare(id);
        Assert.All(comparisons, comparison => Assert.True(comparison.Agrees, comparison.ToString()));
        foreach (GoldenComparison comparison in comparisons.Where(comparison => comparison.Allowed > 0))
            Worst.Record($"{model.Goldens.Name} (error / tolerance)", comparison.Error / comparison.Allowed, comparison.ToString());
    }
}
