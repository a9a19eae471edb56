using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ExplainGen.Kernels;

/// <summary>
/// A value that is not zero, and where the weights are that it is multiplied by. Both lie side by side, so that a kernel short of loads
/// gets them by one.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe readonly struct NonzeroEntry(float value, int offset)
{
    /// <summary>In an offset, which is even: the weights are those of the other side.</summary>
    internal const nint OtherSide = 1;

    /// <summary>How many entries may be written beyond the last one.</summary>
    internal const int Slack = Half;

    private const int Half = TensorLayout.Lanes / 2, OffsetShift = 32;

    /// <summary>The bits of a value but its sign, so that -0 is zero.</summary>
    private const long Magnitude = 0x7FFF_FFFF;

    private readonly float _value = value;
    private readonly int _offset = offset;

    /// <summary>The value in all lanes, and the offset in floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector512<float> Value, nint Offset) Load(NonzeroEntry* entry)
    {
        // AVX-512's products each need a load for their weights, so value and offset share one, and the value is broadcast from a
        // register. Narrower vectors have loads to spare and broadcast as they load.
        if (Vector512.IsHardwareAccelerated)
        {
            long both = *(long*)entry;
            return (Vector512.Create((int)both).AsSingle(), (nint)(both >> OffsetShift));
        }

        return (Vector512.Create(entry->_value), entry->_offset);
    }

    /// <summary>Lists the lanes that are not zero.</summary>
    /// <param name="to">Where the entries go, and up to <see cref="Slack"/> more that mean nothing.</param>
    /// <param name="lanes">The lanes.</param>
    /// <param name="offset">The offset of the first lane.</param>
    /// <param name="width">Floats from a lane's offset to the next one's.</param>
    /// <param name="others">Which lanes have weights of the other side: <see cref="OtherSide"/> in those, 0 elsewhere.</param>
    /// <returns>One past the last entry.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static NonzeroEntry* List(NonzeroEntry* to, Vector512<float> lanes, int offset, int width, Vector512<int> others)
    {
        Vector512<int> offsets = Vector512<int>.Indices * width + Vector512.Create(offset) | others;
        if (Vector512.IsHardwareAccelerated && Avx512F.IsSupported)
            return List512(to, lanes, offsets);
        return Avx2.IsSupported ? List256(to, lanes, offsets) : ListEach(to, lanes, offsets);
    }

    /// <summary><see cref="List"/> by AVX-512.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static NonzeroEntry* List512(NonzeroEntry* to, Vector512<float> lanes, Vector512<int> offsets)
    {
        to = Compress(to, lanes.GetLower(), Avx512F.ConvertToVector512Int64(offsets.GetLower()));
        return Compress(to, lanes.GetUpper(), Avx512F.ConvertToVector512Int64(offsets.GetUpper()));
    }

    /// <summary><see cref="List"/> by AVX2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static NonzeroEntry* List256(NonzeroEntry* to, Vector512<float> lanes, Vector512<int> offsets)
    {
        to = Compress(to, lanes.GetLower(), offsets.GetLower());
        return Compress(to, lanes.GetUpper(), offsets.GetUpper());
    }

    /// <summary><see cref="List"/> lane by lane.</summary>
    internal static NonzeroEntry* ListEach(NonzeroEntry* to, Vector512<float> lanes, Vector512<int> offsets)
    {
        for (int lane = 0; lane < TensorLayout.Lanes; lane++)
        {
            *to = new NonzeroEntry(lanes[lane], offsets[lane]);
            to += lanes[lane] != 0 ? 1 : 0;
        }

        return to;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static NonzeroEntry* Compress(NonzeroEntry* to, Vector256<float> values, Vector512<long> offsets)
    {
        Vector512<long> bits = Avx512F.ConvertToVector512Int64(values.AsUInt32());
        Vector512<long> some = Vector512.GreaterThan(bits & Vector512.Create(Magnitude), Vector512<long>.Zero);
        Avx512F.Compress(Vector512<long>.Zero, some, bits | offsets << OffsetShift).Store((long*)to);
        return to + BitOperations.PopCount(some.ExtractMostSignificantBits());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static NonzeroEntry* Compress(NonzeroEntry* to, Vector256<float> values, Vector256<int> offsets)
    {
        uint some = LaneOrder.Nonzero(values);
        Vector256<int> order = LaneOrder.Of(some);
        Vector256<int> bits = Avx2.PermuteVar8x32(values, order).AsInt32();
        offsets = Avx2.PermuteVar8x32(offsets, order);
        // Pairs 0, 1, 4, 5 and pairs 2, 3, 6, 7.
        Vector256<int> low = Avx2.UnpackLow(bits, offsets), high = Avx2.UnpackHigh(bits, offsets);
        Avx2.Permute2x128(low, high, 0x20).Store((int*)to);
        Avx2.Permute2x128(low, high, 0x31).Store((int*)(to + Half / 2));
        return to + BitOperations.PopCount(some);
    }
}
