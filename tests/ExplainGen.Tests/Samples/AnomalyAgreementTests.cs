using Anomaly;
using CsCheck;

namespace ExplainGen.Tests.Samples;

public sealed class AnomalyAgreementTests
{
    [Theory]
    [InlineData(new[] { 3f, 4f }, new[] { 1f, 2f }, 1)]
    [InlineData(new[] { 1f, 2f }, new[] { 3f, 4f }, 0)]
    [InlineData(new[] { 1f, 1f }, new[] { 1f }, 0.5)]
    [InlineData(new[] { 1f, 3f }, new[] { 2f, 0f }, 0.75)]
    public void The_area_under_the_curve_counts_pairs(float[] high, float[] low, double expected) =>
        Assert.Equal(expected, Agreement.AreaUnderCurve(high, low), 1e-15);

    // The area by ranks: (sum of the ranks of one kind - n (n + 1) / 2) / (n m), equal scores sharing the mean of their ranks.
    [Fact]
    public void The_area_under_the_curve_is_that_by_ranks() => Gen.Select(Scores, Scores).Sample((high, low) =>
    {
        float[] sorted = [.. high.Concat(low).Order()];
        double ranks = high.Sum(h => (Array.IndexOf(sorted, h) + Array.LastIndexOf(sorted, h)) / 2.0 + 1);
        double expected = (ranks - (high.Length * (high.Length + 1) / 2.0)) / ((double)high.Length * low.Length);
        Assert.Equal(expected, Agreement.AreaUnderCurve(high, low), 1e-12);
    });

    [Fact]
    public void Pairs_are_counted() =>
        Assert.Equal(new[,] { { 1, 2 }, { 1, 0 } }, Agreement.CountPairs([0, 1, 0, 0], [1, 0, 0, 1]));

    // 2, 1, 2, 1 of six: together 2 pairs, 6 and 7 in rows and columns, 15 in all: (2 - 42/15) / (13/2 - 42/15) = -8/37.
    [Fact]
    public void The_adjusted_Rand_index_follows_its_formula()
    {
        Assert.Equal(-8 / 37.0, Agreement.AdjustedRandIndex(new[,] { { 2, 1 }, { 2, 1 } }), 1e-15);
        Assert.Equal(-0.5, Agreement.AdjustedRandIndex(new[,] { { 1, 1 }, { 1, 1 } }), 1e-15);
    }

    [Fact]
    public void Equal_partitions_agree_whatever_their_names()
    {
        Assert.Equal(1, Agreement.AdjustedRandIndex(new[,] { { 0, 5, 0 }, { 3, 0, 0 }, { 0, 0, 9 } }));
        Assert.Equal(1, Agreement.AdjustedRandIndex(new[,] { { 4 } }));
        Assert.Equal(1, Agreement.AdjustedRandIndex(new[,] { { 1, 0 }, { 0, 1 } }));
    }

    // By its definition over pairs of examples: those together in both, against what their numbers in each would give by chance.
    [Fact]
    public void The_adjusted_Rand_index_is_that_of_all_pairs() => Gen.Int[0, 3].Array[3, 40].SelectMany(
        clusters => Gen.Int[0, 3].Array[clusters.Length].Select(classes => (clusters, classes))).Sample((clusters, classes) =>
    {
        double both = 0, inClusters = 0, inClasses = 0, pairs = 0;
        for (int a = 0; a < clusters.Length; a++)
        {
            for (int b = 0; b < a; b++)
            {
                bool first = clusters[a] == clusters[b], second = classes[a] == classes[b];
                both += first && second ? 1 : 0;
                inClusters += first ? 1 : 0;
                inClasses += second ? 1 : 0;
                pairs++;
            }
        }

        double chance = inClusters * inClasses / pairs, most = (inClusters + inClasses) / 2;
        double found = Agreement.AdjustedRandIndex(Agreement.CountPairs(clusters, classes));
        Assert.Equal(most == chance ? 1 : (both - chance) / (most - chance), found, 1e-12);
    });

    // Few different numbers, so that many are equal.
    private static Gen<float[]> Scores => Gen.Int[0, 8].Select(value => (float)value).Array[1, 20];
}
