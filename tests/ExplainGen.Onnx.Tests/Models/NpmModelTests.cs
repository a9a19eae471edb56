using ExplainGen.Cli.Compiling;
using ExplainGen.TestKit;

namespace ExplainGen.Onnx.Tests.Models;

/// <summary>Files that others trained and publish, imported, compiled and compared with ONNX Runtime.</summary>
public sealed class NpmModelTests
{
    private const int Size = 224;

    /// <summary>
    /// Of detypify-service@0.3.0: a MobileNetV4 whose head reads the pooled channels through a view, whose places a loop over
    /// constants computes.
    /// </summary>
    [NpmFact]
    public void Handwritten_symbols()
    {
        string path = NpmModels.Require("detypify-service/train/model.onnx");
        ImportedNetwork network = OnnxImporter.Import(path);
        CompiledModel model = RuntimeComparison.Compile(network);
        Assert.Equal([1, Size, Size], model.Metadata.InputShape.ToArray());
        Assert.Equal(411, model.Metadata.OutputCount);
        byte[] file = File.ReadAllBytes(path);
        var random = new Random(5);
        var classes = new HashSet<int>();
        float[][] inputs =
        [
            [.. Enumerable.Range(0, Size * Size).Select(_ => random.NextSingle())], Drawing((x, y) => Math.Abs(x - y) < 6),
            Drawing((x, y) => Math.Abs(x - Size / 2) < 5 || Math.Abs(y - Size / 2) < 5),
            Drawing((x, y) => Math.Abs(Math.Sqrt((x - 112) * (x - 112) + (y - 112) * (y - 112)) - 70) < 5),
        ];
        foreach (float[] input in inputs)
        {
            float[] expected = RuntimeComparison.Run(file, network, input, [1, 1, Size, Size]), actual = model.Predict(input);
            Assert.InRange(RuntimeComparison.Difference(expected, actual), 0, 1e-3);
            Assert.Equal(Array.IndexOf(expected, expected.Max()), Array.IndexOf(actual, actual.Max()));
            classes.Add(Array.IndexOf(expected, expected.Max()));
        }

        Assert.Equal(inputs.Length, classes.Count);
    }

    [NpmFact]
    public void A_view_that_moves_nothing_becomes_no_layer()
    {
        ImportedNetwork network = OnnxImporter.Import(NpmModels.Require("detypify-service/train/model.onnx"));
        Assert.Equal(
            ["GlobalAvgPool", "Conv2d", "Relu", "Linear"], network.Declaration.Layers.TakeLast(4).Select(layer => layer.Kind));
    }

    /// <summary>A page with strokes where a condition holds.</summary>
    private static float[] Drawing(Func<int, int, bool> isInk) =>
        [.. Enumerable.Range(0, Size * Size).Select(i => isInk(i % Size, i / Size) ? 1f : 0f)];
}
