namespace ExplainGen.Kernels;

/// <summary>
/// Native memory of the calling thread, kept from call to call and grown when more is asked for. It belongs to whoever asked last, until
/// the kernel that did returns; a kernel asks once.
/// </summary>
internal static unsafe class ThreadScratch
{
    [ThreadStatic]
    private static NativeBuffer? t_buffer;

    /// <summary>Floats that the calling thread keeps.</summary>
    internal static nint Length => t_buffer?.Length ?? 0;

    /// <summary>At least <paramref name="length"/> floats of any content, 64-byte aligned.</summary>
    internal static float* Get(nint length)
    {
        NativeBuffer? buffer = t_buffer;
        if (buffer is null || buffer.Length < length)
        {
            buffer?.Dispose();
            t_buffer = null;
            t_buffer = buffer = new NativeBuffer(length);
        }

        return buffer.Data;
    }
}
