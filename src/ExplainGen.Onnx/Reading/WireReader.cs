using System.Buffers.Binary;
using System.Text;

namespace ExplainGen.Onnx.Reading;

/// <summary>How a field's value is written.</summary>
internal enum WireType
{
    /// <summary>Seven bits a byte, the lowest first.</summary>
    Varint = 0,

    /// <summary>Eight bytes.</summary>
    Fixed64 = 1,

    /// <summary>A length and as many bytes.</summary>
    Bytes = 2,

    /// <summary>Four bytes.</summary>
    Fixed32 = 5,
}

/// <summary>
/// Walks over the fields of one message in the wire format of protocol buffers. Values are looked at in place: bytes that come out are a
/// part of what went in.
/// </summary>
/// <param name="message">The message.</param>
internal struct WireReader(ReadOnlyMemory<byte> message)
{
    private const int MostVarintBytes = 10;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private int _position;
    private ReadOnlyMemory<byte> _bytes;
    private ulong _number;

    /// <summary>The number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>How its value is written.</summary>
    public WireType Type { get; private set; }

    /// <summary>Goes to the next field; false at the end of the message.</summary>
    /// <exception cref="WireFormatException">The message ends inside a field, or a field is written in no known way.</exception>
    public bool MoveNext()
    {
        if (_position == message.Length)
            return false;
        ulong tag = ReadVarint();
        if (tag > uint.MaxValue || tag >> 3 == 0)
            throw new WireFormatException($"there is no field {tag >> 3}");
        Field = (int)(tag >> 3);
        Type = (WireType)(tag & 7);
        switch (Type)
        {
            case WireType.Varint:
                _number = ReadVarint();
                break;
            case WireType.Fixed64:
                _number = BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)).Span);
                break;
            case WireType.Fixed32:
                _number = BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)).Span);
                break;
            case WireType.Bytes:
                _bytes = Take(ReadVarint());
                break;
            default:
                throw new WireFormatException($"field {Field} is written in way {(int)Type}, which there is not");
        }

        return true;
    }

    /// <summary>The value as an integer.</summary>
    public readonly long Integer => Type == WireType.Varint ? (long)_number : throw Unexpected("an integer");

    /// <summary>The value as a number of single precision.</summary>
    public readonly float Real => Type == WireType.Fixed32 ? BitConverter.UInt32BitsToSingle((uint)_number) : throw Unexpected("a number");

    /// <summary>The value as bytes: a message within the message, or raw data.</summary>
    public readonly ReadOnlyMemory<byte> Bytes => Type == WireType.Bytes ? _bytes : throw Unexpected("bytes");

    /// <summary>The value as text.</summary>
    public readonly string Text
    {
        get
        {
            try
            {
                return s_utf8.GetString(Bytes.Span);
            }
            catch (DecoderFallbackException e)
            {
                throw new WireFormatException($"field {Field} is no valid text", e);
            }
        }
    }

    /// <summary>Appends integers: one, or several packed into the field.</summary>
    public readonly void AddIntegersTo(List<long> values)
    {
        if (Type != WireType.Bytes)
        {
            values.Add(Integer);
            return;
        }

        // Each number ends at a byte whose highest bit is not set: room for all at once, or a growing list takes several times as much.
        int count = 0;
        foreach (byte next in _bytes.Span)
            count += next < 0x80 ? 1 : 0;
        values.EnsureCapacity(values.Count + count);
        var packed = new WireReader(_bytes);
        while (packed._position < _bytes.Length)
            values.Add((long)packed.ReadVarint());
    }

    /// <summary>Appends numbers of single precision: one, or several packed into the field.</summary>
    public readonly void AddRealsTo(List<float> values)
    {
        if (Type != WireType.Bytes)
        {
            values.Add(Real);
            return;
        }

        ReadOnlySpan<byte> packed = Packed(sizeof(float));
        values.EnsureCapacity(values.Count + packed.Length / sizeof(float));
        for (int i = 0; i < packed.Length; i += sizeof(float))
            values.Add(BinaryPrimitives.ReadSingleLittleEndian(packed[i..]));
    }

    /// <summary>Appends numbers of double precision: one, or several packed into the field.</summary>
    public readonly void AddDoublesTo(List<double> values)
    {
        if (Type == WireType.Fixed64)
        {
            values.Add(BitConverter.UInt64BitsToDouble(_number));
            return;
        }

        ReadOnlySpan<byte> packed = Packed(sizeof(double));
        values.EnsureCapacity(values.Count + packed.Length / sizeof(double));
        for (int i = 0; i < packed.Length; i += sizeof(double))
            values.Add(BinaryPrimitives.ReadDoubleLittleEndian(packed[i..]));
    }

    private readonly ReadOnlySpan<byte> Packed(int size) =>
        Bytes.Length % size == 0 ? Bytes.Span : throw new WireFormatException($"field {Field} ends inside a number");

    private readonly WireFormatException Unexpected(string what) => new($"field {Field} holds something else than {what}");

    private ulong ReadVarint()
    {
        ulong value = 0;
        ReadOnlySpan<byte> span = message.Span;
        for (int i = 0; i < MostVarintBytes; i++)
        {
            if (_position == span.Length)
                throw new WireFormatException("it ends inside a number");
            byte next = span[_position++];
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
                return value;
        }

        throw new WireFormatException($"a number takes more than {MostVarintBytes} bytes");
    }

    private ReadOnlyMemory<byte> Take(ulong length)
    {
        if (length > (ulong)(message.Length - _position))
            throw new WireFormatException($"{length} bytes are announced where {message.Length - _position} are left");
        ReadOnlyMemory<byte> taken = message.Slice(_position, (int)length);
        _position += (int)length;
        return taken;
    }
}

/// <summary>Bytes that are no protocol buffers.</summary>
internal sealed class WireFormatException(string problem, Exception? innerException = null) : Exception(problem, innerException);
