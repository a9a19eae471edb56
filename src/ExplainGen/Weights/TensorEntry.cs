using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExplainGen.Weights;

/// <summary>
/// One tensor of a <see cref="SafetensorsFile"/>: its name, type and shape, and access to its elements in C order
/// (last axis fastest). The elements stay in the file until they are copied.
/// </summary>
public sealed class TensorEntry
{
    private readonly SafetensorsFile _file;
    private readonly long _offset;
    private readonly int _byteLength;

    internal TensorEntry(SafetensorsFile file, in TensorHeader header)
    {
        _file = file;
        _offset = header.Begin;
        _byteLength = (int)(header.End - header.Begin);
        Name = header.Name;
        DType = header.DType;
        Shape = header.Shape;
    }

    /// <summary>The name, unique in the file: <c>conv1.weight</c>.</summary>
    public string Name { get; }

    /// <summary>The element type.</summary>
    public DType DType { get; }

    /// <summary>The size of each axis; empty for a scalar.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>The number of elements: the product of <see cref="Shape"/>, 1 for a scalar.</summary>
    public int ElementCount => _byteLength / DType.Size();

    /// <summary>
    /// The stored bytes, little endian, in place, at any alignment. Valid until the file is disposed.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The file has been disposed.</exception>
    public ReadOnlySpan<byte> Bytes => _file.Slice(_offset, _byteLength);

    /// <summary>The elements in place, without a copy, where they are F32 and aligned; else false.</summary>
    /// <param name="values">The elements. Valid until the file is disposed.</param>
    /// <exception cref="ObjectDisposedException">The file has been disposed.</exception>
    public unsafe bool TryGetSpan(out ReadOnlySpan<float> values)
    {
        ReadOnlySpan<byte> bytes = Bytes;
        values = default;
        if (DType != DType.F32)
            return false;

        // Array data begins aligned to 4 at least, and moving the array keeps that; so the address now decides for good.
        nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes));
        if (address % sizeof(float) != 0)
            return false;
        values = MemoryMarshal.Cast<byte, float>(bytes);
        return true;
    }

    /// <summary>Copies the elements as float32; F64 is rounded to nearest, and beyond the range of float32 to infinity.</summary>
    /// <param name="destination">Exactly <see cref="ElementCount"/> elements.</param>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    /// <exception cref="WeightsException">The elements are not floating-point numbers.</exception>
    /// <exception cref="ObjectDisposedException">The file has been disposed.</exception>
    public void CopyTo(Span<float> destination)
    {
        Check(destination.Length);
        FloatConversion.Read(DType, Bytes, destination);
    }

    /// <summary>Copies the elements as float64, exactly.</summary>
    /// <param name="destination">Exactly <see cref="ElementCount"/> elements.</param>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    /// <exception cref="WeightsException">The elements are not floating-point numbers.</exception>
    /// <exception cref="ObjectDisposedException">The file has been disposed.</exception>
    public void CopyTo(Span<double> destination)
    {
        Check(destination.Length);
        FloatConversion.Read(DType, Bytes, destination);
    }

    /// <summary>The name, type and shape: <c>conv1.weight F32 [16, 3, 3, 3]</c>.</summary>
    public override string ToString() => $"{Name} {DType} {WeightsException.Format(Shape.AsSpan())}";

    private void Check(int destinationLength)
    {
        if (!DType.IsFloat())
        {
            throw new WeightsException(
                _file.FileName, $"tensor {WeightsException.Quote(Name)} holds {DType}; expected F16, BF16, F32 or F64", Name);
        }

        if (destinationLength != ElementCount)
        {
            throw new ArgumentException(
                $"Tensor {WeightsException.Quote(Name)} has {ElementCount} elements; the destination has {destinationLength}.");
        }
    }
}
