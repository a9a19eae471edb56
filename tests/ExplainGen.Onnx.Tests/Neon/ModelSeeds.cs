namespace ExplainGen.Onnx.Tests.Neon;

/// <summary>A small file of each operator, of those that stand before and behind models too.</summary>
internal static class ModelSeeds
{
    private static readonly float[] s_centroids = ModelFiles.Numbers(9, 1);

    /// <summary>The files, whose names begin with the operator.</summary>
    public static IReadOnlyList<(string Name, byte[] File)> All { get; } =
    [
        ("SVMRegressor", ModelFiles.Start(3).Model("s", "Scaler", "x", ("offset", new[] { 0.5f }), ("scale", new[] { 2f, 1, 0.5f }))
            .OneClassSvm(new OneClassSvmData(3, 4), "s").ToArray()),
        ("KMeans", ModelFiles.Start(3, 13).KMeans(s_centroids, ModelFiles.Norms(s_centroids, 3), 3).ToArray()),
        ("SVMClassifier", new SvmData(3, [2, 1, 2], "RBF").Write(ModelFiles.Start(3)).ToArray()),
        ("SVMClassifier: linear", new SvmData(3, [2, 1, 2], "LINEAR").Write(ModelFiles.Start(3)).ToArray()),
        ("LinearClassifier", ModelFiles.Start(3).Model("label raw", "LinearClassifier", "x", ("coefficients", ModelFiles.Numbers(9, 2)),
            ("intercepts", ModelFiles.Numbers(3, 3)), ("post_transform", "SOFTMAX"), ("classlabels_ints", new[] { 0, 1, 2 }))
            .Model("norm", "Normalizer", "raw", ("norm", "L1")).Model("map", "ZipMap", "norm", ("classlabels_int64s", new[] { 0, 1, 2 }))
            .Output("map").ToArray()),
        ("LinearRegressor", ModelFiles.Start(3).Model("m", "Imputer", "x", ("imputed_value_floats", new[] { 1f }),
            ("replaced_value_float", float.NaN)).Longs("all", 0, 1, 2).Model("e", "ArrayFeatureExtractor", "m all")
            .Model("y", "LinearRegressor", "e", ("coefficients", ModelFiles.Numbers(6, 4)), ("targets", 2)).Output("y").ToArray()),
        ("TreeEnsembleRegressor", ModelFiles.Start(3).Model("y", "TreeEnsembleRegressor", "x",
            [.. new TreeData(1, 3, 2, 2, 1, isBoosted: false, low: -1, "BRANCH_LEQ", "BRANCH_GT").Attributes("target"), ("n_targets", 1)])
            .Output("y").ToArray()),
        ("TreeEnsembleClassifier", ModelFiles.Start(3).Model("label scores", "TreeEnsembleClassifier", "x",
            [.. new TreeData(2, 3, 3, 2, 3, isBoosted: true, low: -1, "BRANCH_LEQ").Attributes("class"),
                ("base_values", new[] { 0f, 1, 2 }), ("classlabels_int64s", new[] { 0, 1, 2 })])
            .Output("label", Files.OnnxDataType.Int64).Output("scores").ToArray()),
    ];
}
