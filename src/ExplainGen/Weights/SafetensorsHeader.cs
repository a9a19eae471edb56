using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ExplainGen.Weights;

/// <summary>
/// Reads and checks the header of a safetensors file: <c>u64 length, JSON, data</c>. Nothing in it is trusted; work and
/// memory are at most proportional to its length.
/// </summary>
/// <remarks>
/// Format: https://huggingface.co/docs/safetensors/index#format. What is accepted stands with <see cref="SafetensorsFile"/>.
/// </remarks>
internal sealed class SafetensorsHeader
{
    /// <summary>Bytes of the length that precedes the JSON.</summary>
    public const int PrefixLength = sizeof(ulong);

    /// <summary>The most bytes the JSON may have; the format's own limit.</summary>
    public const int MaxLength = 100_000_000;

    /// <summary>The most axes a tensor may have; PyTorch's own limit.</summary>
    public const int MaxRank = 64;

    /// <summary>The name that holds the metadata and can be no tensor's.</summary>
    public const string MetadataName = "__metadata__";

    private readonly string _file;
    private readonly List<TensorHeader> _tensors = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    private SafetensorsHeader(string file) => _file = file;

    /// <summary>The tensors in the order of the header.</summary>
    public IReadOnlyList<TensorHeader> Tensors => _tensors;

    /// <summary>The free text that came with the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>How many bytes the tensors cover; the file ends there.</summary>
    public long DataLength { get; private set; }

    /// <summary>Reads the length of the JSON.</summary>
    /// <param name="prefix">The first bytes of the file: <see cref="PrefixLength"/>, fewer where the file is shorter.</param>
    /// <param name="file">The name for messages.</param>
    public static int ReadLength(ReadOnlySpan<byte> prefix, string file)
    {
        if (prefix.Length < PrefixLength)
            throw new WeightsException(file, $"not a safetensors file: it has {prefix.Length} bytes; the header's length alone takes 8");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length is < 2 or > MaxLength)
        {
            throw new WeightsException(
                file, $"not a safetensors file: its first 8 bytes give a header of {length} bytes; expected 2 to {MaxLength}");
        }

