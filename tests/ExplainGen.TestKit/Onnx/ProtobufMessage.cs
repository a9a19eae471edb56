using System.Runtime.InteropServices;
using System.Text;

namespace ExplainGen.TestKit.Onnx;

/// <summary>
/// A protocol buffers message that is put together field by field and written at once. Large data is referred to, not copied, until
/// then. Wire format: a key (field number times 8 plus wire type) before each value; type 0 is a varint, 2 a length and as many bytes,
/// 5 four bytes.
/// </summary>
public sealed class ProtobufMessage
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

    /// <summary>Adds a number of single precision.</summary>
    public ProtobufMessage Add(int field, float value)
    {
        var bytes = new List<byte>();
        Key(bytes, field, Fixed32);
        bytes.AddRange(BitConverter.GetBytes(value));
        return Append([.. bytes]);
    }

    /// <summary>Adds a text.</summary>
    public ProtobufMessage Add(int field, string value) => Add(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Adds bytes.</summary>
    public ProtobufMessage Add(int field, byte[] value) => Delimit(field, value.Length).Append(value);

    /// <summary>Adds float32 numbers as little-endian bytes.</summary>
    public ProtobufMessage Add(int field, ReadOnlyMemory<float> values)
    {
        long length = (long)values.Length * sizeof(float);
        Delimit(field, length);
        return Append(stream => stream.Write(MemoryMarshal.AsBytes(values.Span)), length);
    }

    /// <summary>Adds a message as it stands now.</summary>
    public ProtobufMessage Add(int field, ProtobufMessage message)
    {
        Delimit(field, message.Length);
        Action<Stream>[] parts = [.. message._parts];
        return Append(stream => Array.ForEach(parts, part => part(stream)), message.Length);
    }

    /// <summary>Adds a field once a value.</summary>
    public ProtobufMessage AddAll(int field, IEnumerable<long> values)
    {
        foreach (long value in values)
            Add(field, value);
        return this;
    }

    /// <summary>Adds a field once a number.</summary>
    public ProtobufMessage AddAll(int field, IEnumerable<float> values)
    {
        foreach (float value in values)
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

    /// <summary>Adds integers packed into one field.</summary>
    public ProtobufMessage AddPacked(int field, IEnumerable<long> values)
    {
        var packed = new List<byte>();
        foreach (long value in values)
            Write(packed, (ulong)value);
        return Add(field, packed.ToArray());
    }

    /// <summary>The message's bytes.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(checked((int)Length));
        using var stream = new MemoryStream(bytes);
        foreach (Action<Stream> part in _parts)
            part(stream);
        return bytes;
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
