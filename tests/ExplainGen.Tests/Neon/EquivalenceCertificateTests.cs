using ExplainGen.Neon;

namespace ExplainGen.Tests.Neon;

/// <summary>A certificate finds what differs.</summary>
public sealed class EquivalenceCertificateTests
{
    [Fact]
    public void A_difference_is_found_beside_scores_that_are_far_larger()
    {
        EquivalenceCertificate certificate = EquivalenceCertificate.Compare(
            [1, 2, 3, 4e9f], [1, 2.5, 3, 4e9], count: 2, outputs: 2, unattributed: 0.25);
        Assert.Equal(new EquivalenceCertificate(2, 0.5, 0.2, WorstInput: 0, WorstOutput: 1, LargestUnattributed: 0.25), certificate);
    }

    [Fact]
    public void What_is_no_number_agrees_with_nothing()
    {
        Assert.Equal(double.PositiveInfinity, EquivalenceCertificate.Compare([1], [double.NaN], 1, 1, 0).LargestRelativeDifference);
        Assert.Equal(double.PositiveInfinity, EquivalenceCertificate.Compare([1, 2], [1, double.PositiveInfinity], 2, 1, 0).LargestDifference);
    }
}
