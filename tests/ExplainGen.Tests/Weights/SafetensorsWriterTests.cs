using System.Buffers.Binary;
using ExplainGen.Weights;

namespace ExplainGen.Tests.Weights;

/// <summary>What is written: the layout, the same every time, and whole or not at all.</summary>
public sealed class SafetensorsWriterTests
{
    private static readonly NamedTensor[] s_tensors =
    [
        NamedTensor.Create("z", [1, 2], new float[] { 1, 2 }),
        NamedTensor.Create("a", [], new[] { 3f }, DType.BF16),
    ];

    [Fact]
    public void TheHeaderKeepsTheGivenOrderAndIsPaddedToEight()
    {
        var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, s_tensors, [new("made by", "Jürgen \"x\" <y>"), new("a", "")]);
        byte[] file = stream.ToArray();

        string header = RawFile.HeaderOf(file);
        Assert.Equal(
            """{"__metadata__":{"made by":"Jürgen \"x\" <y>","a":""},"z":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}"""
            + """,""" + """{"a":{"dtype":"BF16","shape":[],"data_offsets":[8,10]}}"""[1..],
            header.TrimEnd(' '));
        Assert.Equal(0ul, BinaryPrimitives.ReadUInt64LittleEndian(file) % 8);
        Assert.Equal([0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 0x40, 0x40], file[^10..]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b/c d")]
    [InlineData("\"\\\n\t\u0000\u007f")]
    [InlineData("层 é 😀")]
    public void AnyUnicodeNameComesBack(string name)
    {
        var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [NamedTensor.Create(name, [1], new float[1])], [new(name, name)]);
        SafetensorsFile file = SafetensorsFile.FromBytes(stream.ToArray());
        Assert.Equal([name], file.Names);
        Assert.Equal(name, file.Metadata[name]);
    }

    [Fact]
    public void TheSameTensorsGiveTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder["a"], s_tensors);
        SafetensorsWriter.Write(folder["b"], s_tensors);
        Assert.Equal(File.ReadAllBytes(folder["a"]), File.ReadAllBytes(folder["b"]));
        Assert.Equal(RawFile.Written(s_tensors), File.ReadAllBytes(folder["a"]));
    }

    [Fact]
    public void AFileWithoutTensorsIsAFile()
    {
        byte[] file = RawFile.Written();
        Assert.Equal("{}      ", RawFile.HeaderOf(file));
        Assert.Empty(SafetensorsFile.FromBytes(file).Names);
    }

    [Fact]
    public void AFailureLeavesTheOldFileAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        string path = folder["model.safetensors"];
        SafetensorsWriter.Write(path, s_tensors);
        byte[] before = File.ReadAllBytes(path);

        // The second tensor's elements vanish while the file is being written.
        var vanishing = new VanishingMemory(100_000);
        NamedTensor[] tensors = [s_tensors[0], NamedTensor.Create("late", [100_000], vanishing.Memory)];
        vanishing.Vanish();
        Assert.Throws<ObjectDisposedException>(() => SafetensorsWriter.Write(path, tensors));
        Assert.Throws<ObjectDisposedException>(() => SafetensorsWriter.Write(folder["new.safetensors"], tensors));

        Assert.Equal(["model.safetensors"], folder.Files);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void AFolderInTheWayIsLeftAlone()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["model.safetensors"]);
        Assert.ThrowsAny<SystemException>(() => SafetensorsWriter.Write(folder["model.safetensors"], s_tensors));
        Assert.Equal(["model.safetensors"], folder.Files);
        Assert.Throws<DirectoryNotFoundException>(() => SafetensorsWriter.Write(folder["none/model.safetensors"], s_tensors));
    }

    [Fact]
    public void WhatCannotBeReadBackIsNotWritten()
    {
        AssertRejected("Tensor 't' occurs twice.", Some("t"), Some("t"));
        AssertRejected("The name '__metadata__' is reserved.", Some("__metadata__"));
        AssertRejected("The tensor name 'a\\ud800' is not valid Unicode.", Some("a\ud800"));

        static NamedTensor Some(string name) => NamedTensor.Create(name, [1], new float[1]);

        static void AssertRejected(string expected, params NamedTensor[] tensors) =>
            Assert.StartsWith(expected, Assert.Throws<ArgumentException>(() => RawFile.Written(tensors)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TensorsThatDoNotAddUpAreNotMade()
    {
        AssertRejected("Tensor 't' of shape [2, 3] has 6 elements; 5 were given.", () => NamedTensor.Create("t", [2, 3], new float[5]));
        AssertRejected("Tensor 't' of shape [] has 1 elements; 0 were given.", () => NamedTensor.Create("t", [], Array.Empty<double>()));
        AssertRejected("3 bytes are no whole number of I16 elements.", () => NamedTensor.FromBytes("t", [2], DType.I16, new byte[3]));
        AssertRejected(
            "Float32 numbers are stored as F32, F64, F16 or BF16, not I8.", () => NamedTensor.Create("t", [1], new float[1], DType.I8));
        AssertRejected("Float64 numbers are stored as F64 or F32, not F16.", () => NamedTensor.Create("t", [1], new double[1], DType.F16));
        AssertRejected(
            "Tensor 't' of shape [65536, 65536] takes more than 2147483647 bytes as F32.",
            () => NamedTensor.Create("t", [65536, 65536], new float[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => NamedTensor.Create("t", [-1], Array.Empty<float>()));
        var e = Assert.Throws<ArgumentException>(() => NamedTensor.Create("t", new int[65], Array.Empty<float>()));
        Assert.Contains(" has more than 64 axes.", e.Message, StringComparison.Ordinal);

        static void AssertRejected(string expected, Func<NamedTensor> make) =>
            Assert.StartsWith(expected, Assert.Throws<ArgumentException>(() => make()).Message, StringComparison.Ordinal);
    }

    /// <summary>Memory whose elements can be taken away after a tensor was made of it.</summary>
    private sealed class VanishingMemory(int length) : System.Buffers.MemoryManager<float>
    {
        private float[]? _values = new float[length];

        public void Vanish() => _values = null;

        public override Span<float> GetSpan()
        {
            ObjectDisposedException.ThrowIf(_values is null, this);
            return _values;
        }

        // The length is asked for when the memory is made, before anything has vanished.
        public override Memory<float> Memory => CreateMemory(length);

        public override System.Buffers.MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
