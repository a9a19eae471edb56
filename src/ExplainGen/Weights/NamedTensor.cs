using System.Collections.Immutable;

namespace ExplainGen.Weights;

/// <summary>
/// A tensor to be written by <see cref="SafetensorsWriter"/>: a name, a shape, elements in C order, and the type to store them as.
/// </summary>
public sealed class NamedTensor
{
    private readonly ReadOnlyMemory<float> _singles;
    private readonly ReadOnlyMemory<double> _doubles;
    private readonly ReadOnlyMemory<byte> _raw;

    // Exactly one of the three memories holds the elements; which one does not matter when there are none.
    private NamedTensor(
        string name,
        ReadOnlySpan<int> shape,
        DType type,
        ReadOnlyMemory<float> singles,
        ReadOnlyMemory<double> doubles,
        ReadOnlyMemory<byte> raw)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        DType = type;
        Shape = [.. shape];
        _singles = singles;
        _doubles = doubles;
        _raw = raw;
        ElementCount = CountElements(name, shape, type);
    }

    /// <summary>The name, unique in a file.</summary>
    public string Name { get; }

    /// <summary>The type the elements are stored as.</summary>
    public DType DType { get; }

    /// <summary>The size of each axis; empty for a scalar.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>The number of elements: the product of <see cref="Shape"/>.</summary>
    public int ElementCount { get; }

    /// <summary>How many bytes the elements take in the file.</summary>
    public int ByteLength => ElementCount * DType.Size();

    /// <summary>A tensor of float32 numbers. They are read when the file is written, not before.</summary>
    /// <param name="name">The name.</param>
    /// <param name="shape">The size of each axis.</param>
    /// <param name="values">The elements; as many as the shape says.</param>
    /// <param name="storeAs">F32, F64, F16 or BF16; the latter two round to nearest, ties to even.</param>
    /// <exception cref="ArgumentException">The shape does not fit the elements, or the type is none of the four.</exception>
    public static NamedTensor Create(string name, ReadOnlySpan<int> shape, ReadOnlyMemory<float> values, DType storeAs = DType.F32)
    {
        if (!storeAs.IsFloat())
            throw new ArgumentException($"Float32 numbers are stored as F32, F64, F16 or BF16, not {storeAs}.", nameof(storeAs));
        return new NamedTensor(name, shape, storeAs, values, default, default).WithLength(values.Length, nameof(values));
    }

    /// <summary>A tensor of float64 numbers. They are read when the file is written, not before.</summary>
    /// <param name="name">The name.</param>
    /// <param name="shape">The size of each axis.</param>
    /// <param name="values">The elements; as many as the shape says.</param>
    /// <param name="storeAs">F64, or F32, which rounds to nearest.</param>
    /// <exception cref="ArgumentException">The shape does not fit the elements, or the type is neither.</exception>
    public static NamedTensor Create(string name, ReadOnlySpan<int> shape, ReadOnlyMemory<double> values, DType storeAs = DType.F64)
    {
        if (storeAs is not (DType.F64 or DType.F32))
            throw new ArgumentException($"Float64 numbers are stored as F64 or F32, not {storeAs}.", nameof(storeAs));
        return new NamedTensor(name, shape, storeAs, default, values, default).WithLength(values.Length, nameof(values));
    }

    /// <summary>A tensor of any type from its stored bytes, little endian. They are read when the file is written, not before.</summary>
    /// <param name="name">The name.</param>
    /// <param name="shape">The size of each axis.</param>
    /// <param name="type">The type of the elements.</param>
    /// <param name="bytes">The elements; as many bytes as shape and type say.</param>
    /// <exception cref="ArgumentException">Shape and type do not fit the bytes.</exception>
    public static NamedTensor FromBytes(string name, ReadOnlySpan<int> shape, DType type, ReadOnlyMemory<byte> bytes)
    {
        int size = type.Size();
        if (bytes.Length % size != 0)
            throw new ArgumentException($"{bytes.Length} bytes are no whole number of {type} elements.", nameof(bytes));
        return new NamedTensor(name, shape, type, default, default, bytes).WithLength(bytes.Length / size, nameof(bytes));
    }

    /// <summary>Converts a part of the elements into their stored bytes.</summary>
    /// <param name="start">The first element.</param>
    /// <param name="destination">Room for a whole number of elements.</param>
    internal void Read(int start, Span<byte> destination)
    {
        int size = DType.Size();
        int count = destination.Length / size;
        if (!_raw.IsEmpty)
            _raw.Span.Slice(start * size, destination.Length).CopyTo(destination);
        else if (!_doubles.IsEmpty)
            FloatConversion.Write(_doubles.Span.Slice(start, count), DType, destination);
        else
            FloatConversion.Write(_singles.Span.Slice(start, count), DType, destination);
    }

    private NamedTensor WithLength(int found, string parameter)
    {
        if (found == ElementCount)
            return this;
        string what = $"Tensor {WeightsException.Quote(Name)} of shape {WeightsException.Format(Shape.AsSpan())}";
        throw new ArgumentException($"{what} has {ElementCount} elements; {found} were given.", parameter);
    }

    private static int CountElements(string name, ReadOnlySpan<int> shape, DType type)
    {
        string what = $"Tensor {WeightsException.Quote(name)} of shape {WeightsException.Format(shape)}";
        if (shape.Length > SafetensorsHeader.MaxRank)
            throw new ArgumentException($"{what} has more than {SafetensorsHeader.MaxRank} axes.", nameof(shape));
        long bytes = type.Size();
        foreach (int size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
            bytes = Math.Min(bytes * size, int.MaxValue + 1L);
        }

        if (bytes > int.MaxValue)
            throw new ArgumentException($"{what} takes more than {int.MaxValue} bytes as {type}.", nameof(shape));

        return (int)(bytes / type.Size());
    }
}
