using ExplainGen.Benchmarks.Networks;
using ExplainGen.TestKit.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace ExplainGen.Benchmarks.Peers;

/// <summary>
/// A network in ONNX Runtime as its users are told to run it fast: all graph optimizations, spinning threads, input and output bound to
/// memory once.
/// </summary>
internal sealed class OnnxNetwork : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _options = new();
    private readonly OrtValue _input;
    private readonly OrtValue _output;

    /// <summary>Makes a session for one batch size.</summary>
    /// <param name="inputs">One input behind the other; read at every run, so it must stay as it is.</param>
    /// <param name="batch">How many inputs.</param>
    /// <param name="threads">Threads of one run, the caller's included.</param>
    public OnnxNetwork(NetworkCase network, RandomWeights weights, float[] inputs, int batch, int threads)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        _session = new InferenceSession(OnnxWriter.Write(network.Graph, name => weights.Find(name)!, batch), options);
        Logits = new float[batch * network.Metadata.OutputCount];
        _input = OrtValue.CreateTensorValueFromMemory(inputs, Dimensions(batch, network.Metadata.InputShape));
        _output = OrtValue.CreateTensorValueFromMemory(Logits, Dimensions(batch, network.Metadata.OutputShape));
        _binding = _session.CreateIoBinding();
        _binding.BindInput(OnnxWriter.Input, _input);
        _binding.BindOutput(OnnxWriter.Output, _output);
    }

    /// <summary>What the last run said.</summary>
    public float[] Logits { get; }

    /// <summary>The version of the native library.</summary>
    public static string Version => OrtEnv.Instance().GetVersionString();

    /// <summary>Runs the network.</summary>
    public void Forward() => _session.RunWithBinding(_options, _binding);

    /// <summary>Ends the session and its threads.</summary>
    public void Dispose()
    {
        _binding.Dispose();
        _input.Dispose();
        _output.Dispose();
        _options.Dispose();
        _session.Dispose();
    }

    private static long[] Dimensions(int batch, IEnumerable<int> shape) => [batch, .. shape.Select(s => (long)s)];
}
