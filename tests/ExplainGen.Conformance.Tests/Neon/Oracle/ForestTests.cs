using ExplainGen.TestKit.Oracle.Neon;

namespace ExplainGen.Conformance.Tests.Neon.Oracle;

/// <summary>Neuralized trees are the model, also on thresholds; both attributions conserve.</summary>
public sealed class ForestTests
{
    [Fact]
    public void Network_is_the_model() => Each((x, forest, _) =>
        NeonCases.AssertClose(forest.Predict(x), forest.Neuralized(x)));

    [Fact]
    public void Values_conserve() => Each((x, forest, _) =>
    {
        for (int c = 0; c < forest.Base.Length; c++)
        {
            NeonResult got = forest.ByValue(x, c);
            NeonCases.AssertClose(forest.Predict(x), got.Scores);
            NeonCases.AssertClose(got.Sum, got.UnitRelevance.Sum(), 10);
            NeonCases.AssertLinearInSeed(seed => forest.ByValue(x, c, seed));
        }
    });

    /// <summary>The values of the roots and the base are what no feature is given.</summary>
    [Fact]
    public void Roots_and_base_are_bias() => Each((x, forest, _) =>
    {
        double roots = forest.Roots.Sum(root => forest.Value[root][0]) / (forest.IsMean ? forest.Roots.Length : 1);
        NeonCases.AssertClose(forest.Base[0] + roots, forest.ByValue(x, 0).Bias);
    });

    /// <summary>The margin is how far a single feature must move to leave a leaf, summed over the trees, and conserves.</summary>
    [Fact]
    public void Margin_is_the_way_out_of_the_leaf() => Each((x, forest, random) =>
    {
        double beta = random.Gamma();
        NeonCases.AssertLinearInSeed(seed => forest.ByMargin(x, beta, seed));
        Forest single = forest with { Roots = [forest.Roots[0]] };
        NeonResult got = single.ByMargin(x, beta);
        Assert.Equal(0, got.Bias);
        Assert.All(got.Relevance, r => Assert.True(r >= 0));
        NeonCases.AssertClose(got.Seed, got.UnitRelevance.Sum());
        if (got.Seed == 0)
            return;

        bool LeavesWithin(double way) => x.Select((_, f) => f).Any(f => new[] { -way, way }.Any(by =>
            LeafOf(single, [.. x.Select((v, i) => i == f ? v + by : v)]) != LeafOf(single, x)));
        Assert.False(LeavesWithin(got.Seed * (1 - 1e-6)));
        Assert.True(LeavesWithin(got.Seed * (1 + 1e-6)));
    });

    /// <summary>Beta to infinity: the split that is nearest takes all.</summary>
    [Fact]
    public void Stiff_margin_goes_to_the_nearest_split() => Each((x, forest, random) =>
    {
        // Off the grid no two margins are alike.
        Forest single = forest with { Roots = [forest.Roots[0]] };
        NeonResult got = single.ByMargin(x.Moved(random.Vector(x.Length, 0.2)), double.PositiveInfinity);
        Assert.Equal(got.Seed, got.Relevance.Max());
        Assert.Equal(got.Seed, got.Sum);
        Assert.Equal(single.Left[single.Roots[0]] >= 0, got.Seed > 0);
    });

    /// <summary>x = t goes left; the tree by hand: x0 &lt;= 1 ? (x1 &lt;= 0 ? 3 : 5) : 9 with inner values 6 and 4.</summary>
    [Fact]
    public void Ties_go_left()
    {
        var forest = new Forest([0, 1, 0, 0, 0], [1, 0, 0, 0, 0], [1, 2, -1, -1, -1], [4, 3, -1, -1, -1],
            [[6], [4], [3], [5], [9]], [0], IsMean: false, [0.5]);
        Assert.Equal([3.5], forest.Predict([1, 0]));
        Assert.Equal([3.5], forest.Neuralized([1, 0]));
        NeonResult left = forest.ByValue([1, 0], 0);
        Assert.Equal([-2, -1], left.Relevance);
        Assert.Equal(6.5, left.Bias);
        NeonResult right = forest.ByValue([1.5, 0], 0);
        Assert.Equal([3, 0], right.Relevance);

        // Margins 0.5 and 0.25, shares 1 : e^0.25.
        NeonResult margin = forest.ByMargin([0.5, -0.25], 1);
        Assert.Equal(0.25, margin.Seed);
        Assert.Equal(0.25 / (1 + Math.Exp(0.25)), margin.Relevance[0], 1e-15);
    }

    private static int LeafOf(Forest forest, double[] x)
    {
        int node = forest.Roots[0];
        while (forest.Left[node] >= 0)
            node = x[forest.Feature[node]] <= forest.Threshold[node] ? forest.Left[node] : forest.Right[node];
        return node;
    }

    // Thresholds and inputs on a grid of halves, so that ties occur.
    private static void Each(Action<double[], Forest, Random> check) => NeonCases.Each(random =>
    {
        int features = random.Features(), outputs = random.Next(1, 4);
        var feature = new List<int>();
        var threshold = new List<double>();
        var left = new List<int>();
        var right = new List<int>();
        int Grow(int depth)
        {
            int node = feature.Count;
            feature.Add(random.Next(features));
            threshold.Add(random.Next(-4, 5) / 2.0);
            left.Add(-1);
            right.Add(-1);
            if (depth > 0 && random.Next(5) > 0)
            {
                left[node] = Grow(depth - 1);
                right[node] = Grow(depth - 1);
            }

            return node;
        }

        int[] roots = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Grow(4))];
        double[] x = [.. Enumerable.Range(0, features).Select(_ => random.Next(-4, 5) / (random.Next(2) + 1.0))];
        check(
            x, new Forest([.. feature], [.. threshold], [.. left], [.. right], random.Rows(feature.Count, outputs), roots,
                random.Next(2) == 0, random.Vector(outputs)), random);
    });
}
