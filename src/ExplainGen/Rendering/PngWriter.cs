using System.Buffers.Binary;
using System.IO.Compression;
using ExplainGen.Files;

namespace ExplainGen.Rendering;

/// <summary>
/// Encodes a picture as PNG (Portable Network Graphics, third edition, W3C 2025): 8 bits a sample, not interlaced.
/// The same pixels give the same bytes on one version of .NET.
/// </summary>
public sealed class PngWriter
{
    private const byte GrayType = 0;
    private const byte RgbType = 2;
    private const byte PaletteType = 3;
    private const byte RgbaType = 6;

    private readonly byte _colorType;
    private readonly int _bytesPerPixel;
    private readonly byte[] _samples;
    private readonly byte[] _palette;

    private PngWriter(int width, int height, byte colorType, int bytesPerPixel, ReadOnlySpan<byte> samples, byte[] palette, string name)
    {
        int bytes = Guard.PixelBytes(width, height, bytesPerPixel);
        Guard.Length(samples.Length, bytes, $"width * height * {bytesPerPixel} = {width} * {height} * {bytesPerPixel}", name);
        Width = width;
        Height = height;
        _colorType = colorType;
        _bytesPerPixel = bytesPerPixel;
        _samples = samples.ToArray();
        _palette = palette;
    }

    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Pixels a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>A gray picture.</summary>
    /// <param name="width">Pixels a row, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="samples">The gray of every pixel, row after row: width * height bytes.</param>
    /// <returns>The picture, ready to be written.</returns>
    /// <exception cref="ArgumentException">A side is below 1 or the length is wrong.</exception>
    public static PngWriter Gray(int width, int height, ReadOnlySpan<byte> samples) =>
        new(width, height, GrayType, 1, samples, [], nameof(samples));

    /// <summary>A picture in color.</summary>
    /// <param name="width">Pixels a row, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="samples">Red, green, blue of every pixel, row after row: width * height * 3 bytes.</param>
    /// <returns>The picture, ready to be written.</returns>
    /// <exception cref="ArgumentException">A side is below 1 or the length is wrong.</exception>
    public static PngWriter Rgb(int width, int height, ReadOnlySpan<byte> samples) =>
        new(width, height, RgbType, 3, samples, [], nameof(samples));

    /// <summary>A picture in color with transparency.</summary>
    /// <param name="width">Pixels a row, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="samples">
    /// Red, green, blue, alpha of every pixel, row after row: width * height * 4 bytes, the color not multiplied by alpha.
    /// </param>
    /// <returns>The picture, ready to be written.</returns>
    /// <exception cref="ArgumentException">A side is below 1 or the length is wrong.</exception>
    public static PngWriter Rgba(int width, int height, ReadOnlySpan<byte> samples) =>
        new(width, height, RgbaType, 4, samples, [], nameof(samples));

    /// <summary>A picture whose pixels index a palette, so that its colors can be exchanged in the file later.</summary>
    /// <param name="width">Pixels a row, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="indices">The palette index of every pixel, row after row: width * height bytes.</param>
    /// <param name="palette">1 to 256 colors; every index must lie within.</param>
    /// <returns>The picture, ready to be written.</returns>
    /// <exception cref="ArgumentException">
    /// A side is below 1, a length is wrong, or an index points outside the palette.
    /// </exception>
    public static PngWriter Indexed(int width, int height, ReadOnlySpan<byte> indices, ReadOnlySpan<RgbColor> palette)
    {
        if (palette.Length is < 1 or > 256)
        {
            throw new ArgumentException($"Expected a palette of 1..256 colors, found {palette.Length}.", nameof(palette));
        }

        int beyond = palette.Length == 256 ? -1 : indices.IndexOfAnyInRange((byte)palette.Length, byte.MaxValue);
        if (beyond >= 0)
        {
            throw new ArgumentException(
                $"Expected indices below the palette's length {palette.Length}, found {indices[beyond]} at position {beyond}.",
                nameof(indices));
        }

        byte[] entries = new byte[3 * palette.Length];
        for (int i = 0; i < palette.Length; i++)
        {
            (entries[3 * i], entries[(3 * i) + 1], entries[(3 * i) + 2]) = palette[i];
        }

        return new PngWriter(width, height, PaletteType, 1, indices, entries, nameof(indices));
    }

    /// <summary>Encodes the picture.</summary>
    /// <returns>The file's bytes.</returns>
    public byte[] Encode()
    {
        using var stream = new MemoryStream();
        Write(stream);
        return stream.ToArray();
    }

    /// <summary>Saves the picture: a temporary file beside <paramref name="path"/>, then a rename over it.</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, Write);

    /// <summary>Writes the picture. The stream needs no seeking and stays open.</summary>
    /// <param name="stream">A writable stream.</param>
    /// <exception cref="ArgumentException"><paramref name="stream"/> is null or cannot be written to.</exception>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanWrite)
        {
            throw new ArgumentException("Expected a writable stream, found one that cannot be written to.", nameof(stream));
        }

        stream.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], Height);
        header[8] = 8;
        header[9] = _colorType;
        header[10..].Clear(); // deflate, adaptive filtering, no interlace
        WriteChunk(stream, "IHDR"u8, header);
        if (_colorType == PaletteType)
        {
            WriteChunk(stream, "PLTE"u8, _palette);
        }

        using MemoryStream data = Compress();
        WriteChunk(stream, "IDAT"u8, data.GetBuffer().AsSpan(0, (int)data.Length));
        WriteChunk(stream, "IEND"u8, []);
    }

    private static void WriteChunk(Stream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        stream.Write(word);
        stream.Write(type);
        stream.Write(data);
        var crc = new Crc32();
        crc.Append(type);
        crc.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, crc.Value);
        stream.Write(word);
    }

    private MemoryStream Compress()
    {
        var compressed = new MemoryStream();
        int stride = Width * _bytesPerPixel;
        var filter = new PngFilter(stride, _bytesPerPixel);
        using var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true);
        ReadOnlySpan<byte> above = default;
        for (int y = 0; y < Height; y++)
        {
            ReadOnlySpan<byte> row = _samples.AsSpan(y * stride, stride);
            // Palette indices have no arithmetic: differences of neighbors compress worse than the indices themselves.
            zlib.Write(_colorType == PaletteType ? filter.Keep(row) : filter.Choose(row, above));
            above = row;
        }

        return compressed;
    }
}
