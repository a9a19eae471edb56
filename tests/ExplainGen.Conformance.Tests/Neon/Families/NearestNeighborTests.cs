using ExplainGen.Neon;
using ExplainGen.TestKit.Oracle.Neon;

namespace ExplainGen.Conformance.Tests.Neon.Families;

/// <summary>Generated models of nearest neighbours against the oracle, and their votes.</summary>
public sealed class NearestNeighborTests
{
    private const int Features = 6, Neighbors = 5;

    /// <summary>Places of the data: at the origin, and where single precision has few digits left between points.</summary>
    public static TheoryData<int, double, double> Places => new()
    {
        { 5, 0, 1 },
        { 300, 0, 1 },
        { 300, 1e4, 1e-2 },
        { 300, 0, 1e-15 },
        { 40, 1e6, 1e6 },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void Distances_agree_with_the_oracle(int count, double center, double deviation)
    {
        double[][] points = Points(count, center, deviation);
        var parameters = new KnnParameters(Features, RandomPoints.Flat(points));
        MeanOfNearest mean = MeanOfNearest.Neuralize(parameters);
        FifthNearest fifth = FifthNearest.Neuralize(parameters);
        foreach (double[] x in Inputs(points, center, deviation))
        {
            Explanation why = mean.Explain(RandomPoints.Floats(x));
            HeadComparison.AssertAgrees(NearestNeighbors.OutlierByMean(x, points, Neighbors), why);
            Assert.All(why.Relevance.ToArray(), r => Assert.True(r >= 0));
            HeadComparison.AssertAgrees(NearestNeighbors.OutlierByKth(x, points, Neighbors), fifth.Explain(RandomPoints.Floats(x)));
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Votes_agree_with_the_oracle(int count, double center, double deviation)
    {
        double[][] points = Points(Math.Max(count, 40), center, deviation);
        int[] three = Labels(points.Length, 3), two = [.. three.Select(label => label == 2 ? 1 : 0)];
        VoteOfTwo pair = VoteOfTwo.Neuralize(Parameters(points, two));
        VoteOfThree model = VoteOfThree.Neuralize(Parameters(points, three));
        SmoothedVote smoothed = SmoothedVote.Neuralize(Parameters(points, three));
        NearestDecides nearest = NearestDecides.Neuralize(Parameters(points, three));
        int shared = 0;
        foreach (double[] x in Inputs(points, center, deviation))
        {
            NeonResult one = NearestNeighbors.Classifier(x, points, two, 2, Neighbors, target: 1);
            shared += AssertAgrees(one with { Scores = [one.Scores[1]] }, pair.Explain(RandomPoints.Floats(x))) ? 1 : 0;
            for (int c = 0; c < 3; c++)
            {
                Target target = Target.Class(c);
                AssertAgrees(
                    NearestNeighbors.Classifier(x, points, three, 3, Neighbors, c), model.Explain(RandomPoints.Floats(x), target));
                AssertAgrees(
                    NearestNeighbors.Classifier(x, points, three, 3, Neighbors, c, eta: 1, window: 2),
                    smoothed.Explain(RandomPoints.Floats(x), target));
                AssertAgrees(
                    NearestNeighbors.Classifier(x, points, three, 3, 1, c, eta: 0), nearest.Explain(RandomPoints.Floats(x), target));
            }
        }

        // Far from points that are close together no digit tells distances apart.
        Assert.InRange(shared, 7, 9);
    }

    [Fact]
    public void The_positive_score_is_that_of_the_majority()
    {
        double[][] points = Points(200, 0, 1);
        int[] labels = Labels(points.Length, 3);
        VoteOfThree model = VoteOfThree.Neuralize(Parameters(points, labels));
        int undecided = 0;
        foreach (double[] x in RandomPoints.Normal(5, 300, Features))
        {
            int[] votes = NearestNeighbors.Votes(x, points, labels, 3, Neighbors);
            float[] scores = model.Predict(RandomPoints.Floats(x)).ToArray();
            Assert.Equal(votes.Select(v => 2 * v > Neighbors), scores.Select(score => score > 0));
            undecided += votes.Max() * 2 < Neighbors ? 1 : 0;
        }

        Assert.InRange(undecided, 1, 299);
    }

    [Fact]
    public void They_are_equivalent_to_the_originals()
    {
        double[][] points = Points(200, 0, 1);
        float[] inputs = [.. Inputs(points, 0, 1).SelectMany(RandomPoints.Floats)];

        EquivalenceCertificate distance = MeanOfNearest.Neuralize(new KnnParameters(Features, RandomPoints.Flat(points))).Certify(inputs);
        EquivalenceCertificate vote = VoteOfThree.Neuralize(Parameters(points, Labels(points.Length, 3))).Certify(inputs);

        Assert.InRange(distance.LargestRelativeDifference, 0, 1e-6);
        Assert.InRange(distance.LargestUnattributed, 0, 1e-6);
        Assert.InRange(vote.LargestRelativeDifference, 0, 1e-6);
    }

    [Fact]
    public void Of_points_at_one_distance_the_first_one_is_nearer()
    {
        double[][] points = [.. RandomPoints.Normal(6, 4, Features), .. Enumerable.Repeat(RandomPoints.Normal(7, 1, Features)[0], 40)];
        FifthNearest model = FifthNearest.Neuralize(new KnnParameters(Features, RandomPoints.Flat(points)));

        HeadComparison.AssertAgrees(
            NearestNeighbors.OutlierByKth(points[40], points, Neighbors), model.Explain(RandomPoints.Floats(points[40])));

        double[] x = RandomPoints.Normal(7, 1, Features, center: 100)[0];
        Explanation why = model.Explain(RandomPoints.Floats(x));
        NeonResult expected = NearestNeighbors.OutlierByKth(x, points, Neighbors);
        HeadComparison.AssertAgrees(expected, why);
        Assert.Single(why.Units.ToArray(), unit => unit != 0);
    }

    [Fact]
    public void Equal_distances_on_both_sides_have_nothing_to_share()
    {
        double[][] points = [.. Enumerable.Repeat(RandomPoints.Normal(8, 1, Features)[0], 6)];
        VoteOfTwo model = VoteOfTwo.Neuralize(Parameters(points, [0, 1, 0, 1, 0, 1]));

        Explanation why = model.Explain(new float[Features], Target.Class(0).With(Seed.One));

        Assert.Equal(0, why.Logits.Span[0]);
        Assert.All(why.Relevance.ToArray(), r => Assert.Equal(0, r));
        Assert.Equal(1, why.Ledger.Dropped);
    }

    [Fact]
    public void A_contrast_is_the_difference_of_two_explanations()
    {
        double[][] points = Points(100, 0, 1);
        VoteOfThree model = VoteOfThree.Neuralize(Parameters(points, Labels(points.Length, 3)));
        float[] x = RandomPoints.Floats(RandomPoints.Normal(9, 1, Features)[0]);

        Explanation both = model.Explain(x, Target.Contrast(0, 2));
        Explanation first = model.Explain(x, Target.Class(0)), second = model.Explain(x, Target.Class(2));

        for (int i = 0; i < Features; i++)
            Assert.Equal(first.Relevance.Span[i] - second.Relevance.Span[i], both.Relevance.Span[i], 1e-4f);
        for (int n = 0; n < points.Length; n++)
            Assert.Equal(first.Units.Span[n] - second.Units.Span[n], both.Units.Span[n], 1e-4f);
        HeadComparison.AssertConserves(both);
    }

    [Fact]
    public void Gradients_are_those_of_the_scores()
    {
        double[][] points = Points(100, 0, 1);
        double[] x = RandomPoints.Normal(10, 1, Features)[0];
        int[] labels = Labels(points.Length, 3);
        var parameters = new KnnParameters(Features, RandomPoints.Flat(points));

        HeadGradient.AssertIsThatOf(
            MeanOfNearest.Neuralize(parameters), MeanOfNearest.Metadata, x, 0,
            v => NearestNeighbors.OutlierByMean(v, points, Neighbors).Scores[0]);
        HeadGradient.AssertIsThatOf(
            FifthNearest.Neuralize(parameters), FifthNearest.Metadata, x, 0,
            v => NearestNeighbors.OutlierByKth(v, points, Neighbors).Scores[0]);
        HeadGradient.AssertIsThatOf(
            VoteOfThree.Neuralize(Parameters(points, labels)), VoteOfThree.Metadata, x, 1,
            v => NearestNeighbors.Classifier(v, points, labels, 3, Neighbors, 1).Scores[1]);
        HeadGradient.AssertIsThatOf(
            SmoothedVote.Neuralize(Parameters(points, labels)), SmoothedVote.Metadata, x, 1,
            v => NearestNeighbors.Classifier(v, points, labels, 3, Neighbors, 1, window: 2).Scores[1]);
    }

    [Fact]
    public void Too_few_points_are_refused()
    {
        double[][] points = Points(4, 0, 1);
        var few = Assert.Throws<Weights.WeightsException>(
            () => MeanOfNearest.Neuralize(new KnnParameters(Features, RandomPoints.Flat(points))));
        var alone = Assert.Throws<Weights.WeightsException>(() => VoteOfTwo.Neuralize(Parameters(points, [0, 0, 1, 0])));
        var label = Assert.Throws<Weights.WeightsException>(() => VoteOfTwo.Neuralize(Parameters(points, [0, 2, 1, 0])));

        Assert.Contains(
            "'knnOutlier1.points' has 4 points; expected at least as many as neighbours, 5", few.Message, StringComparison.Ordinal);
        Assert.Contains(
            "'knnClassifier1.labels' has 1 points of class 1; expected at least (k + 1) / 2 = 3 on either side of a vote of 5",
            alone.Message, StringComparison.Ordinal);
        Assert.Contains(
            "'knnClassifier1.labels' is 2 at element 1; expected whole numbers from 0 to 1", label.Message, StringComparison.Ordinal);
    }

    // Of coordinates that single precision does not hold, one in four twice.
    private static double[][] Points(int count, double center, double deviation)
    {
        double[][] points =
            [.. RandomPoints.Normal(1, count, Features).Select(row => row.Select(v => center + (deviation * v)).ToArray())];
        return [.. points.Select((row, n) => n % 4 == 3 ? points[n - 1] : row)];
    }

    // A point that is there twice is of one class.
    private static int[] Labels(int count, int classes)
    {
        int[] labels = [.. RandomPoints.Uniform(2, count, 0, classes).Select(v => (int)v)];
        return [.. labels.Select((label, n) => n % 4 == 3 ? labels[n - 1] : label)];
    }

    private static KnnParameters Parameters(double[][] points, int[] labels) => new(Features, RandomPoints.Flat(points), labels);

    // At a score of 0 there is nothing to share, though the oracle says what of each point cancels.
    private static bool AssertAgrees(NeonResult expected, Explanation actual)
    {
        if (expected.Seed != 0)
        {
            HeadComparison.AssertAgrees(expected, actual);
            return true;
        }

        Assert.Equal(0, actual.Ledger.Seeded);
        Assert.All(actual.Relevance.ToArray().Concat(actual.Units.ToArray()), r => Assert.Equal(0, r));
        HeadComparison.AssertConserves(actual);
        return false;
    }

    // Among the points, at one of them, and far.
    private static double[][] Inputs(double[][] points, double center, double deviation) =>
    [
        .. RandomPoints.Normal(3, 6, Features, deviation, center),
        [.. points[0].Select(v => (double)(float)v)],
        .. RandomPoints.Normal(4, 2, Features, deviation: 1e6),
    ];
}
