using ExplainGen.TestKit;
using ExplainGen.Weights;

namespace ExplainGen.Tests.Weights;

/// <summary>Files that other programs wrote.</summary>
public sealed class SharedSafetensorsTests
{
    [SharedDataFact]
    public void EveryFileOpensAndEveryTensorIsRead()
    {
        string[] paths = Directory.GetFiles(SharedData.Root!, "*.safetensors", SearchOption.AllDirectories);
        Assert.NotEmpty(paths);
        foreach (string path in paths)
        {
            using WeightReader reader = WeightReader.Open(path);
            using WeightReader copied = WeightReader.FromStream(File.OpenRead(path), path);
            Assert.NotEmpty(reader.File.Tensors);
            foreach (TensorEntry tensor in reader.File.Tensors)
            {
                int[] shape = [.. tensor.Shape];
                float[] singles = reader.Read(tensor.Name, shape);
                double[] doubles = reader.ReadDouble(tensor.Name, shape);
                Assert.Equal(singles, Array.ConvertAll(doubles, value => (float)value));
                Assert.Equal(singles, copied.Read(tensor.Name, shape));
            }
        }
    }

    [SharedDataFact]
    public void AModelsStateIsReadWithItsMetadata()
    {
        using WeightReader reader = WeightReader.Open(SharedData.Require("models/resnet20_cifar10.safetensors"));
        Assert.Equal("BSD-2-Clause", reader.File.Metadata["license"]);
        Assert.Equal("conv1.weight", reader.File.Names[0]);
        Assert.Equal(16 * 3 * 3 * 3, reader.View("conv1.weight", 16, 3, 3, 3).Length);
    }
}
