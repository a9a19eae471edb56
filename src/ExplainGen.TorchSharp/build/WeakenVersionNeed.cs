// MSBuild compiles this file while it builds (RoslynCodeTaskFactory takes exactly one source file, against netstandard2.0
// and without implicit usings); the tests compile it without the task, which needs MSBuild's assemblies.
#nullable enable
#if !EXPLAINGEN_TESTS
using System;
using System.IO;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
#endif

namespace ExplainGen.TorchSharp.Build;

#if !EXPLAINGEN_TESTS
/// <summary>Writes a copy of a shared object in which one symbol version that it needs is optional; see <see cref="ElfVersionNeed"/>.</summary>
public sealed class WeakenVersionNeed : Task
{
    /// <summary>The shared object to read; never written.</summary>
    [Required]
    public string Source { get; set; } = "";

    /// <summary>The file to write, whole or not at all.</summary>
    [Required]
    public string Destination { get; set; } = "";

    /// <summary>The library the version is asked of, such as <c>libstdc++.so.6</c>.</summary>
    [Required]
    public string Library { get; set; } = "";

    /// <summary>The symbol version, such as <c>GLIBCXX_3.4.32</c>.</summary>
    [Required]
    public string Version { get; set; } = "";

    /// <inheritdoc />
    public override bool Execute()
    {
        string name = Path.GetFileName(Source);
        try
        {
            byte[] image = File.ReadAllBytes(Source);
            switch (ElfVersionNeed.Weaken(image, Library, Version, out string? boundSymbol))
            {
                case WeakeningResult.Weakened:
                    Log.LogMessage(MessageImportance.High, $"{name}: {Version} of {Library} is now optional in the copy in {Destination}, "
                        + "so it also loads where the system's library is older. Where the system has that version, nothing changes.");
                    break;
                case WeakeningResult.AlreadyWeak:
                    Log.LogMessage(MessageImportance.Normal, $"{name}: {Version} of {Library} is optional already; copied as it is.");
                    break;
                case WeakeningResult.NotNeeded:
                    Log.LogMessage(MessageImportance.Normal, $"{name}: does not need {Version} of {Library}; copied as it is.");
                    break;
                default:
                    Log.LogMessage(MessageImportance.High, $"{name}: calls {boundSymbol} of {Library}, which only exists since {Version}; "
                        + "copied as it is. It loads only where the system's library has that version: run it on a newer system, "
                        + "or reference the TorchSharp version this project was tested with.");
                    break;
            }

            Write(image);
            return true;
        }
        catch (InvalidDataException e)
        {
            Log.LogError($"{Source}: {e.Message} If the file is damaged, delete its package from the NuGet cache and restore again; "
                + "if it is a new layout, set LibTorchWeakenVersionNeed=false to use the file as it is.");
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LogError($"{Source} cannot be copied to {Destination}: {e.Message}");
            return false;
        }
    }

    // Not written in place: the destination may be a hard link to the package's own file, or half read by another process.
    private void Write(byte[] image)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Destination))!);
        string temporary = Destination + ".tmp";
        File.WriteAllBytes(temporary, image);
        File.Delete(Destination);
        File.Move(temporary, Destination);
    }
}
#endif

/// <summary>What <see cref="ElfVersionNeed.Weaken"/> found, and so did.</summary>
internal enum WeakeningResult
{
    /// <summary>The version was needed and is optional now: one bit of the image is changed.</summary>
    Weakened,

    /// <summary>The version was optional already; the image is unchanged.</summary>
    AlreadyWeak,

    /// <summary>The version is not asked for; the image is unchanged.</summary>
    NotNeeded,

    /// <summary>A symbol of that version is really used, so the need is not a formality; the image is unchanged.</summary>
    InUse,
}

