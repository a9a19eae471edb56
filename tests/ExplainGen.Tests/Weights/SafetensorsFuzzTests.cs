using System.Buffers.Binary;
using System.Text;
using ExplainGen.Weights;

namespace ExplainGen.Tests.Weights;

/// <summary>Damaged and hostile files: whatever the bytes, tensors that can be read or a <see cref="WeightsException"/>.</summary>
public sealed class SafetensorsFuzzTests
{
    private const int Files = 100_000;

    // What header edits are made of: the format's own words, and numbers that overflow something.
    private static readonly string[] s_fragments =
    [
        "{", "}", "[", "]", "\"", ":", ",", " ", "\\", "\\u0061", "\\ud800", "null", "true", "-1", "0", "1", "4", "8", "1e9", "0.5",
        "2147483647", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551615",
        "99999999999999999999999", "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"__metadata__\"", "\"F16\"", "\"BF16\"", "\"F64\"",
        "\"I8\"", "\"BOOL\"", "\"conv1.weight\"", "[0,0]", "{}", "[[[[[[[[", "{\"a\":{\"a\":{\"a\":", "\0", "\n", "\u00e9",
    ];

    [Fact]
    public void MutatedFilesAreReadOrRejected()
    {
        byte[] seed = Seed();
        var random = new Random(20240501);
        int accepted = 0;
        for (int i = 0; i < Files; i++)
        {
            byte[] file = Mutate(seed, random);
            try
            {
                using SafetensorsFile opened = i % 4 == 0
                    ? SafetensorsFile.FromStream(new MemoryStream(file))
                    : SafetensorsFile.FromBytes(file);
                ReadAll(opened);
                accepted++;
            }
            catch (WeightsException e)
            {
                Assert.Equal(i % 4 == 0 ? "(stream)" : "(memory)", e.FileName);
            }
            catch (Exception e)
            {
                Assert.Fail($"File {i} ({Convert.ToBase64String(file)}) threw {e}");
            }
        }

        // Mutations of the data alone leave a valid file; were nearly all or nearly none accepted, the fuzzer would test nothing.
        Assert.InRange(accepted, Files / 100, Files / 2);
    }

    // Validation against a manifest and reading by name meet the same files.
    [Fact]
    public void MutatedFilesAreBoundToAManifestOrRejected()
    {
        byte[] seed = Seed();
        WeightSpec[] manifest = [new("conv1.weight", [2, 1, 3, 3]), new("conv1.bias", [2]), new("scale", [], Required: false)];
        var random = new Random(7);
        for (int i = 0; i < Files / 5; i++)
        {
            byte[] file = Mutate(seed, random);
            try
            {
                using var reader = new WeightReader(SafetensorsFile.FromBytes(file));
                reader.Validate(manifest, allowExtra: i % 2 == 0);
                Assert.Equal(18, reader.Read("conv1.weight", 2, 1, 3, 3).Length);
                Assert.Equal(2, reader.View("conv1.bias", 2).Length);
            }
            catch (WeightsException e)
            {
                Assert.NotEmpty(e.Problems);
            }
            catch (Exception e)
            {
                Assert.Fail($"File {i} ({Convert.ToBase64String(file)}) threw {e}");
            }
        }
    }

    private static byte[] Seed()
    {
        var stream = new MemoryStream();
        SafetensorsWriter.Write(
            stream,
            [
                NamedTensor.Create("conv1.weight", [2, 1, 3, 3], new float[18]),
                NamedTensor.Create("conv1.bias", [2], new float[] { 1, -1 }, DType.F16),
                NamedTensor.Create("scale", [], new[] { 0.5 }),
                NamedTensor.FromBytes("bn1.num_batches_tracked", [], DType.I64, new byte[8]),
                NamedTensor.Create("empty", [0, 4], Array.Empty<float>(), DType.BF16),
            ],
            new Dictionary<string, string> { ["format"] = "pt" });
        return stream.ToArray();
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var file = new List<byte>(seed);
        int rounds = 1 + random.Next(3);
        for (int round = 0; round < rounds && file.Count > 8; round++)
        {
            switch (random.Next(6))
            {
                case 0: // flip one bit
                    file[random.Next(file.Count)] ^= (byte)(1 << random.Next(8));
                    break;
                case 1: // overwrite one byte
                    file[random.Next(file.Count)] = (byte)random.Next(256);
                    break;
                case 2: // cut the end off
                    int kept = random.Next(file.Count);
                    file.RemoveRange(kept, file.Count - kept);
                    break;
                case 3: // insert a copy of one stretch at another
                    int from = random.Next(file.Count);
                    List<byte> stretch = file.GetRange(from, random.Next(Math.Min(40, file.Count - from)));
                    file.InsertRange(random.Next(file.Count), stretch);
                    break;
                default: // edit the header and, mostly, correct its length, so that the edit is seen and not the length
                    EditHeader(file, random);
                    break;
            }
        }

        return [.. file];
    }

    private static void EditHeader(List<byte> file, Random random)
    {
        long length = BinaryPrimitives.ReadInt64LittleEndian([.. file.Take(8)]);
        if (length < 1 || length > file.Count - 8)
            return;
        int at = 8 + random.Next((int)length);
        int removed = Math.Min(random.Next(2) * random.Next(12), 8 + (int)length - at);
        byte[] fragment = Encoding.UTF8.GetBytes(s_fragments[random.Next(s_fragments.Length)]);
        if (random.Next(2) == 0)
        {
            // Replace a number by a number, which keeps the JSON valid and reaches the checks behind it.
            while (at < 8 + length && !char.IsAsciiDigit((char)file[at]))
                at++;
            removed = 0;
            while (at + removed < 8 + length && char.IsAsciiDigit((char)file[at + removed]))
                removed++;
            fragment = Encoding.ASCII.GetBytes(random.Next(2) == 0 ? random.Next(100).ToString() : random.NextInt64().ToString());
        }

        file.RemoveRange(at, removed);
        file.InsertRange(at, fragment);
        length += fragment.Length - removed;
        if (random.Next(8) != 0)
        {
            byte[] prefix = BitConverter.GetBytes(length);
            for (int i = 0; i < 8; i++)
                file[i] = prefix[i];
        }
    }

    private static void ReadAll(SafetensorsFile file)
    {
        foreach (TensorEntry tensor in file.Tensors)
        {
            Assert.Equal(tensor.Bytes.Length, tensor.ElementCount * (tensor.Bytes.Length / Math.Max(1, tensor.ElementCount)));
            if (tensor.DType is not (DType.F16 or DType.BF16 or DType.F32 or DType.F64))
                continue;
            tensor.CopyTo(new float[tensor.ElementCount]);
            tensor.CopyTo(new double[tensor.ElementCount]);
        }
    }
}
