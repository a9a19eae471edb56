using System.Buffers.Binary;
using System.Text;
using ExplainGen.TestKit.Oracle;

namespace ExplainGen.TestKit.Goldens;

/// <summary>
/// The constant tensors of an ONNX model, widened to double precision. Reads just enough of the protobuf wire format for that,
/// so that golden networks do not depend on the importer under test.
/// </summary>
public static class OnnxInitializers
{
    private const int ModelGraph = 7;
    private const int GraphInitializer = 5;

    private const int TensorDims = 1;
    private const int TensorDataType = 2;
    private const int TensorFloatData = 4;
    private const int TensorName = 8;
    private const int TensorRawData = 9;

    private const int SinglePrecision = 1;
    private const int HalfPrecision = 10;

    /// <summary>All initializers of half or single precision, by name.</summary>
    /// <exception cref="InvalidDataException">The file is not an ONNX model.</exception>
    public static IReadOnlyDictionary<string, OracleTensor> Read(string path)
    {
        var result = new Dictionary<string, OracleTensor>();
        foreach (WireField model in WireField.Parse(File.ReadAllBytes(path)))
        {
            if (model.Number != ModelGraph)
                continue;
            foreach (WireField graph in WireField.Parse(model.Bytes))
            {
                if (graph.Number == GraphInitializer && ReadTensor(graph.Bytes) is var (name, tensor))
                    result.Add(name, tensor);
            }
        }

        return result;
    }

    private static (string Name, OracleTensor Tensor)? ReadTensor(ReadOnlyMemory<byte> message)
    {
        string name = "";
        long dataType = 0;
        var shape = new List<int>();
        ReadOnlyMemory<byte> data = default;
        foreach (WireField field in WireField.Parse(message))
        {
            switch (field.Number)
            {
                case TensorDims:
                    shape.AddRange(field.Integers().Select(extent => checked((int)extent)));
                    break;
                case TensorDataType:
                    dataType = field.Integers().Single();
                    break;
                case TensorName:
                    name = Encoding.UTF8.GetString(field.Bytes.Span);
                    break;
                case TensorFloatData or TensorRawData:
                    data = field.Bytes;
                    break;
            }
        }

        double[]? values = dataType switch
        {
            SinglePrecision => Decode(data.Span, sizeof(float), bytes => BinaryPrimitives.ReadSingleLittleEndian(bytes)),
            HalfPrecision => Decode(data.Span, 2, bytes => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes)),
            _ => null,
        };
        return values is null ? null : (name, new OracleTensor(values, [.. shape]));
    }

    private delegate double Decoder(ReadOnlySpan<byte> bytes);

    private static double[] Decode(ReadOnlySpan<byte> bytes, int size, Decoder decode)
    {
        var values = new double[bytes.Length / size];
        for (int i = 0; i < values.Length; i++)
            values[i] = decode(bytes.Slice(i * size, size));
        return values;
    }
}
