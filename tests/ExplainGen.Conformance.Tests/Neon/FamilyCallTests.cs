using ExplainGen.Neon;
using ExplainGen.TestKit;

namespace ExplainGen.Conformance.Tests.Neon;

/// <summary>Families whose inputs are computed one by one keep the contract of all models: no allocation, batches, several targets.</summary>
public sealed class FamilyCallTests
{
    private static readonly double[][] s_points = RandomPoints.Normal(1, 60, 6);
    private static readonly int[] s_labels = [.. Enumerable.Range(0, 60).Select(n => n % 3)];
    private static readonly Target[] s_targets = [Target.Class(0), Target.Class(2), Target.Contrast(1, 2)];

    [Fact]
    public void Calls_with_a_workspace_allocate_nothing()
    {
        MahalanobisDetector distance = MahalanobisDetector.Neuralize(
            new MahalanobisParameters(new double[7], RandomPoints.Flat(RandomMatrices.Precision(2, 7))));
        PcaInputDetector error = PcaInputDetector.Neuralize(
            new PcaParameters(new double[7], RandomPoints.Flat(RandomMatrices.Orthonormal(3, 3, 7))));
        SoftmaxClassifier linear = SoftmaxClassifier.Neuralize(
            new LinearModelParameters(7, RandomPoints.Flat(RandomPoints.Normal(4, 4, 7)), new double[4]));
        MeanOfTrees trees = Trees();
        LdaOfFour classes = Classes();
        MeanOfNearest nearest = MeanOfNearest.Neuralize(new KnnParameters(6, RandomPoints.Flat(s_points)));
        VoteOfThree vote = Vote();
        float[] x = RandomPoints.Floats(RandomPoints.Normal(5, 1, 7)[0]), relevance = new float[7], scores = new float[4];
        using Workspace forDistance = distance.CreateWorkspace(), forError = error.CreateWorkspace(), forLinear = linear.CreateWorkspace();
        using Workspace forTrees = trees.CreateWorkspace(), forClasses = classes.CreateWorkspace();
        using Workspace forNearest = nearest.CreateWorkspace(), forVote = vote.CreateWorkspace();

        Assert.Equal(0, SteadyState.Allocation(() =>
        {
            for (int i = 0; i < 10; i++)
            {
                distance.Explain(x, Target.Top, relevance, forDistance);
                distance.Gradient(x, Target.Top, relevance, forDistance);
                error.Explain(x, Target.Top, relevance, forError);
                error.Gradient(x, Target.Top, relevance, forError);
                linear.Explain(x, Target.Top, relevance, forLinear);
                linear.Gradient(x, Target.Top, relevance, forLinear);
                trees.Predict(x.AsSpan(0, 5), scores.AsSpan(0, 3), forTrees);
                trees.Explain(x.AsSpan(0, 5), Target.Top, relevance.AsSpan(0, 5), forTrees);
                classes.Explain(x.AsSpan(0, 5), Target.Top, relevance.AsSpan(0, 5), forClasses);
                classes.Gradient(x.AsSpan(0, 5), Target.Top, relevance.AsSpan(0, 5), forClasses);
                nearest.Explain(x.AsSpan(0, 6), Target.Top, relevance.AsSpan(0, 6), forNearest);
                nearest.Gradient(x.AsSpan(0, 6), Target.Top, relevance.AsSpan(0, 6), forNearest);
                vote.Explain(x.AsSpan(0, 6), Target.Top, relevance.AsSpan(0, 6), forVote);
                vote.Gradient(x.AsSpan(0, 6), Target.Top, relevance.AsSpan(0, 6), forVote);
            }
        }));
    }

    [Fact]
    public void Several_targets_share_a_forward_pass()
    {
        MeanOfTrees trees = Trees();
        LdaOfFour classes = Classes();
        VoteOfThree vote = Vote();
        float[] x = RandomPoints.Floats(RandomPoints.Normal(5, 1, 6)[0]);
        using Workspace forTrees = trees.CreateWorkspace(), forClasses = classes.CreateWorkspace(), forVote = vote.CreateWorkspace();
        float[] ofTrees = new float[15], ofClasses = new float[15], ofVote = new float[18];

        trees.Explain(x.AsSpan(0, 5), s_targets, ofTrees, forTrees);
        classes.Explain(x.AsSpan(0, 5), s_targets, ofClasses, forClasses);
        vote.Explain(x, s_targets, ofVote, forVote);

        for (int t = 0; t < s_targets.Length; t++)
        {
            Assert.Equal(trees.Explain(x.AsSpan(0, 5), s_targets[t]).Relevance.ToArray(), ofTrees[(5 * t)..(5 * (t + 1))]);
            Assert.Equal(classes.Explain(x.AsSpan(0, 5), s_targets[t]).Relevance.ToArray(), ofClasses[(5 * t)..(5 * (t + 1))]);
            Assert.Equal(vote.Explain(x, s_targets[t]).Relevance.ToArray(), ofVote[(6 * t)..(6 * (t + 1))]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_batch_gives_what_single_calls_give(int threads)
    {
        VoteOfThree vote = Vote();
        MeanOfTrees trees = Trees();
        double[][] points = RandomPoints.Normal(6, 33, 6);
        float[] six = [.. points.SelectMany(RandomPoints.Floats)], five = [.. points.SelectMany(p => RandomPoints.Floats(p[..5]))];
        float[] ofVote = new float[six.Length], ofTrees = new float[five.Length];

        vote.ExplainBatch(six, Target.Top, ofVote, threads);
        trees.ExplainBatch(five, Target.Top, ofTrees, threads);

        for (int i = 0; i < points.Length; i++)
        {
            Assert.Equal(vote.Explain(six.AsSpan(6 * i, 6)).Relevance.ToArray(), ofVote[(6 * i)..(6 * (i + 1))]);
            Assert.Equal(trees.Explain(five.AsSpan(5 * i, 5)).Relevance.ToArray(), ofTrees[(5 * i)..(5 * (i + 1))]);
        }
    }

    private static MeanOfTrees Trees() =>
        MeanOfTrees.Neuralize(RandomForests.Parameters(RandomForests.Of(1, 10, 5, 5, 3, isMean: true), 5));

    private static LdaOfFour Classes() => LdaOfFour.Neuralize(new LdaParameters(
        5, new double[4], RandomPoints.Flat(RandomPoints.Normal(7, 4, 5)), RandomPoints.Flat(RandomMatrices.Precision(8, 5))));

    private static VoteOfThree Vote() => VoteOfThree.Neuralize(new KnnParameters(6, RandomPoints.Flat(s_points), s_labels));
}
