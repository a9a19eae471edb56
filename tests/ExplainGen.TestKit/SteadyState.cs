namespace ExplainGen.TestKit;

/// <summary>What a call allocates once all code it needs is compiled and all memory it needs is there.</summary>
public static class SteadyState
{
    private const int WarmUps = 5, Rounds = 8;

    /// <summary>The managed bytes that the calling thread allocates in several calls, the one that allocates most left out.</summary>
    /// <remarks>What a call allocates shows in more than one of them; what the runtime does a single time for a thread does not.</remarks>
    /// <param name="call">The call.</param>
    public static long Allocation(Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        for (int i = 0; i < WarmUps; i++)
            call();
        long total = 0, most = 0;
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            call();
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            total += allocated;
            most = Math.Max(most, allocated);
        }

        return total - most;
    }
}
