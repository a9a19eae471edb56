using System.Diagnostics;
using System.Globalization;
using ExplainGen.Benchmarks.Measuring;
using ExplainGen.Benchmarks.Networks;

namespace ExplainGen.Benchmarks.Comparison;

/// <summary>Repeats one call of one network for some seconds, for a profiler to look at.</summary>
internal static class ProfileCommand
{
    /// <summary>The call that is no explainer.</summary>
    private const string Forward = "Forward";

    /// <summary>Repeats the call and prints how long one takes.</summary>
    /// <param name="networkName">The network.</param>
    /// <param name="call"><c>Forward</c> or the name of an explainer.</param>
    /// <param name="threads">Threads of one call.</param>
    /// <param name="seconds">How long to repeat it.</param>
    /// <exception cref="ArgumentException">The network has no such call.</exception>
    public static void Run(string networkName, string call, int threads, double seconds)
    {
        Machine.RequireOptimizedCode();
        NetworkCase network = NetworkTable.Find(networkName);
        ExplainerInfo? explainer = network.Metadata.Explainers.FirstOrDefault(e => e.Name == call);
        if (explainer is null && call != Forward)
        {
            string calls = string.Join(", ", network.Metadata.Explainers.Select(e => e.Name));
            throw new ArgumentException($"'{networkName}' has no call '{call}'; there are {Forward}, {calls}.", nameof(call));
        }

        using var loaded = new LoadedNetwork(network);
        using var ours = new GeneratedNetwork(network, loaded.Model, loaded.Inputs(1), 1, threads);
        var times = new List<double>();
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            long before = Stopwatch.GetTimestamp();
            if (explainer is null)
                ours.Forward();
            else
                ours.Explain(explainer.Index);
            times.Add(Stopwatch.GetElapsedTime(before).TotalSeconds);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{networkName}, {call}, threads {threads}: median {1e3 * Timings.Median(times):0.000} ms, fastest {1e3 * times.Min():0.000} ms of {times.Count}"));
    }
}
