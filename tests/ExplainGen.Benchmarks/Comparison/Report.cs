using System.Globalization;
using System.Text;
using ExplainGen.Benchmarks.Measuring;
using ExplainGen.Benchmarks.Networks;
using ExplainGen.Benchmarks.Peers;

namespace ExplainGen.Benchmarks.Comparison;

/// <summary>What a comparison found, as Markdown.</summary>
/// <param name="Fastest">Whether the fastest calls count rather than the medians.</param>
/// <param name="Peaks">Floating-point operations a second that the machine can do, by number of threads.</param>
/// <param name="Products">Floating-point operations a second of <see cref="SquareProduct"/>, by number of threads.</param>
/// <param name="NativeSize">Bytes of the sample published ahead of time; null where it was not asked for.</param>
internal sealed record Report(
    DateTime Date, bool Fastest, IReadOnlyDictionary<int, double> Peaks, IReadOnlyDictionary<int, double> Products,
    IReadOnlyList<Measurement> Measurements, IReadOnlyList<Footprint> Footprints, long? NativeSize)
{
    private const string Busy = ": **too much for numbers to rely on**, above all those of two and more threads";

    /// <summary>The whole report.</summary>
    public override string ToString()
    {
        double[] others = [.. Measurements.Select(m => m.Timings.Others)];
        string statistic = Fastest
            ? "the fastest calls count"
            : "times are medians, ratios the medians over the rounds of the ratio within a round";
        string verdict = others.Max() > Quiet.Tolerated ? Busy : "";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # ExplainGen against libtorch and ONNX Runtime

            - {Date:yyyy-MM-dd HH:mm} UTC; {Machine.Processor}, {Machine.Cores} cores, {Machine.InstructionSet}; {Machine.Runtime}
            - libtorch {TorchNetwork.Version} by TorchSharp: BatchNorms folded, inference mode, the faster of its two layouts
            - ONNX Runtime {OnnxNetwork.Version}: all optimizations, spinning threads, bound input and output
            - peak of multiply-adds in registers: {string.Join(", ", Peaks.Select(Peak))}
            - product of two {SquareProduct.Size} x {SquareProduct.Size} matrices: {string.Join(", ", Products.Select(Product))}
            - engines are measured in turn, each when the threads of the one before have come to rest, with the same weights, inputs and
              number of threads; {statistic}; below 1 we are faster
            - GFLOP/s are of the multiply-adds that a network declares; Winograd's convolutions need fewer, so the peak may be passed
            - other processes used {others.Average():0.00} cores on average, {others.Max():0.00} at most{verdict}


            """);
        text.Append("## Forward pass\n\n").Append(Forward()).Append('\n');
        if (Measurements.Any(m => m.GradientError is not null))
        {
            text.Append("## Gradient of the top logit\n\nForward and backward pass together.\n\n").Append(Gradient()).Append('\n');
            text.Append("## Explanations\n\nForward pass and explainer together, and how many forward passes that is.\n\n");
            text.Append(Explanations()).Append('\n');
            text.Append("## Memory and first call\n\nAllocations are managed bytes a call in steady state; ");
            text.Append("the first explanation counts from the start of the process.\n\n");
            text.Append(Memory()).Append('\n');
        }

        if (NativeSize is { } size)
            text.Append("samples/FashionMnist published ahead of time, weights included: ").Append(MarkdownTable.Bytes(size)).Append(".\n");
        return text.ToString();
    }

    private static string Peak(KeyValuePair<int, double> peak) =>
        string.Create(CultureInfo.InvariantCulture, $"{peak.Value / 1e9:0} GFLOP/s on {Threads(peak.Key)}");

    private string Product(KeyValuePair<int, double> product) =>
        $"{MarkdownTable.Percent(product.Value / Peaks[product.Key])} of it on {Threads(product.Key)}";

    private static string Threads(int number) => number == 1 ? "1 thread" : $"{number} threads";

    private string Forward()
    {
        var table = new MarkdownTable(
            "network", "threads", "batch", "ours ms", "libtorch ms", "ONNX Runtime ms", "ours / libtorch", "ours / ONNX Runtime",
            "GFLOP/s", "of peak", "differs from libtorch", "from ONNX Runtime");
        foreach (Measurement m in Measurements)
        {
            double rate = m.Batch * m.Network.Operations / m.Timings.Seconds(Calls.Forward);
            table.Row(
                m.Network.Name, $"{m.Threads}", $"{m.Batch}",
                Time(m, Calls.Forward), Time(m, Calls.TorchForward), Time(m, Calls.OnnxForward),
                Factor(m, Calls.Forward, Calls.TorchForward), Factor(m, Calls.Forward, Calls.OnnxForward),
                MarkdownTable.Digits(rate / 1e9), MarkdownTable.Percent(rate / Peaks[m.Threads]),
                MarkdownTable.Error(m.TorchError), MarkdownTable.Error(m.OnnxError));
        }

        return table.ToString();
    }

    private string Gradient()
    {
        var table = new MarkdownTable(
            "network", "threads", "batch", "ours ms", "libtorch ms", "ours / libtorch", "of our forward", "of libtorch's forward",
            "differs");
        foreach (Measurement m in Measurements)
        {
            if (m.GradientError is not { } error)
                continue;
            string ours = Calls.Explain(m.Network.Metadata.Explainers[m.Network.GradientIndex]);
            table.Row(
                m.Network.Name, $"{m.Threads}", $"{m.Batch}", Time(m, ours), Time(m, Calls.TorchGradient),
                Factor(m, ours, Calls.TorchGradient), Factor(m, ours, Calls.Forward), Factor(m, ours, Calls.TorchForward),
                MarkdownTable.Error(error));
        }

        return table.ToString();
    }

    private string Explanations()
    {
        var table = new MarkdownTable(
            "network", "threads", "batch", "explainer", "layer passes", "ms", "of our forward", "of libtorch's forward",
            "of ONNX Runtime's forward");
        foreach (Measurement m in Measurements.Where(m => m.GradientError is not null))
        {
            foreach (ExplainerInfo explainer in m.Network.Metadata.Explainers.Where(e => !e.IsGradient))
            {
                string call = Calls.Explain(explainer);
                table.Row(
                    m.Network.Name, $"{m.Threads}", $"{m.Batch}", explainer.Name,
                    $"{explainer.ForwardPasses} + {explainer.BackwardPasses}", Time(m, call),
                    Factor(m, call, Calls.Forward), Factor(m, call, Calls.TorchForward), Factor(m, call, Calls.OnnxForward));
            }
        }

        return table.ToString();
    }

    private string Memory()
    {
        var table = new MarkdownTable(
            "network", "workspace", "allocated by a forward pass", "by an explanation", "first explanation ms", "of which loading",
            "of which explaining");
        foreach (Footprint f in Footprints)
        {
            table.Row(
                f.Network.Name, MarkdownTable.Bytes(f.Workspace),
                MarkdownTable.Bytes(f.ForwardAllocation), MarkdownTable.Bytes(f.ExplainAllocation),
                MarkdownTable.Milliseconds(f.ColdStart.Process), MarkdownTable.Milliseconds(f.ColdStart.Load),
                MarkdownTable.Milliseconds(f.ColdStart.Explain));
        }

        return table.ToString();
    }

    private static string Time(Measurement m, string call) => MarkdownTable.Milliseconds(m.Timings.Seconds(call));

    private static string Factor(Measurement m, string call, string to) => MarkdownTable.Digits(m.Timings.Ratio(call, to));
}
