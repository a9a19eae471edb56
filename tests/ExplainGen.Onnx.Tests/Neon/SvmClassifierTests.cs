using ExplainGen.Cli.Compiling;
using ExplainGen.Onnx.Tests.Building;

namespace ExplainGen.Onnx.Tests.Neon;

/// <summary>Support vector classifiers score what ONNX Runtime decides.</summary>
public sealed class SvmClassifierTests
{
    private const int Features = 4;

    private static readonly int[] s_two = [5, 7], s_three = [4, 6, 3], s_four = [3, 2, 4, 3];

    public static TheoryData<int[]> Counts => [s_two, s_three, s_four];

    [Theory]
    [MemberData(nameof(Counts))]
    public void Scores_are_log_ratios_of_the_parts_of_decisions(int[] counts)
    {
        var svm = new SvmData(Features, counts, "RBF");
        byte[] file = svm.Write(ModelFiles.Start(Features)).ToArray();
        ImportedNetwork network = ModelRuntime.Import(file);
        Assert.Equal("RbfSvm", Assert.Single(network.Declaration.Layers).Kind);
        CompiledModel model = ModelRuntime.Compile(network);
        (int First, int Second)[] pairs = [.. svm.Pairs];
        byte[][] positive = [.. pairs.Select(p => svm.Part(p.First, p.Second, true))];
        byte[][] negative = [.. pairs.Select(p => svm.Part(p.First, p.Second, false))];
        foreach (float[] x in ModelRuntime.Inputs(Features, 15, 1.2f))
        {
            var ratios = new double[counts.Length, counts.Length];
            float[] decisions = ModelRuntime.Run(file, "scores", x);
            for (int p = 0; p < pairs.Length; p++)
            {
                double plus = ModelRuntime.Run(positive[p], "part", x)[0], minus = ModelRuntime.Run(negative[p], "part", x)[0];
                ratios[pairs[p].First, pairs[p].Second] = Math.Log(plus / minus);
                ratios[pairs[p].Second, pairs[p].First] = -Math.Log(plus / minus);

                // The parts are those of the decision, of which two classes have a column each.
                Assert.Equal(plus - minus, counts.Length == 2 ? decisions[1] : decisions[p], 1e-5);
            }

            double[] expected = counts.Length == 2 ? [ratios[0, 1]] : [.. Enumerable.Range(0, counts.Length).Select(
                c => Enumerable.Range(0, counts.Length).Where(k => k != c).Min(k => ratios[c, k]))];
            float[] scores = model.Predict(x);
            ModelRuntime.AssertNear(expected, scores, 1e-5);
            ModelRuntime.AssertConserves(model, x);
            int label = (int)ModelRuntime.Run(file, "label", x)[0];
            if (counts.Length == 2)
                Assert.Equal(label, scores[0] > 0 ? 0 : 1);
            else if (scores.Max() > 0)
                Assert.Equal(label, Array.IndexOf(scores, scores.Max()));
        }
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void Linear_kernels_become_weights(int[] counts)
    {
        var svm = new SvmData(Features, counts, "LINEAR");
        byte[] file = svm.Write(ModelFiles.Start(Features)).ToArray();
        ImportedNetwork network = ModelRuntime.Import(file);
        Assert.Equal("LinearSvm", Assert.Single(network.Declaration.Layers).Kind);
        CompiledModel model = ModelRuntime.Compile(network);
        foreach (float[] x in ModelRuntime.Inputs(Features, 20, 1.2f))
        {
            float[] decisions = ModelRuntime.Run(file, "scores", x), scores = model.Predict(x);

            // Of two classes the second column is the decision for the first class, and the score is that for the second.
            ModelRuntime.AssertNear([.. (counts.Length == 2 ? [-decisions[1]] : decisions).Select(d => (double)d)], scores, 1e-5);
            if (counts.Length == 2)
                Assert.Equal((int)ModelRuntime.Run(file, "label", x)[0], scores[0] > 0 ? 1 : 0);
            ModelRuntime.AssertConserves(model, x);
        }
    }

    [Fact]
    public void Probabilities_are_left_to_the_file()
    {
        var svm = new SvmData(Features, s_three, "RBF");
        ImportedNetwork plain = ModelRuntime.Import(svm.Write(ModelFiles.Start(Features)));
        ImportedNetwork platt = ModelRuntime.Import(svm.Write(
            ModelFiles.Start(Features), ("prob_a", new[] { -1f, -2f, -1f }), ("prob_b", new[] { 0f, 0.1f, 0f })));
        Assert.Contains(platt.Notes, note => note.Contains("probabilities", StringComparison.Ordinal));
        Assert.DoesNotContain(plain.Notes, note => note.Contains("probabilities", StringComparison.Ordinal));
        float[] x = ModelRuntime.Inputs(Features, 1, 1).Single();
        Assert.Equal(ModelRuntime.Compile(plain).Predict(x), ModelRuntime.Compile(platt).Predict(x));
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void Votes_of_the_pairs_are_read_as_their_scores(int[] counts)
    {
        OnnxFile file = Votes(new SvmData(Features, counts, "RBF"), clarity: 3);
        byte[] bytes = file.ToArray();
        float[] x = ModelRuntime.Inputs(Features, 1, 1).Single();
        Assert.Equal(counts.Length, ModelRuntime.Run(bytes, "votes", x).Length);
        ImportedNetwork network = ModelRuntime.Import(bytes, new OnnxImportOptions { Output = "votes" });
        Assert.Equal("RbfSvm", Assert.Single(network.Declaration.Layers).Kind);
    }

    [Fact]
    public void What_is_nearly_votes_is_not_read_as_scores()
    {
        OnnxFile file = Votes(new SvmData(Features, s_three, "RBF"), clarity: 3.1f);
        OnnxException error = Assert.Throws<OnnxException>(() => ModelRuntime.Import(file, new OnnxImportOptions { Output = "votes" }));
        Assert.Contains("output 'votes' is no known function of the scores 'scores'", error.Message, StringComparison.Ordinal);
    }

    // decision_function_shape="ovr" as skl2onnx spells it.
    private static OnnxFile Votes(SvmData svm, float clarity)
    {
        OnnxFile file = svm.Write(ModelFiles.Start(Features)).Number("one", 1).Number("three", clarity).Number("none", 0)
            .NodeTo("less", "Less", "scores none").NodeTo("lost", "Cast", "less", ("to", 1));
        List<string>[] sums = [.. Enumerable.Range(0, svm.Classes).Select(_ => new List<string>())];
        List<string>[] votes = [.. Enumerable.Range(0, svm.Classes).Select(_ => new List<string>())];
        int pair = 0;
        foreach ((int first, int second) in svm.Pairs)
        {
            file.Long($"i{pair}", pair).Model($"d{pair}", "ArrayFeatureExtractor", $"scores i{pair}").NodeTo($"n{pair}", "Neg", $"d{pair}")
                .Model($"v{pair}", "ArrayFeatureExtractor", $"lost i{pair}").NodeTo($"m{pair}", "Neg", $"v{pair}")
                .NodeTo($"w{pair}", "Add", $"m{pair} one");
            sums[first].Add($"d{pair}");
            sums[second].Add($"n{pair}");
            votes[first].Add($"w{pair}");
            votes[second].Add($"v{pair}");
            pair++;
        }

        for (int c = 0; c < svm.Classes; c++)
            file.NodeTo($"sum{c}", "Sum", string.Join(' ', sums[c])).NodeTo($"vote{c}", "Sum", string.Join(' ', votes[c]));
        string[] all = [.. Enumerable.Range(0, svm.Classes).Select(c => c.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        return file.NodeTo("sums", "Concat", string.Join(' ', all.Select(c => "sum" + c)), ("axis", 1))
            .NodeTo("counts", "Concat", string.Join(' ', all.Select(c => "vote" + c)), ("axis", 1))
            .NodeTo("size", "Abs", "sums").NodeTo("more", "Add", "size one").NodeTo("scale", "Mul", "more three")
            .NodeTo("clear", "Div", "sums scale").NodeTo("votes", "Add", "counts clear").Output("votes");
    }
}
