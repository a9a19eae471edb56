using System.IO.Compression;
using FashionMnist.Train;

namespace ExplainGen.Tests.Samples;

public sealed class IdxFileTests
{
    private static readonly byte[] s_twoByThree = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6];

    [Fact]
    public void Sizes_and_values_are_read()
    {
        IdxFile file = Read(s_twoByThree);
        Assert.Equal([2, 3], file.Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], file.Values);
    }

    [Fact]
    public void A_compressed_file_is_read_like_a_plain_one() => WithFile("pictures.gz", Zip(s_twoByThree), path =>
    {
        IdxFile file = IdxFile.Read(path);
        Assert.Equal([2, 3], file.Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], file.Values);
    });

    [Fact]
    public void Writing_replaces_the_file_by_the_same_bytes() => WithFile("pictures.idx", [1, 2, 3], path =>
    {
        Read(s_twoByThree).Write(path);
        Assert.Equal(s_twoByThree, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    });

    [Fact]
    public void Every_truncation_is_refused_by_name()
    {
        for (int length = 0; length < s_twoByThree.Length; length++)
            Assert.StartsWith("pictures", Refusal(s_twoByThree[..length]).Message);
    }

    [Theory]
    [InlineData(0, 1, "magic")]
    [InlineData(2, 0x0d, "magic")] // 32-bit floats
    [InlineData(3, 0, "magic")]
    [InlineData(3, 5, "magic")]
    [InlineData(4, 0x7f, "claims more")]
    [InlineData(4, 0xff, "claims more")]
    [InlineData(7, 1, "goes on")]
    [InlineData(7, 3, "truncated")]
    public void A_wrong_byte_is_refused_with_the_reason(int at, byte value, string reason)
    {
        byte[] bytes = [.. s_twoByThree];
        bytes[at] = value;
        string message = Refusal(bytes).Message;
        Assert.StartsWith("pictures", message);
        Assert.Contains(reason, message);
    }

    [Fact]
    public void A_damaged_compressed_file_is_refused_by_name()
    {
        byte[] zipped = Zip(s_twoByThree);
        byte[] otherMagic = [.. zipped];
        otherMagic[0]++;
        foreach (byte[] damaged in (byte[][])[[], otherMagic, zipped[..5], zipped[..(zipped.Length / 2)]])
        {
            WithFile("pictures.gz", damaged, path =>
                Assert.StartsWith(path, Assert.Throws<InvalidDataException>(() => IdxFile.Read(path)).Message));
        }
    }

    private static IdxFile Read(byte[] bytes) => IdxFile.Read(new MemoryStream(bytes), "pictures");

    private static InvalidDataException Refusal(byte[] bytes) => Assert.Throws<InvalidDataException>(() => Read(bytes));

    private static void WithFile(string name, byte[] content, Action<string> use)
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string path = Path.Combine(folder, name);
            File.WriteAllBytes(path, content);
            use(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[] Zip(byte[] bytes)
    {
        var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return zipped.ToArray();
    }
}
