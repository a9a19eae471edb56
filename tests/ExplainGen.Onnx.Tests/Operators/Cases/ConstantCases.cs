using ExplainGen.Onnx.Files;
using ExplainGen.Onnx.Tests.Building;
using ExplainGen.TestKit.Onnx;

namespace ExplainGen.Onnx.Tests.Operators.Cases;

/// <summary>Weights in every way that a file can hold them, and nodes that compute them.</summary>
internal static class ConstantCases
{
    private static readonly long[] s_axes = [6, 4];

    private static readonly float[] s_values = [.. Enumerable.Range(1, 24).Select(i => MathF.Sin(i))];

    public static IEnumerable<OperatorCase> All =>
    [
        Large("Range: whole numbers that single precision does not hold", "Range", "a b one"),
        Large("ReduceMax: whole numbers that single precision does not hold", "ReduceMax", "both"),
        Large("Clip: whole numbers that single precision does not hold", "Clip", "both a a"),
        Stored("floats in a field", OnnxTensors.Head("w", OnnxDataType.Float, s_axes).AddAll(4, s_values)),
        Stored("doubles", OnnxTensors.Raw("d", OnnxDataType.Double, s_axes, OnnxTensors.Bytes(Array.ConvertAll(s_values, v => (double)v)))),
        Stored("halves", OnnxTensors.Raw("d", OnnxDataType.Float16, s_axes, OnnxTensors.Bytes(Array.ConvertAll(s_values, v => (Half)v)))),
        Stored("halves in a field", OnnxTensors.Head("d", OnnxDataType.Float16, s_axes)
            .AddPacked(5, s_values.Select(v => (long)BitConverter.HalfToUInt16Bits((Half)v)))),
        Stored("brain floats", OnnxTensors.Raw("d", OnnxDataType.BFloat16, s_axes, OnnxTensors.Bytes(
            Array.ConvertAll(s_values, v => (ushort)(BitConverter.SingleToUInt32Bits(v) >> 16))))),
        Stored("bytes", OnnxTensors.Raw("d", OnnxDataType.UInt8, s_axes, [.. s_values.Select(v => (byte)(100 + 100 * v))])),
        Stored("signed bytes in a field", OnnxTensors.Head("d", OnnxDataType.Int8, s_axes)
            .AddPacked(5, s_values.Select(v => (long)(100 * v)))),
        Stored("integers of 16 bits", OnnxTensors.Raw("d", OnnxDataType.Int16, s_axes, OnnxTensors.Bytes(
            Array.ConvertAll(s_values, v => (short)(1000 * v))))),
        Stored("unsigned integers of 16 bits", OnnxTensors.Raw("d", OnnxDataType.UInt16, s_axes, OnnxTensors.Bytes(
            Array.ConvertAll(s_values, v => (ushort)(1000 + 1000 * v))))),
        Stored("integers of 32 bits", OnnxTensors.Raw("d", OnnxDataType.Int32, s_axes, OnnxTensors.Bytes(
            Array.ConvertAll(s_values, v => (int)(1000 * v))))),
        Stored("unsigned integers of 32 bits", OnnxTensors.Raw("d", OnnxDataType.UInt32, s_axes, OnnxTensors.Bytes(
            Array.ConvertAll(s_values, v => (uint)(1000 + 1000 * v))))),
        Stored("integers of 64 bits", OnnxTensors.Raw("d", OnnxDataType.Int64, s_axes, OnnxTensors.Bytes(
            Array.ConvertAll(s_values, v => (long)(1000 * v))))),
        Stored("truth values", OnnxTensors.Raw("d", OnnxDataType.Bool, s_axes, [.. s_values.Select(v => (byte)(v > 0 ? 1 : 0))])),
        Product("Constant: a tensor", File().NodeTo("w", "Constant", "", ("value", OnnxTensors.Floats("", s_axes, s_values)))),
        Product("Constant: numbers", File().NodeTo("list", "Constant", "", ("value_floats", s_values))
            .NodeTo("n", "Constant", "", ("value_ints", s_axes))
            .NodeTo("w", "Reshape", "list n")),
        new("Constant: a number", File().NodeTo("k", "Constant", "", ("value_float", 3f)).Node("Mul", "x k")),
        new("Constant: an integer", File().NodeTo("i", "Constant", "", ("value_int", 3)).NodeTo("k", "Cast", "i", ("to", 1))
            .Node("Mul", "x k")),
        Product("ConstantOfShape: value", File().Longs("n", s_axes)
            .NodeTo("w", "ConstantOfShape", "n", ("value", OnnxTensors.Floats("", [1], [0.25f])))),
        Product("DequantizeLinear: a scale", Quantized(OnnxDataType.Int8, 1).NodeTo("w", "DequantizeLinear", "q s z")),
        Product("DequantizeLinear: no zero point", Quantized(OnnxDataType.Int8, 1).NodeTo("w", "DequantizeLinear", "q s")),
        Product("DequantizeLinear: unsigned", Quantized(OnnxDataType.UInt8, 1).NodeTo("w", "DequantizeLinear", "q s z")),
        Product("DequantizeLinear: a scale a column", Quantized(OnnxDataType.Int8, 4)
            .NodeTo("w", "DequantizeLinear", "q s z", ("axis", 1))),
        Product("DequantizeLinear: a scale a row", Quantized(OnnxDataType.Int8, 6).NodeTo("w", "DequantizeLinear", "q s z", ("axis", 0))),
        Product("Expand: a row", File().Weight("r", 4).Longs("n", 6, 1).NodeTo("w", "Expand", "r n")),
        Product("Gather: rows", File().Weight("m", 9, 4).Longs("i", 8, 0, -3, 2, 2, 1).NodeTo("w", "Gather", "m i", ("axis", 0))),
        Product("Gather: columns", File().Weight("m", 6, 9).Longs("i", 8, 0, -3, 2).NodeTo("w", "Gather", "m i", ("axis", -1))),
        Product("Slice: of a constant", File().Weight("m", 9, 12).Longs("s", 1, -1).Longs("e", 7, -13).Longs("a", 0, 1).Longs("t", 1, -3)
            .NodeTo("w", "Slice", "m s e a t")),
        Product("Slice: of a constant by attributes", new OnnxFile(9).Input("x", 1, 6).Weight("m", 9, 4)
            .NodeTo("w", "Slice", "m", ("starts", new[] { 2 }), ("ends", new[] { -1 }))),
        Product("Concat: of constants", File().Weight("a", 6, 1).Weight("b", 6, 3).NodeTo("w", "Concat", "a b", ("axis", -1))),
        Product("Reshape: of a constant", File().Weight("m", 2, 3, 4).Longs("n", -1, 4).NodeTo("w", "Reshape", "m n")),
        Product("Squeeze: of a constant", File().Weight("m", 1, 6, 1, 4).NodeTo("w", "Squeeze", "m")),
        Product("Unsqueeze: of a constant", File().Weight("m", 6, 4).Longs("a", 0).Longs("n", 6, 4).NodeTo("u", "Unsqueeze", "m a")
            .NodeTo("w", "Reshape", "u n")),
        Product("Transpose: of a constant of three axes", File().Weight("m", 3, 4, 2).Longs("n", 6, 4)
            .NodeTo("t", "Transpose", "m", ("perm", new[] { 2, 0, 1 }))
            .NodeTo("w", "Reshape", "t n")),
        Product("Arithmetic: broadcast", File().Weight("m", 6, 4).Positive("r", 4).Positive("c", 6, 1).NodeTo("a", "Mul", "m r")
            .NodeTo("b", "Div", "a c")
            .NodeTo("d", "Sub", "b r").NodeTo("w", "Add", "c d")),
        Product("Arithmetic: functions", File().Positive("m", 6, 4).Number("two", 2).NodeTo("a", "Sqrt", "m").NodeTo("b", "Exp", "a")
            .NodeTo("c", "Neg", "b")
            .NodeTo("d", "Reciprocal", "c").NodeTo("e", "Pow", "d two").NodeTo("f", "Max", "e m").NodeTo("g", "Min", "f two")
            .NodeTo("w", "Add", "g d")),
        Product("Arithmetic: rounding", File().Weight("m", 6, 4).Number("five", 5).NodeTo("a", "Mul", "m five").NodeTo("b", "Floor", "a")
            .NodeTo("c", "Ceil", "a")
            .NodeTo("w", "Add", "b c")),
        Product("Arithmetic: integers", File().Longs("m", [.. Enumerable.Range(-12, 24).Select(i => (long)i)]).Longs("five", 5)
            .Longs("n", s_axes)
            .NodeTo("a", "Div", "m five").NodeTo("b", "Mul", "a m").NodeTo("c", "Cast", "b", ("to", 1)).NodeTo("w", "Reshape", "c n")),
        Product("Arithmetic: integers that single precision does not hold", Large().NodeTo("more", "Greater", "m n")
            .NodeTo("less", "Less", "m n")
            .NodeTo("same", "Equal", "m n").NodeTo("a", "Cast", "more", ("to", 1)).NodeTo("b", "Cast", "less", ("to", 1))
            .NodeTo("c", "Cast", "same", ("to", 1)).Number("two", 2).NodeTo("d", "Mul", "b two").NodeTo("e", "Sub", "a d")
            .NodeTo("f", "Add", "e c").Longs("axes", s_axes).NodeTo("w", "Reshape", "f axes")),
        Product("Where: integers that single precision does not hold", Large().NodeTo("more", "Greater", "m n")
            .NodeTo("chosen", "Where", "more m n")
            .NodeTo("rest", "Sub", "chosen base").NodeTo("f", "Cast", "rest", ("to", 1)).Longs("axes", s_axes)
            .NodeTo("w", "Reshape", "f axes")),
        Product("Neg: integers that single precision does not hold", Large().NodeTo("minus", "Neg", "m").NodeTo("plus", "Abs", "minus")
            .NodeTo("back", "Add", "minus base").NodeTo("rest", "Sub", "plus base").NodeTo("both", "Mul", "back rest")
            .NodeTo("f", "Cast", "both", ("to", 1)).Longs("axes", s_axes).NodeTo("w", "Reshape", "f axes")),
        Product("Where: numbers, some of them infinite, by a condition that is broadcast", File().Weight("m", 6, 4)
            .Number("none", float.NegativeInfinity)
            .Tensor(OnnxTensors.Raw("c", OnnxDataType.Bool, [6, 1], [1, 0, 1, 1, 0, 1])).NodeTo("a", "Where", "c m none")
            .NodeTo("w", "Exp", "a")),
        Product("Range: reals", File().Number("a", -1).Number("b", 1.4f).Number("c", 0.1f).Longs("n", s_axes)
            .NodeTo("r", "Range", "a b c").NodeTo("w", "Reshape", "r n")),
        Product("Max: one and three", File().Weight("m", 6, 4).Number("k", 0.1f).Weight("n", 6, 4).NodeTo("a", "Max", "m")
            .NodeTo("w", "Max", "a k n")),
    ];

