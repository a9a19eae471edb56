using ExplainGen.Weights;

namespace ExplainGen.Neon;

/// <summary>
/// The fitted parameters of a model that is no network (a one-class SVM, k-means, ...), as numbers in double precision. They become
/// the weights of the head of the same family: saved as a safetensors file, or read from memory.
/// </summary>
/// <remarks>
/// Matrices are row-major, one row an example, center or class, <see cref="Features"/> numbers a row. Arrays are kept, not copied, and
/// checked once, when the record is made; records are equal when they hold the same arrays.
/// </remarks>
public abstract record NeonParameters
{
    private protected NeonParameters(int features)
    {
        ParameterCheck.Count(features);
        Features = features;
    }

    /// <summary>The number of features of an input, at least 1.</summary>
    public int Features { get; }

    /// <summary>The tensors, stored as F64 so that nothing is lost.</summary>
    /// <param name="layer">The layer's name in the weights file: tensors are called <c>layer.name</c>.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public IEnumerable<NamedTensor> Tensors(string layer)
    {
        ArgumentException.ThrowIfNullOrEmpty(layer);
        return TensorsOf(layer);
    }

    /// <summary>Writes a weights file with these parameters alone, whole or not at all.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="layer">The layer's name in the weights file.</param>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path, string layer) => SafetensorsWriter.Write(path, Tensors(layer));

    /// <summary>The parameters as a generated model reads them, without a file.</summary>
    /// <param name="layer">The layer's name in the weights file.</param>
    /// <returns>A reader that the caller disposes of.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public WeightReader ToReader(string layer)
    {
        var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, Tensors(layer));
        stream.Position = 0;
        return WeightReader.FromStream(stream, $"({GetType().Name} of {WeightsException.Quote(layer)})");
    }

    /// <summary>These parameters beside the weights of the network that they stand behind.</summary>
    /// <param name="layer">The layer's name.</param>
    /// <param name="encoder">The tensors of the network; it may be closed afterwards.</param>
    /// <returns>A reader that the caller disposes of.</returns>
    /// <exception cref="ArgumentException">The name is empty, or the network has tensors of that name already.</exception>
    /// <exception cref="WeightsException">A tensor of the network holds no numbers, or one that is not finite.</exception>
    public WeightReader ToReader(string layer, WeightReader encoder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        IEnumerable<NamedTensor> network = encoder.File.Names.Select(name =>
        {
            encoder.File.TryGet(name, out TensorEntry? tensor);
            return NamedTensor.Create(name, tensor!.Shape.AsSpan(), encoder.Read(name, tensor.Shape.AsSpan()));
        });
        var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [.. network, .. Tensors(layer)]);
        stream.Position = 0;
        return WeightReader.FromStream(stream, $"{encoder.File.FileName} and {GetType().Name} of {WeightsException.Quote(layer)}");
    }

    // By a name that is not empty.
    private protected abstract IEnumerable<NamedTensor> TensorsOf(string layer);

    private protected static NamedTensor Tensor(string layer, string name, double[] values, params ReadOnlySpan<int> shape) =>
        NamedTensor.Create($"{layer}.{name}", shape, values);

    private protected static NamedTensor Tensor(string layer, string name, int[] values, params ReadOnlySpan<int> shape) =>
        Tensor(layer, name, Array.ConvertAll(values, value => (double)value), shape);

    private protected static NamedTensor Scalar(string layer, string name, double value) => Tensor(layer, name, [value], 1);

    private protected NamedTensor Rows(string layer, string name, double[] values) =>
        Tensor(layer, name, values, values.Length / Features, Features);
}
