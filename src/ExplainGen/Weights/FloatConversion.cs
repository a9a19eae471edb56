using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Weights;

/// <summary>
/// Conversions between stored bytes (little endian, at any alignment) and numbers. Widening is exact. NaN stays NaN.
/// </summary>
internal static class FloatConversion
{
    // Elements converted at once: 8 KB of doubles on the stack.
    private const int Chunk = 1024;

    /// <summary>Reads floating-point elements as float32; F64 is rounded to nearest, beyond the range of float32 to infinity.</summary>
    public static void Read(DType type, ReadOnlySpan<byte> source, Span<float> destination)
    {
        switch (type)
        {
            case DType.F32:
                source.CopyTo(MemoryMarshal.AsBytes(destination));
                break;
            case DType.F16:
                ReadChunks<Half, float>(source, destination, TensorPrimitives.ConvertToSingle);
                break;
            case DType.BF16:
                ReadChunks<ushort, float>(source, destination, WidenBFloat16);
                break;
            case DType.F64:
                ReadChunks<double, float>(source, destination, TensorPrimitives.ConvertTruncating);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Not a floating-point type.");
        }
    }

    /// <summary>Reads floating-point elements as float64; exact for every type.</summary>
    public static void Read(DType type, ReadOnlySpan<byte> source, Span<double> destination)
    {
        if (type == DType.F64)
        {
            source.CopyTo(MemoryMarshal.AsBytes(destination));
            return;
        }

        Span<float> single = stackalloc float[Chunk];
        int size = type.Size();
        for (int start = 0; start < destination.Length; start += Chunk)
        {
            int count = Math.Min(Chunk, destination.Length - start);
            Read(type, source.Slice(start * size, count * size), single[..count]);
            TensorPrimitives.ConvertTruncating<float, double>(single[..count], destination.Slice(start, count));
        }
    }

    /// <summary>The first element that is not finite as float32 or float64, with its value; there must be one.</summary>
    public static (int Index, double Value) FindNotFinite(DType type, ReadOnlySpan<byte> source, bool asSingle)
    {
        Span<double> values = stackalloc double[Chunk];
        int size = type.Size();
        int count = source.Length / size;
        for (int start = 0; start < count; start += Chunk)
        {
            Span<double> part = values[..Math.Min(Chunk, count - start)];
            Read(type, source.Slice(start * size, part.Length * size), part);
            for (int i = 0; i < part.Length; i++)
            {
                if (!(asSingle ? float.IsFinite((float)part[i]) : double.IsFinite(part[i])))
                    return (start + i, part[i]);
            }
        }

        throw new ArgumentException("Every element is finite.", nameof(source));
    }

    /// <summary>Stores float32 numbers as F16, BF16 (both rounded to nearest, ties to even), F32 or F64.</summary>
    public static void Write(ReadOnlySpan<float> source, DType type, Span<byte> destination)
    {
        switch (type)
        {
            case DType.F32:
                MemoryMarshal.AsBytes(source).CopyTo(destination);
                break;
            case DType.F16:
                WriteChunks<float, Half>(source, destination, TensorPrimitives.ConvertToHalf);
                break;
            case DType.BF16:
                WriteChunks<float, ushort>(source, destination, NarrowToBFloat16);
                break;
            case DType.F64:
                WriteChunks<float, double>(source, destination, TensorPrimitives.ConvertTruncating);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Not a floating-point type.");
        }
    }

    /// <summary>Stores float64 numbers as F64, or as F32 rounded to nearest.</summary>
    public static void Write(ReadOnlySpan<double> source, DType type, Span<byte> destination)
    {
        switch (type)
        {
            case DType.F64:
                MemoryMarshal.AsBytes(source).CopyTo(destination);
                break;
            case DType.F32:
                WriteChunks<double, float>(source, destination, TensorPrimitives.ConvertTruncating);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Float64 numbers are stored as F64 or F32.");
        }
    }

    private static void WidenBFloat16(ReadOnlySpan<ushort> source, Span<float> destination)
    {
        int i = 0;
        for (; i <= source.Length - Vector256<ushort>.Count; i += Vector256<ushort>.Count)
        {
            (Vector256<uint> low, Vector256<uint> high) = Vector256.Widen(Vector256.Create(source[i..]));
            (low << 16).AsSingle().CopyTo(destination[i..]);
            (high << 16).AsSingle().CopyTo(destination[(i + Vector256<uint>.Count)..]);
        }

        for (; i < source.Length; i++)
            destination[i] = BitConverter.UInt32BitsToSingle((uint)source[i] << 16);
    }

    private static void NarrowToBFloat16(ReadOnlySpan<float> source, Span<ushort> destination)
    {
        for (int i = 0; i < source.Length; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(source[i]);
            uint upper = bits >> 16;
            if (float.IsNaN(source[i]))
            {
                // Rounding could carry a NaN into infinity, and cutting could leave no payload; so cut, and keep it a NaN.
                destination[i] = (ushort)((upper & 0x7f) == 0 ? upper | 0x40 : upper);
                continue;
            }

            destination[i] = (ushort)((bits + 0x7fff + (upper & 1)) >> 16);
        }
    }

    private delegate void Converter<TFrom, TTo>(ReadOnlySpan<TFrom> source, Span<TTo> destination);

    // Through an aligned buffer: a tensor may begin at any byte, and typed loads from there are not portable.
    private static void ReadChunks<TStored, T>(ReadOnlySpan<byte> source, Span<T> destination, Converter<TStored, T> convert)
        where TStored : unmanaged
        where T : unmanaged
    {
        Span<TStored> stored = stackalloc TStored[Chunk];
        for (int start = 0; start < destination.Length; start += Chunk)
        {
            Span<T> target = destination.Slice(start, Math.Min(Chunk, destination.Length - start));
            Span<byte> bytes = MemoryMarshal.AsBytes(stored[..target.Length]);
            source.Slice(start * Unsafe.SizeOf<TStored>(), bytes.Length).CopyTo(bytes);
            convert(stored[..target.Length], target);
        }
    }

    private static void WriteChunks<T, TStored>(ReadOnlySpan<T> source, Span<byte> destination, Converter<T, TStored> convert)
        where T : unmanaged
        where TStored : unmanaged
    {
        Span<TStored> stored = stackalloc TStored[Chunk];
        for (int start = 0; start < source.Length; start += Chunk)
        {
            ReadOnlySpan<T> part = source.Slice(start, Math.Min(Chunk, source.Length - start));
            convert(part, stored[..part.Length]);
            MemoryMarshal.AsBytes(stored[..part.Length]).CopyTo(destination[(start * Unsafe.SizeOf<TStored>())..]);
        }
    }
}
