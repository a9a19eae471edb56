using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using ExplainGen.Files;

namespace ExplainGen.Weights;

/// <summary>
/// Writes safetensors files. The same tensors in the same order give the same bytes. The header is padded with spaces so
/// that the data begins at a multiple of 8, as the format asks of writers.
/// </summary>
public static class SafetensorsWriter
{
    private const int Alignment = 8;
    private const int BufferLength = 1 << 16;

    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Writes a file. It appears under its name complete or not at all: it is written beside it and then renamed, replacing what
    /// was there.
    /// </summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="tensors">The tensors, in the order they are to stand in the file.</param>
    /// <param name="metadata">Free text to store with them, in this order.</param>
    /// <exception cref="ArgumentException">A name occurs twice, is reserved or is not valid Unicode.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(
        string path, IEnumerable<NamedTensor> tensors, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        NamedTensor[] all = Materialize(tensors);
        byte[] header = Header(all, metadata);
        AtomicFile.Write(path, file => Write(file, header, all));
    }

    /// <summary>Writes to a stream, from its position; the stream is not disposed.</summary>
    /// <param name="stream">A writable stream.</param>
    /// <param name="tensors">The tensors, in the order they are to stand in the file.</param>
    /// <param name="metadata">Free text to store with them, in this order.</param>
    /// <exception cref="ArgumentException">A name occurs twice, is reserved or is not valid Unicode.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void Write(
        Stream stream, IEnumerable<NamedTensor> tensors, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        NamedTensor[] all = Materialize(tensors);
        Write(stream, Header(all, metadata), all);
    }

    private static void Write(Stream stream, byte[] header, NamedTensor[] tensors)
    {
        stream.Write(header);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            foreach (NamedTensor tensor in tensors)
            {
                int chunk = BufferLength / tensor.DType.Size();
                for (int start = 0; start < tensor.ElementCount; start += chunk)
                {
                    Span<byte> part = buffer.AsSpan(0, Math.Min(chunk, tensor.ElementCount - start) * tensor.DType.Size());
                    tensor.Read(start, part);
                    stream.Write(part);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static NamedTensor[] Materialize(IEnumerable<NamedTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Safetensors files are written on little-endian machines only.");
        return [.. tensors];
    }

    // The length, the JSON and its padding.
    private static byte[] Header(NamedTensor[] tensors, IEnumerable<KeyValuePair<string, string>>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.GetSpan(SafetensorsHeader.PrefixLength)[..SafetensorsHeader.PrefixLength].Clear();
        buffer.Advance(SafetensorsHeader.PrefixLength);
        using (var json = new Utf8JsonWriter(buffer, s_json))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata);
            WriteTensors(json, tensors);
            json.WriteEndObject();
        }

        int padding = -buffer.WrittenCount & (Alignment - 1);
        buffer.GetSpan(Alignment)[..padding].Fill((byte)' ');
        buffer.Advance(padding);

        int length = buffer.WrittenCount - SafetensorsHeader.PrefixLength;
        if (length > SafetensorsHeader.MaxLength)
            throw new ArgumentException($"A header of {length} bytes exceeds the limit of {SafetensorsHeader.MaxLength}.", nameof(tensors));
        byte[] header = buffer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)length);
        return header;
    }

    private static void WriteMetadata(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, string>>? metadata)
    {
        if (metadata is null)
            return;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string key, string value) in metadata)
        {
            if (keys.Count == 0)
                json.WriteStartObject(SafetensorsHeader.MetadataName);
            if (!keys.Add(key))
                throw new ArgumentException($"Metadata entry {WeightsException.Quote(key)} occurs twice.", nameof(metadata));
            json.WriteString(Encode(key, "metadata entry"), Encode(value, "metadata value"));
        }

        if (keys.Count > 0)
            json.WriteEndObject();
    }

    private static void WriteTensors(Utf8JsonWriter json, NamedTensor[] tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        long offset = 0;
        foreach (NamedTensor tensor in tensors)
        {
            if (tensor.Name == SafetensorsHeader.MetadataName)
                throw new ArgumentException($"The name '{SafetensorsHeader.MetadataName}' is reserved.", nameof(tensors));
            if (!names.Add(tensor.Name))
                throw new ArgumentException($"Tensor {WeightsException.Quote(tensor.Name)} occurs twice.", nameof(tensors));

            json.WriteStartObject(Encode(tensor.Name, "tensor name"));
            json.WriteString("dtype"u8, tensor.DType.Name());
            json.WriteStartArray("shape"u8);
            foreach (int size in tensor.Shape)
                json.WriteNumberValue(size);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets"u8);
            json.WriteNumberValue(offset);
            json.WriteNumberValue(offset += tensor.ByteLength);
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    // The JSON writer would replace what is not valid Unicode, and two names could become one.
    private static JsonEncodedText Encode(string text, string what)
    {
        ArgumentNullException.ThrowIfNull(text, what);
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
                i++;
            else if (char.IsSurrogate(text[i]))
                throw new ArgumentException($"The {what} {WeightsException.Quote(text)} is not valid Unicode.");
        }

        return JsonEncodedText.Encode(text, s_json.Encoder);
    }
}
