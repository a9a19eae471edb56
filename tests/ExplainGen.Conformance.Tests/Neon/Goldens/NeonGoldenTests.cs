using ExplainGen.Conformance.Tests.Goldens;

namespace ExplainGen.Conformance.Tests.Neon.Goldens;

/// <summary>Generated code gives the numbers of the closed-form vectors.</summary>
public sealed class NeonGoldenTests
{
    public static TheoryData<string> Ids => [.. NeonGoldens.Cases.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_number_agrees(string id)
    {
        IReadOnlyList<GoldenComparison> comparisons = NeonGoldens.Cases[id]();
        Assert.NotEmpty(comparisons);
        Assert.All(comparisons, comparison => Assert.True(comparison.Agrees, comparison.ToString()));
    }
}
