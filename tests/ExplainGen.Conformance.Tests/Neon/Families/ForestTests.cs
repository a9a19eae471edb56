using ExplainGen.Neon;
using ExplainGen.TestKit.Oracle.Neon;
using ExplainGen.Weights;

namespace ExplainGen.Conformance.Tests.Neon.Families;

/// <summary>Generated decision trees and sums of them against the oracle, and files that hold no trees.</summary>
public sealed class ForestTests
{
    private const int Features = 5, Outputs = 3;

    [Theory]
    [InlineData(1, 6)]
    [InlineData(2, 1)]
    [InlineData(40, 5)]
    public void Trees_agree_with_the_oracle(int trees, int depth)
    {
        Forest mean = RandomForests.Of(1, trees, depth, Features, Outputs, isMean: true), sum = mean with { IsMean = false };
        MeanOfTrees averaged = MeanOfTrees.Neuralize(RandomForests.Parameters(mean, Features));
        SumOfTrees added = SumOfTrees.Neuralize(RandomForests.Parameters(sum, Features));
        BoostedTrees boosted = BoostedTrees.Neuralize(RandomForests.Parameters(sum, Features));
        foreach (double[] x in RandomForests.Inputs(2, 12, Features))
        {
            for (int c = 0; c < Outputs; c++)
            {
                AssertAgrees(mean, x, c, averaged.Explain(RandomPoints.Floats(x), Target.Class(c)));
                AssertAgrees(sum, x, c, added.Explain(RandomPoints.Floats(x), Target.Class(c)));
                AssertAgrees(sum, x, c, boosted.Explain(RandomPoints.Floats(x), Target.Class(c)));
            }
        }
    }

    [Fact]
    public void One_tree_agrees_with_the_oracle()
    {
        Forest tree = RandomForests.Of(3, 1, 7, Features, 1, isMean: false);
        SmallTree model = SmallTree.Neuralize(RandomForests.Parameters(tree, Features));
        foreach (double[] x in RandomForests.Inputs(4, 30, Features))
            AssertAgrees(tree, x, 0, model.Explain(RandomPoints.Floats(x)));
    }

    [Fact]
    public void They_are_equivalent_to_the_originals()
    {
        Forest forest = RandomForests.Of(5, 30, 6, Features, Outputs, isMean: true);
        double[][] inputs = RandomForests.Inputs(6, 100, Features);
        MeanOfTrees model = MeanOfTrees.Neuralize(RandomForests.Parameters(forest, Features));

        Assert.InRange(model.Certify(inputs.SelectMany(RandomPoints.Floats).ToArray()).LargestRelativeDifference, 0, 1e-6);
        Assert.All(inputs, x =>
        {
            float[] scores = model.Predict(RandomPoints.Floats(x)).ToArray();
            Assert.All(Enumerable.Range(0, Outputs), c => Assert.Equal(forest.Predict(x)[c], scores[c], 1e-6));
        });
    }

    [Fact]
    public void What_is_at_the_threshold_goes_left()
    {
        SmallTree model = SmallTree.Neuralize(new ForestParameters(
            Features, 1, [2, -2, -2], [0.1f, 0, 0], [1, -1, -1], [2, -1, -1], [5, 1, 10], [0]));
        float[] x = [0, 0, 0.1f, 0, 0], above = [0, 0, MathF.BitIncrement(0.1f), 0, 0];

        Assert.Equal(1, model.Score(x));
        Assert.Equal(10, model.Score(above));
        Assert.Equal([0, 0, -4, 0, 0], model.Explain(x).Relevance.ToArray());
        Assert.Equal(5, model.Explain(x).Ledger.Bias);
        Assert.Equal([0, 0, 5, 0, 0], model.Explain(above).Relevance.ToArray());
    }

    [Fact]
    public void A_contrast_is_the_difference_of_two_explanations()
    {
        Forest forest = RandomForests.Of(7, 20, 5, Features, Outputs, isMean: false);
        BoostedTrees model = BoostedTrees.Neuralize(RandomForests.Parameters(forest, Features));
        float[] x = RandomPoints.Floats(RandomForests.Inputs(8, 1, Features)[0]);

        Explanation both = model.Explain(x, Target.Contrast(0, 2));
        float[] first = model.Explain(x, Target.Class(0)).Relevance.ToArray();
        float[] second = model.Explain(x, Target.Class(2)).Relevance.ToArray();

        for (int i = 0; i < Features; i++)
            Assert.Equal(first[i] - second[i], both.Relevance.Span[i], 1e-5f);
        HeadComparison.AssertConserves(both);
    }

