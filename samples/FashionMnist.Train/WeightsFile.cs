using System.Globalization;
using ExplainGen.Weights;
using static TorchSharp.torch;

namespace FashionMnist.Train;

/// <summary>Saves a trained network for ExplainGen.</summary>
internal static class WeightsFile
{
    /// <summary>Writes the network's state under PyTorch's names, with a note of where it comes from.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    internal static void Save(FashionNetModule net, double accuracy, TrainingOptions options)
    {
        IEnumerable<NamedTensor> tensors = net.state_dict().Select(entry => ToNamed(entry.Key, entry.Value));
        SafetensorsWriter.Write(options.Out, tensors, new Dictionary<string, string>
        {
            ["model"] = "FashionNet",
            ["dataset"] = "Fashion-MNIST (Zalando SE), pixels divided by 255",
            ["test_accuracy"] = accuracy.ToString("f4", CultureInfo.InvariantCulture),
            ["epochs"] = options.Epochs.ToString(CultureInfo.InvariantCulture),
            ["seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
            ["license"] = "MIT",
        });
    }

    private static NamedTensor ToNamed(string name, Tensor values) =>
        NamedTensor.Create(name, [.. values.shape.Select(size => checked((int)size))], values.data<float>().ToArray());
}
