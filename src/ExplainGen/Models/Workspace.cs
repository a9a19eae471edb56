using ExplainGen.Kernels;

namespace ExplainGen;

/// <summary>
/// The memory that calls of one model write to: activations, relevance, scratch. Made once and reused, it keeps calls free of
/// allocation. Not for two calls at a time: each thread takes its own.
/// </summary>
public sealed class Workspace : IDisposable
{
    private readonly Arena _arena;

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
    public void Dispose()
    {
        _arena.Dispose();
        if (!ReferenceEquals(Workers, Workers.Single))
            Workers.Dispose();
    }
}
