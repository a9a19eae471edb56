using ExplainGen.Cli.Compiling;
using ExplainGen.Onnx.Tests.Building;
using ExplainGen.Weights;

namespace ExplainGen.Onnx.Tests.Neon;

/// <summary>k-means is recognized by the distances that its nodes compute.</summary>
public sealed class KMeansTests
{
    private const int Features = 6, Clusters = 4;

    private static readonly float[] s_centroids = ModelFiles.Numbers(Clusters * Features, 4, -2, 2);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Scores_are_those_of_the_distances(bool fixedBatch)
    {
        byte[] file = ModelFiles.Start(Features, 13)
            .KMeans(s_centroids, ModelFiles.Norms(s_centroids, Clusters), Clusters, fixedBatch: fixedBatch).ToArray();
        CompiledModel model = ModelRuntime.Compile(ModelRuntime.Import(file));
        foreach (float[] x in ModelRuntime.Inputs(Features, 30, 2))
        {
            double[] squares = Array.ConvertAll(ModelRuntime.Run(file, "scores", x), d => (double)d * d);
            double[] expected = [.. squares.Select((own, c) => squares.Where((_, k) => k != c).Min() - own)];
            float[] scores = model.Predict(x);
            ModelRuntime.AssertNear(expected, scores, 1e-5);
            Assert.Equal((int)ModelRuntime.Run(file, "label", x)[0], Array.IndexOf(scores, scores.Max()));
            ModelRuntime.AssertConserves(model, x);
        }
    }

    [Fact]
    public void Beta_is_that_of_the_centroids_or_the_callers()
    {
        OnnxFile file = ModelFiles.Start(Features, 13).KMeans(s_centroids, ModelFiles.Norms(s_centroids, Clusters), Clusters);
        double mean = 0;
        for (int c = 0; c < Clusters; c++)
        {
            mean += Enumerable.Range(0, Clusters).Where(k => k != c).Min(k => Enumerable.Range(0, Features)
                .Sum(i => Math.Pow((double)s_centroids[k * Features + i] - s_centroids[c * Features + i], 2))) / Clusters;
        }

        ImportedNetwork heuristic = ModelRuntime.Import(file);
        ImportedNetwork given = ModelRuntime.Import(file, new OnnxImportOptions { Stiffness = 0.25f });
        Assert.Equal(1 / mean, Beta(heuristic), 1e-6);
        Assert.Equal(0.25, Beta(given));
        Assert.Contains(heuristic.Notes, note => note.Contains("beta", StringComparison.Ordinal));
        Assert.DoesNotContain(given.Notes, note => note.Contains("beta", StringComparison.Ordinal));
    }

    [Fact]
    public void Scaled_features_and_layers_may_come_before()
    {
        OnnxFile scaled = ModelFiles.Start(Features, 13)
            .Model("s", "Scaler", "x", ("offset", new[] { 0.5f }), ("scale", ModelFiles.Numbers(Features, 8, 0.5f, 2)))
            .KMeans(s_centroids, ModelFiles.Norms(s_centroids, Clusters), Clusters, "s");
        Assert.Equal(["BatchNorm", "KMeans"], ModelRuntime.Import(scaled).Declaration.Layers.Select(l => l.Kind));
        OnnxFile deep = ModelFiles.Start(3, 13).Weight("w", 3, Features).NodeTo("h", "MatMul", "x w").NodeTo("a", "Relu", "h")
            .KMeans(s_centroids, ModelFiles.Norms(s_centroids, Clusters), Clusters, "a");
        byte[] bytes = deep.ToArray();
        ImportedNetwork network = ModelRuntime.Import(bytes);
        Assert.Equal(["Linear", "Relu", "KMeans"], network.Declaration.Layers.Select(l => l.Kind));
        CompiledModel model = ModelRuntime.Compile(network);
        foreach (float[] x in ModelRuntime.Inputs(3, 10, 2))
        {
            double[] squares = Array.ConvertAll(ModelRuntime.Run(bytes, "scores", x), d => (double)d * d);
            ModelRuntime.AssertNear([.. squares.Select((own, c) => squares.Where((_, k) => k != c).Min() - own)], model.Predict(x), 1e-4);
        }
    }

    // What is nearly a distance is none.
    [Theory]
    [InlineData("alpha")]
    [InlineData("norm of one centroid")]
    [InlineData("norms left out")]
    [InlineData("one centroid")]
    [InlineData("no squares of the input")]
    [InlineData("the farthest")]
    [InlineData("similarities")]
    public void What_is_nearly_k_means_is_not_taken(string which)
    {
        float[] norms = ModelFiles.Norms(s_centroids, Clusters), other = [.. norms];
        other[2] *= 1.01f;
        OnnxFile start = ModelFiles.Start(Features, 13);
        OnnxFile file = which switch
        {
            "alpha" => start.KMeans(s_centroids, norms, Clusters, alpha: -1.99f),
            "norm of one centroid" => start.KMeans(s_centroids, other, Clusters),
            "norms left out" => start.KMeans(s_centroids, new float[Clusters], Clusters),
            "one centroid" => start.KMeans(s_centroids[..Features], norms[..1], 1),
            "no squares of the input" => start.Tensor(OnnxTensors.Floats("c", [Clusters, Features], s_centroids))
                .Tensor(OnnxTensors.Floats("n", [Clusters], norms)).NodeTo("p", "Gemm", "x c n", ("alpha", -2f), ("transB", 1))
                .NodeTo("distances", "ReduceSumSquare", "p", ("axes", new[] { 1 }), ("keepdims", 1)).NodeTo("label", "Add", "distances p"),
            "the farthest" => start.KMeans(s_centroids, norms, Clusters).NodeTo("last", "ArgMax", "scores", ("axis", 1)).Output("last"),
            _ => start.KMeans(s_centroids, norms, Clusters).NodeTo("near", "Neg", "scores").NodeTo("last", "Exp", "near").Output("last"),
        };
        string? output = which is "the farthest" or "similarities" ? "last" : null;
        OnnxException error = Assert.Throws<OnnxException>(() => ModelRuntime.Import(file, new OnnxImportOptions { Output = output }));
        Assert.StartsWith("model.onnx: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_goes_on_with_distances_is_no_k_means()
    {
        OnnxFile file = ModelFiles.Start(Features, 13).KMeans(s_centroids, ModelFiles.Norms(s_centroids, Clusters), Clusters)
            .Weight("w", Clusters, 3).NodeTo("y", "MatMul", "scores w").Output("y");
        OnnxException error = Assert.Throws<OnnxException>(() => ModelRuntime.Import(file, new OnnxImportOptions { Output = "y" }));
        Assert.Contains("no known function of the scores 'scores'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Centroids_that_are_the_same_are_refused()
    {
        float[] centroids = [.. s_centroids];
        for (int i = 0; i < Features; i++)
            centroids[Features + i] = centroids[i];
        OnnxFile file = ModelFiles.Start(Features, 13).KMeans(centroids, ModelFiles.Norms(centroids, Clusters), Clusters);
        OnnxException error = Assert.Throws<OnnxException>(() => ModelRuntime.Import(file));
        Assert.Contains("centroid 1 is the same as one before it", error.Message, StringComparison.Ordinal);
    }

    private static double Beta(ImportedNetwork network)
    {
        NamedTensor tensor = Assert.Single(network.Weights, w => w.Name.EndsWith(".beta", StringComparison.Ordinal));
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [tensor]);
        stream.Position = 0;
        using WeightReader reader = WeightReader.FromStream(stream, "beta");
        return reader.Read(tensor.Name, 1)[0];
    }
}
