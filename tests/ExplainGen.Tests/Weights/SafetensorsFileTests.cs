using System.IO.Compression;
using System.IO.MemoryMappedFiles;
using ExplainGen.Weights;

namespace ExplainGen.Tests.Weights;

/// <summary>The ways in: mapped files, memory, streams; and what a file tells of itself.</summary>
public sealed class SafetensorsFileTests
{
    private static readonly byte[] s_file = RawFile.Of(
        """{"b":{"dtype":"F32","shape":[2,1],"data_offsets":[4,12]},"__metadata__":{"made by":"hand","ü":""}"""
            + """,  "a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}""",
        12);

    [Fact]
    public void NamesStandInTheOrderOfTheHeader()
    {
        using SafetensorsFile file = SafetensorsFile.FromBytes(s_file, "hand.safetensors");
        Assert.Equal("hand.safetensors", file.FileName);
        Assert.Equal(["b", "a"], file.Names);
        Assert.Equal(["b F32 [2, 1]", "a F16 [2]"], file.Tensors.Select(tensor => tensor.ToString()));
        Assert.Equal(new Dictionary<string, string> { ["made by"] = "hand", ["ü"] = "" }, file.Metadata);
        Assert.True(file.TryGet("a", out TensorEntry? a));
        Assert.Equal([1, 2, 3, 4], a.Bytes.ToArray());
        Assert.False(file.TryGet("A", out _));
    }

    [Fact]
    public void AFileIsMappedWhateverItsLength()
    {
        using var folder = new TemporaryFolder();
        foreach (int elements in (int[])[0, 1, 1000, 1024 - 18, 3 * 4096])
        {
            float[] values = [.. Enumerable.Range(0, elements).Select(i => (float)i)];
            string path = folder["mapped.safetensors"];
            SafetensorsWriter.Write(path, [NamedTensor.Create("t", [elements], values)]);

            // The mapping is rounded up to whole pages; what lies beyond the file must not be taken for trailing bytes.
            using SafetensorsFile file = SafetensorsFile.Open(path);
            float[] back = new float[elements];
            file.Tensors[0].CopyTo(back);
            Assert.Equal(values, back);
            Assert.Equal(elements > 0, file.Tensors[0].TryGetSpan(out ReadOnlySpan<float> inPlace) && !inPlace.IsEmpty);
        }
    }

    [Fact]
    public void TensorsBeyondTwoGigabytesAreReached()
    {
        if (OperatingSystem.IsWindows())
            return; // where a file with a hole takes real space unless marked as sparse

        using var folder = new TemporaryFolder();
        using (FileStream stream = File.Create(folder["large"]))
        {
            stream.Write(RawFile.Of(
                """{"a":{"dtype":"U8","shape":[2147483647],"data_offsets":[0,2147483647]}"""
                + """,  "b":{"dtype":"F32","shape":[2],"data_offsets":[2147483647,2147483655]}}""",
                0));
            stream.Seek(int.MaxValue, SeekOrigin.Current);
            stream.Write([0, 0, 0x80, 0x3f, 0, 0, 0, 0x40]);
        }

        using SafetensorsFile file = SafetensorsFile.Open(folder["large"]);
        float[] values = new float[2];
        file.Tensors[1].CopyTo(values);
        Assert.Equal([1f, 2f], values);
    }

    [Fact]
    public void AMappedFileCanBeReplacedAndKeepsItsContent()
    {
        using var folder = new TemporaryFolder();
        string path = folder["model.safetensors"];
        SafetensorsWriter.Write(path, [NamedTensor.Create("t", [2], new float[] { 1, 2 })]);
        using SafetensorsFile old = SafetensorsFile.Open(path);
        if (!OperatingSystem.IsWindows()) // which does not rename over a mapped file
            SafetensorsWriter.Write(path, [NamedTensor.Create("t", [2], new float[] { 3, 4 })]);

        float[] values = new float[2];
        old.Tensors[0].CopyTo(values);
        Assert.Equal([1f, 2f], values);
    }

