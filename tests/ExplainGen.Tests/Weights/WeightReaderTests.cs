using ExplainGen.Weights;

namespace ExplainGen.Tests.Weights;

/// <summary>Binding a file to a manifest: what fits is read, what does not is told in full and at once.</summary>
public sealed class WeightReaderTests
{
    private static readonly WeightSpec[] s_manifest =
    [
        new("conv1.weight", [2, 1, 1, 1]), new("conv1.bias", [2]), new("fc.weight", [3, 2]), new("scale", [], Required: false),
    ];

    [Fact]
    public void AFileThatFitsIsRead()
    {
        WeightReader reader = Reader(
            Single("conv1.weight", 2, 1, 1, 1),
            NamedTensor.Create("conv1.bias", [2], new float[] { 1, 2 }, DType.F16),
            NamedTensor.Create("fc.weight", [3, 2], new double[] { 1, 2, 3, 4, 5, 6 }),
            NamedTensor.FromBytes("bn1.num_batches_tracked", [], DType.I64, new byte[8]));
        reader.Validate(s_manifest);

        Assert.Equal([0f, 1], reader.Read("conv1.weight", 2, 1, 1, 1));
        Assert.Equal([1f, 2], reader.View("conv1.bias", 2).ToArray());
        Assert.Equal([1.0, 2, 3, 4, 5, 6], reader.ReadDouble("fc.weight", 3, 2));
        float[] destination = new float[6];
        reader.Read("fc.weight", [3, 2], destination);
        Assert.Equal([1f, 2, 3, 4, 5, 6], destination);
        Assert.True(reader.Contains("conv1.bias"));
        Assert.False(reader.Contains("scale"));
    }

    [Fact]
    public void VariancesAreNotNegative()
    {
        WeightReader reader = Reader(NamedTensor.Create("running_var", [3], new float[] { 1, 0, -0.5f }));
        WeightsException e = Assert.Throws<WeightsException>(() => reader.ReadVariance("running_var", 3));
        Assert.Equal("(memory): tensor 'running_var' is -0.5 at element 2; expected variances, at least 0", e.Message);
        Assert.Equal("running_var", e.TensorName);
        Assert.Equal([1f, 0], Reader(NamedTensor.Create("v", [2], new float[] { 1, 0 })).ReadVariance("v", 2));
    }

    [Fact]
    public void AViewOfSinglesIsTheFileItself()
    {
        byte[] bytes = RawFile.Written(Single("t", 4));
        using var reader = new WeightReader(SafetensorsFile.FromBytes(bytes));
        Assert.True(System.Runtime.InteropServices.MemoryMarshal.AsBytes(reader.View("t", 4)).Overlaps(bytes));
    }

    [Fact]
    public void EveryProblemIsReportedAtOnce()
    {
        WeightReader reader = Reader(
            Single("conv1.weights", 2, 1, 1, 1),
            Single("conv1.bias", 3),
            NamedTensor.FromBytes("fc.weight", [2, 3], DType.I8, new byte[6]),
            NamedTensor.FromBytes("scale", [], DType.I32, new byte[4]),
            Single("optimizer.step", 1),
            Single("num_batches_tracked"));

        WeightsException e = Assert.Throws<WeightsException>(() => reader.Validate(s_manifest));
        Assert.Equal(
            [
                "tensor 'conv1.weight' is missing; expected shape [2, 1, 1, 1]. Did you mean 'conv1.weights'?",
                "tensor 'conv1.bias' has shape [3]; expected [2]",
                "tensor 'fc.weight' holds I8 of shape [2, 3]; expected F16, BF16, F32 or F64 of shape [3, 2]",
                "tensor 'scale' holds I32; expected F16, BF16, F32 or F64",
                "tensor 'conv1.weights', F32 [2, 1, 1, 1], is not part of the model. Did you mean 'conv1.weight'?",
                "tensor 'optimizer.step', F32 [1], is not part of the model",
            ],
            e.Problems.ToArray());
        Assert.Equal("(memory): 6 problems\n- " + string.Join("\n- ", e.Problems), e.Message);
        Assert.Null(e.TensorName);

        e = Assert.Throws<WeightsException>(() => reader.Validate(s_manifest, allowExtra: true));
        Assert.Equal(4, e.Problems.Length);
    }

    [Fact]
    public void ExtraTensorsAreAnErrorUnlessAllowed()
    {
        WeightReader reader = Reader(Single("a", 1), Single("b", 1));
        WeightsException e = Assert.Throws<WeightsException>(() => reader.Validate([new("a", [1])]));
        Assert.Equal("(memory): tensor 'b', F32 [1], is not part of the model", e.Message);
        reader.Validate([new("a", [1])], allowExtra: true);
    }

