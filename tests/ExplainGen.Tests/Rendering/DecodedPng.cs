using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ExplainGen.Tests.Rendering;

/// <summary>A PNG read back by a decoder that shares nothing with the encoder: every chunk is checked, every row unfiltered.</summary>
internal sealed record DecodedPng(int Width, int Height, byte ColorType, byte[] Palette, byte[] Samples, byte[] Filters, string[] Chunks)
{
    public static DecodedPng Decode(byte[] file)
    {
        Assert.Equal([137, 80, 78, 71, 13, 10, 26, 10], file[..8]);
        var chunks = new List<string>();
        var data = new MemoryStream();
        byte[] header = [];
        byte[] palette = [];
        int at = 8;
        while (at < file.Length)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            string type = Encoding.ASCII.GetString(file, at + 4, 4);
            byte[] body = file[(at + 8)..(at + 8 + length)];
            Assert.Equal(Crc(file.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)));
            chunks.Add(type);
            switch (type)
            {
                case "IHDR":
                    header = body;
                    break;
                case "PLTE":
                    palette = body;
                    break;
                case "IDAT":
                    data.Write(body);
                    break;
            }

            at += length + 12;
        }

        Assert.Equal(file.Length, at);
        Assert.Equal(13, header.Length);
        Assert.Equal(8, header[8]);
        Assert.Equal([0, 0, 0], header[10..]);
        int width = BinaryPrimitives.ReadInt32BigEndian(header);
        int height = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
        int bytes = header[9] switch { 0 or 3 => 1, 2 => 3, 6 => 4, _ => throw new InvalidDataException() };
        data.Position = 0;
        var raw = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionMode.Decompress))
        {
            zlib.CopyTo(raw);
        }

        byte[] rows = raw.ToArray();
        Assert.Equal(height * ((width * bytes) + 1), rows.Length);
        (byte[] samples, byte[] filters) = Unfilter(rows, width * bytes, height, bytes);
        return new DecodedPng(width, height, header[9], palette, samples, filters, [.. chunks]);
    }

    private static (byte[] Samples, byte[] Filters) Unfilter(byte[] rows, int stride, int height, int bytes)
    {
        byte[] samples = new byte[stride * height];
        byte[] filters = new byte[height];
        for (int y = 0; y < height; y++)
        {
            filters[y] = rows[y * (stride + 1)];
            for (int x = 0; x < stride; x++)
            {
                int a = x >= bytes ? samples[(y * stride) + x - bytes] : 0;
                int b = y > 0 ? samples[((y - 1) * stride) + x] : 0;
                int c = x >= bytes && y > 0 ? samples[((y - 1) * stride) + x - bytes] : 0;
                int predicted = filters[y] switch
                {
                    0 => 0,
                    1 => a,
                    2 => b,
                    3 => (a + b) / 2,
                    4 => new[] { a, b, c }.MinBy(candidate => Math.Abs(a + b - c - candidate)),
                    _ => throw new InvalidDataException(),
                };
                samples[(y * stride) + x] = (byte)(rows[(y * (stride + 1)) + 1 + x] + predicted);
            }
        }

        return (samples, filters);
    }

    /// <summary>The check as a division, bit by bit, without a table.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint remainder = 0xffffffff;
        foreach (byte value in bytes)
        {
            remainder ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                remainder = (remainder >> 1) ^ ((remainder & 1) * 0xedb88320);
            }
        }

        return ~remainder;
    }
}
