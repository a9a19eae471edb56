using ExplainGen.Benchmarks.Layers;
using ExplainGen.Benchmarks.Measuring;
using ExplainGen.Benchmarks.Networks;

namespace ExplainGen.Benchmarks.Comparison;

/// <summary>Runs a comparison and prints its report.</summary>
internal static class CompareCommand
{
    /// <summary>Measures what the options ask for.</summary>
    /// <exception cref="DisagreementException">Two engines do not compute the same.</exception>
    public static void Run(BenchmarkOptions options)
    {
        Machine.RequireOptimizedCode();
        Tournament tournament = options.Tournament;
        NetworkCase[] networks = [.. options.Networks.Select(NetworkTable.Find)];
        var peaks = new SortedDictionary<int, double>();
        var products = new SortedDictionary<int, double>();
        foreach (int threads in options.Threads)
        {
            peaks[threads] = PeakRate.Measure(threads);
            products[threads] = SquareProductRate.Measure(threads, tournament);
        }

        var measurements = new List<Measurement>();
        var footprints = new List<Footprint>();
        foreach (NetworkCase network in networks)
        {
            using var loaded = new LoadedNetwork(network);
            var comparison = new NetworkComparison(loaded);
            if (!options.ForwardOnly)
            {
                (long forward, long explain) = comparison.Allocations();
                footprints.Add(new Footprint(network, forward, explain, ColdStart.Measure(network, loaded.WeightsFile)));
            }

            foreach (int threads in options.Threads)
            {
                foreach (int batch in options.Batches)
                {
                    Measurement found = comparison.Measure(threads, batch, options.ForwardOnly, tournament);
                    measurements.Add(found);
                    Console.Error.WriteLine(Progress(found));
                }
            }
        }

        long? size = options.Native ? NativeSample.Size() : null;
        string report = new Report(DateTime.UtcNow, options.Fastest, peaks, products, measurements, footprints, size).ToString();
        Console.Out.Write(report);
        if (options.Output is { } file)
            File.WriteAllText(file, report);
    }

    private static string Progress(Measurement found)
    {
        string time = MarkdownTable.Milliseconds(found.Timings.Seconds(Calls.Forward));
        string ratio = MarkdownTable.Digits(found.Timings.Ratio(Calls.Forward, Calls.OnnxForward));
        return $"{found.Network.Name}, threads {found.Threads}, batch {found.Batch}: forward {time} ms, {ratio} times ONNX Runtime's";
    }
}
