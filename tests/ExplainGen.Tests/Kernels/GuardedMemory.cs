using System.Runtime.InteropServices;

namespace ExplainGen.Tests.Kernels;

/// <summary>
/// Memory with a page before and a page behind that nobody may touch: whatever reads or writes beyond the side that the memory lies
/// against ends the process. Linux only.
/// </summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int NoAccess = 0, ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;

    private readonly byte* _region;
    private readonly nuint _size;

    /// <summary>Maps zero-filled memory.</summary>
    /// <param name="length">Number of floats.</param>
    /// <param name="atEnd">Whether the memory ends at the page behind it rather than begins at the one before it.</param>
    internal GuardedMemory(nint length, bool atEnd)
    {
        var page = (nuint)Environment.SystemPageSize;
        nuint bytes = (nuint)length * sizeof(float), inner = (bytes + page - 1) / page * page;
        _size = inner + 2 * page;
        _region = (byte*)Map(null, _size, NoAccess, PrivateAnonymous, -1, 0);
        if ((nint)_region == -1 || Protect(_region + page, inner, ReadWrite) != 0)
            throw new InvalidOperationException($"The memory cannot be mapped: error {Marshal.GetLastPInvokeError()}.");
        Data = (float*)(_region + page + (atEnd ? inner - bytes : 0));
    }

    internal float* Data { get; }

    public void Dispose() => _ = Unmap(_region, _size);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(void* address, nuint length);
}

/// <summary>A theory that needs <see cref="GuardedMemory"/>; skipped, with the reason, where there is none.</summary>
internal sealed class GuardedMemoryTheoryAttribute : TheoryAttribute
{
    /// <summary>Marks the test as skipped on other systems.</summary>
    public GuardedMemoryTheoryAttribute()
    {
        if (!OperatingSystem.IsLinux())
            Skip = "Guard pages are mapped on Linux alone.";
    }
}
