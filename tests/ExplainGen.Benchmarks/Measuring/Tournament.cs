using System.Diagnostics;

namespace ExplainGen.Benchmarks.Measuring;

/// <summary>
/// Measures contenders in turn, A B C A B C ..., so that all of them see the same machine. A turn is one call that is not timed, for caches
/// and sleeping threads, and then as many timed ones as fit.
/// </summary>
/// <param name="rounds">How many turns each contender has.</param>
/// <param name="turn">How long a turn takes, unless a single call takes longer.</param>
/// <param name="warmUp">How long each contender runs before the first round, so that the just-in-time compiler is done with it.</param>
internal sealed class Tournament(int rounds, TimeSpan turn, TimeSpan warmUp)
{
    // Calls shorter than this are timed in groups: reading the clock takes some 25 ns.
    private const double ShortestSample = 20e-6;

    private const int WarmUpCalls = 3, MostSamples = 2000;

    /// <summary>Measures the contenders.</summary>
    public Timings Measure(IReadOnlyList<Contender> contenders)
    {
        double[] estimates = [.. contenders.Select(WarmUp)];
        GC.Collect();
        var timings = new Timings();
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < contenders.Count; i++)
            {
                Quiet.Wait();
                timings.Add(contenders[i].Name, Turn(contenders[i].Run, estimates[i]));
            }
        }

        return timings;
    }

    private double WarmUp(Contender contender)
    {
        double last = 0;
        long start = Stopwatch.GetTimestamp();
        for (int call = 0; call < WarmUpCalls || Stopwatch.GetElapsedTime(start) < warmUp; call++)
        {
            long before = Stopwatch.GetTimestamp();
            contender.Run();
            last = Stopwatch.GetElapsedTime(before).TotalSeconds;
        }

        return last;
    }

    private double Turn(Action run, double estimate)
    {
        int group = (int)Math.Clamp(ShortestSample / estimate, 1, 1000);
        int samples = (int)Math.Clamp(turn.TotalSeconds / (estimate * group), 1, MostSamples);
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

        return Timings.Median(seconds);
    }
}
