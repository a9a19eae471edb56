using ExplainGen.Neon;
using ExplainGen.TestKit.Oracle.Neon;

namespace ExplainGen.Conformance.Tests.Neon.Families;

/// <summary>Generated kernel classifiers of several classes, one against one: against the oracle, and how their scores decide.</summary>
public sealed class OneAgainstOneTests
{
    private const int Features = 5, Classes = 4;
    private const double Gamma = 0.3;

    private static readonly int[] s_counts = [3, 5, 2, 4];

    [Fact]
    public void Agrees_with_the_oracle_for_every_class()
    {
        OneAgainstOne machine = Machine(1);
        FourClasses model = Load(machine);
        double eta = Eta(machine);
        foreach (double[] x in (double[][])[.. RandomPoints.Normal(3, 8, Features), .. RandomPoints.Normal(4, 2, Features, deviation: 30)])
        {
            for (int c = 0; c < Classes; c++)
            {
                HeadComparison.AssertAgrees(
                    machine.Explain(x, eta, c), model.Explain(RandomPoints.Floats(x), Target.Class(c)));
            }
        }
    }

    [Fact]
    public void Two_classes_are_one_pair()
    {
        OneAgainstOne machine = Machine(1);
        (double[][] vectors, double[] coefficients) = RbfSvm.Pair(machine.SupportVectors, machine.Coefficients, s_counts, 1, 3);
        var pair = new OneAgainstOne(vectors, [coefficients], [s_counts[1], s_counts[3]], Gamma, [machine.Bias[4]]);
        double[] x = RandomPoints.Normal(3, 1, Features)[0];
        NeonResult expected = RbfSvm.Explain(x, vectors, coefficients, Gamma, machine.Bias[4], 1);
        NeonResult got = pair.Explain(x, 1, 0);

        Assert.Equal([expected.Seed, -expected.Seed], got.Scores);
        for (int i = 0; i < Features; i++)
            Assert.Equal(expected.Relevance[i], got.Relevance[i], 1e-12);
    }

    /// <summary>A class has a positive score exactly when it wins against all others, and is then the one that pairs vote for.</summary>
    [Fact]
    public void A_positive_score_is_a_win_against_all_others()
    {
        int winners = 0, none = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            OneAgainstOne machine = Machine(seed);
            FourClasses model = Load(machine);
            foreach (double[] x in RandomPoints.Normal(1000 + seed, 25, Features))
            {
                int[] votes = machine.Votes(x);
                float[] scores = model.Predict(RandomPoints.Floats(x)).ToArray();
                for (int c = 0; c < Classes; c++)
                    Assert.Equal(votes[c] == Classes - 1, scores[c] > 0);
                bool decides = votes.Contains(Classes - 1);
                if (decides)
                    Assert.Equal(Array.IndexOf(votes, Classes - 1), Winner.Of(scores));
                winners += decides ? 1 : 0;
                none += decides ? 0 : 1;
            }
        }

        Assert.True(winners > 100 && none > 20, $"{winners} inputs have a class that wins all of its pairs, {none} have none.");
    }

    /// <summary>Where no class wins against all others, the largest score need not be that of the most votes.</summary>
    [Fact]
    public void Without_a_win_against_all_others_votes_may_decide_otherwise()
    {
        int otherwise = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            OneAgainstOne machine = Machine(seed);
            FourClasses model = Load(machine);
            foreach (double[] x in RandomPoints.Normal(1000 + seed, 25, Features))
            {
                int[] votes = machine.Votes(x);
                otherwise += votes[Winner.Of(model.Predict(RandomPoints.Floats(x)))] < votes.Max() ? 1 : 0;
            }
        }

        Assert.True(otherwise > 0, "The largest score always had the most votes.");
    }

    [Fact]
    public void A_contrast_is_the_difference_of_two_explanations()
    {
        FourClasses model = Load(Machine(1));
        float[] x = RandomPoints.Floats(RandomPoints.Normal(3, 1, Features)[0]);
        Explanation both = model.Explain(x, Target.Contrast(1, 3));
        Explanation first = model.Explain(x, Target.Class(1)), second = model.Explain(x, Target.Class(3));
        float scale = first.Relevance.ToArray().Concat(second.Relevance.ToArray()).Max(Math.Abs);

        for (int i = 0; i < Features; i++)
            Assert.Equal(first.Relevance.Span[i] - second.Relevance.Span[i], both.Relevance.Span[i], 1e-5f * scale);
        Assert.Equal(first.Ledger.Bias - second.Ledger.Bias, both.Ledger.Bias, 1e-5 * scale);
        HeadComparison.AssertConserves(both);
    }

    [Fact]
    public void Is_equivalent_to_the_original()
    {
        float[] inputs = RandomPoints.Floats(RandomPoints.Flat(RandomPoints.Normal(3, 30, Features)));
        EquivalenceCertificate certificate = Load(Machine(2)).Certify(inputs);

        Assert.True(double.IsFinite(certificate.LargestDifference));
        Assert.InRange(certificate.LargestRelativeDifference, 0, 1e-5);
    }

    [Fact]
    public void The_gradient_is_that_of_the_score()
    {
        OneAgainstOne machine = Machine(1);
        for (int c = 0; c < Classes; c++)
        {
            int target = c;
            HeadGradient.AssertIsThatOf(
                Load(machine), FourClasses.Metadata, RandomPoints.Normal(11, 1, Features)[0], target,
                x => machine.Explain(x, 1, target).Scores[target]);
        }
    }

    private static OneAgainstOne Machine(int seed)
    {
        int vectors = s_counts.Sum();
        int[] classes = [.. s_counts.SelectMany((count, c) => Enumerable.Repeat(c, count))];

        // Positive where the class of a vector comes first in the pair.
        double[] Row(int row) =>
            [.. RandomPoints.Uniform((10 * seed) + row, vectors, 0.05, 1).Select((a, s) => classes[s] <= row ? a : -a)];
        return new OneAgainstOne(
            RandomPoints.Normal(500 + seed, vectors, Features), [.. Enumerable.Range(0, Classes - 1).Select(Row)],
            s_counts, Gamma, RandomPoints.Uniform(900 + seed, 6, -0.5, 0.5));
    }

    private static double Eta(OneAgainstOne machine) => RbfSvm.Eta(Gamma * RandomPoints.MedianSquare(machine.SupportVectors));

    private static FourClasses Load(OneAgainstOne machine) => FourClasses.Neuralize(new RbfSvmParameters(
        Features, RandomPoints.Flat(machine.SupportVectors), RandomPoints.Flat(machine.Coefficients), Gamma, machine.Bias, s_counts));
}
