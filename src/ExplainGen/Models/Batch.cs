using System.Runtime.ExceptionServices;
using ExplainGen.Neon;

namespace ExplainGen;

/// <summary>Shares the inputs of a batch between threads, and where a model allows it between the columns of workspaces.</summary>
internal static class Batch
{
    /// <summary>Multiply-adds that are worth a thread of their own: waking one takes some microseconds.</summary>
    private const long WorkPerThread = 500_000;

    /// <summary>Inputs of a thread from which reading weights once for all of them pays.</summary>
    private const int FewestColumns = 8;

    /// <summary>
    /// How many columns some inputs are computed in. At least two, one of them without an input if need be: a single column would be summed
    /// in another order, and results would depend on how inputs fall into groups. Four by four, so that there are few kinds of layouts.
    /// </summary>
    internal static int ColumnsFor(int inputs) => inputs <= 2 ? 2 : (inputs + 3) / 4 * 4;

    /// <summary>How many threads share the inputs of a batch.</summary>
    /// <param name="count">Number of inputs.</param>
    /// <param name="most">Most threads.</param>
    /// <param name="work">Multiply-adds of one input.</param>
    /// <param name="columns">Whether inputs are computed side by side.</param>
    internal static int WorkersFor(int count, int most, long work, bool columns)
    {
        long worthwhile = Math.Max(count * Math.Max(work, 1) / WorkPerThread, 1);
        int shares = columns ? (count - 1) / FewestColumns + 1 : count;
        return (int)Math.Min(Math.Min(shares, most), worthwhile);
    }

    /// <summary>Makes a call for every input, or for each group of them that stands side by side.</summary>
    /// <param name="model">The model.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="inputs">Inputs, one behind the other.</param>
    /// <param name="count">How many.</param>
    /// <param name="threads">At most so many threads; 0 takes all cores.</param>
    /// <param name="passes">How many times as much as a forward pass a call is, about.</param>
    /// <param name="columns">Whether inputs are computed side by side.</param>
    /// <param name="call">Takes the first input, how many there are from it on, and a workspace.</param>
    internal static void Share(
        IModelPasses model, ModelMetadata metadata, ReadOnlyMemory<float> inputs, int count, int threads, int passes, bool columns,
        Action<int, int, Workspace> call)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        int size = metadata.InputCount, most = threads == 0 ? Environment.ProcessorCount : threads;
        for (int i = 0; i < count; i++)
            InputChecks.Content(metadata, inputs.Span.Slice(i * size, size), $"input {i}", nameof(inputs));
        if (count == 0)
            return;

        // What a neuralized model multiplies by is known with its parameters only.
        long work = metadata.MultiplyAdds + (model is INeuralizedModel { Head: { } head } ? head.MultiplyAdds : 0);
        int workers = WorkersFor(count, most, work * passes, columns);
        int inside = model.Workspaces.Threads > 1 ? most / workers : 1;
        void Work(int worker)
        {
            int begin = (int)((long)count * worker / workers), end = (int)((long)count * (worker + 1) / workers);
            if (columns)
                ForEachGroup(model.Workspaces, begin, end, inside, call);
            else
                ForEachInput(model.Workspaces, begin, end, inside, call);
        }

        if (workers == 1)
        {
            Work(0);
            return;
        }

        try
        {
            Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, Work);
        }
        catch (AggregateException e)
        {
            // What one input would have thrown alone.
            ExceptionDispatchInfo.Throw(e.InnerException!);
        }
    }

    private static void ForEachInput(WorkspacePool workspaces, int begin, int end, int threads, Action<int, int, Workspace> call)
    {
        Workspace workspace = workspaces.Rent(threads);
        try
        {
            for (int i = begin; i < end; i++)
                call(i, 1, workspace);
        }
        finally
        {
            workspaces.Return(workspace);
        }
    }

    private static void ForEachGroup(WorkspacePool workspaces, int begin, int end, int threads, Action<int, int, Workspace> call)
    {
        Workspace workspace = workspaces.RentColumns(threads);
        try
        {
            int count = end - begin, groups = (count - 1) / workspaces.MostColumns + 1;
            for (int group = 0; group < groups; group++)
            {
                int first = begin + (int)((long)count * group / groups);
                call(first, begin + (int)((long)count * (group + 1) / groups) - first, workspace);
            }
        }
        finally
        {
            workspaces.ReturnColumns(workspace);
        }
    }
}
