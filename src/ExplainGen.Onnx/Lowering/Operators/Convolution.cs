using System.Collections.Immutable;
using ExplainGen.Graph;
using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>Convolutions over one to three axes, and transposed ones.</summary>
internal static class Convolution
{
    internal static void Lower(NodeContext node)
    {
        FlowValue x = node.Flow(0);
        ConstantTensor weight = Weight(node, x);
        int groups = Groups(node), rank = weight.Axes.Length - 2;
        List<Argument> window = [.. Windows.Convolution(node, weight.Axes[2..])];
        ImmutableArray<int> axes = SlidingAxes(x, weight, window);
        x = Arrangement.ChannelsFirst(node, axes.Length < rank ? x with { Order = Only(x.Order, axes) } : x);
        if (weight.Axes[1] * (long)groups != x.Shape.Channels)
        {
            throw node.Fail(
                $"its weight of {ConstantTensor.Text(weight.Axes)} in {groups} groups does not fit the {x.Shape.Channels} channels of its input");
        }

        List<Argument> arguments = [Argument.Number("Channels", weight.Axes[0]), .. Windows.Along(window, axes, rank)];
        FlowValue y = Finish(
            node, x, $"Conv{axes.Length}d", arguments, Only(weight.Axes, axes), weight, groups, weight.Axes[0]);
        var order = new Queue<int>(y.Order[2..]);
        node.Set(y with
        {
            Order = [.. y.Order[..2], .. Enumerable.Range(0, rank).Select(axis => axes.Contains(axis) ? order.Dequeue() : FlowValue.One)],
        });
    }

    /// <summary>
    /// The axes that a convolution slides over: all, or those of them along which there is anything to slide over, where the layer before
    /// has no others. Exporters write convolutions of sequences with an axis of one element.
    /// </summary>
    private static ImmutableArray<int> SlidingAxes(FlowValue x, ConstantTensor weight, List<Argument> window)
    {
        int rank = weight.Axes.Length - 2;
        ImmutableArray<int> all = [.. Enumerable.Range(0, rank)];
        ImmutableArray<int> left = [.. all.Where(axis =>
            x.Axes[axis + 2] > 1 || weight.Axes[axis + 2] > 1 || !Windows.PadsNothing(window, axis, rank))];
        IEnumerable<int> places = Only(x.Order, left).Skip(1).Order();
        return left.Length > 0 && left.Length < rank && places.SequenceEqual(Enumerable.Range(0, x.Shape.Rank)) ? left : all;
    }

    /// <summary>The first two axes, and some of those behind them.</summary>
    private static ImmutableArray<int> Only(ImmutableArray<int> axes, ImmutableArray<int> sliding) =>
        [.. axes[..2], .. sliding.Select(axis => axes[axis + 2])];

    internal static void LowerTransposed(NodeContext node)
    {
        FlowValue x = node.ChannelsFirst(0);
        ConstantTensor weight = Weight(node, x);
        int groups = Groups(node), rank = weight.Axes.Length - 2;
        if (node.Integers("output_shape") is not null)
            throw node.Fail("its padding follows from output_shape", "an export with pads and output_padding can be imported");
        if (weight.Axes[0] != x.Shape.Channels)
            throw node.Fail($"its weight of {ConstantTensor.Text(weight.Axes)} does not fit the {x.Shape.Channels} channels of its input");
        long channels = weight.Axes[1] * (long)groups;
        if (channels > int.MaxValue || x.Shape.Channels % groups != 0)
            throw node.Fail($"its {groups} groups do not fit the {x.Shape.Channels} channels of its input");
        ImmutableArray<int> padding = node.Integers("output_padding") ?? [.. Enumerable.Repeat(0, rank)];
        if (padding.Length != rank)
            throw node.Fail($"it has {padding.Length} output_padding for {rank} axes");
        List<Argument> arguments = [Argument.Number("Channels", channels), .. Windows.Transposed(node, weight.Axes[2..], padding)];
        if (padding.Any(p => p != 0))
            arguments.Add(Argument.List("OutputPaddings", padding.Select(p => (double)p)));
        node.Set(Finish(node, x, $"ConvTranspose{rank}d", arguments, weight.Axes, weight, groups, (int)channels));
    }

    private static FlowValue Finish(
        NodeContext node,
        FlowValue x,
        string kind,
        List<Argument> arguments,
        ImmutableArray<int> axes,
        ConstantTensor weight,
        int groups,
        int channels)
    {
        if (groups != 1)
            arguments.Add(Argument.Number("Groups", groups));
        List<LayerWeights> weights = [new("weight", axes, [.. weight.Reals])];
        if (node.Has(2))
        {
            ConstantTensor bias = node.Known(2, "bias");
            if (bias.Count != channels)
                throw node.Fail($"its bias has {bias.Count} elements for {channels} channels");
            weights.Add(new("bias", [channels], [.. bias.Reals]));
        }
        else
        {
            arguments.Add(Argument.Flag("Bias", false));
        }

        return node.AddLayer(node.Name, kind, arguments, [x], weights);
    }

    private static ConstantTensor Weight(NodeContext node, FlowValue x)
    {
        ConstantTensor weight = node.Known(1, "weight");
        ImmutableArray<int> axes = weight.Axes;
        if (axes.Length is < 3 or > 5 || axes.Length != x.Axes.Length || axes.Contains(0))
            throw node.Fail($"its weight of {ConstantTensor.Text(axes)} does not fit an input of {ConstantTensor.Text(x.Axes)}");
        return weight;
    }

    private static int Groups(NodeContext node)
    {
        long groups = node.Integer("group", 1);
        return groups is > 0 and <= int.MaxValue ? (int)groups : throw node.Fail($"it has {groups} groups");
    }
}
