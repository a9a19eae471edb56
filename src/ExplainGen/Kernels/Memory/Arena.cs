namespace ExplainGen.Kernels;

/// <summary>
/// One 64-byte aligned, zero-filled block of native memory in which a buffer plan places its tensors; the memory of one
/// workspace.
/// </summary>
/// <remarks>Keep the arena referenced while tensors taken from it are in use: collecting it frees the memory.</remarks>
public sealed unsafe class Arena : IDisposable
{
    private readonly NativeBuffer _buffer;

    /// <summary>Allocates an arena.</summary>
    /// <param name="length">Size in floats.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    /// <exception cref="OutOfMemoryException">The memory cannot be had.</exception>
    public Arena(nint length) => _buffer = new NativeBuffer(length);

    /// <summary>Size in floats.</summary>
    public nint Length => _buffer.Length;

    /// <summary>Views a part of the arena as a tensor.</summary>
    /// <param name="offset">Where it starts, in floats; a multiple of 16.</param>
    /// <param name="layout">Its layout.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset is misaligned or the tensor does not fit.</exception>
    /// <exception cref="ObjectDisposedException">The memory has been freed.</exception>
    public Tensor At(nint offset, TensorLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ObjectDisposedException.ThrowIf(_buffer.Data == null, this);
        if (offset < 0 || offset % TensorLayout.Lanes != 0 || offset > Length - layout.Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(offset), offset, $"A tensor {layout} does not lie aligned inside an arena of {Length} floats.");
        }

        return new Tensor(_buffer.Data + offset, layout);
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose() => _buffer.Dispose();
}
