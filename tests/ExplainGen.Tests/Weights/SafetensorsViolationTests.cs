using System.Text;
using ExplainGen.Weights;

namespace ExplainGen.Tests.Weights;

/// <summary>Every way a file can violate the format, and the one sentence each is answered with.</summary>
public sealed class SafetensorsViolationTests
{
    private const string Good =
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F16","shape":[],"data_offsets":[8,10]}}""";

    public static TheoryData<string, int, string> Headers => new()
    {
        // The header as a whole.
        { "[]", 0, "not a safetensors file: the header begins with byte 0x5b; expected '{'" },
        { " {}", 0, "not a safetensors file: the header begins with byte 0x20; expected '{'" },
        { "{x}", 0, "the header is not valid JSON at byte 1" },
        { "{}{}", 0, "the header is not valid JSON at byte 2" },
        { "{} \0", 0, "the header is not valid JSON at byte 3" },
        { "{\"a\":{\"dtype\":\"F32\"", 0, "the header is not valid JSON at byte 19" },
        { "{\"a\":{},}", 0, "tensor 'a' has no 'dtype'" },
        { "{/**/}", 0, "the header is not valid JSON at byte 1" },
        { """{"a\ud800":{}}""", 0, "the header holds text that is not valid Unicode at byte 11" },
        { """{"__metadata__":{},"__metadata__":{}}""", 0, "the header has '__metadata__' twice" },
        { """{"__metadata__":[]}""", 0, "'__metadata__' is an array; expected an object of strings" },
        { """{"__metadata__":{"k":1}}""", 0, "'__metadata__' entry 'k' is a number; expected a string" },
        { """{"__metadata__":{"k":"v","k":"w"}}""", 0, "'__metadata__' entry 'k' stands twice" },

        // One tensor.
        { """{"a":3}""", 0, "tensor 'a' is a number; expected an object with dtype, shape and data_offsets" },
        { Tensor("\"shape\":[],\"data_offsets\":[0,4]"), 4, "tensor 'a' has no 'dtype'" },
        { Tensor("\"dtype\":\"F32\",\"data_offsets\":[0,4]"), 4, "tensor 'a' has no 'shape'" },
        { Tensor("\"dtype\":\"F32\",\"shape\":[]"), 4, "tensor 'a' has no 'data_offsets'" },
        { Tensor("\"dtype\":\"F32\",\"dtype\":\"F32\""), 0, "tensor 'a' has 'dtype' twice" },
        { Tensor("\"shape\":[],\"shape\":[]"), 0, "tensor 'a' has 'shape' twice" },
        { Tensor("\"data_offsets\":[0,0],\"data_offsets\":[0,0]"), 0, "tensor 'a' has 'data_offsets' twice" },
        { Tensor("\"dtype\":32"), 0, "tensor 'a' has a number for its dtype; expected a string" },
        {
            Tensor("\"dtype\":\"F8_E4M3\""), 0,
            "tensor 'a' has the dtype 'F8_E4M3'; expected one of F16, BF16, F32, F64, I8, I16, I32, I64, U8, U16, U32, U64, BOOL"
        },
        {
            Tensor("\"dtype\":\"f32\""), 0,
            "tensor 'a' has the dtype 'f32'; expected one of F16, BF16, F32, F64, I8, I16, I32, I64, U8, U16, U32, U64, BOOL"
        },
        { Tensor("\"shape\":2"), 0, "tensor 'a' has a number for its shape; expected an array of sizes" },
        { Tensor("\"shape\":[2,-1]"), 0, "tensor 'a' has '-1' for the size of axis 1; expected an integer from 0 to 2147483647" },
        { Tensor("\"shape\":[1.0]"), 0, "tensor 'a' has '1.0' for the size of axis 0; expected an integer from 0 to 2147483647" },
        { Tensor("\"shape\":[1e1]"), 0, "tensor 'a' has '1e1' for the size of axis 0; expected an integer from 0 to 2147483647" },
        {
            Tensor("\"shape\":[2147483648]"), 0,
            "tensor 'a' has '2147483648' for the size of axis 0; expected an integer from 0 to 2147483647"
        },
        { Tensor("\"shape\":[[2]]"), 0, "tensor 'a' has an array for the size of axis 0; expected an integer from 0 to 2147483647" },
        { Tensor("\"shape\":[null]"), 0, "tensor 'a' has null for the size of axis 0; expected an integer from 0 to 2147483647" },
        { Tensor($"\"shape\":[{string.Join(',', Enumerable.Repeat(1, 65))}]"), 0, "tensor 'a' has more than 64 axes" },
        { Tensor("\"data_offsets\":\"0,4\""), 0, "tensor 'a' has a string for its data_offsets; expected [begin, end]" },
        { Tensor("\"data_offsets\":[0]"), 0, "tensor 'a' has 1 data_offsets; expected [begin, end]" },
        { Tensor("\"data_offsets\":[0,4,8]"), 0, "tensor 'a' has more than two data_offsets; expected [begin, end]" },
        {
            Tensor("\"data_offsets\":[0,9223372036854775808]"), 0,
            "tensor 'a' has '9223372036854775808' among its data_offsets; expected an integer from 0 to 9223372036854775807"
        },
        {
            Tensor("\"data_offsets\":[0,true]"), 0,
            "tensor 'a' has a boolean among its data_offsets; expected an integer from 0 to 9223372036854775807"
        },
        { Tensor("\"data_offsets\":[8,4]"), 0, "tensor 'a' begins at byte 8 of the data, after its end at 4" },
        { Tensor("F32", "2", 0, 4), 4, "tensor 'a' is F32 [2] and needs 8 bytes; its data_offsets [0, 4] span 4" },
        { Tensor("F64", "", 0, 4), 4, "tensor 'a' is F64 [] and needs 8 bytes; its data_offsets [0, 4] span 4" },
        { Tensor("F16", "536870912,2", 0, 8), 8, "tensor 'a' is F16 [536870912, 2], above the 2147483647 bytes a tensor may have" },
        {
            Tensor("U8", "2147483647,2147483647,2147483647", 0, 8), 8,
            "tensor 'a' is U8 [2147483647, 2147483647, 2147483647], above the 2147483647 bytes a tensor may have"
        },
        {
            Tensor("F32", "2147483647,2147483647,0", 0, 4), 4,
            "tensor 'a' is F32 [2147483647, 2147483647, 0] and needs 0 bytes; its data_offsets [0, 4] span 4"
        },

        // All tensors together, and the data.
        { Pair(0, 4, 0, 4).Replace("\"b\"", "\"a\""), 4, "tensor 'a' stands in the header twice" },
        { Pair(0, 4, 0, 4).Replace("\"b\"", "\"\\u0061\""), 4, "tensor 'a' stands in the header twice" },
        { Pair(0, 4, 4, 8), 12, "4 bytes follow the last tensor; expected the file to end there" },
        { Pair(0, 4, 4, 8), 7, "tensor 'b' ends at byte 8 of the data, but the file holds 7 of 8 bytes: it is truncated" },
        { Pair(0, 4, 4, 8), 3, "tensor 'a' ends at byte 4 of the data, but the file holds 3 of 8 bytes: it is truncated" },
        { Pair(4, 8, 8, 12), 12, "tensor 'a' begins at byte 4 of the data; bytes 0 to 4 belong to no tensor, and holes are not allowed" },
        { Pair(8, 12, 0, 4), 12, "tensor 'a' begins at byte 8 of the data; bytes 4 to 8 belong to no tensor, and holes are not allowed" },
        { Pair(0, 4, 3, 7), 7, "tensor 'b' begins at byte 3 of the data; it overlaps 'a', which ends at 4" },
        { Pair(0, 4, 0, 4), 4, "tensor 'b' begins at byte 0 of the data; it overlaps 'a', which ends at 4" },
        { "{}", 1, "1 bytes follow the last tensor; expected the file to end there" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void EachViolationNamesFileTensorExpectedAndFound(string header, int dataLength, string expected)
    {
        byte[] file = RawFile.Of(header, dataLength);
        WeightsException e = Assert.Throws<WeightsException>(() => SafetensorsFile.FromBytes(file, "model.safetensors"));
        Assert.Equal($"model.safetensors: {expected}", e.Message);
        Assert.Equal("model.safetensors", e.FileName);
        Assert.Equal([expected], e.Problems.ToArray());
        Assert.Equal(expected.StartsWith("tensor '", StringComparison.Ordinal) ? expected.Split('\'')[1] : null, e.TensorName);

        // Streams are read piece by piece, and answer the same; but they cannot know how much follows.
        e = Assert.Throws<WeightsException>(() => SafetensorsFile.FromStream(new MemoryStream(file), "model.safetensors"));
        if (!expected.Contains("bytes follow", StringComparison.Ordinal))
            Assert.Equal($"model.safetensors: {expected}", e.Message);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{} \t\r\n ")]
    [InlineData("""{"__metadata__":null}""")]
    [InlineData("""{"a":{"note":{"deep":[1,[2]]},"data_offsets":[0,0],"shape":[0,5],"dtype":"F32"}}""")]
    public void OddButLegalHeadersAreAccepted(string header)
    {
        Assert.Empty(SafetensorsFile.FromBytes(RawFile.Of(header, 0)).Metadata);
        Assert.Empty(SafetensorsFile.FromStream(new MemoryStream(RawFile.Of(header, 0))).Metadata);
    }

    [Fact]
    public void EmptyTensorsMayShareAnOffsetWithTheirNeighbors()
    {
        string header = """{"e":{"dtype":"F32","shape":[0],"data_offsets":[4,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}"""
            + """,  "f":{"dtype":"F32","shape":[0],"data_offsets":[8,8]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""";
        Assert.Equal(["e", "b", "f", "a"], SafetensorsFile.FromBytes(RawFile.Of(header, 8)).Names);
    }

    [Fact]
    public void InvalidUtf8IsRejected()
    {
        byte[] header = Encoding.UTF8.GetBytes("""{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""");
        header[2] = 0xff;
        Assert.Equal("(memory): the header is not valid UTF-8", Message(RawFile.Of(header, 4)));
    }

    [Theory]
    [InlineData(0ul, "not a safetensors file: its first 8 bytes give a header of 0 bytes; expected 2 to 100000000")]
    [InlineData(100_000_001ul, "not a safetensors file: its first 8 bytes give a header of 100000001 bytes; expected 2 to 100000000")]
    [InlineData(
        ulong.MaxValue, "not a safetensors file: its first 8 bytes give a header of 18446744073709551615 bytes; expected 2 to 100000000")]
    [InlineData(100_000_000ul, "truncated: the header has 100000000 bytes, but only 106 bytes follow its length")]
    public void HeaderLengthsAreBounded(ulong length, string expected)
    {
        byte[] file = RawFile.Of(Good[..^11] + "     ", 5);
        BitConverter.TryWriteBytes(file, length);
        Assert.Equal("(memory): " + expected.Replace("106", (file.Length - 8).ToString()), Message(file));
    }

    [Fact]
    public void EveryTruncationIsRejected()
    {
        byte[] file = RawFile.Of(Good, 10);
        Assert.Equal(2, SafetensorsFile.FromBytes(file).Tensors.Count);
        for (int length = 0; length < file.Length; length++)
        {
            Assert.Throws<WeightsException>(() => SafetensorsFile.FromBytes(file.AsMemory(0, length)));
            Assert.Throws<WeightsException>(() => SafetensorsFile.FromStream(new MemoryStream(file, 0, length)));
        }
    }

    [Fact]
    public void NamesFromTheFileAreMadeHarmlessInMessages()
    {
        string name = "a\\n\\u001b[31m" + new string('x', 5000);
        string message = Message(RawFile.Of($$"""{"{{name}}":1}""", 0));
        Assert.StartsWith("(memory): tensor 'a\\u000a\\u001b[31mxxx", message, StringComparison.Ordinal);
        Assert.Contains("x... (5007 characters)' is a number", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 1, 250);
    }

    private static string Message(byte[] file) => Assert.Throws<WeightsException>(() => SafetensorsFile.FromBytes(file)).Message;

    private static string Tensor(string content) => $$$"""{"a":{{{{content}}}}}""";

    private static string Tensor(string dtype, string shape, long begin, long end) =>
        Tensor($"\"dtype\":\"{dtype}\",\"shape\":[{shape}],\"data_offsets\":[{begin},{end}]");

    private static string Pair(int beginA, int endA, int beginB, int endB) =>
        Tensor("F32", "1", beginA, endA)[..^1] + ",\"b\"" + Tensor("F32", "1", beginB, endB)[4..];
}
