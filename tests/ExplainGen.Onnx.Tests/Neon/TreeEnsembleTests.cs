using ExplainGen.Cli.Compiling;

namespace ExplainGen.Onnx.Tests.Neon;

/// <summary>Trees say what ONNX Runtime finds that they say, on thresholds too.</summary>
public sealed class TreeEnsembleTests
{
    private const int Features = 4;

    private static readonly string[] s_orders = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT"];

    [Theory]
    [InlineData(1, 1, "SUM", false, "DecisionTree")]
    [InlineData(1, 2, "SUM", true, "DecisionTree")]
    [InlineData(7, 1, "SUM", false, "RandomForest")]
    [InlineData(7, 3, "AVERAGE", false, "RandomForest")]
    [InlineData(7, 1, "AVERAGE", true, "RandomForest")]
    [InlineData(7, 1, "SUM", true, "GradientBoosting")]
    [InlineData(6, 2, "SUM", true, "GradientBoosting")]
    public void Regressions(int trees, int targets, string aggregate, bool hasBase, string kind)
    {
        var data = new TreeData(51 + trees, Features, trees, 4, targets, isBoosted: false, low: -1, s_orders);
        List<(string, object)> attributes =
            [.. data.Attributes("target"), ("n_targets", targets), ("aggregate_function", aggregate), ("post_transform", "NONE")];
        if (hasBase)
            attributes.Add(("base_values", ModelFiles.Numbers(targets, 52)));
        byte[] file = ModelFiles.Start(Features).Model("y", "TreeEnsembleRegressor", "x", [.. attributes]).Output("y").ToArray();
        CompiledModel model = Load(file, kind);
        foreach (float[] x in OnThresholds(40))
        {
            ModelRuntime.AssertNear([.. ModelRuntime.Run(file, "y", x).Select(v => (double)v)], model.Predict(x), 1e-5);
            ModelRuntime.AssertConserves(model, x);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Comparisons(string mode)
    {
        var data = new TreeData(61, Features, 5, 4, 1, isBoosted: false, low: -1, mode);
        byte[] file = ModelFiles.Start(Features).Model(
            "y", "TreeEnsembleRegressor", "x", [.. data.Attributes("target"), ("n_targets", 1)]).Output("y").ToArray();
        CompiledModel model = Load(file, "RandomForest");
        foreach (float[] x in OnThresholds(60))
            ModelRuntime.AssertNear([ModelRuntime.Run(file, "y", x)[0]], model.Predict(x), 1e-5);
    }

    public static TheoryData<string> Modes => [.. s_orders];

    // RandomForestClassifier: probabilities of each class, of two classes that of the second one alone.
    [Theory]
    [InlineData(2, 1, 1)]
    [InlineData(3, 3, 3)]
    public void Forests_that_classify(int classes, int outputs, int expected)
    {
        var data = new TreeData(71, Features, 9, 4, outputs, isBoosted: false, low: 0, "BRANCH_LEQ");
        float[] weights = [.. ((float[])data.Attributes("class").Single(a => a.Name == "class_weights").Value).Select(w => w / 9)];
        byte[] file = Classifier(data, classes, "NONE", ("class_weights", weights));
        CompiledModel model = Load(file, "RandomForest");
        foreach (float[] x in OnThresholds(30))
        {
            float[] scores = model.Predict(x), found = ModelRuntime.Run(file, "scores", x);
            ModelRuntime.AssertNear([.. found.TakeLast(expected).Select(v => (double)v)], scores, 1e-5);
            ModelRuntime.AssertConserves(model, x);
        }
    }

    // GradientBoostingClassifier: logits, of two classes one.
    [Theory]
    [InlineData(2, "LOGISTIC")]
    [InlineData(3, "SOFTMAX")]
    public void Boosted_trees_that_classify(int classes, string transform)
    {
        int outputs = classes == 2 ? 1 : classes;
        var data = new TreeData(81, Features, 4 * outputs, 3, outputs, isBoosted: true, low: -1, "BRANCH_LEQ");
        byte[] file = Classifier(data, classes, transform, ("base_values", ModelFiles.Numbers(outputs, 82)));
        CompiledModel model = Load(file, "GradientBoosting");
        foreach (float[] x in OnThresholds(30))
        {
            float[] scores = model.Predict(x), found = ModelRuntime.Run(file, "scores", x);
            float[] shown = classes == 2 ? [1 / (1 + MathF.Exp(-scores[0]))] : Models.RuntimeComparison.Softmax(scores);
            ModelRuntime.AssertNear([.. found.TakeLast(outputs).Select(v => (double)v)], shown, 1e-5);
            int best = outputs == 1 ? (scores[0] > 0 ? 1 : 0) : Array.IndexOf(scores, scores.Max());
            Assert.Equal((int)ModelRuntime.Run(file, "label", x)[0], best);
            ModelRuntime.AssertConserves(model, x);
        }
    }

    // x0 <= 0 ? (x1 <= 1 ? 1 : 3) : 8, of which 3 of 4 examples went to the left at the root.
    [Theory]
    [InlineData(false, 5.0, 2.0)]
    [InlineData(true, 3.5, 2.0)]
    public void Inner_nodes_stand_for_the_mean_of_their_children(bool hasRates, double root, double left)
    {
        (string, object)[] attributes =
        [
            ("nodes_treeids", new int[5]), ("nodes_nodeids", new[] { 0, 1, 2, 3, 4 }), ("nodes_featureids", new[] { 0, 1, 0, 0, 0 }),
            ("nodes_modes", new[] { "BRANCH_LEQ", "BRANCH_LEQ", "LEAF", "LEAF", "LEAF" }), ("nodes_values", new[] { 0f, 1, 0, 0, 0 }),
            ("nodes_truenodeids", new[] { 1, 2, 0, 0, 0 }), ("nodes_falsenodeids", new[] { 4, 3, 0, 0, 0 }),
            ("nodes_hitrates", hasRates ? [4f, 3, 1, 1, 1] : Enumerable.Repeat(1f, 5).ToArray()),
            ("target_treeids", new int[3]), ("target_nodeids", new[] { 2, 3, 4 }), ("target_ids", new int[3]),
            ("target_weights", new[] { 1f, 3, 8 }), ("n_targets", 1),
        ];
        CompiledModel model = ModelRuntime.Compile(ModelRuntime.Import(
            ModelFiles.Start(2).Model("y", "TreeEnsembleRegressor", "x", attributes).Output("y")));
        Explanation why = model.Explain(0, [-1f, 2], Target.Top, keepLayers: false);
        ModelRuntime.AssertNear([left - root, 3 - left], why.Relevance.ToArray(), 1e-6);
        Assert.Equal(root, why.Ledger.Bias, 1e-5);
    }

    private static byte[] Classifier(TreeData data, int classes, string transform, params (string Name, object Value)[] more) =>
        ModelFiles.Start(Features).Model(
            "label scores", "TreeEnsembleClassifier", "x",
            [.. data.Attributes("class").Where(a => !more.Any(m => m.Name == a.Name)), .. more, ("post_transform", transform),
                ("classlabels_int64s", Enumerable.Range(0, classes).ToArray())])
            .Output("label", Files.OnnxDataType.Int64).Output("scores").ToArray();

    private static CompiledModel Load(byte[] file, string kind)
    {
        ImportedNetwork network = ModelRuntime.Import(file);
        Assert.Equal(kind, Assert.Single(network.Declaration.Layers).Kind);
        return ModelRuntime.Compile(network);
    }

    // Every other number is one that splits compare with.
    private static IEnumerable<float[]> OnThresholds(int count)
    {
        var random = new Random(91);
        for (int n = 0; n < count; n++)
        {
            yield return [.. Enumerable.Range(0, Features).Select(_ =>
                random.Next(2) == 0 ? random.Next(-4, 5) / 4f : random.NextSingle() * 3 - 1.5f)];
        }
    }
}
