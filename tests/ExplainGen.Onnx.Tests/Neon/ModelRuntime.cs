using ExplainGen.Cli.Compiling;
using ExplainGen.Onnx.Reading;
using ExplainGen.Onnx.Source;
using ExplainGen.Onnx.Tests.Building;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ExplainGen.Onnx.Tests.Neon;

/// <summary>Files of models that are no networks, in ONNX Runtime and as the classes that they are imported as.</summary>
internal static class ModelRuntime
{
    private static readonly string[] s_explainer = ["[Lrp(Composite.EpsilonPlus)]"];

    /// <summary>The import of a file.</summary>
    public static ImportedNetwork Import(OnnxFile file, OnnxImportOptions? options = null) => Import(file.ToArray(), options);

    /// <summary>The import of a file.</summary>
    public static ImportedNetwork Import(byte[] file, OnnxImportOptions? options = null) =>
        OnnxImporter.Import(OnnxReader.Read(file, "model.onnx"), "model.onnx", options);

    /// <summary>The imported class, compiled and loaded, with one explainer.</summary>
    public static CompiledModel Compile(ImportedNetwork network, string className = "Imported")
    {
        string source = ClassWriter.Write(network, new ClassOptions { ClassName = className, Explainers = [.. s_explainer] });
        return ModelCompiler.Compile(source, className).Load(network.Weights);
    }

    /// <summary>An output of the file for an input, as ONNX Runtime computes it.</summary>
    public static float[] Run(byte[] file, string output, float[] input)
    {
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(file, options);
        var value = NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(input, [1, input.Length]));
        using var results = session.Run([value], [output]);
        return results[0].ElementType == TensorElementType.Int64
            ? [.. results[0].AsEnumerable<long>().Select(v => (float)v)]
            : [.. results[0].AsEnumerable<float>()];
    }

    /// <summary>Relevance, what biases took and what was dropped add up to the score that was explained.</summary>
    public static void AssertConserves(CompiledModel model, float[] input)
    {
        Explanation why = model.Explain(0, input, Target.Top, keepLayers: false);
        double score = why.Logits.ToArray().Max(), scale = 1 + Math.Abs(score) + why.Relevance.ToArray().Sum(r => Math.Abs((double)r));
        Assert.InRange(why.Sum + why.Ledger.Bias + why.Ledger.Dropped + why.Ledger.Stabilizer - score, -1e-4 * scale, 1e-4 * scale);
    }

    /// <summary>Numbers that differ by little, of the largest of them or of 1.</summary>
    public static void AssertNear(IReadOnlyList<double> expected, IReadOnlyList<float> actual, double tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        double scale = Math.Max(1, expected.Max(Math.Abs));
        for (int i = 0; i < expected.Count; i++)
            Assert.InRange(actual[i], expected[i] - tolerance * scale, expected[i] + tolerance * scale);
    }

    /// <summary>Inputs about the origin.</summary>
    public static IEnumerable<float[]> Inputs(int features, int count, float spread, int seed = 5)
    {
        var random = new Random(seed);
        for (int n = 0; n < count; n++)
            yield return [.. Enumerable.Range(0, features).Select(_ => spread * (random.NextSingle() * 2 - 1))];
    }
}
