using System.Runtime.InteropServices;

namespace ExplainGen.Cli.Values;

/// <summary>Numbers of single precision, little endian, one behind the other and nothing else.</summary>
internal static class RawFile
{
    /// <summary>Reads a file as rows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="count">How many numbers an input has.</param>
    /// <exception cref="CliException">The file does not hold a whole number of inputs.</exception>
    internal static List<float[]> Rows(string path, int count)
    {
        byte[] file = File.ReadAllBytes(path);
        long size = (long)count * sizeof(float);
        if (file.Length == 0 || file.Length % size != 0)
            throw new CliException($"'{path}' has {file.Length} bytes, which are no inputs of {count} numbers, {size} bytes each.");
        return [.. file.Chunk((int)size).Select(row => MemoryMarshal.Cast<byte, float>(row).ToArray())];
    }
}
