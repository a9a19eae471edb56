using ExplainGen.Onnx.Files;
using ExplainGen.Onnx.Tests.Building;

namespace ExplainGen.Onnx.Tests.Neon;

/// <summary>
/// Files in the layout that skl2onnx writes scikit-learn's models in: a label first, then scores. Inputs are called x and have a free batch
/// axis.
/// </summary>
internal static class ModelFiles
{
    /// <summary>A file that starts with an input of some features.</summary>
    public static OnnxFile Start(long features, long operatorSet = 17) =>
        new OnnxFile(operatorSet).Domain("ai.onnx.ml", 1).Input("x", OnnxDataType.Float, [(object)"N", features]);

    /// <summary>A node of the domain ai.onnx.ml.</summary>
    public static OnnxFile Model(
        this OnnxFile file, string output, string op, string inputs, params (string Name, object Value)[] attributes) =>
        file.NodeTo(output, "ai.onnx.ml:" + op, inputs, attributes);

    /// <summary>A one-class SVM as OneClassSVM is written: a regression, and the sign of its decision as the label.</summary>
    public static OnnxFile OneClassSvm(
        this OnnxFile file, OneClassSvmData svm, string input = "x", params (string Name, object Value)[] more) => file
        .Model("scores", "SVMRegressor", input, [.. svm.Attributes.Where(a => !more.Any(m => m.Name == a.Name)), .. more])
        .NodeTo("sign", "Sign", "scores").NodeTo("label", "Cast", "sign", ("to", 7)).Output("label", OnnxDataType.Int64).Output("scores");

    /// <summary>k-means as KMeans is written.</summary>
    /// <param name="file">The file so far.</param>
    /// <param name="centroids">The centroids.</param>
    /// <param name="norms">Their squared norms.</param>
    /// <param name="clusters">How many there are.</param>
    /// <param name="input">What is clustered.</param>
    /// <param name="alpha">The factor of the product.</param>
    /// <param name="fixedBatch">Whether the zeros that the product is added to are constant, as for batches of one size.</param>
    public static OnnxFile KMeans(
        this OnnxFile file, float[] centroids, float[] norms, int clusters, string input = "x", float alpha = -2, bool fixedBatch = false)
    {
        file.Tensor(OnnxTensors.Floats("centroids", [clusters, centroids.Length / clusters], centroids))
            .Tensor(OnnxTensors.Floats("norms", [norms.Length], norms)).Tensor(OnnxTensors.Floats("zero", [1], [0]))
            .NodeTo("squares", "ReduceSumSquare", input, ("axes", new[] { 1 }), ("keepdims", 1));
        if (!fixedBatch)
            file.NodeTo("zeros", "Mul", "squares zero");
        return file.NodeTo("product", "Gemm", $"{input} centroids {(fixedBatch ? "zero" : "zeros")}", ("alpha", alpha), ("transB", 1))
            .NodeTo("sum", "Add", "squares product").NodeTo("distances", "Add", "norms sum")
            .NodeTo("label", "ArgMin", "distances", ("axis", 1), ("keepdims", 0)).NodeTo("scores", "Sqrt", "distances")
            .Output("label", OnnxDataType.Int64).Output("scores");
    }

    /// <summary>Squared norms of rows.</summary>
    public static float[] Norms(float[] rows, int count) =>
        [.. rows.Chunk(rows.Length / count).Select(row => (float)row.Sum(v => (double)v * v))];

    /// <summary>Numbers as if they were random.</summary>
    public static float[] Numbers(int count, int seed, float from = -1, float to = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => from + (to - from) * random.NextSingle())];
    }
}

/// <summary>A random one-class SVM.</summary>
internal sealed class OneClassSvmData(int features, int vectors, float gamma = 0.4f)
{
    /// <summary>The weights of the vectors, as large as those of libsvm.</summary>
    public float[] Coefficients { get; } = ModelFiles.Numbers(vectors, 2, 0.1f, 1);

    /// <summary>The vectors.</summary>
    public float[] Vectors { get; } = ModelFiles.Numbers(features * vectors, 3);

    /// <summary>What is added to the sum of kernels.</summary>
    public float Offset => -0.5f * Coefficients.Sum();

    /// <summary>As attributes.</summary>
    public (string Name, object Value)[] Attributes =>
    [
        ("kernel_type", "RBF"), ("kernel_params", new[] { gamma, 0f, 3f }), ("support_vectors", Vectors), ("coefficients", Coefficients),
        ("rho", new[] { Offset }), ("n_supports", vectors), ("post_transform", "NONE"),
    ];
}
