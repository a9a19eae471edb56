using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ExplainGen.Files;

namespace ExplainGen.Cli.Values;

/// <summary>Writes arrays as NumPy reads them: float32, little endian, in C order, version 1.0 of the format.</summary>
internal static class NumpyWriter
{
    private const int Alignment = 64;

    /// <summary>Writes an array, whole or not at all.</summary>
    internal static void Write(string path, IReadOnlyList<int> shape, ReadOnlyMemory<float> values)
    {
        string axes = string.Join(", ", shape.Select(a => a.ToString(CultureInfo.InvariantCulture))) + (shape.Count == 1 ? "," : "");
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({axes}), }}";
        const int start = 10;
        int length = (start + header.Length + Alignment) / Alignment * Alignment - start;
        AtomicFile.Write(path, file =>
        {
            file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)length, (byte)(length >> 8)]);
            file.Write(Encoding.ASCII.GetBytes(header.PadRight(length - 1) + "\n"));
            file.Write(MemoryMarshal.AsBytes(values.Span));
        });
    }
}
