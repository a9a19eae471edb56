using ExplainGen.Weights;

namespace ExplainGen.Benchmarks.Networks;

/// <summary>A network with random weights, in a file and in the generated model.</summary>
internal sealed class LoadedNetwork : IDisposable
{
    private const ulong WeightSeed = 2015, InputSeed = 2016;

    /// <summary>Makes the weights, writes the file, loads the model.</summary>
    public LoadedNetwork(NetworkCase network)
    {
        Case = network;
        Weights = new RandomWeights(network.Graph, WeightSeed);
        WeightsFile = Path.Combine(Path.GetTempPath(), $"explaingen-{network.Name}-{Environment.ProcessId}.safetensors");
        SafetensorsWriter.Write(WeightsFile, Weights.Tensors);
        Model = network.Load(WeightsFile);
    }

    /// <summary>The network.</summary>
    public NetworkCase Case { get; }

    /// <summary>Its weights.</summary>
    public RandomWeights Weights { get; }

    /// <summary>The generated model.</summary>
    public IModelPasses Model { get; }

    /// <summary>Its weights as a safetensors file, deleted on disposal.</summary>
    public string WeightsFile { get; }

    /// <summary>Random inputs within the network's range, one behind the other; the same ones every time.</summary>
    public float[] Inputs(int batch) => new RandomNumbers(InputSeed).Uniform((long)batch * Case.Metadata.InputCount, Case.Low, Case.High);

    /// <summary>Deletes the file.</summary>
    public void Dispose() => File.Delete(WeightsFile);
}
