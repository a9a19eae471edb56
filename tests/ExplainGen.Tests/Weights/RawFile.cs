using System.Buffers.Binary;
using System.Text;
using ExplainGen.Weights;

namespace ExplainGen.Tests.Weights;

/// <summary>Safetensors files put together by hand, so that they can be wrong in exactly one way.</summary>
internal static class RawFile
{
    /// <summary>A file of this header, as it is, followed by so many bytes of data (1, 2, 3, ...).</summary>
    public static byte[] Of(string header, int dataLength) => Of(Encoding.UTF8.GetBytes(header), dataLength);

    /// <inheritdoc cref="Of(string, int)"/>
    public static byte[] Of(ReadOnlySpan<byte> header, int dataLength)
    {
        byte[] file = new byte[8 + header.Length + dataLength];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)header.Length);
        header.CopyTo(file.AsSpan(8));
        for (int i = 0; i < dataLength; i++)
            file[8 + header.Length + i] = (byte)(i + 1);
        return file;
    }

    /// <summary>The bytes that the writer makes of these tensors.</summary>
    public static byte[] Written(params NamedTensor[] tensors)
    {
        var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, tensors);
        return stream.ToArray();
    }

    /// <summary>The header of a file, as text.</summary>
    public static string HeaderOf(ReadOnlySpan<byte> file) =>
        Encoding.UTF8.GetString(file.Slice(8, (int)BinaryPrimitives.ReadUInt64LittleEndian(file)));
}
