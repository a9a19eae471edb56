using ExplainGen.Onnx.Lowering.MachineLearning;
using ExplainGen.Onnx.Tests.Building;

namespace ExplainGen.Onnx.Tests.Neon;

/// <summary>What cannot be imported is said in one sentence that names the node and the attribute.</summary>
public sealed class ModelErrorTests
{
    private static readonly OneClassSvmData s_svm = new(3, 4);
    private static readonly SvmData s_classifier = new(3, [2, 1, 2], "RBF");
    private static readonly TreeData s_tree = new(1, 3, 1, 2, 1, isBoosted: false, low: -1, "BRANCH_LEQ");

    /// <summary>The operator, what the message says, and the file.</summary>
    private static readonly (string Operator, string Reason, OnnxFile File)[] s_cases =
    [
        ("SVMRegressor", "coefficients have both signs", OneClass(("coefficients", new[] { 1f, -0.5f, 1, -1.5f }))),
        ("SVMRegressor", "coefficients has 3 entries, where 4", OneClass(("coefficients", new float[3]))),
        ("SVMRegressor", "coefficients are all 0", OneClass(("coefficients", new float[4]))),
        ("SVMRegressor", "support_vectors has 13 entries, where 12", OneClass(("support_vectors", new float[13]))),
        ("SVMRegressor", "support_vectors is NaN at 2", OneClass(("support_vectors", Numbers(12, 2, float.NaN)))),
        ("SVMRegressor", "n_supports is 0", OneClass(("n_supports", 0))),
        ("SVMRegressor", "n_supports is -4", OneClass(("n_supports", -4))),
        ("SVMRegressor", "coefficients has 4 entries, where 4611686018427387904", OneClass(("n_supports", 1L << 62))),
        ("SVMRegressor", "rho has 2 entries, where 1", OneClass(("rho", new float[2]))),
        ("SVMRegressor", "kernel_type is 'LINEAR'; a one-class SVM with the kernel RBF", OneClass(("kernel_type", "LINEAR"))),
        ("SVMRegressor", "kernel_type is 'POLY'", OneClass(("kernel_type", "POLY"))),
        ("SVMRegressor", "kernel_params are left out", OneClass(("kernel_params", Array.Empty<float>()))),
        ("SVMRegressor", "gamma = 0, which must be above 0", OneClass(("kernel_params", new float[3]))),
        ("SVMRegressor", "post_transform is 'LOGISTIC'", OneClass(("post_transform", "LOGISTIC"))),
        ("SVMClassifier", "kernel_type is 'SIGMOID'; the kernels RBF and LINEAR", Classifier(("kernel_type", "SIGMOID"))),
        ("SVMClassifier", "rho has 2 entries, where 3 are expected, one a pair", Classifier(("rho", new float[2]))),
        ("SVMClassifier", "coefficients has 9 entries, where 10", Classifier(("coefficients", new float[9]))),
        ("SVMClassifier", "vectors_per_class has 2 entries, where 3", Classifier(("vectors_per_class", new[] { 3, 2 }))),
        ("SVMClassifier", "vectors_per_class holds -1", Classifier(("vectors_per_class", new[] { 4, -1, 2 }))),
        ("SVMClassifier", "vectors_per_class adds up to 0", Classifier(("vectors_per_class", new int[3]))),
        ("SVMClassifier", "adds up to 3221225472 support vectors",
            Classifier(("vectors_per_class", new[] { 1L << 30, 1L << 30, 1L << 30 }))),
        ("SVMClassifier", "has 1 labels, where two or more", Classifier(("classlabels_ints", new int[1]))),
        ("SVMClassifier", "both classlabels_ints and classlabels_strings", Classifier(("classlabels_strings", new[] { "a", "b", "c" }))),
        ("LinearClassifier", "intercepts has 2 entries, where 3", Linear(3, ("intercepts", new float[2]))),
        ("LinearClassifier", "coefficients has 8 entries, where 9", Linear(3, ("coefficients", new float[8]))),
        ("LinearClassifier", "post_transform is 'SOFTPLUS', which there is not", Linear(3, ("post_transform", "SOFTPLUS"))),
        ("LinearRegressor", "targets is 0", Regression(("targets", 0))),
        ("LinearRegressor", "coefficients has 3 entries, where 6", Regression(("targets", 2))),
        ("LinearRegressor", "coefficients has 3 entries, where 6442450941", Regression(("targets", (long)int.MaxValue))),
        ("LinearRegressor", "post_transform is 'LOGISTIC'", Regression(("post_transform", "LOGISTIC"))),
        ("Scaler", "offset has 2 entries, where 3",
            ModelFiles.Start(3).Model("y", "Scaler", "x", ("offset", new float[2]), ("scale", new float[3]))),
        ("Scaler", "scale has 0 entries", ModelFiles.Start(3).Model("y", "Scaler", "x", ("offset", new float[3]))),
        ("Scaler", "is no vector of features", new OnnxFile().Domain("ai.onnx.ml", 1).Input("x", 1, 2, 3)
            .Model("y", "Scaler", "x", ("offset", new float[1]), ("scale", new float[1]))),
        ("Normalizer", "divides each input by its norm", ModelFiles.Start(3).Model("y", "Normalizer", "x", ("norm", "L2"))),
        ("Imputer", "replaces a number by others", ModelFiles.Start(3).Model("y", "Imputer", "x", ("replaced_value_float", 0f))),
        ("ZipMap", "no scores of a model", ModelFiles.Start(3).NodeTo("a", "Relu", "x").Model("y", "ZipMap", "a")),
        ("ArrayFeatureExtractor", "selects 2 of the 3 features",
            ModelFiles.Start(3).Longs("i", 0, 2).Model("y", "ArrayFeatureExtractor", "x i")),
        ("TreeEnsemble", "no layer or model is known for it", ModelFiles.Start(3).Model("y", "TreeEnsemble", "x")),
        ("Add", "no layer or model is known for it", ModelFiles.Start(3).Model("y", "Add", "x x")),
        ("TreeEnsembleRegressor", "nodes_treeids has 0 entries", Trees(("nodes_treeids", Array.Empty<int>()))),
        ("TreeEnsembleRegressor", "aggregate_function is 'MIN'", Trees(("aggregate_function", "MIN"))),
        ("TreeEnsembleRegressor", "n_targets is -1", Trees(("n_targets", -1))),
        ("TreeEnsembleRegressor", "say 2147483647 numbers each", Trees(("n_targets", (long)int.MaxValue))),
        ("TreeEnsembleRegressor", "base_values has 2 entries, where 1", Trees(("base_values", new float[2]))),
        ("TreeEnsembleRegressor", "nodes_values_as_tensor holds numbers of another precision",
            Trees(("nodes_values_as_tensor", OnnxTensors.Raw("", Files.OnnxDataType.Double, [3], new byte[24])))),
        ("TreeEnsembleRegressor", "nodes_modes is 'BRANCH_EQ' at 0", Small(("nodes_modes", new[] { "BRANCH_EQ", "LEAF", "LEAF" }))),
        ("TreeEnsembleRegressor", "nodes_modes is 'SOMETIMES' at 0", Small(("nodes_modes", new[] { "SOMETIMES", "LEAF", "LEAF" }))),
        ("TreeEnsembleRegressor", "nodes_modes has 2 entries, where 3", Small(("nodes_modes", new[] { "BRANCH_LEQ", "LEAF" }))),
        ("TreeEnsembleRegressor", "nodes_featureids is 3 at 0", Small(("nodes_featureids", new[] { 3, 0, 0 }))),
        ("TreeEnsembleRegressor", "nodes_featureids is -1 at 0", Small(("nodes_featureids", new[] { -1, 0, 0 }))),
        ("TreeEnsembleRegressor", "nodes_truenodeids is 9 at 0", Small(("nodes_truenodeids", new[] { 9, 0, 0 }))),
        ("TreeEnsembleRegressor", "node 2 of tree 0 is reached in two ways", Small(("nodes_truenodeids", new[] { 2, 0, 0 }))),
        ("TreeEnsembleRegressor", "nodes form a cycle", Circle()),
        ("TreeEnsembleClassifier", "base_values has 3 entries, where 1", Trees("class", ("base_values", new float[3]))),
        ("TreeEnsembleClassifier", "base_values stand beside weights of both of two classes",
            Trees("class", ("base_values", new float[2]), ("class_ids", Enumerable.Range(0, s_tree.Leaves).Select(i => i % 2).ToArray()))),
        ("TreeEnsembleClassifier", "class_ids holds 2, where there are 2 outputs",
            Trees("class", ("class_ids", Enumerable.Repeat(2, s_tree.Leaves).ToArray()))),
        ("TreeEnsembleClassifier", "post_transform is 'NORMAL', which there is not", Trees("class", ("post_transform", "NORMAL"))),
        ("TreeEnsembleRegressor", "tree 0 has two roots", Small(("nodes_modes", new[] { "LEAF", "LEAF", "LEAF" }))),
        ("TreeEnsembleRegressor", "has node 1 of tree 0 twice", Small(("nodes_nodeids", new[] { 0, 1, 1 }))),
        ("TreeEnsembleRegressor", "below which there is no number",
            Small(("nodes_modes", new[] { "BRANCH_LT", "LEAF", "LEAF" }), ("nodes_values", new[] { float.MinValue, 0, 0 }))),
        ("TreeEnsembleRegressor", "weights of node 0 of tree 0, which is no leaf", Small(("target_nodeids", new[] { 0, 2 }))),
        ("TreeEnsembleRegressor", "weights of node 1 of tree 0 for output 0 twice", Small(("target_nodeids", new[] { 1, 1 }))),
        ("TreeEnsembleRegressor", "target_ids holds 1, where there are 1 outputs", Small(("target_ids", new[] { 0, 1 }))),
        ("TreeEnsembleRegressor", "target_ids has 1 entries, where 2", Small(("target_ids", new[] { 0 }))),
    ];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, s_cases.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_refused(int index)
    {
        (string op, string reason, OnnxFile file) = s_cases[index];
        OnnxException error = Assert.Throws<OnnxException>(() => ModelRuntime.Import(file));
        Assert.StartsWith("model.onnx: node 'ai.onnx.ml:" + op, error.Message, StringComparison.Ordinal);
        Assert.Contains($"(ai.onnx.ml.{op}, opset 17): ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Two_models_in_one_output_are_refused()
    {
        OnnxFile file = ModelFiles.Start(3).Model("a", "SVMRegressor", "x", s_svm.Attributes)
            .Model("b", "SVMRegressor", "x", s_svm.Attributes).NodeTo("y", "Add", "a b").Output("y");
        OnnxException error = Assert.Throws<OnnxException>(() => ModelRuntime.Import(file));
        Assert.Contains("combines the scores of a model that is no network with other values", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_beside_a_model_is_refused()
    {
        OnnxFile file = ModelFiles.Start(3).Model("a", "SVMRegressor", "x", s_svm.Attributes).Weight("w", 3, 1).NodeTo("b", "MatMul", "x w")
            .NodeTo("y", "Add", "a b").Output("y");
        OnnxException error = Assert.Throws<OnnxException>(() => ModelRuntime.Import(file));
        Assert.Contains("combines the scores of a model that is no network with other values", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_computed_of_a_label_is_refused()
    {
        OnnxFile file = ModelFiles.Start(3).OneClassSvm(s_svm).NodeTo("f", "Cast", "label", ("to", 1)).Weight("w", 1, 2)
            .NodeTo("y", "MatMul", "f w").Output("y");
        OnnxException error = Assert.Throws<OnnxException>(() => ModelRuntime.Import(file, new OnnxImportOptions { Output = "y" }));
        Assert.Contains("computes with the label", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_operator_that_holds_a_model_is_refused_somewhere() =>
        Assert.Empty(MachineLearningTable.Operators.Except(s_cases.Select(c => c.Operator)));

    private static OnnxFile OneClass(params (string Name, object Value)[] more) => ModelFiles.Start(3).OneClassSvm(s_svm, "x", more);

    private static OnnxFile Classifier(params (string Name, object Value)[] more) => s_classifier.Write(ModelFiles.Start(3), more);

    private static OnnxFile Linear(int classes, params (string Name, object Value)[] more) => With(
        "label scores", "LinearClassifier", more, ("coefficients", new float[3 * classes]), ("intercepts", new float[classes]),
        ("classlabels_ints", Enumerable.Range(0, classes).ToArray()));

    private static OnnxFile Regression(params (string Name, object Value)[] more) =>
        With("y", "LinearRegressor", more, ("coefficients", new float[3]), ("targets", 1));

    private static OnnxFile Trees(params (string Name, object Value)[] more) => Trees("target", more);

    private static OnnxFile Trees(string prefix, params (string Name, object Value)[] more) => prefix == "target"
        ? With("y", "TreeEnsembleRegressor", more, [.. s_tree.Attributes(prefix), ("n_targets", 1)])
        : With("label y", "TreeEnsembleClassifier", more, [.. s_tree.Attributes(prefix), ("classlabels_int64s", new[] { 0, 1 })]);

    // A leaf alone, and beside it two splits that lead to each other.
    private static OnnxFile Circle() => Small(
        ("nodes_treeids", new[] { 0, 1, 1, 1, 1 }), ("nodes_nodeids", new[] { 0, 1, 2, 3, 4 }), ("nodes_featureids", new int[5]),
        ("nodes_modes", new[] { "LEAF", "BRANCH_LEQ", "BRANCH_LEQ", "LEAF", "LEAF" }), ("nodes_values", new float[5]),
        ("nodes_truenodeids", new[] { 0, 2, 1, 0, 0 }), ("nodes_falsenodeids", new[] { 0, 3, 4, 0, 0 }));

    // A split and two leaves.
    private static OnnxFile Small(params (string Name, object Value)[] more) => With(
        "y", "TreeEnsembleRegressor", more, ("nodes_treeids", new int[3]), ("nodes_nodeids", new[] { 0, 1, 2 }),
        ("nodes_featureids", new int[3]), ("nodes_modes", new[] { "BRANCH_LEQ", "LEAF", "LEAF" }), ("nodes_values", new float[3]),
        ("nodes_truenodeids", new[] { 1, 0, 0 }), ("nodes_falsenodeids", new[] { 2, 0, 0 }), ("target_treeids", new int[2]),
        ("target_nodeids", new[] { 1, 2 }), ("target_ids", new int[2]), ("target_weights", new[] { 1f, 2 }), ("n_targets", 1));

    private static OnnxFile With(
        string output, string op, (string Name, object Value)[] more, params (string Name, object Value)[] usual) => ModelFiles.Start(3)
        .Model(output, op, "x", [.. usual.Where(a => !more.Any(m => m.Name == a.Name)), .. more]).Output(output.Split(' ')[^1]);

    private static float[] Numbers(int count, int at, float value)
    {
        float[] numbers = new float[count];
        numbers[at] = value;
        return numbers;
    }
}
