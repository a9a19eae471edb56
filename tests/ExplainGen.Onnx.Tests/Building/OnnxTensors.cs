using System.Runtime.InteropServices;
using ExplainGen.Onnx.Files;
using ExplainGen.TestKit.Onnx;

namespace ExplainGen.Onnx.Tests.Building;

/// <summary>Tensors as files hold them (TensorProto), in each of the ways that there are.</summary>
internal static class OnnxTensors
{
    /// <summary>A tensor of bytes.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The type of its elements.</param>
    /// <param name="axes">The size of each axis.</param>
    /// <param name="raw">The elements, little endian.</param>
    public static ProtobufMessage Raw(string name, OnnxDataType type, IEnumerable<long> axes, byte[] raw) => Head(name, type, axes)
        .Add(9, raw);

    /// <summary>A tensor of single precision, as bytes.</summary>
    public static ProtobufMessage Floats(string name, IEnumerable<long> axes, float[] values) =>
        Raw(name, OnnxDataType.Float, axes, Bytes(values));

    /// <summary>A list of integers, in a field of their own.</summary>
    public static ProtobufMessage Longs(string name, params long[] values) =>
        Head(name, OnnxDataType.Int64, [values.Length]).AddPacked(7, values);

    /// <summary>What stands before the elements: type, axes, name.</summary>
    public static ProtobufMessage Head(string name, OnnxDataType type, IEnumerable<long> axes) =>
        new ProtobufMessage().AddAll(1, axes).Add(2, (long)type).Add(8, name);

    /// <summary>A tensor whose elements lie in a file beside the model.</summary>
    public static ProtobufMessage External(
        string name, OnnxDataType type, IEnumerable<long> axes, params (string Key, string Value)[] entries)
    {
        ProtobufMessage tensor = Head(name, type, axes);
        foreach ((string key, string value) in entries)
            tensor.Add(13, new ProtobufMessage().Add(1, key).Add(2, value));
        return tensor.Add(14, 1);
    }

    /// <summary>Elements as bytes.</summary>
    public static byte[] Bytes<T>(T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
}
