namespace ExplainGen.Onnx.Tests.Fuzzing;

/// <summary>Damages files: a few changes each, of kinds that real damage and hostile writers make.</summary>
/// <param name="seed">The same seed damages in the same way.</param>
internal sealed class Mutation(int seed)
{
    private const int MostChanges = 4;

    private readonly Random _random = new(seed);

    /// <summary>A damaged copy.</summary>
    public byte[] Of(byte[] file)
    {
        byte[] bytes = file;
        for (int changes = _random.Next(1, MostChanges + 1); changes > 0 && bytes.Length > 0; changes--)
            bytes = Change(bytes);
        return bytes;
    }

    private byte[] Change(byte[] bytes)
    {
        int at = _random.Next(bytes.Length), length = _random.Next(1, Math.Min(40, bytes.Length - at) + 1);
        switch (_random.Next(7))
        {
            case 0:
                return With(bytes, at, (byte)(bytes[at] ^ (1 << _random.Next(8))));
            case 1:
                return With(bytes, at, (byte)_random.Next(256));
            case 2:
                return bytes[..at];
            case 3:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 4:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 5:
                // The byte becomes a number of up to nine more bytes.
                byte[] number = new byte[_random.Next(1, 10)];
                _random.NextBytes(number);
                return [.. bytes[..at], .. number.Select(b => (byte)(b | 0x80)), .. bytes[at..]];
            default:
                // The same, and the length stays: what follows is overwritten.
                byte[] copy = [.. bytes];
                for (int i = at; i < Math.Min(at + _random.Next(1, 6), bytes.Length); i++)
                    copy[i] |= 0x80;
                return copy;
        }
    }

    private static byte[] With(byte[] bytes, int at, byte value)
    {
        byte[] copy = [.. bytes];
        copy[at] = value;
        return copy;
    }
}
