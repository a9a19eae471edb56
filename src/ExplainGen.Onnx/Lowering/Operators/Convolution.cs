using System.Collections.Immutable;
using ExplainGen.Graph;
using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>Convolutions over one to three axes, and transposed ones.</summary>
internal static class Convolution
{
    internal static void Lower(NodeContext node)
    {
        FlowValue x = node.ChannelsFirst(0);
        ConstantTensor weight = Weight(node, x);
        int groups = Groups(node), rank = weight.Axes.Length - 2;
        if (weight.Axes[1] * (long)groups != x.Shape.Channels)
        {
            throw node.Fail(
                $"its weight of {ConstantTensor.Text(weight.Axes)} in {groups} groups does not fit the {x.Shape.Channels} channels of its input");
        }

        List<Argument> arguments = [Argument.Number("Channels", weight.Axes[0]), .. Windows.Convolution(node, weight.Axes[2..])];
        Finish(node, x, $"Conv{rank}d", arguments, weight, groups, weight.Axes[0]);
    }

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
        Finish(node, x, $"ConvTranspose{rank}d", arguments, weight, groups, (int)channels);
    }

    private static void Finish(
        NodeContext node, FlowValue x, string kind, List<Argument> arguments, ConstantTensor weight, int groups, int channels)
    {
        if (groups != 1)
            arguments.Add(Argument.Number("Groups", groups));
        List<LayerWeights> weights = [new("weight", weight.Axes, [.. weight.Reals])];
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

        node.SetLayer(kind, arguments, [x], weights);
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
