using ExplainGen.Graph;
using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.TestKit.Oracle;

/// <summary>Declared convolutional networks for the oracle, one node a layer.</summary>
public static class OracleTranslation
{
    /// <summary>The network with its batch normalizations; <see cref="BatchNormMerging"/> merges them.</summary>
    /// <param name="graph">The network as declared.</param>
    /// <param name="weights">The elements of a tensor by its name, such as <c>conv1.weight</c>.</param>
    /// <exception cref="NotSupportedException">A layer has no translation here.</exception>
    public static OracleNetwork Of(NetworkGraph graph, Func<string, float[]> weights) => new(
        graph.Nodes.Skip(1).Select(node => new OracleNode(
            node.Name, Translate(graph, node, weights), [.. node.Inputs.Select(input => graph.Nodes[input].Name)])));

    private static OracleOperator Translate(NetworkGraph graph, Node node, Func<string, float[]> weights)
    {
        Graph.Shape input = graph.Nodes[node.Inputs[0]].Shape;
        Dictionary<string, OracleTensor> tensors = node.Operator.Weights(input).ToDictionary(
            tensor => tensor.Suffix,
            tensor => OracleTensor.FromSingle(weights($"{node.WeightsLayer}.{tensor.Suffix}"), [.. tensor.Shape.Axes]));
        OracleTensor? Optional(string suffix) => tensors.GetValueOrDefault(suffix);
        switch (node.Operator)
        {
            case ConvolutionOperator op:
                (int[] begin, int[] end) = Padding(op.Window, input);
                return new Convolution(tensors["weight"], Optional("bias"))
                {
                    Stride = [.. op.Window.Stride], Dilation = [.. op.Window.Dilation], PadBegin = begin, PadEnd = end, Groups = op.Groups,
                };
            case LinearOperator:
                return new Linear(tensors["weight"], Optional("bias"));
            case BatchNormOperator op:
                return new BatchNorm(tensors["running_mean"], tensors["running_var"], Optional("weight"), Optional("bias"), op.Epsilon);
            case ActivationOperator { Function: "Relu" }:
                return new Relu();
            case ActivationOperator { Function: "Relu6" }:
                return new Relu6();
            case MaxPoolOperator op:
                (int[] front, int[] back) = Padding(op.Window, input);
                return new MaxPool([.. op.Window.Kernel])
                {
                    Stride = [.. op.Window.Stride], PadBegin = front, PadEnd = back, CeilMode = op.Window.CeilMode,
                };
            case AvgPoolOperator op:
                (int[] before, int[] after) = Padding(op.Window, input);
                return new AveragePool([.. op.Window.Kernel])
                {
                    Stride = [.. op.Window.Stride], PadBegin = before, PadEnd = after, CeilMode = op.Window.CeilMode,
                    CountIncludePad = op.CountIncludePad,
                };
            case PadOperator { ChannelsBefore: 0, ChannelsAfter: 0 } op:
                (int[] first, int[] last) = op.Sides(input.SpatialRank)!.Value;
                return new Pad([0, .. first], [0, .. last]);
            case FlattenOperator:
                return new Flatten();
            case AddOperator:
                return new Add();
            case ConcatOperator:
                return new Concat();
            case IdentityOperator:
                return new Identity();
            default:
                throw new NotSupportedException($"{node.Operator.Kind} has no translation to the oracle here.");
        }
    }

    private static (int[] Begin, int[] End) Padding(Graph.SlidingWindow window, Graph.Shape input)
    {
        AxisWindow[] axes = [.. Enumerable.Range(0, window.Rank).Select(axis => window.Resolve(axis, input.Axes[axis + 1]))];
        return ([.. axes.Select(axis => axis.PadBegin)], [.. axes.Select(axis => axis.PadEnd)]);
    }
}
