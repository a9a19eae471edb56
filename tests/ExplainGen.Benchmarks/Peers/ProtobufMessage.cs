using System.Runtime.InteropServices;
using System.Text;

namespace ExplainGen.Benchmarks.Peers;

/// <summary>
/// A protocol buffers message that is put together field by field and written at once. Large data is referred to, not copied, until
/// then. Wire format: a key (field number times 8 plus wire type) before each value; type 0 is a varint, 2 a length and as many bytes.
/// </summary>
internal sealed class ProtobufMessage
{
    private const int Varint = 0, LengthDelimited = 2, Fixed32 = 5;

    private readonly List<Action<Stream>> _parts = [];

    /// <summary>How many bytes the fields take.</summary>
    public long Length { get; private set; }

    /// <summary>Adds an integer.</summary>
    public ProtobufMessage Add(int field, long value)
    {
        var bytes = new List<byte>();
        Key(bytes, field, Varint);
        Write(bytes, (ulong)value);
        return Append([.. bytes]);
    }

    /// <summary>Adds a float.</summary>
    public ProtobufMessage Add(int field, float value)
    {
        var bytes = new List<byte>();
        Key(bytes, field, Fixed32);
        bytes.AddRange(BitConverter.GetBytes(value));
        return Append([.. bytes]);
    }

    /// <summary>Adds a text.</summary>
    public ProtobufMessage Add(int field, string value)
    {
        byte[] text = Encoding.UTF8.GetBytes(value);
        return Delimit(field, text.Length).Append(text);
    }

    /// <summary>Adds float32 numbers as little-endian bytes.</summary>
    public ProtobufMessage Add(int field, ReadOnlyMemory<float> values)
    {
        long length = (long)values.Length * sizeof(float);
        Delimit(field, length);
        return Append(stream => stream.Write(MemoryMarshal.AsBytes(values.Span)), length);
    }

    /// <summary>Adds a message as it stands now.</summary>
    public ProtobufMessage Add(int field, ProtobufMessage message) =>
        Delimit(field, message.Length).Append(message.WriteTo, message.Length);

    /// <summary>Adds a field once a value.</summary>
    public ProtobufMessage AddAll(int field, IEnumerable<long> values)
    {
        foreach (long value in values)
            Add(field, value);
        return this;
    }

    /// <summary>Adds a field once a text.</summary>
    public ProtobufMessage AddAll(int field, IEnumerable<string> values)
    {
        foreach (string value in values)
            Add(field, value);
        return this;
    }

    /// <summary>The message's bytes.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(checked((int)Length));
        using var stream = new MemoryStream(bytes);
        WriteTo(stream);
        return bytes;
    }

    private void WriteTo(Stream stream)
    {
        foreach (Action<Stream> part in _parts)
            part(stream);
    }

    private ProtobufMessage Delimit(int field, long length)
    {
        var bytes = new List<byte>();
        Key(bytes, field, LengthDelimited);
        Write(bytes, (ulong)length);
        return Append([.. bytes]);
    }

    private ProtobufMessage Append(byte[] bytes) => Append(stream => stream.Write(bytes), bytes.Length);

    private ProtobufMessage Append(Action<Stream> write, long length)
    {
        _parts.Add(write);
        Length += length;
        return this;
    }

    private static void Key(List<byte> bytes, int field, int type) => Write(bytes, ((ulong)field << 3) | (uint)type);

    private static void Write(List<byte> bytes, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
    }
}
