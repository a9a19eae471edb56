using ExplainGen.Benchmarks.Measuring;
using ExplainGen.Benchmarks.Networks;

namespace ExplainGen.Benchmarks.Comparison;

/// <summary>What was found of one network with one number of threads and one batch size.</summary>
/// <param name="Timings">Under the names of <see cref="Calls"/>.</param>
/// <param name="TorchError">How far libtorch's logits are from ours; see <see cref="Agreement"/>.</param>
/// <param name="OnnxError">How far ONNX Runtime's logits are from ours.</param>
/// <param name="GradientError">How far libtorch's gradient is from ours; null where it was not taken.</param>
internal sealed record Measurement(
    NetworkCase Network, int Threads, int Batch, Timings Timings, double TorchError, double OnnxError, double? GradientError);

/// <summary>The names of the calls that are measured.</summary>
internal static class Calls
{
    /// <summary>Our forward pass.</summary>
    public const string Forward = "forward";

    /// <summary>The forward pass of libtorch.</summary>
    public const string TorchForward = "libtorch forward";

    /// <summary>The forward pass of ONNX Runtime.</summary>
    public const string OnnxForward = "ONNX Runtime forward";

    /// <summary>Forward pass and gradient of libtorch.</summary>
    public const string TorchGradient = "libtorch gradient";

    /// <summary>Our forward pass and an explainer, or our gradient.</summary>
    public static string Explain(ExplainerInfo explainer) => $"explain {explainer.Name}";
}
