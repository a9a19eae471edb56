using System.Runtime.InteropServices;
using CsCheck;
using ExplainGen.Weights;

namespace ExplainGen.Tests.Weights;

/// <summary>What is written comes back, bit by bit where the type can hold it.</summary>
public sealed class SafetensorsRoundTripTests
{
    // Zeros of both signs, ones, the subnormal and normal extremes, infinities, quiet and signaling NaN with payloads.
    private static readonly uint[] s_singleBits =
    [
        0x0000_0000, 0x8000_0000, 0x3f80_0000, 0xbf80_0000, 0x0000_0001, 0x8000_0001, 0x007f_ffff, 0x0080_0000, 0x7f7f_ffff,
        0xff7f_ffff, 0x7f80_0000, 0xff80_0000, 0x7fc0_0000, 0xffc1_2345, 0x7f80_0001, 0x7fff_ffff,
    ];

    [Fact]
    public void Float32KeepsEveryBit() =>
        Gen.Select(Gen.UInt.Array[0, 70], Gen.Int[0, 3]).Sample((bits, padding) =>
        {
            uint[] all = [.. bits, .. s_singleBits];
            float[] values = Array.ConvertAll(all, BitConverter.UInt32BitsToSingle);
            TensorEntry tensor = Only(Unaligned(NamedTensor.Create("t", [values.Length], values), padding));

            Assert.Equal(DType.F32, tensor.DType);
            float[] back = new float[values.Length];
            tensor.CopyTo(back);
            Assert.Equal(all, Array.ConvertAll(back, BitConverter.SingleToUInt32Bits));
        }, seed: "0N0XIzNsQ0O2", iter: 200);

    [Fact]
    public void Float64KeepsEveryBit() =>
        Gen.Select(Gen.ULong.Array[1, 70], Gen.Int[0, 7]).Sample((bits, padding) =>
        {
            double[] values = Array.ConvertAll(bits, BitConverter.UInt64BitsToDouble);
            TensorEntry tensor = Only(Unaligned(NamedTensor.Create("t", [values.Length], values), padding));

            Assert.Equal(DType.F64, tensor.DType);
            double[] back = new double[values.Length];
            tensor.CopyTo(back);
            Assert.Equal(bits, Array.ConvertAll(back, BitConverter.DoubleToUInt64Bits));

            float[] rounded = new float[values.Length];
            tensor.CopyTo(rounded);
            Assert.Equal(Array.ConvertAll(values, value => (float)value), rounded);
        }, seed: "0N0XIzNsQ0O2", iter: 200);

    [Fact]
    public void EveryFloat16IsReadAndWrittenExactly()
    {
        ushort[] bits = [.. Enumerable.Range(0, 1 << 16).Select(i => (ushort)i)];
        byte[] bytes = MemoryMarshal.AsBytes(bits.AsSpan()).ToArray();
        float[] expected = Array.ConvertAll(bits, b => (float)BitConverter.UInt16BitsToHalf(b));

        TensorEntry tensor = Only(Unaligned(NamedTensor.FromBytes("t", [256, 256], DType.F16, bytes), 1));
        AssertReads(tensor, expected);

        TensorEntry again = Only(RawFile.Written(NamedTensor.Create("t", [256, 256], expected, DType.F16)));
        ushort[] back = MemoryMarshal.Cast<byte, ushort>(again.Bytes).ToArray();
        Assert.Equal(bits.Length, back.Length);
        Assert.All(bits.Zip(back), pair => Assert.True(pair.First == pair.Second || (IsNaN(pair.First) && IsNaN(pair.Second))));

        static bool IsNaN(ushort bits) => Half.IsNaN(BitConverter.UInt16BitsToHalf(bits));
    }

