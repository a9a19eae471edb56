using System.Text.Json;
using ExplainGen.TestKit.Oracle;
using ExplainGen.Weights;

namespace ExplainGen.TestKit.Goldens;

/// <summary>Named tensors of a golden file, widened to double precision.</summary>
public sealed class GoldenTensors
{
    private readonly Func<string, OracleTensor?> _find;
    private readonly Func<string, bool> _isDouble;

    private GoldenTensors(Func<string, OracleTensor?> find, Func<string, bool> isDouble) => (_find, _isDouble) = (find, isDouble);

    /// <summary>Opens a safetensors file.</summary>
    public static GoldenTensors Open(string path)
    {
        SafetensorsFile file = SafetensorsFile.Open(path);
        return new GoldenTensors(
            name =>
            {
                if (!file.TryGet(name, out TensorEntry? entry))
                    return null;
                OracleTensor tensor = OracleTensor.Zeros([.. entry.Shape]);
                entry.CopyTo(tensor.Values);
                return tensor;
            },
            name => file.TryGet(name, out TensorEntry? entry) && entry.DType == DType.F64);
    }

    /// <summary>Tensors written into a JSON file: an object of <c>{"shape": [...], "values": [...]}</c>.</summary>
    public static GoldenTensors Inline(JsonElement tensors) => new(
        name => tensors.TryGetProperty(name, out JsonElement entry)
            ? new OracleTensor(entry.GetProperty("values").Doubles(), entry.GetProperty("shape").Integers())
            : null,
        _ => true);

    /// <exception cref="KeyNotFoundException">There is no such tensor.</exception>
    public OracleTensor this[string name] => Find(name) ?? throw new KeyNotFoundException($"No tensor '{name}'.");

    public OracleTensor? Find(string name) => _find(name);

    /// <summary>Whether the tensor is stored in double precision.</summary>
    public bool IsDouble(string name) => _isDouble(name);
}
