namespace ExplainGen.Kernels;

/// <summary>A tensor together with the native memory that holds it, zero-filled at the start.</summary>
/// <remarks>
/// The memory lives until <see cref="Dispose"/> or until this object is collected, so keep a reference (or call
/// <see cref="GC.KeepAlive"/>) while views taken from <see cref="Tensor"/> are in use.
/// </remarks>
public sealed unsafe class OwnedTensor : IDisposable
{
    private readonly NativeBuffer _buffer;
    private readonly PerColumnCount<OwnedTensor> _columns = new();

    /// <summary>Allocates a zero tensor.</summary>
    /// <param name="layout">Its layout.</param>
    /// <exception cref="OutOfMemoryException">The memory cannot be had.</exception>
    public OwnedTensor(TensorLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        Layout = layout;
        _buffer = new NativeBuffer(layout.Length);
    }

    /// <summary>The layout.</summary>
    public TensorLayout Layout { get; }

    /// <summary>The view of the memory.</summary>
    /// <exception cref="ObjectDisposedException">The memory has been freed.</exception>
    public Tensor Tensor
    {
        get
        {
            ObjectDisposedException.ThrowIf(_buffer.Data == null, this);
            return new Tensor(_buffer.Data, Layout);
        }
    }

    /// <summary>The vector that this is as each of several columns. Made when first asked for, so it must not change afterwards.</summary>
    /// <param name="count">How many, 1 to <see cref="Columns.Most"/>.</param>
    internal Tensor OfColumns(int count)
    {
        if (count == 1)
            return Tensor;
        return _columns.Get(count, Repeated).Tensor;
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        _buffer.Dispose();
        foreach (OwnedTensor columns in _columns.Made)
            columns.Dispose();
    }

    private OwnedTensor Repeated(int count)
    {
        var vector = new float[Layout.Count];
        Planar.Store(Tensor, vector);
        var vectors = new float[count * vector.Length];
        for (int i = 0; i < count; i++)
            vector.CopyTo(vectors.AsSpan(i * vector.Length));
        var repeated = new OwnedTensor(Layout.OfColumns(count));
        Columns.Load(vectors, repeated.Tensor);
        return repeated;
    }
}
