using ExplainGen.Onnx.Files;
using ExplainGen.Onnx.Tests.Building;

namespace ExplainGen.Onnx.Tests.Errors;

/// <summary>Uses of known operators that no layer has are refused, never computed in another way.</summary>
public sealed class OperatorErrorTests
{
    private static readonly (string, object) s_two = ("kernel_shape", new[] { 2, 2 });

    /// <summary>The operator, the reason, and the file.</summary>
    private static readonly (string Operator, string Reason, OnnxFile File)[] s_cases =
    [
        ("Reshape", "more than 16", new OnnxFile().Input("x", 1, 1).Longs("s", [.. Enumerable.Repeat(1L, 20)]).Node("Reshape", "x s")),
        ("Slice", "an axis twice", Start().Longs("s", 0, 0).Longs("e", 6, 6).Longs("a", 2, -2).Longs("n", 2, 2).Node("Slice", "x s e a n")),
        ("LSTM", "no direction 'sideways'", Recurrent().Weight("w", 1, 8, 6).Weight("r", 1, 8, 2)
            .Node("LSTM", "t w r", ("hidden_size", 2), ("direction", "sideways"))),
        ("Gemm", "its C has", new OnnxFile().Input("x", 1, 5, 6).Longs("n", 5, 6).NodeTo("r", "Relu", "x").NodeTo("q", "Reshape", "r n")
            .Weight("w", 6, 5).Weight("c", 5, 1).Node("Gemm", "q w c")),
        ("Cast", "only conversions", Start().NodeTo("i", "Cast", "x", ("to", 7)).Node("Cast", "i", ("to", 1))),
        ("Mul", "which do not fit", new OnnxFile().Input("x", 1, 2, 6).NodeTo("r", "Relu", "x").Longs("s", 1, 3, 4).NodeTo("q", "Reshape", "r s")
            .Node("Mul", "r q")),
        ("Div", "divides by a value", Start().NodeTo("a", "Relu", "x").Node("Div", "x a")),
        ("Div", "divides by zero", Start().Number("k", 0).Node("Div", "x k")),
        ("Sub", "subtracts a value", Start().NodeTo("a", "Relu", "x").Node("Sub", "x a")),
        ("Add", "not one number for each of the 2 channels", Start().Weight("k", 6, 5).Node("Add", "x k")),
        ("Add", "not one number for each of the 4 channels", new OnnxFile().Input("x", 1, 4).Weight("k", 1, 1, 1).Node("Add", "x k")),
        ("Add", "which differ", Start().Node("GlobalAveragePool", "x").Node("Add", "@ x")),
        ("BatchNormalization", "training mode", Normalized("x", ("training_mode", 1))),
        ("BatchNormalization", "has 3 elements for 2 channels", Start().Weight("s", 3).Node("BatchNormalization", "x s s s s")),
        ("Dropout", "training mode", Start().Number("r", 0.5f).Tensor(OnnxTensors.Raw("t", OnnxDataType.Bool, [], [1]))
            .Node("Dropout", "x r t")),
        ("Conv", "of [3, 3, 3, 3] in 1 groups does not fit", Start().Weight("w", 3, 3, 3, 3).Node("Conv", "x w")),
        ("Conv", "0 groups", Start().Weight("w", 3, 2, 3, 3).Node("Conv", "x w", ("group", 0))),
        ("Conv", "does not fit an input", Start().Weight("w", 0, 2, 3, 3).Node("Conv", "x w")),
        ("Conv", "kernel_shape", Start().Weight("w", 3, 2, 3, 3).Node("Conv", "x w", s_two)),
        ("Conv", "3 strides for 2 axes", Start().Weight("w", 3, 2, 3, 3).Node("Conv", "x w", ("strides", new[] { 1, 2, 1 }))),
        ("Conv", "3 pads", Start().Weight("w", 3, 2, 3, 3).Node("Conv", "x w", ("pads", new[] { 1, 2, 1 }))),
        ("Conv", "no auto_pad 'SOME'", Start().Weight("w", 3, 2, 3, 3).Node("Conv", "x w", ("auto_pad", "SOME"))),
        ("Conv", "bias has 2 elements for 3 channels", Start().Weight("w", 3, 2, 3, 3).Weight("b", 2).Node("Conv", "x w b")),
        ("Conv", "its weight is computed", Start().NodeTo("w", "Relu", "x").Node("Conv", "x w")),
        ("Conv", "beyond 32 bits", Start().Weight("w", 3, 2, 3, 3).Node("Conv", "x w", ("strides", new[] { 1L << 40, 1 }))),
        ("ConvTranspose", "output_shape", Start().Weight("w", 2, 3, 3, 3).Node("ConvTranspose", "x w", ("output_shape", new[] { 9, 9 }))),
        ("ConvTranspose", "output_padding", Start().Weight("w", 2, 3, 3, 3)
            .Node("ConvTranspose", "x w", ("output_padding", new[] { 1 }))),
        ("ConvTranspose", "does not fill its strides", Start().Weight("w", 2, 3, 1, 1)
            .Node("ConvTranspose", "x w", ("auto_pad", "SAME_UPPER"), ("strides", new[] { 2, 2 }))),
        ("ConvTranspose", "groups do not fit", Start().Weight("w", 2, 3, 1, 1).Node("ConvTranspose", "x w", ("group", 3))),
        ("MaxPool", "dilated", Start().Node("MaxPool", "x", s_two, ("dilations", new[] { 2, 2 }))),
        ("MaxPool", "kernel_shape", Start().Node("MaxPool", "x")),
        ("MaxPool", "moves by 0x0", Start().Node("MaxPool", "x", s_two, ("strides", new[] { 0, 0 }), ("auto_pad", "SAME_UPPER"))),
        ("MaxPool", "where 1 is the least", Start().Node("MaxPool", "x", ("kernel_shape", new[] { -1, 2 }))),
        ("MaxPool", "second output", Start().NodeTo("y places", "MaxPool", "x", s_two)),
        ("ReduceMean", "reduces axes 1", Start().Node("ReduceMean", "x", ("axes", new[] { 1 }))),
        ("Softmax", "along axis 2", Start(11).Node("Softmax", "x", ("axis", 2))),
        ("Softmax", "along axis 0", new OnnxFile().Input("x", 1, 4).Node("Softmax", "x", ("axis", 0))),
        ("Flatten", "flattens from axis 2", Start().Node("Flatten", "x", ("axis", 2))),
        ("Reshape", "does not fit", Start().Longs("s", 1, 7, -1).Node("Reshape", "x s")),
        ("Reshape", "does not fit", Start().Longs("s", -1, -1).Node("Reshape", "x s")),
        ("Squeeze", "drops axes 1", Start(13).Longs("a", 1).Node("Squeeze", "x a")),
        ("Transpose", "no order of the axes", Start().Node("Relu", "x").Node("Transpose", "@", ("perm", new[] { 1, 0, 2, 2 }))),
        ("Conv", "no batch axis of 1 in front", Start().Weight("w", 2, 2, 1, 1).Node("Relu", "x")
            .Node("Transpose", "@", ("perm", new[] { 1, 0, 2, 3 })).Node("Conv", "@ w")),
        ("Unsqueeze", "adds axes 5", Start(13).Longs("a", 5).Node("Unsqueeze", "x a")),
        ("Slice", "only whole spatial axes", Start().Longs("s", 1).Longs("e", 6).Longs("a", 2).Longs("n", 2).Node("Slice", "x s e a n")),
        ("Slice", "at least one element", Start().Longs("s", 3).Longs("e", 3).Longs("a", 2).Node("Slice", "x s e a")),
        ("Gather", "indices are not the network's input", Start().Weight("t", 5, 3).Node("Relu", "x").Node("Gather", "t @")),
        ("Gather", "a table of [5]", new OnnxFile().Input("x", OnnxDataType.Int64, [1L, 4L]).Weight("t", 5).Node("Gather", "t x")),
        ("OneHot", "codes by [0, 2]", new OnnxFile().Input("x", OnnxDataType.Int64, [1L, 4L]).Longs("d", 7)
            .Tensor(OnnxTensors.Floats("v", [2], [0, 2])).Node("OneHot", "x d v")),
        ("Split", "do not fit the 6 elements", Start(13).Longs("n", 2, 3).NodeTo("a b", "Split", "x n", ("axis", 2))),
        ("Pad", "by mode 'reflect'", Start().Longs("p", 0, 0, 1, 1, 0, 0, 1, 1).Node("Pad", "x p", ("mode", "reflect"))),
        ("Pad", "none below 0", Start().Longs("p", 0, 0, -1, 1, 0, 0, 1, 1).Node("Pad", "x p")),
        ("Resize", "by mode 'linear'", Scaled(2).Node("Resize", "x - s", ("mode", "linear"))),
        ("Resize", "rounding", Scaled(3).Node("Resize", "x - s", ("coordinate_transformation_mode", "asymmetric"))),
        ("Resize", "'align_corners'", Scaled(2).Node("Resize", "x - s", ("coordinate_transformation_mode", "align_corners"))),
        ("Resize", "rounding", Scaled(2).Node("Resize", "x - s", ("nearest_mode", "floor"))),
        ("Resize", "not whole factors", Scaled(1.5f).Node("Resize", "x - s")),
        ("Cast", "into Int64", Start().Node("Relu", "x").Node("Cast", "@", ("to", 7))),
        ("Relu", "whole numbers that were made of the input", Start().Node("Cast", "x", ("to", 7)).Node("Relu", "@")),
        ("CastLike", "into integers", Start().Longs("k", 1).Node("CastLike", "x k")),
        ("Clip", "its max is computed", Start().Node("Clip", "x - x")),
        ("Clip", "no single number", Start().Weight("k", 2).Node("Clip", "x k")),
        ("HardSigmoid", "alpha", Start().Node("HardSigmoid", "x")),
        ("Selu", "SELU", Start().Node("Selu", "x", ("alpha", 1f))),
        ("Shrink", "bias", Start().Node("Shrink", "x", ("bias", 0.1f))),
        ("Gemm", "no matrix", Start().Weight("w", 6, 4).Node("Gemm", "x w")),
        ("Gemm", "transA", new OnnxFile().Input("x", 1, 6).Weight("w", 6, 4).Node("Gemm", "x w", ("transA", 1))),
        ("Gemm", "takes 5 features", new OnnxFile().Input("x", 1, 6).Weight("w", 5, 4).Node("Gemm", "x w")),
        ("MatMul", "two matrices that fit", Start().NodeTo("r", "Relu", "x").Node("MatMul", "x r")),
        ("LSTM", "do not fit an input of [2, 1, 6]", Recurrent().Weight("w", 1, 8, 5).Weight("r", 1, 8, 2)
            .Node("LSTM", "t w r", ("hidden_size", 2))),
        ("LSTM", "peepholes", Recurrent().Weight("w", 1, 8, 6).Weight("r", 1, 8, 2).Weight("p", 1, 6)
            .Node("LSTM", "t w r - - - - p", ("hidden_size", 2))),
        ("LSTM", "a state that is not zero", Recurrent().Weight("w", 1, 8, 6).Weight("r", 1, 8, 2).Weight("h", 1, 1, 2)
            .Node("LSTM", "t w r - - h h", ("hidden_size", 2))),
        ("GRU", "its activations are", Recurrent().Weight("w", 1, 6, 6).Weight("r", 1, 6, 2)
            .Node("GRU", "t w r", ("hidden_size", 2), ("activations", new[] { "Sigmoid", "Relu" }))),
        ("LayerNormalization", "all axes from 2 on", Start().Weight("g", 6, 6).Node("LayerNormalization", "x g", ("axis", 2))),
        ("MatMul", "is no matrix", new OnnxFile().Input("x", 1, 6).Weight("w", 6).Node("MatMul", "x w")),
        ("LeakyRelu", "", Start().Node("LeakyRelu", "x", ("alpha", float.NaN))),
        ("Elu", "", Start().Node("Elu", "x", ("alpha", float.PositiveInfinity))),
        ("Expand", "left to a file", Start().Longs("n", 1 << 20, 1 << 10).Number("k", 1).NodeTo("e", "Expand", "k n").Node("Add", "x e")),
        ("ConstantOfShape", "left to a file", Start().Longs("n", 1L << 28).NodeTo("e", "ConstantOfShape", "n").Node("Add", "x e")),
        ("Range", "left to a file", Start().Longs("a", 0).Longs("b", 1L << 40).Longs("c", 1).NodeTo("e", "Range", "a b c")
            .Node("Add", "x e")),
        ("MatMul", "logarithms of probabilities", new OnnxFile().Input("x", 1, 4).Weight("w", 4, 2).Node("LogSoftmax", "x").Node("MatMul", "@ w")),
        ("Concat", "integers and numbers", Start().Longs("a", 0).Weight("b", 1).NodeTo("e", "Concat", "a b", ("axis", 0))
            .Node("Add", "x e")),
        ("Gather", "outside of axis", Start().Longs("a", 9).Weight("b", 3).NodeTo("e", "Gather", "b a").Node("Add", "x e")),
        ("Mul", "more than", new OnnxFile().Input("x", 1, 1 << 30).Number("k", 2).Node("Mul", "x k")),
        ("ConvTranspose", "too large", new OnnxFile().Input("x", 1, 1, 1000, 1000).Weight("w", 1, 1, 1, 1)
            .Node("ConvTranspose", "x w", ("strides", new[] { 1000, 1000 }))),
    ];

