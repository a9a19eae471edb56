namespace ExplainGen.TestKit;

/// <summary>What a call allocates once all code it needs is compiled and all memory it needs is there.</summary>
public static class SteadyState
{
    private const int WarmUps = 5, Rounds = 4;

    /// <summary>The managed bytes that the calling thread allocates in every call.</summary>
    /// <remarks>
    /// The least of several calls: what a call allocates shows in each, what the runtime does once in a while, as when a thread first
    /// waits for another, does not.
    /// </remarks>
    /// <param name="call">The call.</param>
    public static long Allocation(Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        for (int i = 0; i < WarmUps; i++)
            call();
        long least = long.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
