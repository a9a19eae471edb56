using System.Collections.Immutable;

namespace ExplainGen.Onnx.Files;

/// <summary>The type of a tensor's elements, numbered as in TensorProto.DataType.</summary>
public enum OnnxDataType
{
    /// <summary>None given.</summary>
    Undefined,

    /// <summary>IEEE single precision.</summary>
    Float,

    /// <summary>Unsigned 8 bits.</summary>
    UInt8,

    /// <summary>Signed 8 bits.</summary>
    Int8,

    /// <summary>Unsigned 16 bits.</summary>
    UInt16,

    /// <summary>Signed 16 bits.</summary>
    Int16,

    /// <summary>Signed 32 bits.</summary>
    Int32,

    /// <summary>Signed 64 bits.</summary>
    Int64,

    /// <summary>Texts.</summary>
    String,

    /// <summary>A byte that is 0 or 1.</summary>
    Bool,

    /// <summary>IEEE half precision.</summary>
    Float16,

    /// <summary>IEEE double precision.</summary>
    Double,

    /// <summary>Unsigned 32 bits.</summary>
    UInt32,

    /// <summary>Unsigned 64 bits.</summary>
    UInt64,

    /// <summary>Two numbers of single precision.</summary>
    Complex64,

    /// <summary>Two numbers of double precision.</summary>
    Complex128,

    /// <summary>The upper half of single precision.</summary>
    BFloat16,
}

/// <summary>A constant tensor as a file holds it (TensorProto): elements are where the writer put them, and not yet checked.</summary>
public sealed record OnnxTensor
{
    /// <summary>The tensor's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The size of each axis as declared.</summary>
    public ImmutableArray<long> Axes { get; init; } = [];

    /// <summary>The type of the elements; may be a number that <see cref="OnnxDataType"/> does not know.</summary>
    public OnnxDataType Type { get; init; }

    /// <summary>The elements as bytes, little endian; a part of the file, not a copy.</summary>
    public ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>Elements of single precision, where they are stored as such.</summary>
    public ImmutableArray<float> Reals { get; init; } = [];

    /// <summary>Elements of double precision, likewise.</summary>
    public ImmutableArray<double> Doubles { get; init; } = [];

    /// <summary>Integers of any width, and halves by their bits, likewise.</summary>
    public ImmutableArray<long> Integers { get; init; } = [];

    /// <summary>Where the elements lie when they are not in the file.</summary>
    public OnnxExternalData? External { get; init; }
}

/// <summary>Elements in a file beside the model.</summary>
/// <param name="Location">The file's path relative to the model's folder.</param>
/// <param name="Offset">Where the elements begin.</param>
/// <param name="Length">How many bytes they take; null for the rest of the file.</param>
public sealed record OnnxExternalData(string Location, long Offset, long? Length);
