using System.Diagnostics;
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
    private readonly int _mostColumns;
    private NativeBuffer? _units;
    private nint _unitStride;
    private int _state;

    /// <summary>Allocates the native memory a model needs.</summary>
    /// <param name="model">The model's metadata.</param>
    /// <param name="threads">How many threads one call may use, at least 1. Results do not depend on it.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is below 1.</exception>
    public Workspace(ModelMetadata model, int threads = 1)
        : this(model, threads, mostColumns: 1)
    {
    }

    /// <summary>Allocates the native memory for several inputs at a time, which the model computes side by side.</summary>
    /// <param name="model">The model's metadata.</param>
    /// <param name="threads">How many threads one call may use, at least 1.</param>
    /// <param name="mostColumns">Most inputs of a call; more than 1 only where the model <see cref="ModelMetadata.AllowsColumns"/>.</param>
    internal Workspace(ModelMetadata model, int threads, int mostColumns)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Model = model;
        _mostColumns = mostColumns;
        _arena = new Arena(mostColumns * (nint)Math.Max(model.WorkspaceLength, TensorLayout.Lanes));
        Workers = threads == 1 ? Workers.Single : new Workers(threads);
        Logits = new float[mostColumns * model.OutputCount];
        Seed = new float[mostColumns * model.OutputCount];
    }

    /// <summary>The model that this workspace fits.</summary>
    public ModelMetadata Model { get; }

    /// <summary>The threads that calls use.</summary>
    public Workers Workers { get; }

    /// <summary>How many inputs stand side by side in the current call.</summary>
    internal int ColumnCount { get; private set; } = 1;

    internal float[] Logits { get; }

    internal float[] Seed { get; }

    /// <summary>The tensor at a place that the model's plan has given it.</summary>
    /// <param name="offset">In floats.</param>
    /// <param name="layout">The tensor's layout.</param>
    /// <remarks>With several inputs at a time it has a column for each, and the whole plan is as many times as large.</remarks>
    public Tensor At(long offset, TensorLayout layout) => ColumnCount == 1
        ? _arena.At((nint)offset, layout)
        : _arena.At((nint)offset * ColumnCount, layout.OfColumns(ColumnCount));

    /// <summary>Writes the input to a place that the model's plan has given it; several inputs become columns.</summary>
    /// <param name="input">Row-major, as many elements as the layout has; of several inputs, one behind the other.</param>
    /// <param name="offset">In floats.</param>
    /// <param name="layout">The input's layout.</param>
    /// <exception cref="ArgumentException">The elements are not as many.</exception>
    public void Load(ReadOnlySpan<float> input, long offset, TensorLayout layout)
    {
        if (ColumnCount == 1)
            Planar.Load(input, At(offset, layout), Workers);
        else
            Columns.Load(input, At(offset, layout));
    }

    /// <summary>A constant tensor of the model; with several inputs at a time a vector, once in each column.</summary>
    /// <param name="constant">The tensor for one input.</param>
    public Tensor Constant(OwnedTensor constant)
    {
        ArgumentNullException.ThrowIfNull(constant);
        return constant.OfColumns(ColumnCount);
    }

    /// <summary>How many inputs of a neuralized model the units are of: columns, or positions of a map.</summary>
    internal int UnitInputs { get; private set; }

    /// <summary>Makes room for what a neuralized model leaves for the way back; what was there is lost.</summary>
    /// <param name="inputs">Inputs of the call.</param>
    /// <param name="length">Floats of each, which only the loaded model knows; a multiple of 16.</param>
    internal void ReserveUnits(int inputs, nint length)
    {
        nint needed = checked(inputs * length);
        if (_units is null || _units.Length < needed)
        {
            _units?.Dispose();
            _units = null;
            _units = new NativeBuffer(needed);
        }

        UnitInputs = inputs;
        _unitStride = length;
    }

    /// <summary>What a neuralized model has left of an input.</summary>
    internal unsafe float* Units(int input) => _units!.Data + (input * _unitStride);

    /// <summary>Frees the memory and the threads.</summary>
    /// <exception cref="InvalidOperationException">A call on another thread is using it.</exception>
    public void Dispose()
    {
        if (Interlocked.CompareExchange(ref _state, Disposed, Free) == Busy)
            throw InUse();
        _arena.Dispose();
        _units?.Dispose();
        if (!ReferenceEquals(Workers, Workers.Single))
            Workers.Dispose();
    }

    /// <summary>Takes the workspace for one call; see <see cref="Exit"/>.</summary>
    /// <param name="model">The model that calls.</param>
    /// <param name="columns">How many inputs stand side by side.</param>
    /// <exception cref="ArgumentException">It was made for another model.</exception>
    /// <exception cref="ObjectDisposedException">It is disposed.</exception>
    /// <exception cref="InvalidOperationException">Another call is using it.</exception>
    internal void Enter(ModelMetadata model, int columns = 1)
    {
        Debug.Assert(columns >= 1 && columns <= _mostColumns, "As many inputs stand side by side as there is room for.");
        if (!ReferenceEquals(Model, model))
            throw new ArgumentException($"The workspace was made for {Model.Name}, not for {model.Name}.", "workspace");
        int state = Interlocked.CompareExchange(ref _state, Busy, Free);
        ObjectDisposedException.ThrowIf(state == Disposed, this);
        if (state == Busy)
            throw InUse();
        ColumnCount = columns;
    }

    /// <summary>
    /// Gives the workspace back after a call. Since this writes to it, it also keeps the memory from being collected while the call is
    /// still working on it.
    /// </summary>
    internal void Exit()
    {
        ColumnCount = 1;
        Volatile.Write(ref _state, Free);
    }

    private static InvalidOperationException InUse() =>
        new("The workspace is in use by another call; each thread needs a workspace of its own.");
}
