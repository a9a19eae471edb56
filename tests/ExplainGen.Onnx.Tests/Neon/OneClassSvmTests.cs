using ExplainGen.Cli.Compiling;
using ExplainGen.Kernels;
using ExplainGen.Neon;
using ExplainGen.Onnx.Tests.Building;
using ExplainGen.Weights;

namespace ExplainGen.Onnx.Tests.Neon;

/// <summary>One-class SVMs score what ONNX Runtime decides.</summary>
public sealed class OneClassSvmTests
{
    private const int Features = 5, Vectors = 12;

    private static readonly OneClassSvmData s_svm = new(Features, Vectors);

    [Fact]
    public void The_score_is_that_of_the_decision()
    {
        byte[] file = ModelFiles.Start(Features).OneClassSvm(s_svm).ToArray();
        ImportedNetwork network = ModelRuntime.Import(file);
        CompiledModel model = ModelRuntime.Compile(network);
        double sum = s_svm.Coefficients.Sum(c => (double)c), threshold = ((IOutlierScore)((INeuralizedModel)model.Passes).Head).Threshold;
        int outliers = 0;
        foreach (float[] x in (float[][])[.. ModelRuntime.Inputs(Features, 20, 1.5f), .. ModelRuntime.Inputs(Features, 20, 0.2f)])
        {
            float decision = Assert.Single(ModelRuntime.Run(file, "scores", x)), score = Assert.Single(model.Predict(x));
            ModelRuntime.AssertNear([-Math.Log((decision - s_svm.Offset) / sum)], [score], 1e-5);
            Assert.Equal(ModelRuntime.Run(file, "label", x)[0] < 0, score > threshold);
            outliers += decision < 0 ? 1 : 0;
            ModelRuntime.AssertConserves(model, x);
        }

        Assert.InRange(outliers, 1, 39);
    }

    [Theory]
    [InlineData("label")]
    [InlineData("scores")]
    public void Either_output_is_explained_by_the_same_class(string output)
    {
        ImportedNetwork network = ModelRuntime.Import(
            ModelFiles.Start(Features).OneClassSvm(s_svm), new OnnxImportOptions { Output = output });
        Assert.Equal("OneClassSvm", Assert.Single(network.Declaration.Layers).Kind);
        Assert.Equal(output, network.OutputName);
    }

    [Fact]
    public void Decisions_of_one_class_are_those_of_the_flag_too()
    {
        byte[] file = ModelFiles.Start(Features).OneClassSvm(s_svm, "x", ("one_class", 1)).ToArray();
        CompiledModel model = ModelRuntime.Compile(ModelRuntime.Import(file));
        double threshold = ((IOutlierScore)((INeuralizedModel)model.Passes).Head).Threshold;
        var found = new HashSet<float>();
        foreach (float[] x in (float[][])[.. ModelRuntime.Inputs(Features, 10, 1.5f, seed: 9), .. ModelRuntime.Inputs(Features, 10, 0.2f)])
        {
            float decision = ModelRuntime.Run(file, "scores", x)[0];
            Assert.Equal(decision < 0, model.Predict(x)[0] > threshold);
            found.Add(decision);
        }

        Assert.Equal([-1, 1], found.Order());
    }

    [Fact]
    public void Vectors_of_no_weight_are_left_out()
    {
        float[] coefficients = [.. s_svm.Coefficients];
        coefficients[0] = coefficients[7] = 0;
        ImportedNetwork network = ModelRuntime.Import(ModelFiles.Start(Features).OneClassSvm(s_svm, "x", ("coefficients", coefficients)));
        NamedTensor vectors = Assert.Single(network.Weights, w => w.Name.EndsWith(".support_vectors", StringComparison.Ordinal));
        Assert.Equal([Vectors - 2, Features], vectors.Shape.ToArray());
    }

    [Fact]
    public void A_scaler_hands_relevance_on_feature_by_feature()
    {
        float[] offset = ModelFiles.Numbers(Features, 6), scale = ModelFiles.Numbers(Features, 7, 0.2f, 3);
        byte[] file = ModelFiles.Start(Features).Model("scaled", "Scaler", "x", ("offset", offset), ("scale", scale))
            .OneClassSvm(s_svm, "scaled").ToArray();
        ImportedNetwork network = ModelRuntime.Import(file);
        Assert.Equal(["BatchNorm", "OneClassSvm"], network.Declaration.Layers.Select(l => l.Kind));
        CompiledModel model = ModelRuntime.Compile(network);
        CompiledModel head = ModelRuntime.Compile(ModelRuntime.Import(ModelFiles.Start(Features).OneClassSvm(s_svm)));
        double sum = s_svm.Coefficients.Sum(c => (double)c);
        foreach (float[] x in ModelRuntime.Inputs(Features, 20, 1.2f))
        {
            double decision = ModelRuntime.Run(file, "scores", x)[0];
            if (decision - s_svm.Offset > 0.05)
                ModelRuntime.AssertNear([-Math.Log((decision - s_svm.Offset) / sum)], model.Predict(x), 1e-4);
            float[] scaled = [.. x.Select((v, i) => (v - offset[i]) * scale[i])];
            float[] expected = head.Explain(0, scaled, Target.Top, false).Relevance.ToArray();
            float[] found = model.Explain(0, x, Target.Top, false).Relevance.ToArray();
            ModelRuntime.AssertNear([.. expected.Select(r => (double)r)], found, 1e-5);
            ModelRuntime.AssertConserves(model, x);
        }
    }

    [Fact]
    public void Scalers_in_a_row_hand_relevance_on()
    {
        OnnxFile file = ModelFiles.Start(Features)
            .Model("a", "Scaler", "x", ("offset", new[] { 0.5f }), ("scale", ModelFiles.Numbers(Features, 7, 0.2f, 3)))
            .Model("b", "Scaler", "a", ("offset", ModelFiles.Numbers(Features, 8)), ("scale", new[] { 2f })).OneClassSvm(s_svm, "b");
        CompiledModel model = ModelRuntime.Compile(ModelRuntime.Import(file));
        foreach (float[] x in ModelRuntime.Inputs(Features, 5, 1))
            ModelRuntime.AssertConserves(model, x);
    }

    [Fact]
    public void Whole_numbers_are_features_as_others_are()
    {
        OnnxFile file = new OnnxFile().Domain("ai.onnx.ml", 1).Input("x", Files.OnnxDataType.Int64, ["N", (long)Features])
            .NodeTo("f", "Cast", "x", ("to", 1)).OneClassSvm(s_svm, "f");
        Assert.Equal("OneClassSvm", Assert.Single(ModelRuntime.Import(file).Declaration.Layers).Kind);
    }

    [Fact]
    public void A_file_without_operators_of_ONNX_itself_need_not_say_their_version()
    {
        OnnxFile file = ModelFiles.Start(Features, operatorSet: 0).Model("scores", "SVMRegressor", "x", s_svm.Attributes).Output("scores");
        Assert.Equal("OneClassSvm", Assert.Single(ModelRuntime.Import(file).Declaration.Layers).Kind);
    }
}
