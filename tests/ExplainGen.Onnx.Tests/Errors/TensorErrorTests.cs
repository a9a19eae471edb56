using ExplainGen.Onnx.Files;
using ExplainGen.Onnx.Tests.Building;
using ExplainGen.TestKit.Onnx;

namespace ExplainGen.Onnx.Tests.Errors;

/// <summary>Tensors that are not what they say, and elements in files beside the model.</summary>
public sealed class TensorErrorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onnx").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Huge_tensor_that_is_not_there() =>
        Fails(OnnxTensors.Head("w", OnnxDataType.Float, [46340, 46340]), "0 elements where its axes say 2147395600");

    [Fact]
    public void Tensor_with_more_elements_than_there_can_be() =>
        Fails(OnnxTensors.Head("w", OnnxDataType.Float, [1L << 40, 1L << 40]), "an axis of 1099511627776");

    [Fact]
    public void Tensor_whose_axes_multiply_to_too_much() =>
        Fails(OnnxTensors.Head("w", OnnxDataType.Float, [1L << 30, 1L << 30, 1L << 30]), "more than 2147483647 elements");

    [Fact]
    public void Negative_axis() => Fails(OnnxTensors.Head("w", OnnxDataType.Float, [-4, 4]), "an axis of -4");

    [Fact]
    public void Too_many_axes() => Fails(OnnxTensors.Head("w", OnnxDataType.Float, Enumerable.Repeat(1L, 100)), "100 axes");

    [Fact]
    public void Too_few_bytes() =>
        Fails(OnnxTensors.Raw("w", OnnxDataType.Float, [4, 4], new byte[60]), "60 bytes where 16 elements of Float take 64");

    [Fact]
    public void Too_few_elements() =>
        Fails(OnnxTensors.Head("w", OnnxDataType.Float, [4, 4]).AddAll(4, new float[15]), "15 elements where its axes say 16");

    [Fact]
    public void Elements_in_the_field_of_another_type() =>
        Fails(OnnxTensors.Head("w", OnnxDataType.Float, [4, 4]).AddPacked(7, new long[16]), "0 elements");

    [Fact]
    public void Texts() => Fails(OnnxTensors.Head("w", OnnxDataType.String, [1]).Add(6, "text"), "elements of type String");

    [Fact]
    public void Complex_numbers() => Fails(OnnxTensors.Head("w", OnnxDataType.Complex64, [1]), "elements of type Complex64");

    [Fact]
    public void Type_that_is_not_known() => Fails(OnnxTensors.Head("w", (OnnxDataType)99, [1]), "elements of type 99");

    [Fact]
    public void Matrix_of_nothing() =>
        Fails(OnnxTensors.Head("w", OnnxDataType.Float, [4, 0]), "its weight of [4, 0] is no matrix", isTensor: false);

    [Fact]
    public void Missing_external_data() => Fails(External("location", "weights.bin"), "elements in 'weights.bin', which is missing");

    [Fact]
    public void External_data_without_a_file() => Fails(External("offset", "0"), "elements in '', which is no file");

    [Theory]
    [InlineData("../weights.bin")]
    [InlineData("sub/../../weights.bin")]
    [InlineData("/etc/passwd")]
    [InlineData(".")]
    [InlineData("a\0b")]
    public void External_data_outside_of_the_folder(string location) =>
        Fails(External("location", location), "which is no file in the model's folder");

    [Fact]
    public void External_data_that_is_a_folder()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "sub"));
        Fails(External("location", "sub"), "which is missing");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    public void External_offset_that_is_no_number(string offset)
    {
        byte[] file = Built(External("location", "weights.bin", "offset", offset));
        var e = Assert.Throws<OnnxException>(() => Reading.OnnxReader.Read(file, "net.onnx"));
        Assert.Contains("the offset of external data is no number", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", null)]
    [InlineData("8", "64")]
    [InlineData("0", "60")]
    [InlineData("9223372036854775807", "64")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    public void External_data_that_is_too_short(string offset, string? length)
    {
        File.WriteAllBytes(Path.Combine(_folder, "weights.bin"), new byte[length is null ? 60 : 64]);
        string[] entries = ["location", "weights.bin", "offset", offset, .. length is null ? Array.Empty<string>() : ["length", length]];
        Fails(External(entries), "of 'weights.bin', where 64 of");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(0, false)]
    [InlineData(16, true)]
    [InlineData(16, false)]
    public void External_data_is_read(int offset, bool saysLength)
    {
        float[] values = [.. Enumerable.Range(0, 16).Select(i => i * 0.5f)];
        File.WriteAllBytes(Path.Combine(_folder, "weights.bin"), [.. new byte[offset], .. OnnxTensors.Bytes(values)]);
        string[] entries = ["location", "weights.bin", "offset", $"{offset}", .. saysLength ? ["length", "64"] : Array.Empty<string>()];
        string path = Path.Combine(_folder, "net.onnx");
        File.WriteAllBytes(path, Built(External(entries)));
        ImportedNetwork network = OnnxImporter.Import(path);
        Assert.Equal(16, network.ParameterCount);

        // The network computes rows times columns, so a row of one is a row of the weights.
        float[] third = Models.RuntimeComparison.Compile(network).Predict([0, 0, 1, 0]);
        Assert.Equal(values[8..12], third);
    }

    private static ProtobufMessage External(params string[] entries) =>
        OnnxTensors.External("w", OnnxDataType.Float, [4, 4], [.. entries.Chunk(2).Select(pair => (pair[0], pair[1]))]);

    private static byte[] Built(ProtobufMessage weight) => new OnnxFile().Input("x", 1, 4).Tensor(weight).Node("MatMul", "x w").ToArray();

    private void Fails(ProtobufMessage weight, string part, bool isTensor = true)
    {
        string path = Path.Combine(_folder, "net.onnx");
        File.WriteAllBytes(path, Built(weight));
        var e = Assert.Throws<OnnxException>(() => OnnxImporter.Import(path));
        string start = isTensor ? "tensor 'w' has " : "node 'MatMul0' (MatMul, opset 17): ";
        Assert.StartsWith($"{path}: {start}", e.Message, StringComparison.Ordinal);
        Assert.Contains(part, e.Message, StringComparison.Ordinal);
    }
}