    [Fact]
    public void MissingEmptyAndForeignFilesAreToldApart()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<FileNotFoundException>(() => SafetensorsFile.Open(folder["none.safetensors"]));

        string path = folder["empty.safetensors"];
        File.WriteAllBytes(path, []);
        Assert.Equal(
            $"{path}: not a safetensors file: it has 0 bytes; the header's length alone takes 8",
            Assert.Throws<WeightsException>(() => SafetensorsFile.Open(path)).Message);

        File.WriteAllBytes(path, [0x80, 0x02, (byte)'}', (byte)'q', 0, 0, 0, 0, 0]);
        Assert.StartsWith(
            $"{path}: not a safetensors file: its first 8 bytes give a header of ",
            Assert.Throws<WeightsException>(() => SafetensorsFile.Open(path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public unsafe void UnmanagedStreamsAreReadInPlaceFromTheirPosition()
    {
        byte[] padded = [0xff, .. s_file];
        fixed (byte* start = padded)
        {
            using var stream = new UnmanagedMemoryStream(start, padded.Length) { Position = 1 };
            SafetensorsFile file = SafetensorsFile.FromStream(stream);
            Assert.True(file.Tensors[0].Bytes.Overlaps(padded));
            Assert.Equal([5, 6, 7, 8, 9, 10, 11, 12], file.Tensors[0].Bytes.ToArray());
            Assert.Equal(stream.Length, stream.Position);

            stream.Position = stream.Length + 5;
            Assert.Throws<WeightsException>(() => SafetensorsFile.FromStream(stream));
        }
    }

    [Fact]
    public void OtherStreamsAreCopied()
    {
        AssertReads(SafetensorsFile.FromStream(new MemoryStream(s_file)));

        var packed = new MemoryStream();
        using (var zip = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(s_file);
        packed.Position = 0;
        AssertReads(SafetensorsFile.FromStream(new DeflateStream(packed, CompressionMode.Decompress)));

        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["f"], s_file);
        using var map = MemoryMappedFile.CreateFromFile(folder["f"], FileMode.Open);
        using MemoryMappedViewStream view = map.CreateViewStream(0, s_file.Length); // unmanaged, but without a pointer
        AssertReads(SafetensorsFile.FromStream(view));

        static void AssertReads(SafetensorsFile file)
        {
            Assert.Equal([5, 6, 7, 8, 9, 10, 11, 12], file.Tensors[0].Bytes.ToArray());
            Assert.Equal([1, 2, 3, 4], file.Tensors[1].Bytes.ToArray());
        }
    }

    [Fact]
    public void AStreamIsReadNoFurtherThanItsHeaderSays()
    {
        var endless = new EndlessStream(s_file);
        WeightsException e = Assert.Throws<WeightsException>(() => SafetensorsFile.FromStream(endless, "endless"));
        Assert.Equal("endless: 1 bytes follow the last tensor; expected the file to end there", e.Message);
        Assert.Equal(s_file.Length + 1, endless.BytesRead);
    }

    [Fact]
    public void PromisedGigabytesAreNotAllocated()
    {
        byte[] file = RawFile.Of("""{"t":{"dtype":"U8","shape":[2147483647],"data_offsets":[0,2147483647]}}""", 100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<WeightsException>(() => SafetensorsFile.FromStream(new MemoryStream(file)));
        Assert.Throws<WeightsException>(() => SafetensorsFile.FromBytes(file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void ADisposedFileSaysSo()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["f"], s_file);
        SafetensorsFile file = SafetensorsFile.Open(folder["f"]);
        TensorEntry tensor = file.Tensors[0];
        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => tensor.Bytes.Length);
        Assert.Throws<ObjectDisposedException>(() => tensor.CopyTo(new float[2]));
        Assert.Equal("b", tensor.Name);
    }

    /// <summary>A stream that goes on with zeros for ever.</summary>
    private sealed class EndlessStream(byte[] start) : Stream
    {
        public long BytesRead { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            for (int i = 0; i < count; i++, BytesRead++)
                buffer[offset + i] = BytesRead < start.Length ? start[BytesRead] : (byte)0;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
