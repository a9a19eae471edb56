using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace ExplainGen.Cli.Values;

/// <summary>Arrays as NumPy saves them: float32 or float64, little endian, in C order, versions 1 to 3 of the format.</summary>
internal static partial class NumpyFile
{
    private const int LongestHeader = 1 << 16;

    private const int Magic = 8;

    /// <summary>Reads a file as rows; a leading axis of several inputs, or one input alone.</summary>
    /// <param name="path">The file.</param>
    /// <param name="count">How many numbers an input has.</param>
    /// <exception cref="CliException">The file is damaged, of another type, or of another size.</exception>
    internal static List<float[]> Rows(string path, int count)
    {
        using FileStream file = File.OpenRead(path);
        return Rows(path, file, file.Length, count);
    }

    /// <summary>Reads an array as rows, no more at a time than one of them.</summary>
    /// <param name="name">What the array is called in errors.</param>
    /// <param name="content">The array, from its header on.</param>
    /// <param name="length">
    /// How many bytes header and numbers have; a header that tells of others is refused before any row is read.
    /// </param>
    /// <param name="count">How many numbers an input has.</param>
    /// <exception cref="CliException">The array is damaged, of another type, or of another size.</exception>
    internal static List<float[]> Rows(string name, Stream content, long length, int count)
    {
        (string header, int start) = Header(name, content);
        Match type = TypeOf().Match(header), shape = ShapeOf().Match(header);
        if (!type.Success || !shape.Success || header.Contains("'fortran_order': True", StringComparison.Ordinal))
            throw new CliException($"'{name}' is no array of float32 or float64, little endian, in C order.");
        int size = type.Groups[1].Value == "4" ? sizeof(float) : sizeof(double);
        long elements = Elements(name, shape.Groups[1].Value);
        long data = length - start;
        if (data % size != 0 || elements != data / size)
        {
            throw new CliException(
                $"'{name}' has {data} bytes of data, where its shape ({shape.Groups[1].Value}) takes {(Int128)elements * size}.");
        }

        if (elements == 0 || elements % count != 0)
            throw new CliException($"'{name}' has {elements} numbers, which are no inputs of {count}.");
        var rows = new List<float[]>();
        double[] doubles = size == sizeof(double) ? new double[count] : [];
        for (long row = 0; row < elements / count; row++)
        {
            float[] values = new float[count];
            Fill(name, content, size == sizeof(float) ? MemoryMarshal.AsBytes(values.AsSpan()) : MemoryMarshal.AsBytes(doubles.AsSpan()));
            for (int i = 0; i < doubles.Length; i++)
                values[i] = (float)doubles[i];
            rows.Add(values);
        }

        return rows;
    }

    // The text, and where the numbers begin.
    private static (string Text, int Start) Header(string name, Stream content)
    {
        Span<byte> magic = stackalloc byte[Magic];
        if (content.ReadAtLeast(magic, Magic, throwOnEndOfStream: false) < Magic || magic[0] != 0x93
            || !magic[1..6].SequenceEqual("NUMPY"u8) || magic[6] is not (1 or 2 or 3))
        {
            throw new CliException($"'{name}' is no NumPy file.");
        }

        // The first version has two bytes for the length of the header, later ones have four.
        Span<byte> size = stackalloc byte[sizeof(uint)];
        size.Clear();
        Span<byte> written = magic[6] == 1 ? size[..sizeof(ushort)] : size;
        Fill(name, content, written);
        uint length = MemoryMarshal.Read<uint>(size);
        if (length > LongestHeader)
            throw new CliException($"'{name}' has a header of {length} bytes.");
        byte[] header = new byte[length];
        Fill(name, content, header);
        return (Encoding.Latin1.GetString(header), Magic + written.Length + header.Length);
    }

    private static long Elements(string name, string shape)
    {
        long elements = 1;
        foreach (string axis in shape.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            bool isNumber = long.TryParse(axis, NumberStyles.None, CultureInfo.InvariantCulture, out long axisLength);
            if (!isNumber || axisLength > int.MaxValue || elements > int.MaxValue)
                throw new CliException($"'{name}' has a shape of ({shape}).");
            elements *= axisLength;
        }

        return elements;
    }

    private static void Fill(string name, Stream content, Span<byte> target)
    {
        if (content.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) < target.Length)
            throw new CliException($"'{name}' ends before all that its header tells of.");
    }

    [GeneratedRegex(@"'descr':\s*'<f([48])'")]
    private static partial Regex TypeOf();

    [GeneratedRegex(@"'shape':\s*\(([0-9, ]*)\)")]
    private static partial Regex ShapeOf();
}
