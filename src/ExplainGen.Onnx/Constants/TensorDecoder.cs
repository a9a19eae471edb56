using System.Buffers.Binary;
using System.Collections.Immutable;
using ExplainGen.Onnx.Files;

namespace ExplainGen.Onnx.Constants;

/// <summary>Makes the elements of a file's tensor usable: checks them against its axes, and converts their type.</summary>
/// <param name="fileName">The model's path, for messages and for elements in files beside it.</param>
internal sealed class TensorDecoder(string fileName)
{
    private const int MostAxes = 16;

    private readonly Dictionary<OnnxTensor, ConstantTensor> _decoded = new(ReferenceEqualityComparer.Instance);

    /// <summary>Number of elements of all tensors so far.</summary>
    public long DecodedElements { get; private set; }

    /// <summary>The elements of a tensor. It counts once: a constant in a loop is read in each round.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <exception cref="OnnxException">Its elements are not as many as its axes say, are missing, or of a type without numbers.</exception>
    public ConstantTensor Decode(OnnxTensor tensor)
    {
        if (_decoded.TryGetValue(tensor, out ConstantTensor? decoded))
            return decoded;
        _decoded[tensor] = decoded = Elements(tensor);
        DecodedElements += decoded.Count;
        return decoded;
    }

    private ConstantTensor Elements(OnnxTensor tensor)
    {
        ImmutableArray<int> axes = Axes(tensor, out int count);
        int size = SizeOf(tensor);
        bool isInteger = IsInteger(tensor.Type);
        ReadOnlyMemory<byte> raw = tensor.External is { } external ? ReadExternal(tensor, external, (long)count * size) : tensor.Raw;
        if (!raw.IsEmpty)
        {
            if (raw.Length != (long)count * size)
                throw Wrong(tensor, $"{raw.Length} bytes where {count} elements of {tensor.Type} take {(long)count * size}");
            return isInteger
                ? ConstantTensor.Of(axes, Integers(tensor.Type, raw.Span, count))
                : ConstantTensor.Of(axes, Reals(tensor.Type, raw.Span, count));
        }

        return isInteger
            ? ConstantTensor.Of(axes, Counted(tensor, tensor.Integers, count))
            : ConstantTensor.Of(axes, tensor.Type switch
            {
                OnnxDataType.Float => Counted(tensor, tensor.Reals, count),
                OnnxDataType.Double => Array.ConvertAll(Counted(tensor, tensor.Doubles, count), d => (float)d),
                OnnxDataType.Float16 => Array.ConvertAll(
                    Counted(tensor, tensor.Integers, count), bits => (float)BitConverter.UInt16BitsToHalf((ushort)bits)),
                _ => Array.ConvertAll(
                    Counted(tensor, tensor.Integers, count), bits => BitConverter.UInt32BitsToSingle((uint)(ushort)bits << 16)),
            });
    }

    private ImmutableArray<int> Axes(OnnxTensor tensor, out int count)
    {
        if (tensor.Axes.Length > MostAxes)
            throw Wrong(tensor, $"{tensor.Axes.Length} axes, more than {MostAxes}");
        long product = 1;
        foreach (long axis in tensor.Axes)
        {
            if (axis is < 0 or > int.MaxValue)
                throw Wrong(tensor, $"an axis of {axis}");
            product *= axis;
            if (product > int.MaxValue)
                throw Wrong(tensor, $"more than {int.MaxValue} elements: [{OnnxText.List(tensor.Axes)}]");
        }

        count = (int)product;
        return [.. tensor.Axes.Select(axis => (int)axis)];
    }

    private int SizeOf(OnnxTensor tensor) => tensor.Type switch
    {
        OnnxDataType.UInt8 or OnnxDataType.Int8 or OnnxDataType.Bool => 1,
        OnnxDataType.UInt16 or OnnxDataType.Int16 or OnnxDataType.Float16 or OnnxDataType.BFloat16 => 2,
        OnnxDataType.Float or OnnxDataType.Int32 or OnnxDataType.UInt32 => 4,
        OnnxDataType.Double or OnnxDataType.Int64 or OnnxDataType.UInt64 => 8,
        _ => throw Wrong(tensor, $"elements of type {tensor.Type}, which are no numbers that can be used"),
    };

    private static bool IsInteger(OnnxDataType type) =>
        type is not (OnnxDataType.Float or OnnxDataType.Double or OnnxDataType.Float16 or OnnxDataType.BFloat16);

    private static long[] Integers(OnnxDataType type, ReadOnlySpan<byte> raw, int count)
    {
        var values = new long[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = type switch
            {
                OnnxDataType.UInt8 or OnnxDataType.Bool => raw[i],
                OnnxDataType.Int8 => (sbyte)raw[i],
                OnnxDataType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(raw[(2 * i)..]),
                OnnxDataType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(raw[(2 * i)..]),
                OnnxDataType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(raw[(4 * i)..]),
                OnnxDataType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(raw[(4 * i)..]),
                _ => BinaryPrimitives.ReadInt64LittleEndian(raw[(8 * i)..]),
            };
        }

        return values;
    }

    private static float[] Reals(OnnxDataType type, ReadOnlySpan<byte> raw, int count)
    {
        var values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = type switch
            {
                OnnxDataType.Float => BinaryPrimitives.ReadSingleLittleEndian(raw[(4 * i)..]),
                OnnxDataType.Double => (float)BinaryPrimitives.ReadDoubleLittleEndian(raw[(8 * i)..]),
                OnnxDataType.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(raw[(2 * i)..]),
                _ => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(raw[(2 * i)..]) << 16),
            };
        }

        return values;
    }

    private T[] Counted<T>(OnnxTensor tensor, ImmutableArray<T> values, int count) =>
        values.Length == count ? [.. values] : throw Wrong(tensor, $"{values.Length} elements where its axes say {count}");

    private ReadOnlyMemory<byte> ReadExternal(OnnxTensor tensor, OnnxExternalData external, long expected)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(fileName)) ?? ".";
        bool isName = external.Location.Length > 0 && !external.Location.Contains('\0') && !Path.IsPathRooted(external.Location);
        string path = isName ? Path.GetFullPath(Path.Combine(folder, external.Location)) : "";

        // A model is not trusted to name files that are not its own.
        if (!path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw Wrong(tensor, $"elements in {OnnxText.Quote(external.Location)}, which is no file in the model's folder");

        if (!File.Exists(path))
            throw Wrong(tensor, $"elements in {OnnxText.Quote(external.Location)}, which is missing beside the model");
        using FileStream file = File.OpenRead(path);
        long length = external.Length ?? file.Length - external.Offset;
        if (length != expected || external.Offset < 0 || external.Offset > file.Length - length)
        {
            throw Wrong(
                tensor,
                $"bytes {external.Offset} to {external.Offset + length} of {OnnxText.Quote(external.Location)}, where {expected} of {file.Length} are needed");
        }

        var bytes = new byte[length];
        file.Position = external.Offset;
        file.ReadExactly(bytes);
        return bytes;
    }

    private OnnxException Wrong(OnnxTensor tensor, string found) =>
        new(fileName, $"tensor {OnnxText.Quote(tensor.Name)} has {found}");
}