    [Fact]
    public void EveryBFloat16IsReadAndWrittenExactly()
    {
        ushort[] bits = [.. Enumerable.Range(0, 1 << 16).Select(i => (ushort)i)];
        byte[] bytes = MemoryMarshal.AsBytes(bits.AsSpan()).ToArray();
        float[] expected = Array.ConvertAll(bits, b => BitConverter.UInt32BitsToSingle((uint)b << 16));

        TensorEntry tensor = Only(Unaligned(NamedTensor.FromBytes("t", [bits.Length], DType.BF16, bytes), 1));
        AssertReads(tensor, expected);

        TensorEntry again = Only(RawFile.Written(NamedTensor.Create("t", [bits.Length], expected, DType.BF16)));
        Assert.Equal(bytes, again.Bytes.ToArray());
    }

    [Theory]
    [InlineData(0x3f80_7fffu, 0x3f80)] // below the middle: down
    [InlineData(0x3f80_8000u, 0x3f80)] // the middle: to even, down
    [InlineData(0x3f81_8000u, 0x3f82)] // the middle: to even, up
    [InlineData(0x3f80_8001u, 0x3f81)] // above the middle: up
    [InlineData(0xbf80_8001u, 0xbf81)]
    [InlineData(0x7f7f_ffffu, 0x7f80)] // beyond the largest: infinity
    [InlineData(0x7f80_0001u, 0x7fc0)] // a NaN whose payload lies in the lower half stays a NaN
    [InlineData(0xffff_ffffu, 0xffff)]
    public void BFloat16RoundsToNearestEven(uint single, int expected)
    {
        float[] values = [BitConverter.UInt32BitsToSingle(single)];
        TensorEntry tensor = Only(RawFile.Written(NamedTensor.Create("t", [], values, DType.BF16)));
        Assert.Equal(expected, MemoryMarshal.Read<ushort>(tensor.Bytes));
    }

    [Fact]
    public void Float16RoundsToNearestEven() =>
        Gen.Float.Array[1, 40].Sample(values =>
        {
            TensorEntry tensor = Only(RawFile.Written(NamedTensor.Create("t", [values.Length], values, DType.F16)));
            AssertReads(tensor, Array.ConvertAll(values, value => (float)(Half)value));
        }, seed: "0N0XIzNsQ0O2", iter: 200);

    [Fact]
    public void SinglesAreStoredAsDoublesAndDoublesAsSingles()
    {
        float[] singles = [1.5f, -0f, float.Epsilon, float.MaxValue, float.NegativeInfinity];
        TensorEntry wide = Only(RawFile.Written(NamedTensor.Create("t", [5], singles, DType.F64)));
        Assert.Equal(DType.F64, wide.DType);
        AssertReads(wide, singles);

        double[] doubles = [0.1, -1e-320, 1e300, double.MinValue, double.NaN];
        TensorEntry narrow = Only(RawFile.Written(NamedTensor.Create("t", [5], doubles, DType.F32)));
        Assert.Equal(DType.F32, narrow.DType);
        AssertReads(narrow, Array.ConvertAll(doubles, value => (float)value));
    }

    [Theory]
    [InlineData(DType.I8, 1)]
    [InlineData(DType.U8, 1)]
    [InlineData(DType.BOOL, 1)]
    [InlineData(DType.I16, 2)]
    [InlineData(DType.U16, 2)]
    [InlineData(DType.I32, 4)]
    [InlineData(DType.U32, 4)]
    [InlineData(DType.I64, 8)]
    [InlineData(DType.U64, 8)]
    public void IntegersAreReadAsBytesOnly(DType type, int size)
    {
        byte[] bytes = [.. Enumerable.Range(0, 6 * size).Select(i => (byte)(i * 37))];
        TensorEntry tensor = Only(Unaligned(NamedTensor.FromBytes("step", [2, 3], type, bytes), 1));

        Assert.Equal(type, tensor.DType);
        Assert.Equal([2, 3], tensor.Shape.ToArray());
        Assert.Equal(6, tensor.ElementCount);
        Assert.Equal(bytes, tensor.Bytes.ToArray());
        Assert.False(tensor.TryGetSpan(out _));
        string expected = $"(memory): tensor 'step' holds {type}; expected F16, BF16, F32 or F64";
        Assert.Equal(expected, Assert.Throws<WeightsException>(() => tensor.CopyTo(new float[6])).Message);
        Assert.Equal(expected, Assert.Throws<WeightsException>(() => tensor.CopyTo(new double[6])).Message);
    }

