using ExplainGen.Cli.Compiling;

namespace ExplainGen.Onnx.Tests.Neon;

/// <summary>Linear classifiers and regressions score what ONNX Runtime computes, before it makes probabilities of it.</summary>
public sealed class LinearModelTests
{
    private const int Features = 5;

    [Theory]
    [InlineData(2, "NONE", true, "LinearSvm", 1)]
    [InlineData(2, "LOGISTIC", true, "LogisticRegression", 1)]
    [InlineData(2, "LOGISTIC", false, "SoftmaxRegression", 2)]
    [InlineData(2, "SOFTMAX", true, "SoftmaxRegression", 2)]
    [InlineData(2, "NONE", false, "SoftmaxRegression", 2)]
    [InlineData(3, "NONE", false, "LinearSvm", 3)]
    [InlineData(3, "SOFTMAX", false, "SoftmaxRegression", 3)]
    [InlineData(4, "LOGISTIC", false, "SoftmaxRegression", 4)]
    public void Classifiers(int classes, string transform, bool isMirrored, string kind, int outputs)
    {
        float[] weight = ModelFiles.Numbers(classes * Features, 41), bias = ModelFiles.Numbers(classes, 42);
        if (isMirrored)
        {
            for (int i = 0; i < Features; i++)
                weight[i] = -weight[Features + i];
            bias[0] = -bias[1];
        }

        byte[] file = ModelFiles.Start(Features).Model(
            "label raw", "LinearClassifier", "x", ("coefficients", weight), ("intercepts", bias), ("post_transform", transform),
            ("multi_class", classes > 2 ? 1 : 0), ("classlabels_ints", Enumerable.Range(0, classes).ToArray()))
            .Model("scores", "Normalizer", "raw", ("norm", "L1"))
            .Output("label", Files.OnnxDataType.Int64).Output("scores").Output("raw").ToArray();
        ImportedNetwork network = ModelRuntime.Import(file);
        Assert.Equal(kind, Assert.Single(network.Declaration.Layers).Kind);
        Assert.Equal(kind, Assert.Single(ModelRuntime.Import(file, new OnnxImportOptions { Output = "scores" }).Declaration.Layers).Kind);
        CompiledModel model = ModelRuntime.Compile(network);
        foreach (float[] x in ModelRuntime.Inputs(Features, 20, 2))
        {
            float[] scores = model.Predict(x), raw = ModelRuntime.Run(file, "raw", x);
            Assert.Equal(outputs, scores.Length);
            float[] shown = transform switch
            {
                "LOGISTIC" => Array.ConvertAll(scores, s => 1 / (1 + MathF.Exp(-s))),
                "SOFTMAX" => Models.RuntimeComparison.Softmax(scores),
                _ => scores,
            };
            ModelRuntime.AssertNear([.. raw.TakeLast(outputs).Select(v => (double)v)], shown, 1e-5);
            int best = outputs == 1 ? (scores[0] > 0 ? 1 : 0) : Array.IndexOf(scores, scores.Max());
            Assert.Equal((int)ModelRuntime.Run(file, "label", x)[0], best);
            ModelRuntime.AssertConserves(model, x);
        }
    }

    [Fact]
    public void One_row_of_two_classes_is_that_of_the_second_one()
    {
        float[] weight = ModelFiles.Numbers(Features, 43);
        byte[] file = ModelFiles.Start(Features).Model(
            "label raw", "LinearClassifier", "x", ("coefficients", weight), ("intercepts", new[] { 0.2f }), ("post_transform", "LOGISTIC"),
            ("classlabels_strings", new[] { "no", "yes" })).Output("raw").ToArray();
        CompiledModel model = ModelRuntime.Compile(ModelRuntime.Import(file));
        foreach (float[] x in ModelRuntime.Inputs(Features, 10, 2))
            Assert.Equal(ModelRuntime.Run(file, "raw", x)[1], 1 / (1 + Math.Exp(-model.Predict(x)[0])), 1e-5);
    }

    // LinearSVC of two classes: the second column alone is given.
    [Fact]
    public void The_column_of_the_second_class_is_its_score()
    {
        float[] half = ModelFiles.Numbers(Features, 44);
        byte[] file = ModelFiles.Start(Features).Long("second", 1).Model(
            "label raw", "LinearClassifier", "x", ("coefficients", (float[])[.. half.Select(v => -v), .. half]),
            ("intercepts", new[] { -0.3f, 0.3f }), ("post_transform", "NONE"), ("classlabels_ints", new[] { 3, 5 }))
            .Model("scores", "ArrayFeatureExtractor", "raw second").Output("label", Files.OnnxDataType.Int64).Output("scores").ToArray();
        CompiledModel model = ModelRuntime.Compile(ModelRuntime.Import(file, new OnnxImportOptions { Output = "scores" }));
        foreach (float[] x in ModelRuntime.Inputs(Features, 10, 2))
            Assert.Equal(ModelRuntime.Run(file, "scores", x)[0], model.Predict(x)[0], 1e-5);
    }

    [Theory]
    [InlineData(1, "LinearSvm")]
    [InlineData(3, "SoftmaxRegression")]
    public void Regressions(int targets, string kind)
    {
        byte[] file = ModelFiles.Start(Features).Model(
            "y", "LinearRegressor", "x", ("coefficients", ModelFiles.Numbers(targets * Features, 45)),
            ("intercepts", ModelFiles.Numbers(targets, 46)), ("targets", targets)).Output("y").ToArray();
        ImportedNetwork network = ModelRuntime.Import(file);
        Assert.Equal(kind, Assert.Single(network.Declaration.Layers).Kind);
        CompiledModel model = ModelRuntime.Compile(network);
        foreach (float[] x in ModelRuntime.Inputs(Features, 10, 2))
        {
            ModelRuntime.AssertNear([.. ModelRuntime.Run(file, "y", x).Select(v => (double)v)], model.Predict(x), 1e-5);
            ModelRuntime.AssertConserves(model, x);
        }
    }
}