/// <summary>Makes a symbol version that an ELF shared object needs optional, where nothing in it uses a symbol of that version.</summary>
/// <remarks>
/// <para>
/// A translation unit that includes <c>iostream</c> under GCC 13 or later mentions <c>_ZSt21ios_base_library_initv</c>, a symbol
/// without a relocation: nobody calls it, it only makes the library ask for <c>GLIBCXX_3.4.32</c>, the first libstdc++ that
/// initializes the standard streams by itself. The dynamic loader of an older system then refuses the whole library.
/// With <c>VER_FLG_WEAK</c> (System V gABI as extended by the LSB, symbol versioning) set on that one entry it loads there too.
/// The streams are initialized nevertheless, by the static <c>std::ios_base::Init</c> objects of libc10 and libtorch_cpu, which
/// are initialized first because the library depends on them.
/// </para>
/// <para>
/// The file is read the way the loader reads it, through its program headers and dynamic segment; section headers are ignored.
/// </para>
/// </remarks>
internal static class ElfVersionNeed
{
    private const int HeaderSize = 64, ProgramHeaderSize = 56, DynamicSize = 16, SymbolSize = 24, RelocationSize = 24, VersionSize = 16;
    private const int SharedObject = 3, X64 = 62, LoadSegment = 1, DynamicSegment = 2;
    private const ushort WeakFlag = 2, VersionIndexMask = 0x7fff;

    private const ulong PltRelSize = 2, StrTab = 5, SymTab = 6, Rela = 7, RelaSize = 8, RelaEntry = 9, StrSize = 10, SymEntry = 11, Rel = 17,
        PltRel = 20, JmpRel = 23, VerSym = 0x6ffffff0, VerNeed = 0x6ffffffe, VerNeedNum = 0x6fffffff;

    /// <summary>Marks <paramref name="version"/> of <paramref name="library"/> as optional, in place, if no relocation binds a symbol of it.</summary>
    /// <param name="image">The whole file; at most one bit of it is changed.</param>
    /// <param name="library">The library's name as the image has it, such as <c>libstdc++.so.6</c>.</param>
    /// <param name="version">The version's name, such as <c>GLIBCXX_3.4.32</c>.</param>
    /// <param name="boundSymbol">The first symbol that is really bound, for <see cref="WeakeningResult.InUse"/>; else null.</param>
    /// <returns>What was found; only <see cref="WeakeningResult.Weakened"/> changes the image.</returns>
    /// <exception cref="InvalidDataException">
    /// The image is truncated, inconsistent, or not a little-endian ELF64 shared object for x86-64; it is unchanged.
    /// </exception>
    internal static WeakeningResult Weaken(byte[] image, string library, string version, out string? boundSymbol)
    {
        boundSymbol = null;
        var file = new Reader(image);
        Dynamic dynamic = ReadDynamic(file);
        int entry = FindNeed(file, dynamic, library, version);
        if (entry < 0)
            return WeakeningResult.NotNeeded;

        int flagsAt = entry + 4;
        ushort flags = file.UInt16(flagsAt);
        if ((flags & WeakFlag) != 0)
            return WeakeningResult.AlreadyWeak;

        int index = file.UInt16(entry + 6) & VersionIndexMask;
        boundSymbol = FindBound(file, dynamic, dynamic[Rela], dynamic[RelaSize], index)
            ?? FindBound(file, dynamic, dynamic[JmpRel], dynamic[PltRelSize], index);
        if (boundSymbol is not null)
            return WeakeningResult.InUse;

        image[flagsAt] |= (byte)WeakFlag;
        return WeakeningResult.Weakened;
    }