        return (int)length;
    }

    /// <summary>The exception for a file that ends within its header.</summary>
    public static WeightsException Truncated(string file, int expected, long found) =>
        new(file, $"truncated: the header has {expected} bytes, but only {found} bytes follow its length");

    /// <summary>Reads the JSON and checks all that can be checked without the data.</summary>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, string file)
    {
        var header = new SafetensorsHeader(file);
        if (json[0] != (byte)'{')
            throw header.Fail($"not a safetensors file: the header begins with byte 0x{json[0]:x2}; expected '{{'");
        if (!Utf8.IsValid(json))
            throw header.Fail("the header is not valid UTF-8");

        var reader = new Utf8JsonReader(json);
        try
        {
            header.ReadRoot(ref reader);
        }
        catch (JsonException e)
        {
            throw new WeightsException(file, $"the header is not valid JSON at byte {reader.BytesConsumed}", null, e);
        }
        catch (InvalidOperationException e)
        {
            // The reader's answer to an escaped lone surrogate, the one kind of text it cannot turn into a string.
            throw new WeightsException(file, $"the header holds text that is not valid Unicode at byte {reader.BytesConsumed}", null, e);
        }

        header.CheckLayout();
        return header;
    }

    /// <summary>Checks that the data is as long as the tensors need.</summary>
    /// <param name="available">The bytes that follow the header.</param>
    public void CheckDataLength(long available)
    {
        if (available > DataLength)
            throw Fail($"{available - DataLength} bytes follow the last tensor; expected the file to end there");
        if (available == DataLength)
            return;

        TensorHeader beyond = _tensors.Where(t => t.End > available).MinBy(t => t.End);
        throw Fail(
            beyond.Name,
            $"ends at byte {beyond.End} of the data, but the file holds {available} of {DataLength} bytes: it is truncated");
    }

    private void ReadRoot(ref Utf8JsonReader reader)
    {
        reader.Read();
        bool hasMetadata = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (name == MetadataName)
            {
                if (hasMetadata)
                    throw Fail($"the header has '{MetadataName}' twice");
                hasMetadata = true;
                ReadMetadata(ref reader);
                continue;
            }

            if (!_names.Add(name))
                throw Fail(name, "stands in the header twice");
            _tensors.Add(ReadTensor(ref reader, name));
        }

        // Past the closing brace only white space may stand; the reader throws on anything else.
        reader.Read();
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Fail($"'{MetadataName}' is {Describe(reader.TokenType)}; expected an object of strings");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                throw Fail($"'{MetadataName}' entry {WeightsException.Quote(key)} is {Describe(reader.TokenType)}; expected a string");
            if (!_metadata.TryAdd(key, reader.GetString()!))
                throw Fail($"'{MetadataName}' entry {WeightsException.Quote(key)} stands twice");
        }
    }

    private TensorHeader ReadTensor(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Fail(name, $"is {Describe(reader.TokenType)}; expected an object with dtype, shape and data_offsets");

        DType? dtype = null;
        ImmutableArray<int>? shape = null;
        (long Begin, long End)? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("dtype"u8))
            {
                reader.Read();
                dtype = dtype is null ? ReadDType(ref reader, name) : throw Fail(name, "has 'dtype' twice");
            }
            else if (reader.ValueTextEquals("shape"u8))
            {
                reader.Read();
                shape = shape is null ? ReadShape(ref reader, name) : throw Fail(name, "has 'shape' twice");
            }
            else if (reader.ValueTextEquals("data_offsets"u8))
            {
                reader.Read();
                offsets = offsets is null ? ReadOffsets(ref reader, name) : throw Fail(name, "has 'data_offsets' twice");
            }
            else
            {
                reader.Skip();
            }
        }

        var tensor = new TensorHeader(
            name,
            dtype ?? throw Fail(name, "has no 'dtype'"),
            shape ?? throw Fail(name, "has no 'shape'"),
            (offsets ?? throw Fail(name, "has no 'data_offsets'")).Begin,
            offsets.Value.End);
        CheckSize(tensor);
        return tensor;
    }

    private DType ReadDType(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw Fail(name, $"has {Describe(reader.TokenType)} for its dtype; expected a string");
        return DTypes.TryRead(ref reader, out DType type)
            ? type
            : throw Fail(name, $"has the dtype {WeightsException.Quote(reader.GetString()!)}; expected one of {DTypes.Known}");
    }

    private ImmutableArray<int> ReadShape(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Fail(name, $"has {Describe(reader.TokenType)} for its shape; expected an array of sizes");
        var shape = ImmutableArray.CreateBuilder<int>(4);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (shape.Count == MaxRank)
                throw Fail(name, $"has more than {MaxRank} axes");
            if (!TryReadInteger(ref reader, out ulong size) || size > int.MaxValue)
            {
                string found = DescribeValue(ref reader);
                throw Fail(name, $"has {found} for the size of axis {shape.Count}; expected an integer from 0 to {int.MaxValue}");
            }

            shape.Add((int)size);
        }

        return shape.DrainToImmutable();
    }

    private (long Begin, long End) ReadOffsets(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Fail(name, $"has {Describe(reader.TokenType)} for its data_offsets; expected [begin, end]");
        Span<long> offsets = stackalloc long[2];
        int count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (count == 2)
                throw Fail(name, "has more than two data_offsets; expected [begin, end]");
            if (!TryReadInteger(ref reader, out ulong offset) || offset > long.MaxValue)
            {
                string found = DescribeValue(ref reader);
                throw Fail(name, $"has {found} among its data_offsets; expected an integer from 0 to {long.MaxValue}");
            }

            offsets[count++] = (long)offset;
        }

        if (count != 2)
            throw Fail(name, $"has {count} data_offsets; expected [begin, end]");
        if (offsets[0] > offsets[1])
            throw Fail(name, $"begins at byte {offsets[0]} of the data, after its end at {offsets[1]}");
        return (offsets[0], offsets[1]);
    }

    private void CheckSize(in TensorHeader tensor)
    {
        // Saturating: beyond int.MaxValue bytes the product matters no more, unless a later axis of size 0 makes it 0.
        long bytes = tensor.DType.Size();
        foreach (int size in tensor.Shape)
            bytes = size == 0 ? 0 : Math.Min(bytes * size, int.MaxValue + 1L);

        long found = tensor.End - tensor.Begin;
        if (bytes <= int.MaxValue && bytes == found)
            return;
        string what = $"{tensor.DType} {WeightsException.Format(tensor.Shape.AsSpan())}";
        throw Fail(
            tensor.Name,
            bytes > int.MaxValue
                ? $"is {what}, above the {int.MaxValue} bytes a tensor may have"
                : $"is {what} and needs {bytes} bytes; its data_offsets [{tensor.Begin}, {tensor.End}] span {found}");
    }

    // In the order of their offsets, each tensor begins where the one before ends, and the first at 0.
    private void CheckLayout()
    {
        TensorHeader[] sorted = [.. _tensors];
        Array.Sort(sorted, static (a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        long end = 0;
        string? previous = null;
        foreach (TensorHeader tensor in sorted)
        {
            if (tensor.Begin != end)
            {
                string conflict = tensor.Begin > end
                    ? $"bytes {end} to {tensor.Begin} belong to no tensor, and holes are not allowed"
                    : $"it overlaps {WeightsException.Quote(previous!)}, which ends at {end}";
                throw Fail(tensor.Name, $"begins at byte {tensor.Begin} of the data; {conflict}");
            }

            end = tensor.End;
            previous = tensor.Name;
        }

        DataLength = end;
    }

    private static bool TryReadInteger(ref Utf8JsonReader reader, out ulong value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out value);
    }

    private static string DescribeValue(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number
            ? WeightsException.Quote(Encoding.UTF8.GetString(reader.ValueSpan))
            : Describe(reader.TokenType);

    private static string Describe(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        _ => "null",
    };

    private WeightsException Fail(string problem) => new(_file, problem);

    private WeightsException Fail(string tensor, string problem) =>
        new(_file, $"tensor {WeightsException.Quote(tensor)} {problem}", tensor);
}
