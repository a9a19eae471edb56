using System.Buffers.Binary;
using System.IO.Compression;

namespace FashionMnist.Train;

/// <summary>An array of bytes in the IDX format of the MNIST family: magic number, sizes (big-endian), values in C order.</summary>
/// <param name="Shape">The size of each axis.</param>
/// <param name="Values">As many bytes as the shape says.</param>
internal sealed record IdxFile(int[] Shape, byte[] Values)
{
    private const byte UnsignedBytes = 0x08;
    private const int MaxRank = 4, MaxLength = 1 << 28; // the largest file of the family has 47 million bytes

    /// <summary>Reads a file, decompressed if its name ends in .gz.</summary>
    /// <exception cref="InvalidDataException">The file is truncated, too long, or not an IDX file of bytes.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static IdxFile Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            return Read(file, path);
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        return Read(unzipped, path);
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream, at its magic number.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="InvalidDataException">The stream is truncated, too long, or does not hold an IDX file of bytes.</exception>
    internal static IdxFile Read(Stream stream, string name)
    {
        try
        {
            Span<byte> word = stackalloc byte[4];
            stream.ReadExactly(word);
            int rank = word[3];
            if (word[0] != 0 || word[1] != 0 || word[2] != UnsignedBytes || rank is 0 or > MaxRank)
            {
                throw new InvalidDataException($"{name} begins with {Convert.ToHexString(word)} instead of the magic number of an "
                    + $"IDX file of bytes, 000008 and the number of axes (1 to {MaxRank}).");
            }

            var shape = new int[rank];
            long length = 1;
            for (int axis = 0; axis < rank; axis++)
            {
                stream.ReadExactly(word);
                uint size = BinaryPrimitives.ReadUInt32BigEndian(word);
                length = size > MaxLength ? MaxLength + 1L : length * size;
                if (length > MaxLength)
                    throw new InvalidDataException($"{name} claims more than {MaxLength} values.");
                shape[axis] = (int)size;
            }

            var values = new byte[length];
            stream.ReadExactly(values);
            return stream.ReadByte() < 0
                ? new IdxFile(shape, values)
                : throw new InvalidDataException($"{name} goes on after its {length} values ({string.Join(" x ", shape)}).");
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException($"{name} is truncated.", e);
        }
        catch (InvalidDataException e) when (!e.Message.StartsWith(name, StringComparison.Ordinal)) // of the decompression
        {
            throw new InvalidDataException($"{name} is damaged: {e.Message}", e);
        }
    }

    /// <summary>Writes the file, uncompressed; it appears under its name complete or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    internal void Write(string path)
    {
        var bytes = new byte[4 + 4 * Shape.Length + Values.Length];
        bytes[2] = UnsignedBytes;
        bytes[3] = (byte)Shape.Length;
        for (int axis = 0; axis < Shape.Length; axis++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + 4 * axis), Shape[axis]);
        Values.CopyTo(bytes, 4 + 4 * Shape.Length);

        string temporary = path + ".tmp";
        File.WriteAllBytes(temporary, bytes);
        File.Move(temporary, path, overwrite: true);
    }
}