    [Fact]
    public void AnotherModelsFileGivesAShortMessage()
    {
        WeightReader reader = Reader([.. Enumerable.Range(0, 500).Select(i => Single($"decoder.{i}.gate", 1))]);
        WeightsException e = Assert.Throws<WeightsException>(() => reader.Validate(s_manifest));
        Assert.Equal(3 + 20 + 1, e.Problems.Length);
        Assert.Equal("480 further tensors are not part of the model", e.Problems[^1]);

        WeightSpec[] manifest = [.. Enumerable.Range(0, 100).Select(i => new WeightSpec($"layer{i}", [1]))];
        e = Assert.Throws<WeightsException>(() => Reader().Validate(manifest));
        Assert.Equal(100, e.Problems.Length);
        Assert.EndsWith("\n- tensor 'layer29' is missing; expected shape [1]\n- ... and 70 more", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("module.conv1.weight", "conv1.weight", "module.conv1.weight")] // saved from a parallel wrapper
    [InlineData("Conv1.Weight", "conv1.weight", "Conv1.Weight")]
    [InlineData("conv1_weight", "conv1.weight", "conv1_weight")]
    [InlineData("weight", "conv1.weight", "weight")]
    [InlineData("fc.bias", "conv1.weight", null)]
    public void NearNamesAreHintedAt(string present, string asked, string? hint)
    {
        WeightsException e = Assert.Throws<WeightsException>(() => Reader(Single(present, 1)).Read(asked, 1));
        string expected = hint is null ? "" : $". Did you mean '{hint}'?";
        Assert.Equal($"(memory): tensor '{asked}' is missing; expected shape [1]{expected}", e.Message);
        Assert.Equal(asked, e.TensorName);
    }

    [Fact]
    public void ForeignLayoutsAreRecognized()
    {
        WeightReader reader = Reader(Single("fc", 4, 3), Single("conv", 3, 5, 1, 2));
        Assert.EndsWith(
            "has shape [4, 3]; expected [3, 4] (it looks transposed: PyTorch's layout is [out, in])",
            Assert.Throws<WeightsException>(() => reader.Read("fc", 3, 4)).Message,
            StringComparison.Ordinal);
        Assert.EndsWith(
            "expected [2, 1, 3, 5] (it looks like [height, width, in, out]: PyTorch's layout is [out, in, height, width])",
            Assert.Throws<WeightsException>(() => reader.Read("conv", 2, 1, 3, 5)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "+infinity")]
    [InlineData(float.NegativeInfinity, "-infinity")]
    public void NumbersThatAreNotFiniteAreRejected(float bad, string named)
    {
        float[] values = new float[2000];
        values[1234] = bad;
        values[1999] = float.NaN;
        foreach (DType type in (DType[])[DType.F32, DType.F16, DType.BF16, DType.F64])
        {
            WeightReader reader = Reader(NamedTensor.Create("t", [20, 5, 20], values, type));
            reader.Validate([new("t", [20, 5, 20])]);
            string expected = $"(memory): tensor 't' is {named} at index [12, 1, 14], element 1234; expected finite numbers";
            Assert.Equal(expected, Assert.Throws<WeightsException>(() => reader.Read("t", 20, 5, 20)).Message);
            Assert.Equal(expected, Assert.Throws<WeightsException>(() => reader.Read("t", [20, 5, 20], new float[2000])).Message);
            Assert.Equal(expected, Assert.Throws<WeightsException>(() => reader.View("t", 20, 5, 20).Length).Message);
            Assert.Equal(expected, Assert.Throws<WeightsException>(() => reader.ReadDouble("t", 20, 5, 20)).Message);
        }
    }

    [Fact]
    public void NumbersBeyondFloat32AreRejectedAsFloat32Only()
    {
        WeightReader reader = Reader(
            NamedTensor.Create("t", [3], new[] { 1, -1e300, double.NaN }), NamedTensor.Create("u", [1], new[] { 1e300 }));
        Assert.Equal(
            "(memory): tensor 't' is -1E+300, beyond the range of float32, at index [1], element 1; expected finite numbers",
            Assert.Throws<WeightsException>(() => reader.Read("t", 3)).Message);
        Assert.Equal(
            "(memory): tensor 't' is NaN at index [2], element 2; expected finite numbers",
            Assert.Throws<WeightsException>(() => reader.ReadDouble("t", 3)).Message);
        Assert.Equal([1e300], reader.ReadDouble("u", 1));
    }

    [Fact]
    public void ReadersOpenFilesAndStreams()
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder["f"], [Single("t", 3)]);
        using (WeightReader reader = WeightReader.Open(folder["f"]))
            Assert.Equal([0f, 1, 2], reader.Read("t", 3));
        using (WeightReader reader = WeightReader.FromStream(new MemoryStream(File.ReadAllBytes(folder["f"]))))
            Assert.Equal([0f, 1, 2], reader.Read("t", 3));
        Assert.Throws<FileNotFoundException>(() => WeightReader.Open(folder["none"]));
    }

    [Fact]
    public void ManifestLinesAreComparedByContent()
    {
        var line = new WeightSpec("t", [2, 3]);
        Assert.Equal(line, new WeightSpec("t", [2, 3]));
        Assert.Equal(line.GetHashCode(), new WeightSpec("t", [2, 3]).GetHashCode());
        Assert.NotEqual(line, new WeightSpec("t", [3, 2]));
        Assert.NotEqual(line, new WeightSpec("t", [2, 3], Required: false));
        Assert.Equal("t [2, 3]", line.ToString());
    }

    private static WeightReader Reader(params NamedTensor[] tensors) => new(SafetensorsFile.FromBytes(RawFile.Written(tensors)));

    private static NamedTensor Single(string name, params int[] shape) =>
        NamedTensor.Create(name, shape, Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(i => (float)i).ToArray());
}
