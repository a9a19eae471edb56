using ExplainGen.Cli;
using ExplainGen.Onnx.Source;

namespace ExplainGen.Onnx.Tests.Neon;

/// <summary>The classes of models that are no networks, as people read them, and what the tool makes of the files.</summary>
public sealed class ModelClassTests
{
    private static readonly float[] s_centroids = ModelFiles.Numbers(6, 1);

    [Fact]
    public void A_model_alone_has_no_network_around_it()
    {
        ImportedNetwork network = ModelRuntime.Import(
            ModelFiles.Start(2, 13).KMeans(s_centroids, ModelFiles.Norms(s_centroids, 3), 3), new OnnxImportOptions { Stiffness = 1 });
        string source = ClassWriter.Write(network, new ClassOptions
        {
            ClassName = "Clusters", WeightsFile = "clusters.safetensors", Origin = "clusters.onnx",
            Explainers = ["[Lrp(Composite.EpsilonPlus)]"],
        });
        Assert.Equal(
            """
            using ExplainGen;

            /// <summary>
            /// Imported from clusters.onnx, written by tests: 1 layer, 7 weights.
            /// The score of a cluster is the squared distance to the nearest other centroid less that to its own.
            /// </summary>
            [KMeans(Features = 2, Clusters = 3)]
            [Lrp(Composite.EpsilonPlus)]
            [Weights("clusters.safetensors")]
            public sealed partial class Clusters;

            """,
            source);
    }

    [Fact]
    public void A_model_behind_a_scaler_is_a_layer_of_a_network()
    {
        ImportedNetwork network = ModelRuntime.Import(ModelFiles.Start(2, 13)
            .Model("s", "Scaler", "x", ("offset", new[] { 0.5f }), ("scale", new[] { 2f, 1 }))
            .KMeans(s_centroids, ModelFiles.Norms(s_centroids, 3), 3, "s"));
        string source = ClassWriter.Write(network, new ClassOptions { ClassName = "Clusters" });
        Assert.Contains("[Network(2)]\n[BatchNorm(Epsilon = 0), KMeans(Clusters = 3)]\n", source, StringComparison.Ordinal);
        Assert.DoesNotContain(source.Split('\n'), line => line.Length > 140);
    }

    [Fact]
    public async Task The_tool_imports_inspects_explains_and_compares()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("explaingen");
        TextWriter console = Console.Out;
        using var printed = new StringWriter();
        try
        {
            Console.SetOut(printed);
            string model = Path.Combine(folder.FullName, "outliers.onnx"), values = Path.Combine(folder.FullName, "values.csv");
            await File.WriteAllBytesAsync(model, ModelFiles.Start(3)
                .Model("s", "Scaler", "x", ("offset", new[] { 0.5f }), ("scale", new[] { 2f, 1, 0.5f }))
                .OneClassSvm(new OneClassSvmData(3, 4), "s").ToArray());
            await File.WriteAllTextAsync(values, "a,b,c\n0.1,0.2,0.3\n4,5,6\n");
            Assert.Equal(0, await Tool.Run(["import", model, "--out", folder.FullName, "--class", "Outliers"]));
            string source = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "Outliers.cs"));
            Assert.Contains("OneClassSvm", source, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(folder.FullName, "outliers.safetensors")));
            Assert.Contains("The score says how far out an input lies", printed.ToString(), StringComparison.Ordinal);

            // Three vectors of three features with a weight each, gamma and rho, and four numbers a feature of the scaler.
            printed.GetStringBuilder().Clear();
            Assert.Equal(0, await Tool.Run(["inspect", model, "--json"]));
            Assert.Contains("\"weights\": 30", printed.ToString(), StringComparison.Ordinal);
            string explained = Path.Combine(folder.FullName, "explained"), compared = Path.Combine(folder.FullName, "compared");
            Assert.Equal(0, await Tool.Run(["explain", model, "--values", values, "--out", explained]));
            Assert.True(File.Exists(Path.Combine(explained, "index.html")));
            Assert.DoesNotContain("100.0 %", printed.ToString(), StringComparison.Ordinal);
            Assert.Equal(0, await Tool.Run(["compare", model, "--values", values, "--out", compared]));
            Assert.True(File.Exists(Path.Combine(compared, "index.html")));
        }
        finally
        {
            Console.SetOut(console);
            folder.Delete(recursive: true);
        }
    }
}
