namespace ExplainGen.TestKit.Goldens;

/// <summary>One field of a protobuf message.</summary>
/// <param name="Number">The field's number in the schema.</param>
/// <param name="Varint">The value, where the field is a single integer.</param>
/// <param name="Bytes">The content, where the field is of any other kind.</param>
internal readonly record struct WireField(int Number, long? Varint, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Cuts a message into its fields.</summary>
    /// <exception cref="InvalidDataException">The message is truncated or of an unknown kind.</exception>
    public static IEnumerable<WireField> Parse(ReadOnlyMemory<byte> message)
    {
        for (int position = 0; position < message.Length;)
        {
            long key = ReadVarint(message.Span, ref position);
            int number = (int)(key >> 3);
            int kind = (int)(key & 7);
            if (kind == 0)
            {
                yield return new WireField(number, ReadVarint(message.Span, ref position), default);
                continue;
            }

            long length = kind switch
            {
                1 => sizeof(ulong),
                2 => ReadVarint(message.Span, ref position),
                5 => sizeof(uint),
                _ => throw new InvalidDataException($"Field {number} is of the unknown wire type {kind}."),
            };
            if (length < 0 || length > message.Length - position)
                throw new InvalidDataException($"Field {number} ends after its message.");
            yield return new WireField(number, null, message.Slice(position, (int)length));
            position += (int)length;
        }
    }

    /// <summary>The integers of the field, whether it holds one or a packed list.</summary>
    public IReadOnlyList<long> Integers()
    {
        if (Varint is { } single)
            return [single];
        var result = new List<long>();
        for (int position = 0; position < Bytes.Length;)
            result.Add(ReadVarint(Bytes.Span, ref position));
        return result;
    }

    private static long ReadVarint(ReadOnlySpan<byte> bytes, ref int position)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (position >= bytes.Length)
                throw new InvalidDataException("A number ends after its message.");
            byte next = bytes[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return (long)value;
        }

        throw new InvalidDataException("A number has more than ten bytes.");
    }
}