    [Fact]
    public void A_root_without_children_is_all_bias()
    {
        SmallTree model = SmallTree.Neuralize(new ForestParameters(Features, 1, [-2], [0], [-1], [-1], [3], [0], [0.5]));
        Explanation why = model.Explain(new float[Features]);

        Assert.Equal(3.5f, why.Logits.Span[0]);
        Assert.All(why.Relevance.ToArray(), r => Assert.Equal(0, r));
        Assert.Equal(3.5, why.Ledger.Bias);
        Assert.Equal([3], why.Units.ToArray());
    }

    [Fact]
    public void A_score_of_zero_has_nothing_to_share()
    {
        SmallTree model = SmallTree.Neuralize(new ForestParameters(
            Features, 1, [2, -2, -2], [0, 0, 0], [1, -1, -1], [2, -1, -1], [5, 0, 10], [0]));
        Explanation why = model.Explain(new float[Features], Target.Class(0).With(Seed.One));

        Assert.All(why.Relevance.ToArray(), r => Assert.Equal(0, r));
        Assert.Equal(1, why.Ledger.Dropped);
    }

    [Fact]
    public void A_path_of_many_thousand_nodes_is_no_problem()
    {
        // Node 2 i splits by feature 0 at -i; its right child is a leaf, and its left one the next split.
        const int Depth = 50_000;
        int[] nodes = [.. Enumerable.Range(0, (2 * Depth) + 1)];
        SmallTree model = SmallTree.Neuralize(new ForestParameters(
            Features, 1, new int[nodes.Length], [.. nodes.Select(n => -n / 2.0)],
            [.. nodes.Select(n => n % 2 == 0 && n < 2 * Depth ? n + 2 : -1)],
            [.. nodes.Select(n => n % 2 == 0 && n < 2 * Depth ? n + 1 : -1)],
            [.. nodes.Select(n => (double)n)], [0]));

        Assert.Equal(2 * Depth, model.Score([-2f * Depth, 0, 0, 0, 0]));
        Assert.Equal(1, model.Score([1, 0, 0, 0, 0]));
        Assert.Equal(2 * Depth, model.Explain([-2f * Depth, 0, 0, 0, 0]).Relevance.Span[0]);
    }

    [Theory]
    [InlineData("left", 0, 0, "'decisionTree1.left' is 0 at element 0, a node reached before; expected trees")]
    [InlineData("left", 0, 2, "'decisionTree1.left' is 2 at element 0, a node reached before; expected trees")]
    [InlineData("right", 0, 3, "'decisionTree1.right' is 3 at element 0; expected a node from 0 to 2, or -1 left and right of a leaf")]
    [InlineData("right", 0, 1.5, "'decisionTree1.right' is 1.5 at element 0; expected a node from 0 to 2")]
    [InlineData("left", 0, -1, "'decisionTree1.left' is -1 at element 0; expected a node from 0 to 2")]
    [InlineData("right", 1, 1e300, "'decisionTree1.right' is 1E+300 at element 1; expected a node from 0 to 2")]
    [InlineData("feature", 0, 5, "'decisionTree1.feature' is 5 at node 0, which has children; expected whole numbers from 0 to 4")]
    [InlineData("feature", 0, 0.5, "'decisionTree1.feature' is 0.5 at node 0, which has children; expected whole numbers from 0 to 4")]
    [InlineData("roots", 0, 7, "'decisionTree1.roots' is 7 at element 0; expected a node from 0 to 2")]
    [InlineData("roots", 0, -1, "'decisionTree1.roots' is -1 at element 0; expected a node from 0 to 2")]
    public void Files_that_hold_no_trees_are_refused(string tensor, int at, double value, string message)
    {
        var tensors = new Dictionary<string, double[]>
        {
            ["feature"] = [2, -2, -2], ["threshold"] = [0, 0, 0], ["left"] = [1, -1, -1], ["right"] = [2, -1, -1],
            ["roots"] = [0], ["base"] = [0],
        };
        tensors[tensor][at] = value;
        var exception = Assert.Throws<WeightsException>(() => SmallTree.Load(Dynamic.WeightFiles.InMemory(
        [
            .. tensors.Select(entry => HeadTensors.Vector($"decisionTree1.{entry.Key}", entry.Value)),
            HeadTensors.Matrix("decisionTree1.value", [[5], [0], [10]]),
        ])));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    // The oracle's units are splits, and those of the model are trees: a tree has what its leaf says.
    private static void AssertAgrees(Forest forest, double[] x, int output, Explanation actual)
    {
        NeonResult expected = forest.ByValue(x, output);
        double weight = forest.IsMean ? 1.0 / forest.Roots.Length : 1;
        double[] noBase = new double[forest.Base.Length];
        double[] trees = [.. forest.Roots.Select(root =>
            (forest with { Roots = [root], IsMean = false, Base = noBase }).Predict(x)[output] * weight)];
        HeadComparison.AssertAgrees(expected with { UnitRelevance = trees }, actual);
    }
}
