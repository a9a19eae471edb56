using System.Runtime.InteropServices;

namespace ExplainGen.Kernels;

/// <summary>Uninitialized, 64-byte aligned native memory for the length of one call; costs no managed allocation.</summary>
internal readonly unsafe ref struct NativeScratch : IDisposable
{
    internal NativeScratch(nint length) =>
        Data = length == 0 ? null : (float*)NativeMemory.AlignedAlloc((nuint)length * sizeof(float), 64);

    /// <summary>The memory; null when none was asked for.</summary>
    internal float* Data { get; }

    public void Dispose() => NativeMemory.AlignedFree(Data);
}