    [Fact]
    public void TensorsLongerThanAnyBufferComeBack()
    {
        float[] values = [.. Enumerable.Range(0, 100_003).Select(i => MathF.Sin(i))];
        foreach (DType type in (DType[])[DType.F32, DType.F64])
            AssertReads(Only(Unaligned(NamedTensor.Create("t", [values.Length], values, type), 1)), values);
        AssertReads(
            Only(Unaligned(NamedTensor.Create("t", [values.Length], values, DType.F16), 1)),
            Array.ConvertAll(values, value => (float)(Half)value));
    }

    [Fact]
    public void ScalarsAndEmptyTensorsAreTensors()
    {
        SafetensorsFile file = SafetensorsFile.FromBytes(RawFile.Written(
            NamedTensor.Create("scalar", [], new[] { 2.5f }), NamedTensor.Create("empty", [3, 0, int.MaxValue], Array.Empty<float>())));

        AssertReads(file.Tensors[0], [2.5f]);
        Assert.Empty(file.Tensors[0].Shape);
        AssertReads(file.Tensors[1], []);
        Assert.Equal([3, 0, int.MaxValue], file.Tensors[1].Shape.ToArray());
        Assert.Equal("empty F32 [3, 0, 2147483647]", file.Tensors[1].ToString());
    }

    [Fact]
    public void AlignedSinglesAreSeenInPlaceAndOthersAreNot()
    {
        float[] values = [1, 2, 3];
        byte[] aligned = RawFile.Written(NamedTensor.Create("t", [3], values));
        Assert.True(Only(aligned).TryGetSpan(out ReadOnlySpan<float> seen));
        Assert.Equal(values, seen.ToArray());
        Assert.True(Only(aligned).Bytes.Overlaps(aligned));

        Assert.False(Only(Unaligned(NamedTensor.Create("t", [3], values), 1)).TryGetSpan(out _));
    }

    [Fact]
    public void DestinationsOfAnotherLengthAreRejected()
    {
        TensorEntry tensor = Only(RawFile.Written(NamedTensor.Create("t", [3], new float[3])));
        string expected = "Tensor 't' has 3 elements; the destination has 4.";
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => tensor.CopyTo(new float[4])).Message);
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => tensor.CopyTo(new double[4])).Message);
    }

    // The same file with spaces in front of the header's closing end, so that the data begins at any alignment.
    private static byte[] Unaligned(NamedTensor tensor, int padding)
    {
        byte[] file = RawFile.Written(tensor);
        string header = RawFile.HeaderOf(file);
        byte[] moved = RawFile.Of(header + new string(' ', padding), file.Length - 8 - header.Length);
        file.AsSpan(8 + header.Length).CopyTo(moved.AsSpan(8 + header.Length + padding));
        return moved;
    }

    private static TensorEntry Only(byte[] file) => Assert.Single(SafetensorsFile.FromBytes(file).Tensors);

    private static void AssertReads(TensorEntry tensor, float[] expected)
    {
        float[] singles = new float[tensor.ElementCount];
        tensor.CopyTo(singles);
        AssertSame(expected, singles);

        double[] doubles = new double[tensor.ElementCount];
        tensor.CopyTo(doubles);
        if (tensor.DType != DType.F64)
            AssertSame(expected, Array.ConvertAll(doubles, value => (float)value));
    }

    // Bit for bit, but any NaN for a NaN: conversions may set its quiet bit.
    private static void AssertSame(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            bool same = float.IsNaN(expected[i])
                ? float.IsNaN(found[i])
                : BitConverter.SingleToUInt32Bits(expected[i]) == BitConverter.SingleToUInt32Bits(found[i]);
            if (!same)
                Assert.Fail($"Element {i}: expected {expected[i]:r}, found {found[i]:r}.");
        }
    }
}
