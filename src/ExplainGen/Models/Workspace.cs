using ExplainGen.Kernels;

namespace ExplainGen;

/// <summary>
/// The memory that calls of one model write to: activations, relevance, scratch. Made once and reused, it keeps calls free of
/// allocation. Not for two calls at a time: each thread takes its own, and a second call is refused.
/// </summary>
public sealed class Workspace : IDisposable
{
    private const int Free = 0, Busy = 1, Disposed = 2;

    private readonly Arena _arena;
    private int _state;

    /// <summary>Allocates the native memory a model needs.</summary>
    /// <param name="model">The model's metadata.</param>
    /// <param name="threads">How many threads one call may use, at least 1. Results do not depend on it.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is below 1.</exception>
    public Workspace(ModelMetadata model, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Model = model;
        _arena = new Arena((nint)Math.Max(model.WorkspaceLength, TensorLayout.Lanes));
        Workers = threads == 1 ? Workers.Single : new Workers(threads);
        Logits = new float[model.OutputCount];
        Seed = new float[model.OutputCount];
    }

    /// <summary>The model that this workspace fits.</summary>
    public ModelMetadata Model { get; }

    /// <summary>The threads that calls use.</summary>
    public Workers Workers { get; }

    internal float[] Logits { get; }

    internal float[] Seed { get; }

    /// <summary>The tensor at a place that the model's plan has given it.</summary>
    /// <param name="offset">In floats.</param>
    /// <param name="layout">The tensor's layout.</param>
    public Tensor At(long offset, TensorLayout layout) => _arena.At((nint)offset, layout);

    /// <summary>Frees the memory and the threads.</summary>
    /// <exception cref="InvalidOperationException">A call on another thread is using it.</exception>
    public void Dispose()
    {
        if (Interlocked.CompareExchange(ref _state, Disposed, Free) == Busy)
            throw InUse();
        _arena.Dispose();
        if (!ReferenceEquals(Workers, Workers.Single))
            Workers.Dispose();
    }

    /// <summary>Takes the workspace for one call; see <see cref="Exit"/>.</summary>
    /// <exception cref="ArgumentException">It was made for another model.</exception>
    /// <exception cref="ObjectDisposedException">It is disposed.</exception>
    /// <exception cref="InvalidOperationException">Another call is using it.</exception>
    internal void Enter(ModelMetadata model)
    {
        if (!ReferenceEquals(Model, model))
            throw new ArgumentException($"The workspace was made for {Model.Name}, not for {model.Name}.", "workspace");
        int state = Interlocked.CompareExchange(ref _state, Busy, Free);
        ObjectDisposedException.ThrowIf(state == Disposed, this);
        if (state == Busy)
            throw InUse();
    }

    /// <summary>
    /// Gives the workspace back after a call. Since this writes to it, it also keeps the memory from being collected while the call is
    /// still working on it.
    /// </summary>
    internal void Exit() => Volatile.Write(ref _state, Free);

    private static InvalidOperationException InUse() =>
        new("The workspace is in use by another call; each thread needs a workspace of its own.");
}
