using System.Diagnostics;

namespace ExplainGen.Benchmarks.Measuring;

/// <summary>
/// Measures contenders in turn, A B C A B C ..., so that all of them see the same machine. A turn is one call that is not timed, for caches
/// and sleeping threads, and then as many timed ones as fit.
/// </summary>
/// <param name="Rounds">How many turns each contender has.</param>
/// <param name="Length">How long a turn takes, unless a single call takes longer.</param>
/// <param name="WarmUpTime">How long each contender runs before the first round, so that the just-in-time compiler is done with it.</param>
/// <param name="Attempts">How often a turn is taken that other processes disturb; the least disturbed one counts.</param>
internal sealed record Tournament(int Rounds, TimeSpan Length, TimeSpan WarmUpTime, int Attempts)
{
    // Calls shorter than this are timed in groups: reading the clock takes some 25 ns.
    private const double ShortestSample = 20e-6;

    private const int WarmUpCalls = 3, MostSamples = 2000;

    /// <summary>For a look; a machine that others use gives no numbers to rely on.</summary>
    public static Tournament Quick { get; } = new(3, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(300), Attempts: 1);

    /// <summary>For numbers that are kept.</summary>
    public static Tournament Thorough { get; } = new(9, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), Attempts: 3);

    /// <summary>Whether the fastest calls count rather than the medians: for machines that are never quiet.</summary>
    public bool Fastest { get; init; }

    /// <summary>Measures the contenders.</summary>
    public Timings Measure(IReadOnlyList<Contender> contenders)
    {
        double[] estimates = [.. contenders.Select(WarmUp)];
        GC.Collect();
        var timings = new Timings(Fastest);
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < contenders.Count; i++)
            {
                (double seconds, double others) = UndisturbedTurn(contenders[i].Run, estimates[i]);
                timings.Add(contenders[i].Name, seconds, others);
            }
        }

        return timings;
    }

    private double WarmUp(Contender contender)
    {
        double fastest = double.PositiveInfinity;
        long start = Stopwatch.GetTimestamp();
        for (int call = 0; call < WarmUpCalls || Stopwatch.GetElapsedTime(start) < WarmUpTime; call++)
        {
            long before = Stopwatch.GetTimestamp();
            contender.Run();
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(before).TotalSeconds);
        }

        return fastest;
    }

    private (double Seconds, double Others) UndisturbedTurn(Action run, double estimate)
    {
        (double Seconds, double Others) best = (0, double.PositiveInfinity);
        for (int attempt = 0; attempt < Attempts && best.Others > Quiet.Tolerated; attempt++)
        {
            Quiet.Wait();
            var load = OtherLoad.Watch();
            double seconds = Turn(run, estimate);
            double others = load.Cores();
            if (others < best.Others)
                best = (seconds, others);
        }

        return best;
    }

    private double Turn(Action run, double estimate)
    {
        int group = (int)Math.Clamp(ShortestSample / estimate, 1, 1000);
        int samples = (int)Math.Clamp(Length.TotalSeconds / (estimate * group), 1, MostSamples);
        var seconds = new List<double>(samples);
        for (int i = 0; i < group; i++)
            run();
        for (int sample = 0; sample < samples; sample++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < group; i++)
                run();
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds / group);
        }

        return Fastest ? seconds.Min() : Timings.Median(seconds);
    }
}
