using ExplainGen.TestKit;
using Microsoft.ML.OnnxRuntime;
using Xunit.Abstractions;

namespace ExplainGen.Onnx.Tests.Models;

/// <summary>InceptionV3 and MobileNetV2 with real weights against ONNX Runtime, where every BatchNorm is a node of its own.</summary>
public sealed class NpmNetworkTests(ITestOutputHelper output)
{
    // The third class: photographs of what may be seen everywhere.
    private const int Neutral = 2;

    public static TheoryData<string> Names => [.. NpmNetwork.All];

    /// <summary>Logits and probabilities, of random inputs and of pictures where there are any.</summary>
    [NpmTheory]
    [MemberData(nameof(Names))]
    public void Outputs_are_those_of_ONNX_Runtime(string name)
    {
        NpmNetwork network = NpmNetwork.Of(name);
        using InferenceSession logits = network.Open(network.Logits), probabilities = network.Open(network.Declared);
        foreach ((string what, float[] input) in Inputs.Random(network).Concat(Inputs.Pictures(network)))
        {
            float[] actual = network.Predict(input);
            double error = RuntimeComparison.Difference(network.Run(logits, input), actual);
            output.WriteLine($"{what}: logits off by {error:g3} of the largest");
            Assert.InRange(error, 0, 1e-5);
            Assert.InRange(
                RuntimeComparison.Difference(network.Run(probabilities, input), RuntimeComparison.Softmax(actual)), 0, 1e-5);
        }
    }

    /// <summary>With another order of colors, another range or layout, pictures would hardly be what they are.</summary>
    [PicturesTheory]
    [MemberData(nameof(Names))]
    public void Pictures_are_neutral(string name)
    {
        NpmNetwork network = NpmNetwork.Of(name);
        foreach ((string what, float[] input) in Inputs.Pictures(network))
        {
            float[] probabilities = RuntimeComparison.Softmax(network.Predict(input));
            output.WriteLine($"{what}: neutral with {probabilities[Neutral]:p1}");
            Assert.True(probabilities[Neutral] > 0.5, $"{what}: neutral with {probabilities[Neutral]:p1} only.");
        }
    }

    /// <summary>A theory that needs the package as well as the reference data's pictures.</summary>
    private sealed class PicturesTheoryAttribute : TheoryAttribute
    {
        public PicturesTheoryAttribute() => Skip = (NpmModels.SkipReason ?? SharedData.SkipReason)!;
    }
}
