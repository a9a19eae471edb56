namespace ExplainGen.Benchmarks.Measuring;

/// <summary>
/// Waits between two turns until no thread of this process works or spins any more. Thread pools of ONNX Runtime and OpenMP keep spinning
/// for some milliseconds after a call, which makes their own next call faster and would take a core away from whoever comes next. So every
/// engine keeps its spinning, and nobody is disturbed by it.
/// </summary>
internal static class Quiet
{
    /// <summary>Measurements are disturbed when other processes use more of a core than this.</summary>
    public const double Tolerated = 0.15;

    private static readonly TimeSpan s_window = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan s_allowed = TimeSpan.FromMilliseconds(0.4);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>Returns when the process has been idle for some milliseconds.</summary>
    /// <exception cref="InvalidOperationException">It is never idle: measurements would be disturbed.</exception>
    public static void Wait()
    {
        for (var waited = TimeSpan.Zero; waited < s_patience; waited += s_window)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            Thread.Sleep(s_window);
            if (Environment.CpuUsage.TotalTime - before < s_allowed)
                return;
        }

        throw new InvalidOperationException("A thread of this process never comes to rest between two measurements.");
    }
}
