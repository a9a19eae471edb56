using ExplainGen.Cli.Compiling;
using ExplainGen.Onnx.Source;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ExplainGen.Onnx.Tests.Models;

/// <summary>Runs a file in ONNX Runtime and as the class that it is imported as.</summary>
internal static class RuntimeComparison
{
    /// <summary>The class of an imported file, compiled and loaded.</summary>
    public static CompiledModel Compile(ImportedNetwork network, params string[] explainers)
    {
        string source = ClassWriter.Write(network, new ClassOptions { ClassName = "Imported", Explainers = [.. explainers] });
        return ModelCompiler.Compile(source, "Imported").Load(network.Weights);
    }

    /// <summary>What ONNX Runtime computes of an input, whatever the type of its numbers.</summary>
    public static float[] Run(byte[] file, ImportedNetwork network, float[] input, int[] axes)
    {
        // Nodes as they are: when optimized, products with quantized weights are themselves computed in integers.
        using var options = new SessionOptions
        {
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
        };
        using var session = new InferenceSession(file, options);
        Type type = session.InputMetadata[network.InputName].ElementType;
        NamedOnnxValue value = type == typeof(Float16) ? Of(v => (Float16)v)
            : type == typeof(byte) ? Of(v => (byte)v)
            : type == typeof(int) ? Of(v => (int)v)
            : type == typeof(long) ? Of(v => (long)v)
            : Of(v => v);
        using var results = session.Run([value], [network.OutputName]);
        return results[0].ElementType == TensorElementType.Float16
            ? [.. results[0].AsEnumerable<Float16>().Select(v => (float)v)]
            : [.. results[0].AsEnumerable<float>()];

        NamedOnnxValue Of<T>(Converter<float, T> convert) =>
            NamedOnnxValue.CreateFromTensor(network.InputName, new DenseTensor<T>(Array.ConvertAll(input, convert), axes));
    }

    /// <summary>A network's input or output with its axes as the file has them.</summary>
    /// <param name="values">The elements as the network has them.</param>
    /// <param name="shape">The size of each axis of the network.</param>
    /// <param name="order">For each axis of the file, that of the network.</param>
    /// <param name="axes">The axes in the file, the batch axis included.</param>
    public static float[] AsInFile(float[] values, int[] shape, IReadOnlyList<int> order, out int[] axes)
    {
        int[] file = [.. order.Select(axis => shape[axis])];
        axes = [1, .. file];
        var written = new float[values.Length];
        for (int place = 0; place < written.Length; place++)
        {
            int[] index = new int[shape.Length];
            for (int i = file.Length - 1, rest = place; i >= 0; rest /= file[i--])
                index[order[i]] = rest % file[i];
            written[place] = values[index.Zip(shape).Aggregate(0, (at, pair) => at * pair.Second + pair.First)];
        }

        return written;
    }

    /// <summary>The largest difference as a part of the largest value.</summary>
    public static double Difference(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = expected.Max(v => Math.Abs((double)v));
        return expected.Zip(actual, (a, b) => Math.Abs((double)a - b)).Max() / Math.Max(largest, float.Epsilon);
    }

    /// <summary>Probabilities from logits.</summary>
    public static float[] Softmax(float[] logits)
    {
        double most = logits.Max();
        double[] exponentials = Array.ConvertAll(logits, v => Math.Exp(v - most));
        double sum = exponentials.Sum();
        return Array.ConvertAll(exponentials, e => (float)(e / sum));
    }
}
