using ExplainGen.Benchmarks.Networks;
using ExplainGen.Graph;
using static TorchSharp.torch;

namespace ExplainGen.Benchmarks.Peers;

/// <summary>The weights of a network in libtorch, BatchNorms folded into the convolution or dense layer before them.</summary>
internal sealed class TorchParameters : IDisposable
{
    private readonly Dictionary<int, (Tensor Weight, Tensor? Bias)> _linear = [];
    private readonly HashSet<int> _folded = [];

    /// <summary>Copies the weights.</summary>
    /// <param name="channelsLast">Whether weights of two spatial axes lie in memory with the channels last.</param>
    public TorchParameters(NetworkGraph graph, RandomWeights weights, bool channelsLast)
    {
        IReadOnlyList<IReadOnlyList<int>> consumers = graph.Consumers();
        foreach (Node node in graph.Nodes.Where(n => n.Operator.IsLinear))
        {
            Tensor weight = Read(graph, node, weights, "weight")!;
            Tensor? bias = Read(graph, node, weights, "bias");
            if (consumers[node.Id] is [int next] && graph.Nodes[next] is { Operator: BatchNormOperator { Affine: true } op } norm)
            {
                (weight, bias) = Fold(weight, bias, op, suffix => Read(graph, norm, weights, suffix)!);
                _folded.Add(next);
            }

            using Tensor plain = weight;
            _linear.Add(node.Id, (Place(plain, channelsLast), bias));
        }
    }

    /// <summary>Weight and bias of a convolution or dense layer.</summary>
    public (Tensor Weight, Tensor? Bias) this[Node node] => _linear[node.Id];

    /// <summary>Whether a BatchNorm has become part of the layer before it.</summary>
    public bool IsFolded(Node node) => _folded.Contains(node.Id);

    /// <summary>A copy with the channels last in memory where there are two spatial axes and this is asked for, else row-major.</summary>
    public static Tensor Place(Tensor source, bool channelsLast)
    {
        if (!channelsLast || source.dim() != 4)
            return source.clone();
        using Tensor permuted = source.permute(0, 2, 3, 1);
        using Tensor contiguous = permuted.contiguous();
        return contiguous.permute(0, 3, 1, 2);
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        foreach ((Tensor weight, Tensor? bias) in _linear.Values)
        {
            weight.Dispose();
            bias?.Dispose();
        }
    }

    private static Tensor? Read(NetworkGraph graph, Node node, RandomWeights weights, string suffix)
    {
        if (weights.Find($"{node.WeightsLayer}.{suffix}") is not { } values)
            return null;
        Shape input = graph.Nodes[node.Inputs[0]].Shape;
        WeightTensor declared = node.Operator.Weights(input).Single(w => w.Suffix == suffix);
        return tensor(values, [.. declared.Shape.Axes.Select(a => (long)a)]);
    }

    // (W x + b - mean) * s + shift with s = scale / sqrt(variance + epsilon).
    private static (Tensor Weight, Tensor Bias) Fold(Tensor weight, Tensor? bias, BatchNormOperator norm, Func<string, Tensor> read)
    {
        using var scope = NewDisposeScope();
        Tensor s = read("weight") / (read("running_var") + norm.Epsilon).sqrt();
        long[] perOutput = [-1, .. Enumerable.Repeat(1L, (int)weight.dim() - 1)];
        Tensor folded = weight * s.reshape(perOutput);
        Tensor shift = read("bias") + (((bias is null ? 0 : bias) - read("running_mean")) * s);
        weight.Dispose();
        bias?.Dispose();
        return (folded.MoveToOuterDisposeScope(), shift.MoveToOuterDisposeScope());
    }
}
