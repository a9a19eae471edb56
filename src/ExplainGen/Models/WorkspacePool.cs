using System.Collections.Concurrent;

namespace ExplainGen;

/// <summary>Workspaces of one model that calls without a workspace of their own borrow. Safe to share between threads.</summary>
public sealed class WorkspacePool
{
    // Below this many multiply-adds a call is over before other threads have woken up.
    private const long WorthThreads = 20_000_000;

    // What the second-level cache of a core holds, about.
    private const long CachedFloats = 1 << 19;

    // Networks that are larger than that have large weights too, which are worth being shared all the more.
    private const int FewestColumns = 8;

    private readonly ConcurrentDictionary<int, ConcurrentBag<Workspace>> _free = [];
    private readonly ConcurrentDictionary<int, ConcurrentBag<Workspace>> _freeOfColumns = [];
    private readonly ModelMetadata _model;

    /// <summary>An empty pool; workspaces are made as calls need them.</summary>
    /// <param name="model">The model's metadata.</param>
    public WorkspacePool(ModelMetadata model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
    }

    /// <summary>How many threads a borrowed workspace uses: all of them for networks large enough to gain from it, else 1.</summary>
    public int Threads => _model.MultiplyAdds >= WorthThreads ? Environment.ProcessorCount : 1;

    /// <summary>Takes a workspace out of the pool, or makes one.</summary>
    public Workspace Rent() => Rent(Threads);

    /// <summary>Takes a workspace of a given number of threads out of the pool, or makes one.</summary>
    /// <param name="threads">How many threads one call may use, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public Workspace Rent(int threads) =>
        _free.TryGetValue(threads, out ConcurrentBag<Workspace>? free) && free.TryTake(out Workspace? workspace)
            ? workspace
            : new Workspace(_model, threads);

    /// <summary>
    /// Most inputs that stand side by side in a workspace of <see cref="RentColumns"/>: as many as a core's own cache has room for.
    /// </summary>
    internal int MostColumns =>
        (int)Math.Clamp(CachedFloats / Math.Max(_model.WorkspaceLength, 1), FewestColumns, Kernels.Columns.Most);

    /// <summary>Takes a workspace for several inputs at a time out of the pool, or makes one.</summary>
    /// <param name="threads">How many threads one call may use, at least 1.</param>
    internal Workspace RentColumns(int threads) =>
        _freeOfColumns.TryGetValue(threads, out ConcurrentBag<Workspace>? free) && free.TryTake(out Workspace? workspace)
            ? workspace
            : new Workspace(_model, threads, MostColumns);

    /// <summary>Gives a workspace of <see cref="RentColumns"/> back.</summary>
    internal void ReturnColumns(Workspace workspace) => Keep(_freeOfColumns, workspace);

    /// <summary>
    /// Gives a workspace back. The pool keeps no more than a processor has cores of one thread, and of <see cref="Threads"/>; others are freed.
    /// </summary>
    /// <param name="workspace">One that this pool gave out.</param>
    public void Return(Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        Keep(_free, workspace);
    }

    private void Keep(ConcurrentDictionary<int, ConcurrentBag<Workspace>> pool, Workspace workspace)
    {
        int threads = workspace.Workers.Threads;
        ConcurrentBag<Workspace> free = pool.GetOrAdd(threads, static _ => []);
        if ((threads == 1 || threads == Threads) && free.Count < Environment.ProcessorCount)
            free.Add(workspace);
        else
            workspace.Dispose();
    }
}