    private static Dynamic ReadDynamic(Reader file)
    {
        file.Demand(0, HeaderSize, "header");
        if (file.UInt32(0) != 0x464c457f || file.Byte(4) != 2 || file.Byte(5) != 1 || file.UInt16(16) != SharedObject || file.UInt16(18) != X64)
            throw new InvalidDataException("It is not a little-endian ELF64 shared object for x86-64.");

        int count = file.UInt16(56);
        if (file.UInt16(54) != ProgramHeaderSize)
        {
            throw new InvalidDataException($"Its program headers are {file.UInt16(54)} bytes each instead of {ProgramHeaderSize}.");
        }

        int headers = file.Range(file.UInt64(32), (ulong)count * ProgramHeaderSize, "program headers");
        var dynamic = new Dynamic(file, headers, count);
        for (int i = 0; i < count; i++)
        {
            int header = headers + i * ProgramHeaderSize;
            if (file.UInt32(header) == DynamicSegment)
            {
                ulong size = file.UInt64(header + 32);
                dynamic.Read(file.Range(file.UInt64(header + 8), size, "dynamic segment"), (int)size);
                return dynamic;
            }
        }

        throw new InvalidDataException("It has no dynamic segment.");
    }

    // The place of the version's entry (Elf64_Vernaux), or -1.
    private static int FindNeed(Reader file, Dynamic dynamic, string library, string version)
    {
        ulong needs = dynamic[VerNeedNum];
        if (needs == 0)
            return -1;

        ulong at = dynamic[VerNeed];
        int budget = file.Length / VersionSize; // entries do not overlap in an honest file, so a dishonest one cannot keep us longer
        for (ulong i = 0; i < needs; i++)
        {
            int need = dynamic.Place(at, VersionSize, "version needs");
            if (file.UInt16(need) != 1)
            {
                throw new InvalidDataException($"Its version needs are of revision {file.UInt16(need)} instead of 1.");
            }

            bool ours = dynamic.IsName(file.UInt32(need + 4), library);
            ulong auxiliary = at + file.UInt32(need + 8);
            for (int left = file.UInt16(need + 2); left > 0; left--)
            {
                int entry = dynamic.Place(auxiliary, VersionSize, "version needs");
                if (budget-- == 0)
                    throw new InvalidDataException("Its version needs overlap.");

                if (ours && dynamic.IsName(file.UInt32(entry + 8), version))
                    return entry;

                auxiliary += Step(file.UInt32(entry + 12), left > 1);
            }

            at += Step(file.UInt32(need + 12), i + 1 < needs);
        }

        return -1;
    }

    private static ulong Step(uint next, bool more) => more && next < VersionSize
        ? throw new InvalidDataException("Its version needs end before their count.")
        : next;

    // The name of the first symbol of the version that a relocation of the table binds, or null.
    private static string? FindBound(Reader file, Dynamic dynamic, ulong table, ulong size, int version)
    {
        if (size == 0)
            return null;

        int start = dynamic.Place(table, size, "relocations");
        for (int at = start; at + RelocationSize <= start + (int)size; at += RelocationSize)
        {
            ulong symbol = file.UInt64(at + 8) >> 32;
            if (symbol != 0 && (file.UInt16(dynamic.Place(dynamic[VerSym] + symbol * 2, 2, "symbol versions")) & VersionIndexMask) == version)
                return dynamic.Name(file.UInt32(dynamic.Place(dynamic[SymTab] + symbol * SymbolSize, SymbolSize, "symbols")));
        }

        return null;
    }

    /// <summary>The dynamic segment: its entries by tag, and what their addresses mean in the file.</summary>
    private sealed class Dynamic
    {
        private static readonly ulong[] Tags =
            [PltRelSize, StrTab, SymTab, Rela, RelaSize, RelaEntry, StrSize, SymEntry, Rel, PltRel, JmpRel, VerSym, VerNeed, VerNeedNum];

        private readonly Reader _file;
        private readonly int _headers;
        private readonly int _headerCount;
        private readonly ulong[] _values = new ulong[Tags.Length];

        internal Dynamic(Reader file, int headers, int headerCount) => (_file, _headers, _headerCount) = (file, headers, headerCount);

        /// <summary>The entry's value; 0 where the segment has no such entry.</summary>
        internal ulong this[ulong tag] => _values[Array.IndexOf(Tags, tag)];

