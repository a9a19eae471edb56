using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;

namespace ExplainGen.Weights;

/// <summary>
/// A safetensors file opened for reading: named tensors whose elements stay where they are (mapped file, embedded resource,
/// memory) until they are copied. Safe to read from several threads.
/// </summary>
/// <remarks>
/// <para>
/// Files may be damaged or hostile: whatever the bytes, the answer is the tensors or one <see cref="WeightsException"/>, in time
/// and memory proportional to the header at most.
/// </para>
/// <para>
/// Accepted is what the format's reference implementation accepts, with limits: a little-endian u64 header length from 2 to
/// 100,000,000; a UTF-8 JSON object that begins with <c>{</c> and may be followed by white space; per tensor one each of
/// <c>dtype</c> (F16, BF16, F32, F64, I8 to I64, U8 to U64, BOOL), <c>shape</c> (at most 64 axes, sizes up to 2^31-1; no axis is
/// a scalar, size 0 is legal) and <c>data_offsets</c>, other keys being ignored; no name twice; <c>__metadata__</c> an object of
/// strings or null; at most 2^31-1 bytes a tensor, exactly elements times element size. In the order of their offsets the
/// tensors must cover the data without hole or overlap, from its first byte to the last byte of the file; their order in the
/// header is free. Padding between tensors or after the last is not accepted. Tensors need not be aligned.
/// </para>
/// <para>
/// A file must not be shortened while it is mapped: the operating system then ends the process that reads the lost pages.
/// <see cref="SafetensorsWriter"/> replaces files whole, which leaves open mappings intact.
/// </para>
/// </remarks>
public sealed class SafetensorsFile : IDisposable
{
    private readonly Dictionary<string, TensorEntry> _entries;
    private readonly int _dataStart;
    private WeightBytes? _bytes;

    private SafetensorsFile(WeightBytes bytes, int dataStart, SafetensorsHeader header, string fileName)
    {
        _bytes = bytes;
        _dataStart = dataStart;
        FileName = fileName;
        Metadata = header.Metadata;

        var tensors = new TensorEntry[header.Tensors.Count];
        _entries = new Dictionary<string, TensorEntry>(tensors.Length, StringComparer.Ordinal);
        for (int i = 0; i < tensors.Length; i++)
        {
            tensors[i] = new TensorEntry(this, header.Tensors[i]);
            _entries.Add(tensors[i].Name, tensors[i]);
        }

        Tensors = new ReadOnlyCollection<TensorEntry>(tensors);
        Names = new ReadOnlyCollection<string>(Array.ConvertAll(tensors, t => t.Name));
    }

    /// <summary>The path, or the name that was given for memory and streams; it stands in every message.</summary>
    public string FileName { get; }

    /// <summary>The names of the tensors, in the order of the header.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The tensors, in the order of the header.</summary>
    public IReadOnlyList<TensorEntry> Tensors { get; }

    /// <summary>The free text stored with the tensors; empty when there is none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Maps a file into memory; nothing but its header is read.</summary>
    /// <param name="path">The path of the file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    /// <exception cref="WeightsException">The file is not a valid safetensors file.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        if (!file.CanSeek || file.Length == 0)
            return FromStream(file, path); // neither a pipe nor an empty file can be mapped
        return Open(new WeightBytes.Mapped(file), path);
    }

    /// <summary>Reads from memory, in place; the memory must not change afterwards.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="fileName">A name for messages.</param>
    /// <exception cref="WeightsException">The bytes are not a valid safetensors file.</exception>
    public static SafetensorsFile FromBytes(ReadOnlyMemory<byte> bytes, string fileName = "(memory)") =>
        Open(new WeightBytes.Managed(bytes), fileName);

    /// <summary>
    /// Reads a stream from its position to its end. An <see cref="UnmanagedMemoryStream"/>, as embedded resources are, is used in
    /// place: its memory must stay valid as long as the file is used. Any other stream is copied, header first, and never
    /// further than one byte beyond what the header declares. The stream is not disposed.
    /// </summary>
    /// <param name="stream">A readable stream.</param>
    /// <param name="fileName">A name for messages.</param>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="WeightsException">The stream does not hold a valid safetensors file.</exception>
    public static SafetensorsFile FromStream(Stream stream, string fileName = "(stream)")
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream is UnmanagedMemoryStream unmanaged && TryGetBytes(unmanaged) is { } inPlace)
            return Open(inPlace, fileName);

        EnsureLittleEndian();
        byte[] json = StreamBytes.ReadHeader(stream, fileName);
        SafetensorsHeader header = SafetensorsHeader.Parse(json, fileName);
        byte[] data = StreamBytes.ReadData(stream, header, fileName);
        return new SafetensorsFile(new WeightBytes.Managed(data), dataStart: 0, header, fileName);
    }

    /// <summary>Finds a tensor by its name, letter by letter.</summary>
    /// <param name="name">The name.</param>
    /// <param name="tensor">The tensor, where there is one.</param>
    public bool TryGet(string name, [NotNullWhen(true)] out TensorEntry? tensor) => _entries.TryGetValue(name, out tensor);

    /// <summary>Gives the file up. Spans into it are no longer valid.</summary>
    public void Dispose() => Interlocked.Exchange(ref _bytes, null)?.Dispose();

    internal ReadOnlySpan<byte> Slice(long offset, int length)
    {
        WeightBytes? bytes = _bytes;
        ObjectDisposedException.ThrowIf(bytes is null, this);
        return bytes.Slice(_dataStart + offset, length);
    }

    private static SafetensorsFile Open(WeightBytes bytes, string fileName)
    {
        try
        {
            EnsureLittleEndian();
            int prefix = (int)Math.Min(bytes.Length, SafetensorsHeader.PrefixLength);
            int length = SafetensorsHeader.ReadLength(bytes.Slice(0, prefix), fileName);
            if (length > bytes.Length - prefix)
                throw SafetensorsHeader.Truncated(fileName, length, bytes.Length - prefix);
            SafetensorsHeader header = SafetensorsHeader.Parse(bytes.Slice(prefix, length), fileName);
            header.CheckDataLength(bytes.Length - prefix - length);
            return new SafetensorsFile(bytes, prefix + length, header, fileName);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    private static unsafe WeightBytes? TryGetBytes(UnmanagedMemoryStream stream)
    {
        if (stream.Position > stream.Length)
            return null;
        try
        {
            var bytes = new WeightBytes.Native(stream.PositionPointer, stream.Length - stream.Position, stream);
            stream.Position = stream.Length;
            return bytes;
        }
        catch (NotSupportedException)
        {
            return null; // a stream over a SafeBuffer gives no pointer
        }
    }

    // Stored bytes are used as they are.
    private static void EnsureLittleEndian()
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Safetensors files are read on little-endian machines only.");
    }
}