    public static TheoryData<int, string, string> Cases
    {
        get
        {
            var data = new TheoryData<int, string, string>();
            for (int i = 0; i < s_cases.Length; i++)
                data.Add(i, s_cases[i].Operator, s_cases[i].Reason);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Refused(int index, string op, string reason)
    {
        OnnxModel model = Reading.OnnxReader.Read(s_cases[index].File.ToArray(), "net.onnx");
        var e = Assert.Throws<OnnxException>(() => OnnxImporter.Import(model, "net.onnx"));
        Assert.StartsWith("net.onnx: node '", e.Message, StringComparison.Ordinal);
        Assert.Contains($"({op}, opset {model.OperatorSet}): ", e.Message, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    private static OnnxFile Recurrent() =>
        new OnnxFile().Input("x", 1, 2, 6).NodeTo("r0", "Relu", "x").NodeTo("t", "Transpose", "r0", ("perm", new[] { 1, 0, 2 }));

    private static OnnxFile Start(long operatorSet = 17) => new OnnxFile(operatorSet).Input("x", 1, 2, 6, 6);

    private static OnnxFile Scaled(float by) => Start().Tensor(OnnxTensors.Floats("s", [4], [1, 1, by, by]));

    private static OnnxFile Normalized(string x, params (string Name, object Value)[] attributes) =>
        Start().Weight("s", 2).Node("BatchNormalization", $"{x} s s s s", attributes);
}