        internal void Read(int start, int size)
        {
            for (int at = start; at + DynamicSize <= start + size; at += DynamicSize)
            {
                ulong tag = _file.UInt64(at);
                if (tag == 0)
                    break;

                int known = Array.IndexOf(Tags, tag);
                if (known >= 0)
                    _values[known] = _file.UInt64(at + 8);
            }

            // On x86-64 the ABI knows only relocations with addends; anything else would hide uses from us.
            if (this[Rel] != 0 || (this[JmpRel] != 0 && this[PltRel] != Rela) || (this[Rela] != 0 && this[RelaEntry] != RelocationSize)
                || this[SymEntry] != SymbolSize)
            {
                throw new InvalidDataException("Its symbols or relocations are not in the form that x86-64 prescribes.");
            }

            if (this[VerNeedNum] != 0 && this[VerSym] == 0)
                throw new InvalidDataException("It needs versions but gives its symbols none.");
        }

        /// <summary>The place in the file of <paramref name="size"/> bytes at an address.</summary>
        internal int Place(ulong address, ulong size, string what)
        {
            for (int i = 0; i < _headerCount; i++)
            {
                int header = _headers + i * ProgramHeaderSize;
                ulong start = _file.UInt64(header + 16), length = _file.UInt64(header + 32);
                if (_file.UInt32(header) == LoadSegment && address >= start && address - start < length && size <= length - (address - start))
                    return _file.Range(unchecked(_file.UInt64(header + 8) + (address - start)), size, what);
            }

            throw new InvalidDataException($"Its {what} lie outside what is loaded.");
        }

        /// <summary>Whether the name at an offset of the dynamic string table is the expected one; costs no more than that one is long.</summary>
        internal bool IsName(uint offset, string expected)
        {
            int start = NamePlace(offset, out int limit);
            if (expected.Length >= limit || _file.Byte(start + expected.Length) != 0)
                return false;

            for (int i = 0; i < expected.Length; i++)
            {
                if (_file.Byte(start + i) != expected[i])
                    return false;
            }

            return true;
        }

        /// <summary>The name at an offset of the dynamic string table.</summary>
        internal string Name(uint offset)
        {
            int start = NamePlace(offset, out int limit);
            return _file.Name(start, limit);
        }

        private int NamePlace(uint offset, out int limit)
        {
            ulong size = this[StrSize];
            if (offset >= size)
                throw new InvalidDataException("A name lies outside its string table.");

            int start = Place(this[StrTab] + offset, size - offset, "names");
            limit = (int)(size - offset);
            return start;
        }
    }

    /// <summary>Little-endian reads of an image, none of them outside it.</summary>
    private sealed class Reader
    {
        private readonly byte[] _image;

        internal Reader(byte[] image) => _image = image;

        internal int Length => _image.Length;

        internal int Range(ulong offset, ulong size, string what)
        {
            Demand(offset, size, what);
            return (int)offset;
        }

        internal void Demand(ulong offset, ulong size, string what)
        {
            if (offset > (ulong)_image.Length || size > (ulong)_image.Length - offset)
            {
                throw new InvalidDataException($"It ends before its {what}.");
            }
        }

        internal byte Byte(int at) => _image[at];

        internal ushort UInt16(int at) => (ushort)(_image[at] | _image[at + 1] << 8);

        internal uint UInt32(int at) => UInt16(at) | (uint)UInt16(at + 2) << 16;

        internal ulong UInt64(int at) => UInt32(at) | (ulong)UInt32(at + 4) << 32;

        internal string Name(int start, int limit)
        {
            int end = Array.IndexOf(_image, (byte)0, start, limit);
            if (end < 0)
                throw new InvalidDataException("A name in its string table does not end.");

            return System.Text.Encoding.ASCII.GetString(_image, start, end - start);
        }
    }
}
