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
        ("Mul", "multiplies two values", Start().NodeTo("a", "Relu", "x").Node("Mul", "a x")),
        ("Div", "divides by a value", Start().NodeTo("a", "Relu", "x").Node("Div", "x a")),
        ("Div", "divides by zero", Start().Number("k", 0).Node("Div", "x k")),
        ("Sub", "subtracts a value", Start().NodeTo("a", "Relu", "x").Node("Sub", "x a")),
        ("Add", "not one number for each of the 2 channels", Start().Weight("k", 6).Node("Add", "x k")),
        ("Add", "not one number for each of the 4 channels", new OnnxFile().Input("x", 1, 4).Weight("k", 1, 1, 1).Node("Add", "x k")),
        ("Add", "which differ", Start().Node("GlobalAveragePool", "x").Node("Add", "@ x")),
        ("Add", "transposed differently", new OnnxFile().Input("x", 1, 4, 4, 4).NodeTo("r", "Relu", "x")
            .NodeTo("t", "Transpose", "r", ("perm", new[] { 0, 2, 3, 1 })).Node("Add", "t r")),
        ("BatchNormalization", "training mode", Normalized("x", ("training_mode", 1))),
        ("BatchNormalization", "second axis", new OnnxFile().Input("x", 1, 2, 2, 2).Weight("s", 2).NodeTo("r", "Relu", "x")
            .NodeTo("t", "Transpose", "r", ("perm", new[] { 0, 2, 3, 1 })).Node("BatchNormalization", "t s s s s")),
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
        ("Softmax", "along axis 2", Start().Node("Softmax", "x", ("axis", 2))),
        ("Softmax", "along axis 0", new OnnxFile().Input("x", 1, 4).Node("Softmax", "x", ("axis", 0))),
        ("Concat", "only channels", Start().NodeTo("a", "Relu", "x").Node("Concat", "x a", ("axis", 2))),
        ("Flatten", "flattens from axis 2", Start().Node("Flatten", "x", ("axis", 2))),
        ("Reshape", "does not fit", Start().Longs("s", 1, 7, -1).Node("Reshape", "x s")),
        ("Reshape", "does not fit", Start().Longs("s", -1, -1).Node("Reshape", "x s")),
        ("Reshape", "no batch axis", Start().Longs("s", 2, 36).Node("Reshape", "x s")),
        ("Reshape", "transposed", Start().NodeTo("r", "Relu", "x").Longs("s", 1, -1)
            .NodeTo("t", "Transpose", "r", ("perm", new[] { 0, 2, 3, 1 })).Node("Reshape", "t s")),
        ("Transpose", "batch axis", Start().Node("Relu", "x").Node("Transpose", "@", ("perm", new[] { 1, 0, 2, 3 }))),
        ("Squeeze", "drops axes 1", Start(13).Longs("a", 1).Node("Squeeze", "x a")),
        ("Unsqueeze", "behind the batch", Start(13).Longs("a", 0).Node("Unsqueeze", "x a")),
        ("Slice", "only whole axes", Start().Longs("s", 1).Longs("e", 6).Longs("a", 2).Node("Slice", "x s e a")),
        ("Pad", "by mode 'reflect'", Start().Longs("p", 0, 0, 1, 1, 0, 0, 1, 1).Node("Pad", "x p", ("mode", "reflect"))),
        ("Pad", "none below 0", Start().Longs("p", 0, 0, -1, 1, 0, 0, 1, 1).Node("Pad", "x p")),
        ("Resize", "by mode 'linear'", Scaled(2).Node("Resize", "x - s", ("mode", "linear"))),
        ("Resize", "rounding", Scaled(3).Node("Resize", "x - s", ("coordinate_transformation_mode", "asymmetric"))),
        ("Resize", "'align_corners'", Scaled(2).Node("Resize", "x - s", ("coordinate_transformation_mode", "align_corners"))),
        ("Resize", "rounding", Scaled(2).Node("Resize", "x - s", ("nearest_mode", "floor"))),
        ("Resize", "not whole factors", Scaled(1.5f).Node("Resize", "x - s")),
        ("Cast", "into Int64", Start().Node("Cast", "x", ("to", 7))),
        ("CastLike", "into integers", Start().Longs("k", 1).Node("CastLike", "x k")),
        ("Clip", "its max is computed", Start().Node("Clip", "x - x")),
        ("Clip", "no single number", Start().Weight("k", 2).Node("Clip", "x k")),
        ("HardSigmoid", "alpha", Start().Node("HardSigmoid", "x")),
        ("Selu", "SELU", Start().Node("Selu", "x", ("alpha", 1f))),
        ("Shrink", "bias", Start().Node("Shrink", "x", ("bias", 0.1f))),
        ("Gemm", "no vector", Start().Weight("w", 6, 4).Node("Gemm", "x w")),
        ("Gemm", "transA", new OnnxFile().Input("x", 1, 6).Weight("w", 6, 4).Node("Gemm", "x w", ("transA", 1))),
        ("Gemm", "takes 5 features", new OnnxFile().Input("x", 1, 6).Weight("w", 5, 4).Node("Gemm", "x w")),
        ("MatMul", "matrix that the network computes", new OnnxFile().Input("x", 1, 1).Node("MatMul", "x x")),
        ("MatMul", "is no matrix", new OnnxFile().Input("x", 1, 6).Weight("w", 6).Node("MatMul", "x w")),
        ("LeakyRelu", "", Start().Node("LeakyRelu", "x", ("alpha", float.NaN))),
        ("Elu", "", Start().Node("Elu", "x", ("alpha", float.PositiveInfinity))),
        ("Expand", "left to a file", Start().Longs("n", 1 << 20, 1 << 10).Number("k", 1).NodeTo("e", "Expand", "k n").Node("Add", "x e")),
        ("ConstantOfShape", "left to a file", Start().Longs("n", 1L << 28).NodeTo("e", "ConstantOfShape", "n").Node("Add", "x e")),
        ("Range", "left to a file", Start().Longs("a", 0).Longs("b", 1L << 40).Longs("c", 1).NodeTo("e", "Range", "a b c")
            .Node("Add", "x e")),
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

    private static OnnxFile Start(long operatorSet = 17) => new OnnxFile(operatorSet).Input("x", 1, 2, 6, 6);

    private static OnnxFile Scaled(float by) => Start().Tensor(OnnxTensors.Floats("s", [4], [1, 1, by, by]));

    private static OnnxFile Normalized(string x, params (string Name, object Value)[] attributes) =>
        Start().Weight("s", 2).Node("BatchNormalization", $"{x} s s s s", attributes);
}
