using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace ExplainGen.Cli.Values;

/// <summary>Arrays as NumPy saves them: float32 or float64, little endian, in C order, versions 1 to 3 of the format.</summary>
internal static partial class NumpyFile
{
    private const int LongestHeader = 1 << 16;

    private const long MostBytes = 1L << 31;

    /// <summary>Reads a file as rows; a leading axis of several inputs, or one input alone.</summary>
    /// <param name="path">The file.</param>
    /// <param name="count">How many numbers an input has.</param>
    /// <exception cref="CliException">The file is damaged, of another type, or of another size.</exception>
    internal static List<float[]> Rows(string path, int count) => Rows(path, File.ReadAllBytes(path), count);

    /// <summary>Reads an archive of arrays (<c>.npz</c>), each as rows, one array after the other.</summary>
    /// <exception cref="CliException">The archive or an array in it is damaged, of another type, or of another size.</exception>
    internal static List<float[]> ArchiveRows(string path, int count)
    {
        var rows = new List<float[]>();
        try
        {
            using ZipArchive archive = ZipFile.OpenRead(path);
            foreach (ZipArchiveEntry entry in archive.Entries)
                rows.AddRange(Rows($"{path}: {entry.FullName}", Read(path, entry), count));
        }
        catch (InvalidDataException e)
        {
            throw new CliException($"'{path}' is no archive of arrays: {e.Message}");
        }

        return rows.Count > 0 ? rows : throw new CliException($"'{path}' holds no arrays.");
    }

    // An entry is as long as it turns out to be, whatever the archive says of it, but no longer than what is worth reading.
    private static byte[] Read(string path, ZipArchiveEntry entry)
    {
        using Stream content = entry.Open();
        using var copy = new MemoryStream();
        byte[] part = new byte[1 << 16];
        for (int read; (read = content.Read(part)) > 0; copy.Write(part, 0, read))
        {
            if (copy.Length + read > Math.Min(entry.Length, MostBytes))
                throw new CliException($"'{path}' holds '{entry.FullName}', which is longer than it says, or than {MostBytes:N0} bytes.");
        }

        return copy.ToArray();
    }

    private static List<float[]> Rows(string path, byte[] file, int count)
    {
        if (file.Length < 12 || !IsNumpy(file))
            throw new CliException($"'{path}' is no NumPy file.");
        bool isLong = file[6] >= 2;
        long length = isLong
            ? BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(8))
            : BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8));
        int start = isLong ? 12 : 10;
        if (length > LongestHeader || start + length > file.Length)
            throw new CliException($"'{path}' ends inside its header.");
        string header = Encoding.Latin1.GetString(file, start, (int)length);
        Match type = TypeOf().Match(header), shape = ShapeOf().Match(header);
        if (!type.Success || !shape.Success || header.Contains("'fortran_order': True", StringComparison.Ordinal))
            throw new CliException($"'{path}' is no array of float32 or float64, little endian, in C order.");
        int size = type.Groups[1].Value == "4" ? sizeof(float) : sizeof(double);
        ReadOnlySpan<byte> data = file.AsSpan(start + (int)length);
        long elements = 1;
        foreach (string axis in shape.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            bool isNumber = long.TryParse(axis, NumberStyles.None, CultureInfo.InvariantCulture, out long axisLength);
            if (!isNumber || axisLength > int.MaxValue || elements > int.MaxValue)
                throw new CliException($"'{path}' has a shape of ({shape.Groups[1].Value}).");
            elements *= axisLength;
        }

        if (elements != data.Length / size || elements * size != data.Length)
        {
            throw new CliException(
                $"'{path}' has {data.Length} bytes of data, where its shape ({shape.Groups[1].Value}) takes {elements * size}.");
        }

        if (elements == 0 || elements % count != 0)
            throw new CliException($"'{path}' has {elements} numbers, which are no inputs of {count}.");
        var rows = new List<float[]>();
        for (int row = 0; row < elements / count; row++)
        {
            var values = new float[count];
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<byte> at = data[((row * count + i) * size)..];
                values[i] = size == sizeof(float)
                    ? BinaryPrimitives.ReadSingleLittleEndian(at)
                    : (float)BinaryPrimitives.ReadDoubleLittleEndian(at);
            }

            rows.Add(values);
        }

        return rows;
    }

    private static bool IsNumpy(byte[] file) => file[0] == 0x93 && file.AsSpan(1, 5).SequenceEqual("NUMPY"u8);

    [GeneratedRegex(@"'descr':\s*'<f([48])'")]
    private static partial Regex TypeOf();

    [GeneratedRegex(@"'shape':\s*\(([0-9, ]*)\)")]
    private static partial Regex ShapeOf();
}
