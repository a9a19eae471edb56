using System.Globalization;
using ExplainGen.Onnx.Files;

namespace ExplainGen.Onnx.Reading;

/// <summary>Reads the tensors of an ONNX file (TensorProto).</summary>
internal static class TensorReader
{
    /// <summary>In <c>data_location</c>: the elements lie in another file.</summary>
    private const long External = 1;

    internal static OnnxTensor Read(ReadOnlyMemory<byte> bytes)
    {
        var tensor = new OnnxTensor();
        List<long> axes = [], integers = [];
        var reals = new List<float>();
        var doubles = new List<double>();
        var external = new Dictionary<string, string>(StringComparer.Ordinal);
        bool isExternal = false;
        var reader = new WireReader(bytes);
        while (reader.MoveNext())
        {
            switch (reader.Field)
            {
                case 1: reader.AddIntegersTo(axes); break;
                case 2: tensor = tensor with { Type = (OnnxDataType)reader.Integer }; break;
                case 4: reader.AddRealsTo(reals); break;
                case 5 or 7 or 11: reader.AddIntegersTo(integers); break;
                case 8: tensor = tensor with { Name = reader.Text }; break;
                case 9: tensor = tensor with { Raw = reader.Bytes }; break;
                case 10: reader.AddDoublesTo(doubles); break;
                case 13:
                    (string key, string value) = EntryReader.Read(reader.Bytes);
                    external[key] = value;
                    break;
                case 14: isExternal = reader.Integer == External; break;
            }
        }

        return tensor with
        {
            Axes = [.. axes],
            Integers = [.. integers],
            Reals = [.. reals],
            Doubles = [.. doubles],
            External = isExternal ? ReadExternal(external) : null,
        };
    }

    private static OnnxExternalData ReadExternal(Dictionary<string, string> entries)
    {
        return new OnnxExternalData(entries.GetValueOrDefault("location", ""), Number("offset") ?? 0, Number("length"));

        long? Number(string key)
        {
            if (!entries.TryGetValue(key, out string? text))
                return null;
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                ? number
                : throw new WireFormatException($"the {key} of external data is no number");
        }
    }
}
