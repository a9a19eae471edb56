using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>Whatever the instruction set, a list holds the lanes that are not zero, bit for bit and in their order.</summary>
public sealed unsafe class NonzeroEntryTests
{
    private const int Lanes = TensorLayout.Lanes, Draws = 3000;

    /// <summary>Neither a value and its offset nor zeros; also before the list and beyond all that may be written.</summary>
    private const long Sentinel = 0x5A5A_5A5A_5A5A_5A5A;

    private const int Before = 3, Behind = 2 * Lanes;

    private static readonly float[] s_values =
    [
        float.NaN, -float.NaN, BitConverter.Int32BitsToSingle(0x7FC0_1234), float.PositiveInfinity, float.NegativeInfinity,
        float.Epsilon, -float.Epsilon, BitConverter.Int32BitsToSingle(0x007F_FFFF), float.MinValue, float.MaxValue, 1, -1.5f,
    ];

    private delegate NonzeroEntry* Lister(NonzeroEntry* to, Vector512<float> lanes, Vector512<int> offsets);

    [Fact]
    public void Lane_by_lane() => Check(NonzeroEntry.ListEach);

    [InstructionSetFact(nameof(Avx2))]
    public void By_AVX2() => Check(NonzeroEntry.List256);

    [InstructionSetFact(nameof(Avx512F))]
    public void By_AVX512() => Check(NonzeroEntry.List512);

    [Fact]
    public void Entries_are_loaded_with_the_offsets_of_their_lanes()
    {
        const int first = 320, width = 32;
        Vector512<float> lanes = Vector512<float>.Indices - Vector512.Create(5f);
        Vector512<int> others = Vector512<int>.Indices & Vector512.Create((int)NonzeroEntry.OtherSide);
        NonzeroEntry* entries = stackalloc NonzeroEntry[Lanes + NonzeroEntry.Slack];
        NonzeroEntry* entry = entries, end = NonzeroEntry.List(entries, lanes, first, width, others);
        for (int lane = 0; lane < Lanes; lane++)
        {
            if (lane == 5)
                continue;
            (Vector512<float> value, nint offset) = NonzeroEntry.Load(entry++);
            Assert.Equal(Vector512.Create(lane - 5f), value);
            Assert.Equal((first + lane * width) | (lane % 2 == 0 ? 0 : NonzeroEntry.OtherSide), offset);
        }

        Assert.True(entry == end);
    }

    private static void Check(Lister list)
    {
        var random = new Random(8);
        CheckLanes(list, new float[Lanes], random);
        CheckLanes(list, [.. Enumerable.Repeat(-0f, Lanes)], random);
        CheckLanes(list, TestTensor.Random(random, Lanes, 1, 2), random);
        foreach (float value in s_values)
        {
            CheckLanes(list, [.. Enumerable.Repeat(value, Lanes)], random);
            for (int lane = 0; lane < Lanes; lane++)
            {
                float[] single = new float[Lanes], others = [.. Enumerable.Repeat(value, Lanes)];
                (single[lane], others[lane]) = (value, -0f);
                CheckLanes(list, single, random);
                CheckLanes(list, others, random);
            }
        }

        for (int i = 0; i < Draws; i++)
            CheckLanes(list, [.. Enumerable.Range(0, Lanes).Select(_ => Draw(random, i % 5 / 4.0))], random);
    }

    private static float Draw(Random random, double zeros)
    {
        if (random.NextDouble() < zeros)
            return random.Next(2) == 0 ? 0f : -0f;
        return random.Next(2) == 0 ? s_values[random.Next(s_values.Length)] : random.NextSingle() - 2;
    }

    private static void CheckLanes(Lister list, float[] lanes, Random random)
    {
        var offsets = new int[Lanes];
        for (int lane = 0; lane < Lanes; lane++)
            offsets[lane] = (random.Next() & ~(int)NonzeroEntry.OtherSide) | (random.Next(2) == 0 ? 0 : (int)NonzeroEntry.OtherSide);
        long[] expected =
        [
            .. Enumerable.Range(0, Lanes).Select(lane => (Bits: BitConverter.SingleToUInt32Bits(lanes[lane]), Offset: offsets[lane]))
                .Where(lane => (lane.Bits & 0x7FFF_FFFF) != 0).Select(lane => lane.Bits | (long)lane.Offset << 32),
        ];

        var memory = new long[Before + Lanes + Behind];
        Array.Fill(memory, Sentinel);
        fixed (long* start = memory)
        {
            var to = (NonzeroEntry*)(start + Before);
            NonzeroEntry* end = list(to, Vector512.Create<float>(lanes), Vector512.Create<int>(offsets));
            Assert.Equal(expected.Length, end - to);
        }

        Assert.Equal(expected, memory.AsSpan(Before, expected.Length).ToArray());
        Assert.Equal(-1, memory.AsSpan(0, Before).IndexOfAnyExcept(Sentinel));
        Assert.Equal(-1, memory.AsSpan(Before + expected.Length + NonzeroEntry.Slack).IndexOfAnyExcept(Sentinel));
    }
}
