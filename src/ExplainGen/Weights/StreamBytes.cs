namespace ExplainGen.Weights;

/// <summary>
/// Reads a safetensors file from a stream of unknown length. Buffers grow with what has arrived, so a header that promises
/// gigabytes costs nothing until they come.
/// </summary>
internal static class StreamBytes
{
    private const int FirstBuffer = 1 << 20;

    /// <summary>Reads the length and the JSON that follows it.</summary>
    public static byte[] ReadHeader(Stream stream, string file)
    {
        Span<byte> prefix = stackalloc byte[SafetensorsHeader.PrefixLength];
        int read = stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false);
        int length = SafetensorsHeader.ReadLength(prefix[..read], file);
        byte[] json = Read(stream, length, out int found);
        return found == length ? json : throw SafetensorsHeader.Truncated(file, length, found);
    }

    /// <summary>Reads the data that follows the header, and makes sure that it ends there.</summary>
    public static byte[] ReadData(Stream stream, SafetensorsHeader header, string file)
    {
        if (header.DataLength > Array.MaxLength)
        {
            string limit = $"a stream is read up to {Array.MaxLength}, a file opened by its path has no limit";
            throw new WeightsException(file, $"the tensors take {header.DataLength} bytes; {limit}");
        }

        byte[] data = Read(stream, (int)header.DataLength, out int found);
        header.CheckDataLength(found);
        if (stream.ReadByte() >= 0)
            header.CheckDataLength(header.DataLength + 1);
        return data;
    }

    private static byte[] Read(Stream stream, int length, out int found)
    {
        byte[] bytes = new byte[Math.Min(length, FirstBuffer)];
        found = 0;
        while (true)
        {
            int read = stream.ReadAtLeast(bytes.AsSpan(found), bytes.Length - found, throwOnEndOfStream: false);
            found += read;
            if (found < bytes.Length || bytes.Length == length)
                return bytes;
            Array.Resize(ref bytes, (int)Math.Min(length, 2L * bytes.Length));
        }
    }
}
