using System.Text.Json;

namespace ExplainGen.Weights;

/// <summary>The element types of a safetensors file that are understood, under their names in the format.</summary>
public enum DType
{
    /// <summary>IEEE 754 binary16.</summary>
    F16,

    /// <summary>The upper half of a binary32 (bfloat16).</summary>
    BF16,

    /// <summary>IEEE 754 binary32.</summary>
    F32,

    /// <summary>IEEE 754 binary64.</summary>
    F64,

    /// <summary>Signed 8-bit integer.</summary>
    I8,

    /// <summary>Signed 16-bit integer.</summary>
    I16,

    /// <summary>Signed 32-bit integer.</summary>
    I32,

    /// <summary>Signed 64-bit integer.</summary>
    I64,

    /// <summary>Unsigned 8-bit integer.</summary>
    U8,

    /// <summary>Unsigned 16-bit integer.</summary>
    U16,

    /// <summary>Unsigned 32-bit integer.</summary>
    U32,

    /// <summary>Unsigned 64-bit integer.</summary>
    U64,

    /// <summary>One byte, 0 or 1.</summary>
    BOOL,
}

/// <summary>What a <see cref="DType"/> means in bytes and in the header.</summary>
internal static class DTypes
{
    /// <summary>All names, for messages.</summary>
    public const string Known = "F16, BF16, F32, F64, I8, I16, I32, I64, U8, U16, U32, U64, BOOL";

    /// <summary>Bytes per element.</summary>
    public static int Size(this DType type) => type switch
    {
        DType.F16 or DType.BF16 or DType.I16 or DType.U16 => 2,
        DType.F32 or DType.I32 or DType.U32 => 4,
        DType.F64 or DType.I64 or DType.U64 => 8,
        DType.I8 or DType.U8 or DType.BOOL => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };

    /// <summary>Whether the elements are floating-point numbers, which alone can be weights.</summary>
    public static bool IsFloat(this DType type) => type is DType.F16 or DType.BF16 or DType.F32 or DType.F64;

    /// <summary>The name in the header.</summary>
    public static ReadOnlySpan<byte> Name(this DType type) => type switch
    {
        DType.F16 => "F16"u8,
        DType.BF16 => "BF16"u8,
        DType.F32 => "F32"u8,
        DType.F64 => "F64"u8,
        DType.I8 => "I8"u8,
        DType.I16 => "I16"u8,
        DType.I32 => "I32"u8,
        DType.I64 => "I64"u8,
        DType.U8 => "U8"u8,
        DType.U16 => "U16"u8,
        DType.U32 => "U32"u8,
        DType.U64 => "U64"u8,
        DType.BOOL => "BOOL"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };

    /// <summary>The element type that the string token under the reader names, if there is one.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, out DType type)
    {
        for (type = DType.F16; type <= DType.BOOL; type++)
        {
            if (reader.ValueTextEquals(type.Name()))
                return true;
        }

        return false;
    }
}
