using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using ExplainGen.Cli.Values;

namespace ExplainGen.Cli.Tests;

/// <summary>Files of numbers.</summary>
public sealed class ValueTests
{
    [Theory]
    [InlineData("1,2\n3,4.5\n", "")]
    [InlineData("a;b\n1;2\n\n3;4.5", "a b")]
    [InlineData("1 2\r\n3\t4.5\r\n", "")]
    public void Rows_are_lines_of_numbers(string text, string names)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.csv"], text);
        ValueTable table = ValueTable.Read(folder["a.csv"], 2);
        Assert.Equal(names, string.Join(" ", table.Names));
        Assert.Equal([1f, 2f, 3f, 4.5f], table.Rows.SelectMany(r => r));
    }

    [Theory]
    [InlineData("", "holds no numbers")]
    [InlineData("1,2,3", "has 3 numbers, where the model takes 2")]
    [InlineData("1,2\n1,x", "line 2: 'x' is no finite number")]
    [InlineData("1,2\n1,NaN", "'NaN' is no finite number")]
    [InlineData("a,b,c\n1,2", "names 3 columns")]
    public void Other_lines_are_refused(string text, string message)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.csv"], text);
        Assert.Contains(message, Assert.Throws<CliException>(() => ValueTable.Read(folder["a.csv"], 2)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<f4", "(2, 3)", 2)]
    [InlineData("<f8", "(3,)", 1)]
    [InlineData("<f4", "(1, 1, 3)", 1)]
    public void NumPy_arrays_are_rows(string type, string shape, int rows)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["a.npy"], Numpy(type, shape, rows * 3));
        ValueTable table = ValueTable.Read(folder["a.npy"], 3);
        Assert.Equal(rows, table.Rows.Count);
        Assert.Equal(Enumerable.Range(0, rows * 3).Select(i => i + 0.5f), table.Rows.SelectMany(r => r));
    }

    [Fact]
    public void Damaged_arrays_are_one_error()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = Numpy("<f4", "(2, 3)", 6);
        Refused(Numpy(">f4", "(2, 3)", 6), "no array of float32 or float64");
        Refused(Numpy("<f4", "(2, 4)", 6), "takes 32");
        Refused(Numpy("<f4", "(5,)", 5), "no inputs of 3");
        Refused(Numpy("<f4", "(99999999999, 99999999999)", 6), "has a shape of");
        Refused("PK"u8.ToArray(), "no NumPy file");
        var random = new Random(4);
        for (int i = 0; i < 2000; i++)
        {
            byte[] damaged = [.. whole[..random.Next(whole.Length + 1)]];
            if (damaged.Length > 0)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(folder["a.npy"], damaged);
            try
            {
                Assert.All(ValueTable.Read(folder["a.npy"], 3).Rows, row => Assert.Equal(3, row.Length));
            }
            catch (CliException e)
            {
                Assert.Contains("a.npy", e.Message, StringComparison.Ordinal);
            }
        }

        void Refused(byte[] file, string message)
        {
            File.WriteAllBytes(folder["a.npy"], file);
            Assert.Contains(message, Assert.Throws<CliException>(() => ValueTable.Read(folder["a.npy"], 3)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Archives_of_arrays_are_rows()
    {
        using var folder = new TemporaryFolder();
        Write(("x.npy", Numpy("<f4", "(2, 3)", 6)));
        ValueTable table = ValueTable.Read(folder["a.npz"], 3);
        Assert.Equal("a.x", table.Name);
        Assert.Equal([0.5f, 1.5f, 2.5f, 3.5f, 4.5f, 5.5f], table.Rows.SelectMany(r => r));

        // Arrays of the same shape may be labels or anything: which one is meant must be said.
        Write(("x.npy", Numpy("<f4", "(2, 3)", 6)), ("y.npy", Numpy("<f8", "(3,)", 3)));
        Refused($"holds 2 arrays (x, y); '{folder["a.npz"]}:x' reads one of them");
        table = ValueTable.Read(folder["a.npz:y"], 3);
        Assert.Equal("a.y", table.Name);
        Assert.Equal([0.5f, 1.5f, 2.5f], table.Rows.SelectMany(r => r));
        Assert.Contains(
            "holds 0 arrays 'z' among x, y", Assert.Throws<CliException>(() => ValueTable.Read(folder["a.npz:z"], 3)).Message,
            StringComparison.Ordinal);
        Write(("a.txt", "text"u8.ToArray()));
        Refused("holds no arrays");
        Write(("a.npy", "text"u8.ToArray()));
        Refused("is no NumPy file");
        Write();
        Refused("holds no arrays");
        File.WriteAllText(folder["a.npz"], "text");
        Refused("no archive of arrays");

        // Damaged ones are refused too, however it shows, or hold the same numbers: what was damaged says nothing of these.
        float[] numbers = [0.5f, 1.5f, 2.5f, 3.5f, 4.5f, 5.5f];
        var random = new Random(6);
        byte[][] whole = Array.ConvertAll((CompressionLevel[])[CompressionLevel.Optimal, CompressionLevel.NoCompression], level =>
        {
            WriteArchive(folder["a.npz"], level, ("a.npy", Numpy("<f4", "(2, 3)", 6)));
            return File.ReadAllBytes(folder["a.npz"]);
        });
        for (int i = 0; i < 2000; i++)
        {
            byte[] damaged = [.. whole[i % 2]];
            if (i % 3 == 0)
                damaged = damaged[..random.Next(1, damaged.Length + 1)];
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(folder["a.npz"], damaged);
            try
            {
                Assert.Equal(numbers, ValueTable.Read(folder["a.npz"], 3).Rows.SelectMany(r => r));
            }
            catch (CliException e)
            {
                Assert.Contains("a.npz", e.Message, StringComparison.Ordinal);
            }
        }

        void Write(params (string Name, byte[] Content)[] entries) => WriteArchive(folder["a.npz"], CompressionLevel.Optimal, entries);

        void Refused(string message) => Assert.Contains(
            message, Assert.Throws<CliException>(() => ValueTable.Read(folder["a.npz"], 3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_numbers_in_an_archive_are_no_other_numbers()
    {
        using var folder = new TemporaryFolder();
        WriteArchive(folder["a.npz"], CompressionLevel.NoCompression, ("a.npy", Numpy("<f4", "(2, 3)", 6)));
        byte[] file = File.ReadAllBytes(folder["a.npz"]);
        int at = file.AsSpan().IndexOf(BitConverter.GetBytes(3.5f));
        BitConverter.GetBytes(7.5f).CopyTo(file, at);
        File.WriteAllBytes(folder["a.npz"], file);
        Assert.Contains(
            "its checksum is another", Assert.Throws<CliException>(() => ValueTable.Read(folder["a.npz"], 3)).Message,
            StringComparison.Ordinal);
    }

    // Megabytes that unfold to gigabytes, under a header that says so and under one that does not.
    [Fact]
    public void Archives_do_not_unfold_to_more_than_an_array()
    {
        using var folder = new TemporaryFolder();
        byte[] part = new byte[1 << 20];
        Refused(Numpy("<f4", "(402653184,)", 0), megabytes: 1536, "where an array in an archive may have");
        Refused(Numpy("<f4", "(2, 3)", 6), megabytes: 512, "where its shape (2, 3) takes 24");

        void Refused(byte[] start, int megabytes, string message)
        {
            using (var archive = new ZipArchive(File.Create(folder["a.npz"]), ZipArchiveMode.Create))
            {
                using Stream entry = archive.CreateEntry("a.npy", CompressionLevel.Fastest).Open();
                entry.Write(start);
                for (int i = 0; i < megabytes; i++)
                    entry.Write(part);
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Contains(
                message, Assert.Throws<CliException>(() => ValueTable.Read(folder["a.npz"], 3)).Message, StringComparison.Ordinal);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    [Fact]
    public void Raw_numbers_are_rows()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["a.raw"], [.. new[] { 1, 0.5f, -3, 1e-3f, 5, 6e9f }.SelectMany(BitConverter.GetBytes)]);
        ValueTable table = ValueTable.Read(folder["a.raw"], 3);
        Assert.Equal([[1, 0.5f, -3], [1e-3f, 5, 6e9f]], table.Rows);
        Assert.Equal("a", table.Name);
        Assert.Contains(
            "has 24 bytes, which are no inputs of 5 numbers", Assert.Throws<CliException>(() => ValueTable.Read(folder["a.raw"], 5)).Message,
            StringComparison.Ordinal);
    }

    private static void WriteArchive(string path, CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach ((string name, byte[] content) in entries)
        {
            using Stream entry = archive.CreateEntry(name, level).Open();
            entry.Write(content);
        }
    }

    private static byte[] Numpy(string type, string shape, int count)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
        int size = type[2] - '0';
        var file = new byte[10 + header.Length + count * size];
        file[0] = 0x93;
        Encoding.ASCII.GetBytes("NUMPY").CopyTo(file, 1);
        file[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)header.Length);
        Encoding.ASCII.GetBytes(header).CopyTo(file, 10);
        for (int i = 0; i < count; i++)
        {
            Span<byte> at = file.AsSpan(10 + header.Length + i * size);
            if (size == 4)
                BinaryPrimitives.WriteSingleLittleEndian(at, i + 0.5f);
            else
                BinaryPrimitives.WriteDoubleLittleEndian(at, i + 0.5);
        }

        return file;
    }
}
