using System.Buffers.Binary;
using System.Text;

namespace ExplainGen.Tests.TorchSharp;

/// <summary>The smallest shared object that has all that <c>ElfVersionNeed</c> reads; the version needs are its last bytes.</summary>
internal sealed class TinyElf
{
    internal const string Library = "libstdc++.so.6", Version = "GLIBCXX_3.4.32", Symbol = "_ZSt21ios_base_library_initv";

    private const int Base = 0x1000; // address of the file's first byte, so that mistaking addresses for offsets shows
    private const ushort OldIndex = 2, NewIndex = 18;

    private readonly List<byte> _bytes = [];

    internal byte[] Image { get; }

    internal int FlagsAt { get; }

    internal int DynamicAt { get; }

    internal int VersionNeedAt { get; }

    /// <param name="flags">Of the need of <see cref="Version"/>.</param>
    /// <param name="relocated">The symbols with a relocation: 1 is of the old version, 2 is <see cref="Symbol"/>.</param>
    /// <param name="procedureLinkage">Whether those relocations stand in the procedure linkage table's own list.</param>
    internal TinyElf(ushort flags = 0, int[]? relocated = null, bool procedureLinkage = false)
    {
        relocated ??= [1];
        UInt32(0x464c457f);
        Append([2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        UInt16(3); // shared object
        UInt16(62); // x86-64
        UInt32(1);
        UInt64(0);
        UInt64(64); // program headers
        UInt64(0);
        UInt32(0);
        UInt16(64);
        UInt16(56); // bytes a program header
        UInt16(2); // program headers
        Append(new byte[6]);

        int loadAt = _bytes.Count;
        Append(new byte[2 * 56]);

        var names = new MemoryStream();
        names.WriteByte(0);
        int library = Name(names, Library), version = Name(names, Version), old = Name(names, "GLIBCXX_3.4"), symbol = Name(names, Symbol),
            oldSymbol = Name(names, "_Znwm"), libc = Name(names, "libc.so.6"), libcVersion = Name(names, "GLIBC_2.34");
        int namesAt = _bytes.Count;
        Append(names.ToArray());

        int symbolsAt = _bytes.Count;
        foreach (int name in (int[])[0, oldSymbol, symbol])
        {
            UInt32((uint)name);
            Append(new byte[20]);
        }

        int versionsAt = _bytes.Count;
        UInt16(0);
        UInt16(OldIndex);
        UInt16(NewIndex);

        int relocationsAt = _bytes.Count;
        foreach (int index in relocated)
        {
            UInt64(0);
            UInt64((ulong)index << 32 | 7);
            UInt64(0);
        }

        DynamicAt = _bytes.Count;
        int relocationSize = _bytes.Count - relocationsAt;
        int needsAt = DynamicAt + 12 * 16;
        (uint Tag, int Value)[] entries =
        [
            (5, Base + namesAt), (10, (int)names.Length), (6, Base + symbolsAt), (11, 24), (0x6ffffff0, Base + versionsAt),
            (0x6ffffffe, Base + needsAt), (0x6fffffff, 2),
            (procedureLinkage ? 23u : 7, Base + relocationsAt),
            (procedureLinkage ? 2u : 8, relocationSize),
            (procedureLinkage ? 20u : 9, procedureLinkage ? 7 : 24),
            (30, 8), (0, 0),
        ];
        foreach ((uint tag, int value) in entries)
        {
            UInt64(tag);
            UInt64((ulong)value);
        }

        VersionNeedAt = _bytes.Count;
        Need(libc, count: 1, next: 32);
        Auxiliary(libcVersion, 0, 5, next: 0);
        Need(library, count: 2, next: 0);
        Auxiliary(old, 0, OldIndex, next: 16);
        FlagsAt = _bytes.Count + 4;
        Auxiliary(version, flags, NewIndex, next: 0);

        Image = [.. _bytes];
        Segment(loadAt, kind: 1, offset: 0, Image.Length);
        Segment(loadAt + 56, kind: 2, DynamicAt, 12 * 16);
    }

    private static int Name(MemoryStream names, string name)
    {
        int at = (int)names.Position;
        names.Write(Encoding.ASCII.GetBytes(name + "\0"));
        return at;
    }

    private void Need(int file, ushort count, uint next)
    {
        UInt16(1);
        UInt16(count);
        UInt32((uint)file);
        UInt32(16);
        UInt32(next);
    }

    private void Auxiliary(int name, ushort flags, ushort index, uint next)
    {
        UInt32(0);
        UInt16(flags);
        UInt16(index);
        UInt32((uint)name);
        UInt32(next);
    }

    private void Segment(int at, uint kind, int offset, int size)
    {
        Span<byte> header = Image.AsSpan(at, 56);
        BinaryPrimitives.WriteUInt32LittleEndian(header, kind);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], offset);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], Base + offset);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], size);
    }

    private void UInt16(ushort value) => Append([(byte)value, (byte)(value >> 8)]);

    private void UInt32(uint value)
    {
        UInt16((ushort)value);
        UInt16((ushort)(value >> 16));
    }

    private void UInt64(ulong value)
    {
        UInt32((uint)value);
        UInt32((uint)(value >> 32));
    }

    private void Append(ReadOnlySpan<byte> bytes) => _bytes.AddRange(bytes);
}
