using ExplainGen.Benchmarks.Networks;
using ExplainGen.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace ExplainGen.Benchmarks.Peers;

/// <summary>
/// A network in libtorch as its users deploy it: BatchNorms folded into the convolutions, ReLUs in place, no gradients recorded unless
/// asked for, values freed as soon as nothing reads them. It has libtorch's default layout or channels last, whichever is faster.
/// </summary>
internal sealed class TorchNetwork : IDisposable
{
    private readonly NetworkGraph _graph;
    private readonly TorchParameters _parameters;
    private readonly Tensor _input;
    private readonly int[] _lastReader;
    private readonly bool[] _readOnce;

    /// <summary>Copies weights and inputs into libtorch.</summary>
    /// <param name="inputs">One input behind the other.</param>
    /// <param name="batch">How many inputs.</param>
    /// <param name="channelsLast">Whether tensors of two spatial axes lie in memory with the channels last.</param>
    public TorchNetwork(NetworkCase network, RandomWeights weights, float[] inputs, int batch, bool channelsLast)
    {
        _graph = network.Graph;
        _parameters = new TorchParameters(_graph, weights, channelsLast);
        using (Tensor plain = tensor(inputs, [batch, .. network.Metadata.InputShape.Select(s => (long)s)]))
            _input = TorchParameters.Place(plain, channelsLast);
        _lastReader = new int[_graph.Nodes.Count];
        foreach (Node node in _graph.Nodes)
        {
            foreach (int input in node.Inputs)
                _lastReader[input] = node.Id;
        }

        _readOnce = [.. _graph.Consumers().Select(c => c.Count == 1)];
        Logits = new float[batch * network.Metadata.OutputCount];
        Gradient = new float[inputs.Length];
    }

    /// <summary>What the last run said.</summary>
    public float[] Logits { get; }

    /// <summary>The gradient of the largest logit of each input, as of the last <see cref="Backward"/>.</summary>
    public float[] Gradient { get; }

    /// <summary>The version of the native library.</summary>
    public static string Version => __version__;

    /// <summary>Runs the network.</summary>
    public void Forward()
    {
        using IDisposable mode = inference_mode();
        using Tensor logits = Run(_input);
        logits.data<float>().CopyTo(Logits);
    }

    /// <summary>Runs the network and takes the gradient of the largest logit with respect to the input.</summary>
    public void Backward()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor input = _input.detach().requires_grad_(true);
        Tensor logits = Run(input);
        Tensor score = logits.flatten(1).amax([1]).sum();
        Tensor gradient = autograd.grad([score], [input])[0];
        logits.detach().data<float>().CopyTo(Logits);
        gradient.contiguous().data<float>().CopyTo(Gradient);
    }

    /// <summary>Frees weights and inputs.</summary>
    public void Dispose()
    {
        _parameters.Dispose();
        _input.Dispose();
    }

    private Tensor Run(Tensor input)
    {
        var values = new Tensor?[_graph.Nodes.Count];
        values[0] = input;
        foreach (Node node in _graph.Nodes)
        {
            if (node.Id == 0)
                continue;
            Tensor output = Run(node, [.. node.Inputs.Select(i => values[i]!)]);
            values[node.Id] = output;
            foreach (int read in node.Inputs)
            {
                if (read == 0 || _lastReader[read] != node.Id)
                    continue;
                if (!ReferenceEquals(values[read], output))
                    values[read]?.Dispose();
                values[read] = null;
            }
        }

        return values[_graph.Output]!;
    }

    private Tensor Run(Node node, Tensor[] x)
    {
        // In place only where nothing else reads the value and it is not the network's input.
        bool inPlace = node.Inputs[0] != 0 && _readOnce[node.Inputs[0]];
        switch (node.Operator)
        {
            case ConvolutionOperator { Window: var w } op:
                (Tensor weight, Tensor? bias) = _parameters[node];
                return w.Rank == 1
                    ? nn.functional.conv1d(x[0], weight, bias, w.Stride[0], w.PadBegin[0], w.Dilation[0], op.Groups)
                    : nn.functional.conv2d(x[0], weight, bias, Longs(w.Stride), Longs(w.PadBegin), Longs(w.Dilation), op.Groups);
            case LinearOperator:
                (Tensor matrix, Tensor? shift) = _parameters[node];
                return nn.functional.linear(x[0], matrix, shift);
            case BatchNormOperator when _parameters.IsFolded(node):
            case IdentityOperator:
                return x[0];
            case ActivationOperator { Function: "Relu" }:
                return inPlace ? x[0].relu_() : x[0].relu();
            case ActivationOperator { Function: "Relu6" }:
                return inPlace ? x[0].clamp_(0, 6) : x[0].clamp(0, 6);
            case MaxPoolOperator { Window: var w }:
                return w.Rank == 1
                    ? nn.functional.max_pool1d(x[0], w.Kernel[0], w.Stride[0], w.PadBegin[0], 1, w.CeilMode)
                    : nn.functional.max_pool2d(x[0], Longs(w.Kernel), Longs(w.Stride), Longs(w.PadBegin), [1, 1], w.CeilMode);
            case AvgPoolOperator { Window: { Rank: 2 } w } op:
                return nn.functional.avg_pool2d(
                    x[0], Longs(w.Kernel), Longs(w.Stride), Longs(w.PadBegin), w.CeilMode, op.CountIncludePad);
            case AdaptiveAvgPoolOperator op:
                return op.Size.Count == 1
                    ? nn.functional.adaptive_avg_pool1d(x[0], op.Size[0])
                    : nn.functional.adaptive_avg_pool2d(x[0], Longs(op.Size));
            case FlattenOperator:
                return x[0].flatten(1);
            case AddOperator when x.Length == 2:
                return x[0].add(x[1]);
            case ConcatOperator:
                return cat(x, 1);
            default:
                throw new NotSupportedException($"{node.Operator.Kind} has no translation to libtorch here.");
        }
    }

    private static long[] Longs(IEnumerable<int> values) => [.. values.Select(v => (long)v)];
}