    private static OperatorCase Stored(string use, ProtobufMessage tensor)
    {
        // Tensors called w are single precision; others are converted by the file itself.
        OnnxFile file = File().Tensor(tensor);
        bool isUsed = use.StartsWith("floats", StringComparison.Ordinal);
        return Product($"MatMul: {use}", isUsed ? file : file.NodeTo("w", "Cast", "d", ("to", 1)));
    }

    /// <summary>Integers that are about 2^40, and differ by little.</summary>
    private static OnnxFile Large() => File().Longs("base", 1L << 40)
        .Longs("m", [.. Enumerable.Range(0, 24).Select(i => (1L << 40) + i % 5)])
        .Longs("n", [.. Enumerable.Range(0, 24).Select(i => (1L << 40) + i % 3)]);

    private static OnnxFile Quantized(OnnxDataType type, int scales)
    {
        byte[] values = [.. Enumerable.Range(0, 24).Select(i => (byte)(i * 37))];
        long[] axes = scales == 1 ? [] : [scales];
        return File().Tensor(OnnxTensors.Raw("q", type, s_axes, values)).Positive("s", axes)
            .Tensor(OnnxTensors.Raw("z", type, axes, values[3..(3 + scales)]));
    }

    private static OperatorCase Product(string name, OnnxFile file) => new(name, file.Node("MatMul", "x w"));

    private static OnnxFile File() => new OnnxFile().Input("x", 1, 6);

    private static OperatorCase Large(string name, string op, string inputs) => new(name, new OnnxFile(13).Input("x", 1, 2)
        .Long("a", 16777217).Long("b", 16777219).Long("one", 1).Longs("both", 16777217, 16777217).NodeTo("r", op, inputs)
        .NodeTo("d", "Sub", "r a").NodeTo("f", "Cast", "d", ("to", 1)).Node("Add", "x f"));
}
