namespace ExplainGen.Onnx.Reading;

/// <summary>Reads pairs of texts (StringStringEntryProto).</summary>
internal static class EntryReader
{
    internal static (string Key, string Value) Read(ReadOnlyMemory<byte> bytes)
    {
        string key = "", value = "";
        var reader = new WireReader(bytes);
        while (reader.MoveNext())
        {
            if (reader.Field == 1)
                key = reader.Text;
            else if (reader.Field == 2)
                value = reader.Text;
        }

        return (key, value);
    }
}
