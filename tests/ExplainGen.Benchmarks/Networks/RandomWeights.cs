using ExplainGen.Graph;
using ExplainGen.Weights;

namespace ExplainGen.Benchmarks.Networks;

/// <summary>
/// Seeded weights for a declared network, the same for every engine. Each linear layer is scaled by the mean square that is expected of
/// its input (He et al. 2015), so activations stay near 1 at any depth: no engine meets overflow, denormal numbers or dead layers.
/// </summary>
internal sealed class RandomWeights
{
    private readonly Dictionary<string, float[]> _values = new(StringComparer.Ordinal);
    private readonly List<NamedTensor> _tensors = [];
    private readonly RandomNumbers _numbers;

    /// <summary>Makes the weights.</summary>
    /// <param name="seed">Equal seeds give equal weights.</param>
    public RandomWeights(NetworkGraph graph, ulong seed)
    {
        _numbers = new RandomNumbers(seed);
        double[] meanSquare = new double[graph.Nodes.Count];
        foreach (Node node in graph.Nodes)
            meanSquare[node.Id] = Make(graph, node, meanSquare);
    }

    /// <summary>The tensors in the order of the layers.</summary>
    public IReadOnlyList<NamedTensor> Tensors => _tensors;

    /// <summary>The elements of a tensor, such as <c>conv1.weight</c>; null when there is none of that name.</summary>
    public float[]? Find(string name) => _values.GetValueOrDefault(name);

    // Makes the node's weights and says what mean square to expect of its output.
    private double Make(NetworkGraph graph, Node node, double[] meanSquare)
    {
        if (node.Inputs.Count == 0)
            return 1;
        double input = meanSquare[node.Inputs[0]];
        Shape inputShape = graph.Nodes[node.Inputs[0]].Shape;
        switch (node.Operator)
        {
            case ConvolutionOperator or LinearOperator:
                foreach (WeightTensor tensor in node.Operator.Weights(inputShape))
                {
                    // Uniform numbers of that width have variance 1 / (fan-in * input).
                    double width = tensor.Suffix == "weight" ? Math.Sqrt(3 / (tensor.Shape.Count / tensor.Shape.Channels * input)) : 0.1;
                    Add(node, tensor, -width, width);
                }

                return 1;
            case BatchNormOperator op:
                foreach (WeightTensor tensor in op.Weights(inputShape))
                {
                    bool scale = tensor.Suffix is "weight" or "running_var";
                    Add(node, tensor, scale ? 0.8 : -0.1, scale ? 1.2 : 0.1);
                }

                return 1;
            case ActivationOperator:
                return input / 2;
            case AddOperator:
                return node.Inputs.Sum(i => meanSquare[i]);
            case ConcatOperator:
                return node.Inputs.Average(i => meanSquare[i]);
            case MaxPoolOperator:
                return 1.5 * input;
            default:
                return input;
        }
    }

    private void Add(Node node, WeightTensor tensor, double low, double high)
    {
        string name = $"{node.WeightsLayer}.{tensor.Suffix}";
        float[] values = _numbers.Uniform(tensor.Shape.Count, low, high);
        _values.Add(name, values);
        _tensors.Add(NamedTensor.Create(name, [.. tensor.Shape.Axes], values));
    }
}
