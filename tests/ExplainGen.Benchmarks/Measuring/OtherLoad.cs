using System.Diagnostics;
using System.Globalization;

namespace ExplainGen.Benchmarks.Measuring;

/// <summary>
/// How much of the machine other processes use (on a virtual machine also: what is taken from it) over a stretch of time. Where the
/// system does not tell, it is 0.
/// </summary>
internal readonly struct OtherLoad
{
    // One counter a state of the processors, in hundredths of a second: user, nice, system, idle, waiting for input, ...
    private const string Counters = "/proc/stat";
    private const int Idle = 3, Waiting = 4, States = 8;
    private const double TicksPerSecond = 100;

    private readonly long _start;
    private readonly TimeSpan _own;
    private readonly double _busy;

    private OtherLoad(long start, TimeSpan own, double busy)
    {
        _start = start;
        _own = own;
        _busy = busy;
    }

    /// <summary>Begins to watch.</summary>
    public static OtherLoad Watch() => new(Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, Busy());

    /// <summary>Cores that others have used on average since then.</summary>
    public double Cores()
    {
        double others = Busy() - _busy - (Environment.CpuUsage.TotalTime - _own).TotalSeconds;
        return Math.Max(0, others / Stopwatch.GetElapsedTime(_start).TotalSeconds);
    }

    private static double Busy()
    {
        if (!File.Exists(Counters))
            return 0;
        string[] states = File.ReadLines(Counters).First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
        double ticks = 0;
        for (int state = 0; state < Math.Min(States, states.Length); state++)
        {
            if (state is not (Idle or Waiting))
                ticks += double.Parse(states[state], CultureInfo.InvariantCulture);
        }

        return ticks / TicksPerSecond;
    }
}
