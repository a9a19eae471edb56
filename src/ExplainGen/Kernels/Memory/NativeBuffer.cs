using System.Runtime.InteropServices;

namespace ExplainGen.Kernels;

/// <summary>A 64-byte aligned block of native memory, freed on disposal or finalization.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private const int Alignment = 64;

    private readonly long _bytes;

    /// <summary>Allocates memory.</summary>
    /// <param name="length">Floats.</param>
    /// <param name="cleared">Whether it is filled with zeros; else its content is undefined.</param>
    internal NativeBuffer(nint length, bool cleared = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        _bytes = checked(Math.Max((long)length, 1) * sizeof(float));
        Data = (float*)NativeMemory.AlignedAlloc((nuint)_bytes, Alignment);
        if (cleared)
            NativeMemory.Clear(Data, (nuint)_bytes);
        GC.AddMemoryPressure(_bytes);
    }

    ~NativeBuffer() => Free();

    /// <summary>The memory; null once disposed.</summary>
    internal float* Data { get; private set; }

    /// <summary>Floats asked for.</summary>
    internal nint Length { get; }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (Data == null)
            return;
        NativeMemory.AlignedFree(Data);
        Data = null;
        GC.RemoveMemoryPressure(_bytes);
    }
}
