using System.Globalization;
using ExplainGen.Benchmarks.Comparison;
using ExplainGen.Benchmarks.Measuring;
using ExplainGen.Benchmarks.Networks;
using ExplainGen.Graph;

namespace ExplainGen.Benchmarks.Layers;

/// <summary>
/// Measures every distinct convolution and dense layer of networks by itself, as a share of the machine's peak. Its inputs are half zeros,
/// as behind a ReLU.
/// </summary>
internal static class LayersCommand
{
    /// <summary>Measures and prints a table a network and number of threads.</summary>
    public static void Run(BenchmarkOptions options)
    {
        Machine.RequireOptimizedCode();
        Tournament tournament = options.Tournament;
        foreach (NetworkCase network in options.Networks.Select(NetworkTable.Find))
        {
            foreach (int threads in options.Threads)
            {
                double peak = PeakRate.Measure(threads);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"\n## {network.Name}, threads {threads}, peak {peak / 1e9:0} GFLOP/s\n"));
                Console.Write(Table(network.Graph, options.Layer, threads, peak, tournament));
            }
        }
    }

    private static MarkdownTable Table(NetworkGraph graph, string layerText, int threads, double peak, Tournament tournament)
    {
        var table = new MarkdownTable(
            "layer", "uses", "forward ms", "GFLOP/s", "of peak", "quotient ms", "of peak", "redistribute ms", "of peak");
        foreach ((Node node, string text, int uses) in LayerShapes.Of(graph).Where(l => l.Text.Contains(layerText, StringComparison.Ordinal)))
        {
            using var layer = new LinearLayer(graph, node, threads, isRectified: true);
            Timings timings = tournament.Measure(
            [
                new(nameof(layer.Forward), layer.Forward),
                new(nameof(layer.Quotient), layer.Quotient),
                new(nameof(layer.Redistribute), layer.Redistribute),
            ]);
            string Share(string pass) => MarkdownTable.Percent(layer.Operations / timings.Seconds(pass) / peak);
            string Time(string pass) => MarkdownTable.Milliseconds(timings.Seconds(pass));
            table.Row(
                text, $"{uses}", Time(nameof(layer.Forward)),
                MarkdownTable.Digits(layer.Operations / timings.Seconds(nameof(layer.Forward)) / 1e9), Share(nameof(layer.Forward)),
                Time(nameof(layer.Quotient)), Share(nameof(layer.Quotient)),
                Time(nameof(layer.Redistribute)), Share(nameof(layer.Redistribute)));
        }

        return table;
    }
}
