using System.Diagnostics;
using ExplainGen.Benchmarks.Measuring;
using ExplainGen.Benchmarks.Networks;
using ExplainGen.Benchmarks.Peers;

namespace ExplainGen.Benchmarks.Comparison;

/// <summary>One network in all engines, with the same weights and inputs.</summary>
internal sealed class NetworkComparison(LoadedNetwork loaded)
{
    private const int LayoutTrials = 3;

    private readonly NetworkCase _network = loaded.Case;
    private readonly RandomWeights _weights = loaded.Weights;
    private readonly IModelPasses _model = loaded.Model;

    /// <summary>Compares what the engines compute, then how long they take.</summary>
    /// <param name="threads">Threads of one call, of every engine.</param>
    /// <param name="batch">How many inputs at a time.</param>
    /// <param name="forwardOnly">Whether to leave out gradients and explanations.</param>
    /// <exception cref="DisagreementException">The engines do not compute the same.</exception>
    public Measurement Measure(int threads, int batch, bool forwardOnly, Tournament tournament)
    {
        float[] inputs = loaded.Inputs(batch);
        TorchSharp.torch.set_num_threads(threads);
        using var ours = new GeneratedNetwork(_network, _model, inputs, batch, threads);
        using var onnx = new OnnxNetwork(_network, _weights, inputs, batch, threads);
        using TorchNetwork torch = Faster(inputs, batch, t => t.Forward());
        var contenders = new List<Contender>
        {
            new(Calls.Forward, ours.Forward),
            new(Calls.TorchForward, torch.Forward),
            new(Calls.OnnxForward, onnx.Forward),
        };

        string title = $"{_network.Name}, threads {threads}, batch {batch}";
        contenders.ForEach(c => c.Run());
        double torchError = Agreement.OfLogits($"{title}: the logits of libtorch and ours", ours.Logits, torch.Logits);
        double onnxError = Agreement.OfLogits($"{title}: the logits of ONNX Runtime and ours", ours.Logits, onnx.Logits);
        if (forwardOnly)
            return new Measurement(_network, threads, batch, tournament.Measure(contenders), torchError, onnxError, null);

        using TorchNetwork autograd = Faster(inputs, batch, t => t.Backward());
        ours.Explain(_network.GradientIndex);
        autograd.Backward();
        double gradientError = Agreement.OfGradients($"{title}: the gradients of libtorch and ours", ours.Relevance, autograd.Gradient);
        contenders.Add(new(Calls.TorchGradient, autograd.Backward));
        foreach (ExplainerInfo explainer in _network.Metadata.Explainers)
            contenders.Add(new(Calls.Explain(explainer), () => ours.Explain(explainer.Index)));
        return new Measurement(_network, threads, batch, tournament.Measure(contenders), torchError, onnxError, gradientError);
    }

    /// <summary>Managed bytes that a forward pass and an explanation allocate once they have run before.</summary>
    public (long Forward, long Explain) Allocations()
    {
        using var ours = new GeneratedNetwork(_network, _model, loaded.Inputs(1), 1, Environment.ProcessorCount);
        return (Allocated(ours.Forward), Allocated(() => ours.Explain(0)));
    }

    // Of the two layouts in memory that libtorch has kernels for, the one with which this network is faster here.
    private TorchNetwork Faster(float[] inputs, int batch, Action<TorchNetwork> run)
    {
        var plain = new TorchNetwork(_network, _weights, inputs, batch, channelsLast: false);
        if (_network.Metadata.InputShape.Length != 3)
            return plain;
        var last = new TorchNetwork(_network, _weights, inputs, batch, channelsLast: true);
        bool keep = Time(plain) <= Time(last);
        (keep ? last : plain).Dispose();
        return keep ? plain : last;

        double Time(TorchNetwork network)
        {
            run(network);
            var seconds = new List<double>();
            for (int i = 0; i < LayoutTrials; i++)
            {
                long start = Stopwatch.GetTimestamp();
                run(network);
                seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            return Timings.Median(seconds);
        }
    }

    private static long Allocated(Action run)
    {
        run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        run();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
