using ExplainGen.Cli.Compiling;
using ExplainGen.TestKit;

namespace ExplainGen.Onnx.Tests.Models;

/// <summary>Real files, imported, compiled and compared with ONNX Runtime.</summary>
public sealed class SharedModelTests
{
    [SharedDataTheory]
    [InlineData("mnist_cnn.onnx", 1e-3)]
    [InlineData("cifar_cnn.onnx", 1e-3)]
    [InlineData("resnet20_cifar10.onnx", 1e-3)]
    [InlineData("resnet20_cifar10_exporter_raw.onnx", 1e-3)]
    [InlineData("squeezenet1_1_fp16.onnx", 1e-2)]
    [InlineData("magika_v3_3.onnx", 1e-3)]
    [InlineData("bilstm.onnx", 1e-3)]
    public void Outputs_are_those_of_ONNX_Runtime(string name, double tolerance)
    {
        string path = SharedData.Require($"models/{name}");
        OnnxImportOptions? options = name.StartsWith("bilstm", StringComparison.Ordinal) ? new() { InputShape = [1, 40] } : null;
        ImportedNetwork network = OnnxImporter.Import(path, options);
        CompiledModel model = RuntimeComparison.Compile(network);
        var random = new Random(3);
        bool half = name.Contains("fp16", StringComparison.Ordinal);
        for (int round = 0; round < 3; round++)
        {
            int tokens = model.Metadata.TokenCount;
            float[] input = [.. Enumerable.Range(0, model.Metadata.InputCount)
                .Select(_ => tokens > 0 ? random.Next(tokens) : random.NextSingle() * (half ? 200 : 1))];
            if (half)
                input = Array.ConvertAll(input, v => (float)(Half)v);
            float[] expected = RuntimeComparison.Run(File.ReadAllBytes(path), network, input, [1, .. model.Metadata.InputShape]);
            float[] actual = model.Predict(input);
            if (model.Metadata.HasSoftmax)
                actual = RuntimeComparison.Softmax(actual);
            actual = RuntimeComparison.AsInFile(actual, [.. model.Metadata.OutputShape], network.OutputOrder, out _);
            Assert.InRange(RuntimeComparison.Difference(expected, actual), 0, tolerance);
        }
    }
}
