using System.Text;

namespace ExplainGen.Onnx.Tests.Building;

/// <summary>
/// A protocol buffers message that is put together field by field. Wire format: a key (field number times 8 plus wire type) before each
/// value; type 0 is a varint, 1 eight bytes, 2 a length and as many bytes, 5 four bytes.
/// </summary>
internal sealed class ProtobufMessage
{
    private readonly List<byte> _bytes = [];

    /// <summary>Adds an integer.</summary>
    public ProtobufMessage Add(int field, long value) => Key(field, 0).Varint((ulong)value);

    /// <summary>Adds a number of single precision.</summary>
    public ProtobufMessage Add(int field, float value) => Key(field, 5).Append(BitConverter.GetBytes(value));

    /// <summary>Adds a text.</summary>
    public ProtobufMessage Add(int field, string value) => Add(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Adds bytes.</summary>
    public ProtobufMessage Add(int field, byte[] value) => Key(field, 2).Varint((ulong)value.Length).Append(value);

    /// <summary>Adds a message as it stands now.</summary>
    public ProtobufMessage Add(int field, ProtobufMessage message) => Add(field, message.ToArray());

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
        var packed = new ProtobufMessage();
        foreach (long value in values)
            packed.Varint((ulong)value);
        return Add(field, packed);
    }

    /// <summary>The message's bytes.</summary>
    public byte[] ToArray() => [.. _bytes];

    private ProtobufMessage Key(int field, int type) => Varint(((ulong)field << 3) | (uint)type);

    private ProtobufMessage Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
        return this;
    }

    private ProtobufMessage Append(byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }
}
